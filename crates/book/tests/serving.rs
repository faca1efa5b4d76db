//! What is served, to whom, and how soon after a file was saved.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use common::Clone;

/// A book that is served as long as this lives.
struct Served {
    child: Child,
    port: u16,
    /// What was said before the address.
    notes: Vec<String>,
}

impl Served {
    fn new(clone: &Clone, args: &[&str]) -> Self {
        let mut command = clone.command(&["serve", "--no-browser"]);
        let mut child = command
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut notes = Vec::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while let Some(Ok(line)) = lines.next() {
            let Some(address) = line.strip_prefix("The book is at http://127.0.0.1:")
            else {
                notes.push(line);
                continue;
            };
            let port = address.split('/').next().unwrap().parse().unwrap();
            // So that what it says later does not fill the pipes.
            thread::spawn(move || lines.for_each(drop));
            let stderr = child.stderr.take().unwrap();
            thread::spawn(|| BufReader::new(stderr).lines().for_each(drop));
            return Self { child, port, notes };
        }
        let ended = child.wait_with_output().unwrap();
        panic!("not served: {notes:?}\n{}", String::from_utf8_lossy(&ended.stderr));
    }

    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let port = self.port;
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Asks until the answer is as wanted.
    fn wait_for(&self, path: &str, wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let answer = self.get(path);
            if wanted(&answer) {
                return answer;
            }
            assert!(Instant::now() < deadline, "{path} stays:\n{answer}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn pages_are_served_to_this_machine_under_its_own_name() {
    let clone = Clone::new("served");
    let served = Served::new(&clone, &["--port", "0"]);
    let page = served.get("/");
    assert_eq!(status(&page), "200", "{page}");
    assert!(page.contains("Content-Type: text/html") && page.contains("nosniff"), "{page}");
    assert!(page.contains("Content-Security-Policy: default-src 'self'"), "{page}");
    assert!(page.contains("src=\"/-/reload.js\""), "{page}");
    assert_eq!(status(&served.get("/words.js?x=1")), "200");
    assert_eq!(status(&served.get("/-/reload.js")), "200");
    assert_eq!(status(&served.get("/gone.html")), "404");

    let port = served.port;
    for hosts in [
        "Host: evil.example\r\n".to_owned(),
        format!("Host: evil.example:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        format!("Host: 127.0.0.1:{port}.evil.example\r\n"),
        format!("Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n"),
        String::new(),
    ] {
        let answer =
            served.send(&format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
        assert_eq!(status(&answer), "403", "{hosts}: {answer}");
        assert!(!answer.contains("Introduction"), "{answer}");
    }
    let local =
        format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&served.send(&local)), "200");
    let other = format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(status(&served.send(&other)), "405");
}

/// Browsers open connections before they need them, and several at once.
#[test]
fn a_silent_connection_keeps_no_page_waiting() {
    let clone = Clone::new("silent");
    let served = Served::new(&clone, &["--port", "0"]);
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, served.port)).unwrap();
    let _silent: Vec<_> = (0..20).map(|_| connect()).collect();
    assert_eq!(status(&served.get("/")), "200");

