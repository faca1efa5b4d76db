//! Whether the code in texts compiles, runs, and prints what stands below it.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::fences::{self, Fence, is_hidden};
use super::texts::Text;
use crate::fault::Fault;
use crate::workspace::Workspace;

pub(super) fn faults(workspace: &Workspace, texts: &[Text]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut tools = None;
    for Text { file, source } in texts {
        faults.extend(fences::faults(file, source));
        let fences = fences::all(source);
        let is_code = |fence: &&Fence| fence.is("rust") && !fence.is("ignore");
        let mut rust = fences.iter().filter(is_code).peekable();
        if rust.peek().is_some() {
            let tools = match tools.get_or_insert_with(|| Tools::make(workspace)) {
                Ok(tools) => tools,
                Err(fault) => {
                    faults.push(fault.clone());
                    return faults;
                }
            };
            eprintln!("  {}", file.display());
            faults.extend(tools.compile(workspace, file));
            for fence in rust {
                faults.extend(tools.run(file, fence));
            }
        }
        for fence in fences.iter().filter(|fence| fence.is("python")) {
            faults.extend(python(file, fence));
        }
    }
    faults
}

/// The compiler, and the crates that code on a page can use.
struct Tools {
    /// `--extern name=path` for each, and where what they use lies.
    libraries: Vec<OsString>,
    scratch: PathBuf,
}

impl Tools {
    fn make(workspace: &Workspace) -> Result<Self, Fault> {
        let chapters = workspace.course.chapters().iter();
        let packages = chapters.flat_map(|chapter| ["--package", &chapter.slug]);
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        cargo.current_dir(workspace.root()).args([
            "build",
            "--lib",
            "--message-format=json",
        ]);
        cargo.args(packages).stderr(Stdio::inherit());
        let fault = |what: String| Fault::new("chapters", 0, what);
        let output = cargo
            .output()
            .map_err(|error| fault(format!("cannot start cargo: {error}")))?;
        if !output.status.success() {
            let what = "the chapters do not build; what is wrong stands above";
            return Err(fault(what.to_owned()));
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let mut libraries = Vec::<OsString>::new();
        let messages = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
        let ours = workspace.root().join("chapters");
        for (name, path) in messages.filter_map(|message: Value| library(&message, &ours)) {
            let mut library = OsString::from(name + "=");
            library.push(&path);
            libraries.extend(["--extern".into(), library]);
            let mut folder = OsString::from("dependency=");
            folder.push(path.with_file_name("deps"));
            if !libraries.contains(&folder) {
                libraries.extend(["-L".into(), folder]);
            }
        }
        let scratch = format!("book.check-{}", process::id());
        let scratch = workspace.built().with_file_name(scratch);
        fs::create_dir_all(&scratch).map_err(|error| fault(error.to_string()))?;
        Ok(Self { libraries, scratch })
    }

    /// Compiles and runs all Rust of a text, as rustdoc does.
    fn compile(&self, workspace: &Workspace, file: &Path) -> Vec<Fault> {
        let mut rustdoc = Command::new(env::var_os("RUSTDOC").unwrap_or("rustdoc".into()));
        rustdoc.current_dir(workspace.root()).arg("--test").arg(file);
        rustdoc.args(["--edition", EDITION]).args(&self.libraries);
        rustdoc.env("TULIP_CLOCK", "virtual").env_remove("TULIP_TRACE");
        let said = match rustdoc.output() {
            Ok(output) if output.status.success() => return Vec::new(),
            Ok(output) => {
                let said = [&*output.stdout, &*output.stderr].concat();
                String::from_utf8_lossy(&said).into_owned()
            }
            Err(error) => format!("cannot start rustdoc: {error}"),
        };
        let mut failed = said.split("\n---- ").skip(1).peekable();
        if failed.peek().is_none() {
            return vec![Fault::new(file, 0, said.trim_end())];
        }
        let fault = |said: &str| {
            let (head, said) = said.split_once('\n').unwrap_or((said, ""));
            let line = head.split_once("(line ").and_then(|(_, rest)| rest.split_once(')'));
            let line = line.and_then(|(line, _)| line.parse().ok()).unwrap_or_default();
            let said = said.split("\nfailures:\n").next().unwrap_or_default();
            Fault::new(file, line, format!("the code does not do:\n{}", said.trim()))
        };
        failed.map(fault).collect()
    }

    /// Runs a program below which it says what it prints.
    fn run(&self, file: &Path, fence: &Fence) -> Option<Fault> {
        let output = fence.output.as_ref()?;
        let fault = |what: String| Some(Fault::new(file, fence.line, what));
        let source = self.scratch.join("fence.rs");
        let program = self.scratch.join(format!("fence{}", env::consts::EXE_SUFFIX));
        if let Err(error) = fs::write(&source, as_program(&fence.text)) {
            return fault(error.to_string());
        }
        let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()));
        rustc.arg(&source).arg("-o").arg(&program).args(["--edition", EDITION]);
        rustc.args(["--cap-lints", "allow"]).args(&self.libraries);
        match rustc.output() {
            Ok(made) if made.status.success() => {}
            Ok(made) => return fault(String::from_utf8_lossy(&made.stderr).into_owned()),
            Err(error) => return fault(format!("cannot start rustc: {error}")),
        }
        prints(&mut Command::new(program), output).err().and_then(fault)
    }
}

