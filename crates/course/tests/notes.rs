//! All that the notes say and all that readers ask has its place in the course; what has not is
//! named by its line.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tulip_course::notes::{Asked, Notes};
use tulip_course::{Course, Page};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the workspace")
        .to_owned()
}

fn course() -> Course {
    Course::load(&root()).unwrap()
}

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

#[test]
fn every_item_has_its_place_and_every_error_is_set_right() {
    let faults = Notes::load(&root()).unwrap().faults(&course());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_question_is_answered_and_every_rule_is_shown() {
    let faults = Asked::load(&root()).unwrap().faults(&course());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where the file is changed, each change is one fault, and it is told so.
#[test]
fn a_fault_among_the_notes_is_named_by_its_line() {
    let text = text("book/notes.toml");
    let course = course();
    for (from, to, says) in [
        (item("A02"), item("A03"), ["A02 is missing", "A03: it stands further up already"]),
        (item("E26"), item("E27"), ["E26 is missing", "E27: there is no such id"]),
        (
            "error = \"X007\"".to_owned(),
            "error = \"X008\"".to_owned(),
            ["no item is the error X007", "more than one item is the error X008"],
        ),
        (
            "error = \"X017\"\n".to_owned(),
            String::new(),
            ["B19: `error` belongs to", "the error X017"],
        ),
        (
            "place = [\"a-runtime\", \"mailbox\"]".to_owned(),
            "place = [\"a-runtime\", \"postbox\"]".to_owned(),
            ["B13: there is no page, listing or exercise `postbox`"; 2],
        ),
        (
            "place = [\"a-runtime\", \"mailbox\"]".to_owned(),
            "place = [\"mailbox\", \"mailbox\"]".to_owned(),
            ["B13: its first place is a page", "B13: the place `mailbox` is there twice"],
        ),
        (
            "place = [\"a-runtime\", \"mailbox\"]".to_owned(),
            "place = []".to_owned(),
            ["B13: it has no place"; 2],
        ),
        (
            "truth = \"Both are empty.\"\n".to_owned(),
            String::new(),
            ["B40: `truth` is missing"; 2],
        ),
        (
            "says = \"Its code name was Tulip.\"".to_owned(),
            "says = \" \"".to_owned(),
            ["E02: `says` is empty"; 2],
        ),
    ] {
        let broken = text.replacen(&from, &to, 1);
        assert_ne!(broken, text, "{from}: nothing was changed");
        let faults = Notes::parse(&broken).unwrap().faults(&course);
        for says in says {
            let told = faults.iter().find(|fault| fault.contains(says));
            let told = told.unwrap_or_else(|| panic!("{to}: {says} is not in {faults:#?}"));
            let with_line = says.contains(": ");
            assert_eq!(with_line, told.starts_with("book/notes.toml:") && has_line(told));
        }
    }
}

#[test]
fn a_fault_among_what_is_asked_is_named_by_its_line() {
    /// The test that shows R66.
    const SHOWN: &str =
        "\"chapters/3-callback-loop/tests/behaviour/transports.rs::made_data_eof_lost\"";
    let text = text("book/asked.toml");
    let course = course();
    for (from, to, says) in [
        (item("Q07"), item("Q08"), "Q07 is missing"),
        (item("R66"), item("R67"), "R67: there is no such id"),
        (
            "place = [\"pin\"]".to_owned(),
            "place = [\"pins\"]".to_owned(),
            "Q15: there is no page, listing or exercise `pins`",
        ),
        (
            SHOWN.to_owned(),
            "\"Cargo.toml::breathes\"".to_owned(),
            "R66: Cargo.toml has no test `breathes`",
        ),
        (SHOWN.to_owned(), "\"none.rs::breathes\"".to_owned(), "R66: none.rs: "),
        (
            SHOWN.to_owned(),
            "\"breathes\"".to_owned(),
            "R66: `breathes` is not `file::name`",
        ),
    ] {
        let broken = text.replacen(&from, &to, 1);
        assert_ne!(broken, text, "{from}: nothing was changed");
        let faults = Asked::parse(&broken).unwrap().faults(&course);
        assert!(
            faults.iter().any(|fault| fault.contains(says)),
            "{says} is not in {faults:#?}"
        );
    }
}

/// What a page that is written has to say, it says; a page that is to come owes nothing.
#[test]
fn a_written_page_owes_its_words() {
    let folder = Clone::new("owes");
    folder
        .write("book/src/page.md", "A  task wraps\none coroutine.\n\n{{#question ask}}\n");
    folder.write("book/questions/ask.md", "# Why?\n\nBecause nobody asks.\n");
    let item = |extra: &str| {
        let item = "[[item]]\nid = \"B33\"\nat = \"L1\"\nsays = \"x\"\nverdict = \"wrong\"\n\
                    truth = \"y\"\nerror = \"X021\"\nplace = [\"page\"]\n";
        format!("note = []\n{item}{extra}\n")
    };
    let faults = |due: bool, extra: &str| {
        let faults = Notes::parse(&item(extra)).unwrap().faults(&folder.course(due));
        faults.into_iter().filter(|fault| fault.contains("B33: ")).collect::<Vec<_>>()
    };
    assert_eq!(faults(true, "words = \"A task wraps one coroutine.\""), [""; 0]);
    assert_eq!(faults(true, "words = \"Because nobody asks.\""), [""; 0]);
    assert_eq!(faults(false, ""), [""; 0]);
    assert_eq!(
        faults(true, ""),
        ["book/notes.toml:3: B33: `words` of page.md that set it right are missing"]
    );
    assert_eq!(
        faults(true, "words = \"somebody asks\""),
        ["book/notes.toml:3: B33: page.md does not say: somebody asks"]
    );
}

#[test]
fn a_written_page_is_found_and_shows_its_rules() {
    let folder = Clone::new("shows");
    folder.write("book/src/page.md", "A task wraps one coroutine.\n");
    let asked = "[[question]]\nid = \"Q01\"\nasks = \"x\"\nanswer = \"y\"\nplace = [\"page\"]\n\
                 search = \"Task Thread\"\n\n\
                 [[rule]]\nid = \"R01\"\nsays = \"x\"\nrust = \"same\"\nhow = \"y\"\n\
                 place = [\"page\"]\n";
    let faults = |due: bool, from: &str, to: &str| {
        let asked = Asked::parse(&asked.replace(from, to)).unwrap();
        let faults = asked.faults(&folder.course(due));
        faults.into_iter().filter(|fault| fault.contains("01: ")).collect::<Vec<_>>()
    };
    let unfound = "book/asked.toml:2: Q01: page.md does not have these words: Thread";
    let unshown = "book/asked.toml:9: R01: its page is written, and no listing, exercise or \
                   test shows it";
    assert_eq!(faults(true, "", ""), [unfound, unshown]);
    assert_eq!(faults(false, "", ""), [""; 0]);
    assert_eq!(faults(true, "Task Thread", "Task"), [unshown]);
    assert_eq!(
        faults(
            true,
            "how = \"y\"\nplace = [\"page\"]",
            "how = \"y\"\nplace = [\"page\", \"show\"]"
        ),
        [unfound]
    );
}

#[test]
fn what_cannot_be_read_is_named_by_file_and_line() {
    let error = |text: &str| Notes::parse(text).unwrap_err().to_string();
    let notes = text("book/notes.toml");
    let line = notes[..notes.find("verdict = ").unwrap()].lines().count() + 1;
    let broken = notes.replacen("verdict = \"", "verdict = \"half ", 1);
    assert!(error(&broken).starts_with(&format!("book/notes.toml:{line}: ")));
    assert!(error("note = []").contains("missing field `item`"));
    let missing = Asked::load(Path::new("/nowhere")).unwrap_err().to_string();
    assert!(missing.starts_with("book/asked.toml: "), "{missing}");
}

/// What we say of Python, Python does.
#[test]
fn the_claims_hold() {
    let Some(python) =
        ["python3", "python"].into_iter().find(|python| is_new_enough(python))
    else {
        assert!(std::env::var_os("CI").is_none(), "the claims need python3, 3.11 or later");
        eprintln!("skipped: the claims need python3, 3.11 or later, and there is none");
        return;
    };
    let claims =
        Command::new(python).args(["-B", "book/claims"]).current_dir(root()).output();
    let claims = claims.expect("python was found");
    assert!(claims.status.success(), "{}", String::from_utf8_lossy(&claims.stderr));
    let notes = Notes::load(&root()).unwrap();
    let known: BTreeSet<_> =
        notes.items().iter().map(tulip_course::notes::Item::id).collect();
    let held = String::from_utf8(claims.stdout).unwrap();
    let unknown: Vec<_> = held.lines().filter(|id| !known.contains(id)).collect();
    assert!(!held.is_empty() && unknown.is_empty(), "no item: {unknown:?}");
}

fn is_new_enough(python: &str) -> bool {
    let check = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"];
    Command::new(python).args(check).output().is_ok_and(|output| output.status.success())
}

fn item(id: &str) -> String {
    format!("id = \"{id}\"")
}

fn has_line(fault: &str) -> bool {
    fault.split(':').nth(1).is_some_and(|line| line.parse::<usize>().is_ok())
}

/// A workspace with one page.
struct Clone {
    root: PathBuf,
}

impl Clone {
    fn new(name: &str) -> Self {
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("notes").join(name);
        let _ = fs::remove_dir_all(&root);
        Self { root }
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).unwrap();
        fs::write(path, text).unwrap();
    }

    fn course(&self, due: bool) -> Course {
        let course = Course::parse(
            &self.root,
            &format!(
                "[[chapter]]\nslug = \"one\"\nfolder = \"1-one\"\ntitle = \"One\"\n\
                 [[page]]\nslug = \"page\"\nchapter = \"one\"\ntitle = \"A page\"\n\
                 due = {due}\n\
                 [[listing]]\nslug = \"show\"\npage = \"page\"\nabout = \"shows it\"\n"
            ),
        );
        let course = course.unwrap();
        let [Page { due: is_due, .. }] = course.pages() else { panic!("one page") };
        assert_eq!(*is_due, due);
        course
    }
}