    let mut begun: Vec<_> = (0..20).map(|_| connect()).collect();
    for stream in &mut begun {
        let port = served.port;
        write!(stream, "GET /words.js HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
    }
    for stream in begun.iter_mut().rev() {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(status(&answer), "200", "{answer}");
    }
}

#[test]
fn a_head_has_no_body_and_what_is_no_request_is_refused() {
    let clone = Clone::new("requests");
    let served = Served::new(&clone, &["--port", "0"]);
    let port = served.port;
    let head = served.send(&format!("HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"));
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    assert!(!head.contains("Content-Length: 0\r\n"), "{head}");
    assert_eq!(status(&served.send("what is this?\r\n\r\n")), "400");
    let body = format!(
        "POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 4\r\n\r\nbody"
    );
    assert_eq!(status(&served.send(&body)), "405");
}

#[test]
fn nothing_outside_of_the_book_is_served() {
    let clone = Clone::new("inside");
    let served = Served::new(&clone, &["--port", "0"]);
    // The folder above the book holds this.
    clone.write("target/secret.txt", "the secret");
    let mut paths = vec![
        "/../secret.txt",
        "/css/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/css",
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(
            clone.path("target/secret.txt"),
            clone.path("target/book/link.txt"),
        )
        .unwrap();
        paths.push("/link.txt");
    }
    let whole = clone.path("target/secret.txt").display().to_string();
    paths.push(&whole);
    for path in paths {
        let answer = served.get(path);
        assert!(matches!(status(&answer), "400" | "404"), "{path}: {answer}");
        assert!(!answer.contains("the secret"), "{path}: {answer}");
    }
}

#[test]
fn what_is_saved_is_built_and_what_cannot_be_built_is_said() {
    let clone = Clone::new("saved");
    let served = Served::new(&clone, &["--port", "0"]);
    let first = served.get("/-/built");
    clone.replace("book/src/sending.md", "A [machine]", "A *changed* [machine]");
    served.wait_for("/sending.html", |page| page.contains("<em>changed</em>"));
    assert_ne!(
        served.get("/-/built").split("\r\n\r\n").last(),
        first.split("\r\n\r\n").last()
    );

    clone.replace("book/src/sending.md", "{{#transcript send", "{{#transcript sent");
    let built = served.wait_for("/-/built", |built| built.contains("sending.md:9: "));
    assert!(built.contains("`sent`"), "{built}");
    assert!(served.get("/sending.html").contains("<em>changed</em>"));

    clone.replace("book/src/sending.md", "{{#transcript sent", "{{#transcript send");
    served.wait_for("/-/built", |built| built.contains("\"failed\":null"));

    // A listing is a part of the book, too; and so is a file that is put in the place of another.
    let snapshot = "chapters/1-state-machines/snapshots/send.snap";
    clone.write("new.snap", &clone.read(snapshot).replace("10\n", "the new end\n"));
    std::fs::rename(clone.path("new.snap"), clone.path(snapshot)).unwrap();
    served.wait_for("/sending.html", |page| page.contains("the new end"));
}

#[test]
fn a_book_that_was_cleaned_away_is_built_again() {
    let clone = Clone::new("cleaned");
    let served = Served::new(&clone, &["--port", "0"]);
    std::fs::remove_dir_all(clone.path("target")).unwrap();
    let answer = served.get("/sending.html");
    assert_eq!(status(&answer), "404");
    assert!(answer.contains("Save a page, and it is built again."), "{answer}");
    clone.replace("book/src/sending.md", "A [machine]", "A *changed* [machine]");
    served.wait_for("/sending.html", |page| page.contains("<em>changed</em>"));
    assert!(served.get("/").contains("What does calling run?"));
}

#[test]
fn a_page_is_built_without_the_others() {
    let clone = Clone::new("page");
    let served = Served::new(&clone, &["--port", "0"]);
    let (glossary, index) = (served.get("/glossary.html"), served.get("/"));
    // It is seen if anybody makes it again.
    clone.append("target/book/glossary.html", "<!-- as it was -->");
    clone.replace("book/src/sending.md", "A [machine]", "A *changed* [machine]");
    let page = served.wait_for("/sending.html", |page| page.contains("<em>changed</em>"));
    assert!(page.contains("rel=\"next"), "it leads to the others: {page}");
    assert!(served.get("/glossary.html").contains("<!-- as it was -->"), "{glossary}");
    assert!(served.get("/").contains("What does calling run?"), "{index}");
    let (_, search) = page.split_once("searchindex-").expect("it can be searched");
    let (search, _) = search.split_once('"').unwrap();
    assert_eq!(status(&served.get(&format!("/searchindex-{search}"))), "200");

    // The first page has two addresses.
    clone.replace("book/src/introduction.md", "See [sending]", "*See* [sending]");
    served.wait_for("/", |page| page.contains("<em>See</em>"));
    assert!(served.get("/introduction.html").contains("<em>See</em>"));

    // The contents are a part of all pages.
    clone.replace("book/src/SUMMARY.md", "[Sending]", "[Sending it]");
    served.wait_for("/glossary.html", |page| !page.contains("<!-- as it was -->"));
}

#[test]
fn a_taken_port_is_passed_over_and_said() {
    let clone = Clone::new("port");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let served = Served::new(&clone, &["--port", &port.to_string()]);
    assert!(served.port > port);
    let note = format!("Port {port} is taken, so it is {}.", served.port);
    assert!(served.notes.contains(&note), "{:?}", served.notes);
    assert_eq!(status(&served.get("/")), "200");
}

#[test]
fn a_book_with_a_fault_is_not_served() {
    let clone = Clone::new("unserved");
    clone.replace("book/src/sending.md", "{{#transcript send", "{{#transcript sent");
    clone.run(&["serve", "--no-browser", "--port", "0"]).refuses(&["sending.md:9: "]);
}

#[test]
fn a_trace_of_ones_own_is_shown_with_its_bad_lines() {
    let clone = Clone::new("trace");
    let mut trace = clone.read("chapters/1-state-machines/traces/send.json");
    trace = trace.replacen("\n{", "\n\nthis is no event\n{", 1);
    trace = trace.replace("\"ev\":\"co.drop\"", "\"ev\":\"co.vanish\"");
    trace.push_str("{\"ph\":\"i\",\"pid\":2,\"ti");
    clone.write("what.json", &trace);
    let served = Served::new(&clone, &["--port", "0", "--trace", "what.json"]);
    let page = served.get("/trace.html");
    assert!(page.contains("<tr id=\"trace@6\">"), "{page}");
    assert!(!page.contains("trace@7"), "{page}");
    assert!(page.contains("<code>what.json</code>"), "{page}");
    for words in [&["line 3"][..], &["line 11", "co.vanish"], &["line 13"]] {
        let listed = page.lines().filter(|line| line.starts_with("<li>"));
        let mut listed = listed.filter(|line| words.iter().all(|word| line.contains(word)));
        assert!(listed.next().is_some(), "{words:?} is not in {page}");
    }
    // Recording again shows it again.
    clone.write("what.json", &clone.read("chapters/1-state-machines/traces/send.json"));
    served.wait_for("/trace.html", |page| {
        page.contains("trace@7") && !page.contains("line 13")
    });
}

#[test]
fn two_traces_are_open_side_by_side() {
    let clone = Clone::new("two-traces");
    let trace = clone.read("chapters/1-state-machines/traces/send.json");
    let open = |name: &str| {
        let file = format!("{name}.json");
        clone.write(
            &file,
            &trace.replace("\"name\":\"echo\"", &format!("\"name\":\"{name}\"")),
        );
        Served::new(&clone, &["--port", "0", "--trace", &file])
    };
    let (first, second) = (open("first"), open("second"));
    let book = Served::new(&clone, &["--port", "0"]);
    for (served, name) in [(&first, "first"), (&second, "second")] {
        let page = served.get("/trace.html");
        assert!(page.contains(&format!("<code>{name}.json</code>")), "{page}");
    }
    assert_eq!(status(&book.get("/trace.html")), "404");
}

#[test]
fn a_trace_that_is_too_long_is_refused_before_the_book_is_read() {
    let clone = Clone::new("too-long");
    let file = std::fs::File::create(clone.path("long.json")).unwrap();
    file.set_len((16 << 20) + 1).unwrap();
    // A book that cannot be built would be told first.
    clone.replace("book/src/sending.md", "{{#transcript send", "{{#transcript sent");
    let ran = clone.run(&["serve", "--no-browser", "--trace", "long.json"]);
    ran.refuses(&["long.json: 17 MB are too much for a page: at most 16"]);
    assert!(!ran.stderr.contains("sending.md"), "{}", ran.stderr);
}

/// mdBook would parse a long one for minutes, and put each word of it into the search.
#[test]
fn a_trace_is_no_part_of_what_the_search_knows() {
    let clone = Clone::new("unsearched");
    let trace = clone.read("chapters/1-state-machines/traces/send.json");
    clone.write("what.json", &trace.replace("\"name\":\"echo\"", "\"name\":\"zebra\""));
    let served = Served::new(&clone, &["--port", "0", "--trace", "what.json"]);
    let page = served.get("/trace.html");
    assert!(page.contains("zebra") && page.contains("</trace-stepper>"), "{page}");
    let index = page.split("searchindex-").nth(1).and_then(|rest| rest.split('"').next());
    let index = served.get(&format!("/searchindex-{}", index.expect("it has a search")));
    assert_eq!(status(&index), "200");
    assert!(!index.contains("zebra"), "the trace is in the search");
}

#[test]
fn nothing_in_a_trace_runs_or_reads_what_it_should_not() {
    let clone = Clone::new("evil");
    clone.write("secret.rs", "the secret in the clone's parent\n");
    clone.write("inner/secret.toml", "the secret in the clone\n");
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
    let harmless = "abc";
    let mut pages = Vec::new();
    for (name, word) in [("evil", evil), ("harmless", harmless)] {
        let mut trace = clone.read("chapters/1-state-machines/traces/send.json");
        trace = trace.replace("\"name\":\"echo\"", &format!("\"name\":\"{word}\""));
        trace = trace.replace("\"text\":\"3\"", &format!("\"text\":\"{word}\""));
        trace = trace.replace("\"program\":\"send\"", &format!("\"program\":\"{word}\""));
        let secret = clone.path("secret.rs").display().to_string().replace('\\', "/");
        for (place, line) in
            [("../../evil/secret.rs", 42), (&*secret, 47), ("inner/secret.toml", 13)]
        {
            let from = format!("chapters/1-state-machines/examples/send.rs:{line}");
            trace = trace.replacen(&from, &format!("{place}:1"), 1);
        }
        trace += word;
        trace += &"\n{\"ph\":\"i\",\"ev\":\"WORD\",\"tid\":1}\n".replace("WORD", word);
        let file = format!("{name}.json");
        clone.write(&file, &trace);
        let served = Served::new(&clone, &["--port", "0", "--trace", &file]);
        pages.push(served.get("/trace.html"));
    }
    let [evil, harmless] = &pages[..] else { unreachable!() };
    assert!(evil.contains("&lt;img src=x onerror=alert(2)&gt;"), "{evil}");
    for tag in ["<script", "</script>", "<img"] {
        let count = evil.matches(tag).count();
        assert_eq!(count, harmless.matches(tag).count(), "{tag} in {evil}");
    }
    assert!(!evil.contains("the secret"), "{evil}");
}

#[test]
fn what_is_no_trace_says_so() {
    let clone = Clone::new("no-trace");
    std::fs::write(clone.path("noise.bin"), [0, 159, 146, 150, b'\n', b'<', b'b', b'>'])
        .unwrap();
    let served = Served::new(&clone, &["--port", "0", "--trace", "noise.bin"]);
    let page = served.get("/trace.html");
    assert!(!page.contains("<trace-stepper"), "{page}");
    assert!(page.contains("TULIP_TRACE=") && page.contains("line 2"), "{page}");
    drop(served);

    clone.run(&["serve", "--no-browser", "--trace", "gone.json"]).refuses(&["gone.json: "]);
}
