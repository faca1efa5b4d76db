//! Programs that are run as processes of their own: this test program once more, with the name
//! of what it should do in its environment.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tulip_conformance::NEXT_STEP;

pub(crate) struct Child {
    command: Command,
    verdict: PathBuf,
}

pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// The text of its verdict file.
    pub(crate) verdict: String,
    /// What it printed on standard error, without the lines between its steps.
    pub(crate) errors: String,
    /// What it printed in its last step: on standard output, and on standard error.
    pub(crate) last: [String; 2],
}

impl Child {
    pub(crate) fn of(program: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);

        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let file = format!("verdict-{}-{number}.json", std::process::id());
        let verdict = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
        let mut command = Command::new(env::current_exe().expect("a test has a program"));
        command.args(["--exact", "child", "--nocapture", "--test-threads=1"]);
        command.env("CHILD", program).env_remove("RUST_BACKTRACE");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { command, verdict }
    }

    /// Runs to its end.
    pub(crate) fn ends(mut self) -> Ended {
        let output = self.command.env("TULIP_VERDICT", &self.verdict).output();
        let verdict = fs::read_to_string(&self.verdict).expect("a verdict was written");
        fs::remove_file(&self.verdict).expect("it can be removed");
        Ended { verdict, ..Ended::from(output.expect("it runs")) }
    }

    pub(crate) fn without_a_file(mut self) -> Ended {
        self.command.env_remove("TULIP_VERDICT").output().expect("it runs").into()
    }

    pub(crate) fn writes_to(mut self, file: &str) -> Ended {
        self.command.env("TULIP_VERDICT", file).output().expect("it runs").into()
    }

    /// Runs until that step stands in its verdict file, and is killed there.
    pub(crate) fn killed_at(mut self, step: &str) -> Ended {
        let mut child =
            self.command.env("TULIP_VERDICT", &self.verdict).spawn().expect("it runs");
        let verdict = loop {
            let verdict = fs::read_to_string(&self.verdict).unwrap_or_default();
            if verdict.contains(step) {
                break verdict;
            }
            assert!(child.try_wait().expect("it can be asked").is_none(), "it ended");
            thread::sleep(Duration::from_millis(5));
        };
        child.kill().expect("it can be killed");
        let output = child.wait_with_output().expect("it can be waited for");
        assert_eq!(fs::read_to_string(&self.verdict).unwrap(), verdict, "it stays there");
        fs::remove_file(&self.verdict).expect("it can be removed");
        Ended { verdict, ..Ended::from(output) }
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let between = format!("{NEXT_STEP}\n");
        let [printed, errors] = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8(bytes).expect("it prints UTF-8"));
        let last = [&printed, &errors]
            .map(|text| text.rsplit_once(&between).map_or("", |(_, last)| last).to_owned());
        Self {
            code: output.status.code(),
            verdict: String::new(),
            errors: errors.replace(&between, ""),
            last,
        }
    }
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}
