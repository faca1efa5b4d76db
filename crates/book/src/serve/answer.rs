//! Which request gets which answer.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::http::{Answer, Asked, Status};
use super::site::{Site, State};
use crate::html::escape;

pub(super) fn answer(asked: &Asked<'_>, port: u16, site: &Site) -> Answer {
    // A page from elsewhere can have a name of its own lead here; then the browser says so.
    if !is_ours(asked.host, port) {
        let says = format!("The book is at http://127.0.0.1:{port}/ and nowhere else.\n");
        return Answer::text(Status::Forbidden, says);
    }
    if !matches!(asked.method, "GET" | "HEAD") {
        return Answer::text(
            Status::MethodNotAllowed,
            "Pages can be read, and nothing else.\n",
        );
    }
    let path = asked.target.split(['?', '#']).next().unwrap_or_default();
    match path {
        "/-/built" => {
            let State { built, failed } = site.state();
            // As it stands in the `data-built` of the script.
            let body = json!({ "built": built.to_string(), "failed": failed }).to_string();
            return Answer { status: Status::Ok, kind: JSON, body: body.into_bytes() };
        }
        "/-/reload.js" => {
            let body = include_str!("reload.js").into();
            return Answer { status: Status::Ok, kind: kind(Path::new(path)), body };
        }
        _ => {}
    }
    let Some(file) = file(path) else {
        return Answer::text(Status::BadRequest, "This is no address of a page.\n");
    };
    let (status, file, (body, built)) = if let Some(read) = site.read(&file) {
        (Status::Ok, file, read)
    } else {
        let file = PathBuf::from("404.html");
        let Some(read) = site.read(&file) else {
            return Answer::text(Status::NotFound, GONE);
        };
        (Status::NotFound, file, read)
    };
    let kind = kind(&file);
    let body =
        if kind == HTML { with_reload(&body, built, site.says_failed()) } else { body };
    Answer { status, kind, body }
}

/// As after `cargo clean`.
const GONE: &str = "The built book is gone. Save a page, and it is built again.\n\
    Then load this one again.\n";

/// A browser leaves out the port that everybody expects.
fn is_ours(host: &str, port: u16) -> bool {
    let (name, at) = host.rsplit_once(':').unwrap_or((host, "80"));
    matches!(name, "127.0.0.1" | "localhost") && at == port.to_string()
}

/// The file in the book; nothing if the path leads elsewhere.
fn file(path: &str) -> Option<PathBuf> {
    let path = decoded(path)?;
    let path = path.strip_prefix('/')?;
    let path = if path.is_empty() { "index.html" } else { path };
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.contains(|c: char| matches!(c, '\\' | ':') || c.is_control())
    };
    path.split('/').all(is_plain).then(|| path.into())
}

fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(after.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}

/// The page with the script that looks for a newer build than this.
fn with_reload(page: &[u8], built: u128, failed: &str) -> Vec<u8> {
    let script = format!(
        "<script src=\"/-/reload.js\" data-built=\"{built}\" data-failed=\"{}\"></script>\n",
        escape(failed)
    );
    let page = String::from_utf8_lossy(page);
    let end = page.rfind("</body>").unwrap_or(page.len());
    [&page[..end], &script, &page[end..]].concat().into_bytes()
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => JSON,
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{decoded, file, is_ours};

    #[test]
    fn only_this_machine_has_the_books_name() {
        for (host, port, wanted) in [
            ("127.0.0.1:7878", 7878, true),
            ("localhost:7878", 7878, true),
            ("127.0.0.1:7879", 7878, false),
            ("127.0.0.1", 7878, false),
            ("127.0.0.1", 80, true),
            ("localhost:80", 80, true),
            ("evil.example", 80, false),
            ("127.0.0.1:80.evil.example", 80, false),
            ("evil.example:127.0.0.1", 80, false),
            ("", 80, false),
        ] {
            assert_eq!(is_ours(host, port), wanted, "{host} {port}");
        }
    }

    #[test]
    fn only_files_of_the_book_have_addresses() {
        for (path, wanted) in [
            ("/", Some("index.html")),
            ("/css/general.css", Some("css/general.css")),
            ("/a%20b.html", Some("a b.html")),
            ("", None),
            ("page.html", None),
            ("//etc/passwd", None),
            ("/../Cargo.toml", None),
            ("/a/../../Cargo.toml", None),
            ("/%2e%2e/Cargo.toml", None),
            ("/..%2fCargo.toml", None),
            ("/..%5cCargo.toml", None),
            ("/C:/x", None),
            ("/a%00.html", None),
            ("/%", None),
            ("/%zz", None),
            ("/%ff", None),
            ("http://127.0.0.1/x", None),
        ] {
            assert_eq!(file(path).as_deref(), wanted.map(Path::new), "{path}");
        }
        assert_eq!(decoded("%2e%2E"), Some("..".to_owned()));
    }
}
