//! A server, the client that loads it, and what the server used meanwhile.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::perf;
use crate::linux;
use crate::programs;
use crate::row::{Trouble, Unit};

/// What a server does, and what is asked of it.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) service: &'static str,
    pub(crate) client: &'static str,
    pub(crate) connections: u32,
    /// None are asked of connections that are only held.
    pub(crate) requests: Option<u32>,
}

/// Which figure is wanted of a load.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    /// CPU time of the server, in microseconds a request.
    Cpu,
    /// System calls of the server a request.
    Calls,
    /// Memory of the server a connection, in bytes.
    Memory,
    /// A figure that the client tells, and what makes microseconds of it.
    Client(&'static str, f64),
}

impl Of {
    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::Cpu | Self::Client(..) => Unit::Microseconds,
            Self::Calls => Unit::Calls,
            Self::Memory => Unit::Bytes,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn measure(
    program: &Path,
    peer: &str,
    load: Load,
    of: Of,
) -> Result<f64, Trouble> {
    let server = Server::start(program, peer, load.service)?;
    if let Of::Calls = of {
        return calls(program, &server, load);
    }
    let cpu = || linux::cpu_nanos_of(server.id()).ok_or(Trouble::NotHere);
    let memory = || linux::resident_bytes_of(server.id()).ok_or(Trouble::NotHere);
    let memory_before = memory()?;
    let mut client = Client::start(program, &server, load)?;
    if let Of::Memory = of {
        let bytes = memory()?.saturating_sub(memory_before);
        client.go()?;
        return Ok(bytes as f64 / f64::from(load.connections));
    }
    let before = cpu()?;
    let told = client.go()?;
    let nanos = cpu()? - before;
    let told_of = |key| programs::read(&told, key).ok_or_else(|| silent(&told));
    if let Of::Client(key, divisor) = of {
        return Ok(told_of(key)? / divisor);
    }
    Ok(nanos as f64 / 1000.0 / told_of("requests")?)
}

/// The client is a child of `perf`, which counts what the server does until the child ends. Its
/// first requests are counted too; they are few.
fn calls(program: &Path, server: &Server, load: Load) -> Result<f64, Trouble> {
    let client = load.command(program, &server.address);
    let (calls, told) = perf::system_calls_of(server.id(), &client)?;
    let requests = programs::read(&told, "requests").ok_or_else(|| silent(&told))?;
    Ok(calls / (requests + f64::from(load.connections)))
}

fn silent(told: &str) -> Trouble {
    Trouble::Failed(format!("the client told no figure, but: {told}"))
}

impl Load {
    fn command(self, program: &Path, address: &str) -> Command {
        let mut command = Command::new(program);
        command.args(["load", self.client, address, &self.connections.to_string()]);
        command.args(self.requests.map(|requests| requests.to_string()));
        command
    }
}

/// A server. Dropping it kills it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(program: &Path, peer: &str, service: &str) -> Result<Self, Trouble> {
        let mut child = Command::new(program)
            .args(["serve", peer, service])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::Failed(error.to_string()))?;
        let mut address = String::new();
        let stdout = child.stdout.take().expect("it was asked for");
        let read = BufReader::new(stdout).read_line(&mut address);
        let address = address.trim().to_owned();
        let server = Self { child, address };
        match read {
            Ok(read) if read > 0 => Ok(server),
            // It ended without a word: it cannot do that.
            Ok(_) => Err(Trouble::NotHere),
            Err(error) => Err(Trouble::Failed(error.to_string())),
        }
    }

    fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that has connected and waits for the word. Dropping it kills it.
struct Client {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Client {
    fn start(program: &Path, server: &Server, load: Load) -> Result<Self, Trouble> {
        let failed = |error: std::io::Error| Trouble::Failed(error.to_string());
        let mut child = load
            .command(program, &server.address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let stdin = child.stdin.take().expect("it was asked for");
        let stdout = BufReader::new(child.stdout.take().expect("it was asked for"));
        let mut client = Self { child, stdin, stdout };
        let mut ready = String::new();
        client.stdout.read_line(&mut ready).map_err(failed)?;
        match ready.trim() {
            "ready" => Ok(client),
            _ => Err(client.failed()),
        }
    }

    /// Gives the word, and what the client tells at its end.
    fn go(&mut self) -> Result<String, Trouble> {
        let mut told = String::new();
        let went = self
            .stdin
            .write_all(b"go\n")
            .and_then(|()| self.stdout.read_to_string(&mut told))
            .and_then(|_| self.child.wait());
        match went {
            Ok(ended) if ended.success() => Ok(told),
            Ok(_) => Err(self.failed()),
            Err(error) => Err(Trouble::Failed(error.to_string())),
        }
    }

    /// What a client said that gave up.
    fn failed(&mut self) -> Trouble {
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            let _ = stderr.read_to_string(&mut said);
        }
        // A server that starves its connections is a finding, not a fault of the measurement.
        if said.contains("timed out") {
            return Trouble::NotHere;
        }
        Trouble::Failed(format!("the client failed: {}", said.trim()))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