impl Drop for Tools {
    fn drop(&mut self) {
        // What cannot be removed is in nobody's way.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

const EDITION: &str = "2024";

/// The name and the file of a library that pages can use: those of `ours`, and the trace's.
fn library(message: &Value, ours: &Path) -> Option<(String, PathBuf)> {
    let target = message.get("target")?;
    let kinds = target.get("kind")?.as_array()?;
    if !kinds.iter().any(|kind| kind == "lib") {
        return None;
    }
    let files = message.get("filenames")?.as_array()?;
    let mut files = files.iter().filter_map(|file| Some(PathBuf::from(file.as_str()?)));
    let file =
        files.find(|file| file.extension().is_some_and(|ending| ending == "rlib"))?;
    let name = target.get("name")?.as_str()?.replace('-', "_");
    let manifest = Path::new(message.get("manifest_path")?.as_str()?);
    (manifest.starts_with(ours) || name == "tulip_trace").then_some((name, file))
}

/// The fence as rustdoc would run it.
fn as_program(text: &str) -> String {
    let line = |line: &str| {
        let start = line.trim_start();
        if is_hidden(start) { start[1..].trim_start().to_owned() } else { line.to_owned() }
    };
    let code: Vec<_> = text.lines().map(line).collect();
    let code = code.join("\n");
    if code.contains("fn main") { code } else { format!("fn main() {{\n{code}\n}}\n") }
}

/// Compiles a Python fence; if it says what it prints, runs it.
fn python(file: &Path, fence: &Fence) -> Option<Fault> {
    let fault = |what: String| Some(Fault::new(file, fence.line, what));
    let mut python = Command::new("python3");
    if let Some(output) = &fence.output {
        python.args(["-c", &fence.text]);
        return prints(&mut python, output).err().and_then(fault);
    }
    python.args(["-c", "import ast, sys; ast.parse(sys.argv[1])", &fence.text]);
    match python.output() {
        Ok(made) if made.status.success() => None,
        Ok(made) => {
            let said = String::from_utf8_lossy(&made.stderr);
            fault(format!("no Python: {}", said.lines().last().unwrap_or_default()))
        }
        Err(error) => fault(format!("cannot start python3: {error}")),
    }
}

/// Whether a program ends well within the limit, and prints this.
fn prints(program: &mut Command, output: &str) -> Result<(), String> {
    program.env("TULIP_CLOCK", "virtual").env_remove("TULIP_TRACE");
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().map_err(|error| format!("cannot be run: {error}"))?;
    let deadline = Instant::now() + LIMIT;
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        if Instant::now() > deadline {
            child.kill().and_then(|()| child.wait()).map_err(|error| error.to_string())?;
            return Err(format!("still running after {} s", LIMIT.as_secs()));
        }
        thread::sleep(Duration::from_millis(5));
    }
    let ended = child.wait_with_output().map_err(|error| error.to_string())?;
    if !ended.status.success() {
        return Err(format!(
            "{}\n{}",
            ended.status,
            String::from_utf8_lossy(&ended.stderr)
        ));
    }
    let printed = String::from_utf8_lossy(&ended.stdout).replace("\r\n", "\n");
    if printed == output {
        return Ok(());
    }
    Err(format!("it prints\n{printed}and the page says\n{output}"))
}

const LIMIT: Duration = Duration::from_secs(10);
