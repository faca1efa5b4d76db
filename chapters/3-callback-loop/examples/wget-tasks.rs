//! The same three downloads as tasks. Each of them reads as if it were alone; underneath there
//! are the same callbacks.
//!
//! Addresses may be given: `cargo run -p callback-loop --example wget-tasks -- 127.0.0.1:80`

use std::env;
use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use callback_loop::{
    Cancelled, Co, EventLoop, Promise, Script, Socket, Task, gather, println,
};

const PATIENCE: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::playing(servers())?;
    let mut addresses: Vec<_> = env::args().skip(1).collect();
    if addresses.is_empty() {
        addresses = ["slow:80", "fast:80", "mid:80"].map(str::to_owned).into();
    }
    let downloads: Vec<_> =
        addresses.into_iter().map(|address| begin(&event_loop, address)).collect();
    event_loop.run_until_complete(&gather(&event_loop, &downloads))?;
    Ok(())
}

/// Makes a task that is asked to stop when it takes too long.
fn begin(event_loop: &EventLoop, address: String) -> Promise<()> {
    let host = address.trim_end_matches(":80").to_owned();
    let task = Task::spawn(event_loop, host.clone(), async move |co| {
        println!("wget {host}...");
        if let Err(error) = wget(&co, &host, &address).await {
            let is_late = error.is::<Cancelled>();
            let trouble = if is_late { "no answer".to_owned() } else { error.to_string() };
            println!("{host}: {trouble}");
        }
        Ok(())
    });
    let late = task.promise().clone();
    let patience = event_loop.call_later(PATIENCE, move |_| {
        late.cancel();
    });
    task.add_done_callback(move |_, _| {
        patience.cancel();
    });
    task.promise().clone()
}

/// A download, from its first step to its last. What it has to remember are its variables.
async fn wget(co: &Co, host: &str, address: &str) -> Result<(), Box<dyn Error>> {
    let socket = co.with_loop(|event_loop| Socket::connect(event_loop, address))?;
    writable(co, &socket).await?;
    socket.check_connected().map_err(|_| "nobody is there")?;
    socket.write(format!("GET / HTTP/1.0\r\nHost: {host}\r\n\r\n").as_bytes())?;

    let mut response = Vec::new();
    loop {
        while let Some(end) = response.iter().position(|byte| *byte == b'\n') {
            let line: Vec<_> = response.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line);
            if line.trim_end().is_empty() {
                return Ok(());
            }
            println!("{host} header > {}", line.trim_end());
        }
        readable(co, &socket).await?;
        let mut buffer = [0; 1024];
        match socket.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return Err("the connection broke".into()),
            Ok(0) => return Err("the header has no end".into()),
            Ok(count) => response.extend_from_slice(&buffer[..count]),
        }
    }
}

/// Pauses the task until there is something to read: a promise that a callback settles.
async fn readable(co: &Co, socket: &Socket) -> Result<(), Cancelled> {
    let ready = co.with_loop(|event_loop| {
        let ready = Promise::new(event_loop);
        let (watched, settled) = (socket.clone(), ready.clone());
        event_loop.add_reader(socket, move |event_loop| {
            event_loop.remove_reader(&watched);
            // The task may have been asked to stop in this turn.
            let _ = settled.set_result(());
        });
        ready
    });
    let waited = co.wait(&ready).await;
    co.with_loop(|event_loop| event_loop.remove_reader(socket));
    waited.map(drop)
}

/// Pauses the task until there is room to write.
async fn writable(co: &Co, socket: &Socket) -> Result<(), Cancelled> {
    let ready = co.with_loop(|event_loop| {
        let ready = Promise::new(event_loop);
        let (watched, settled) = (socket.clone(), ready.clone());
        event_loop.add_writer(socket, move |event_loop| {
            event_loop.remove_writer(&watched);
            let _ = settled.set_result(());
        });
        ready
    });
    let waited = co.wait(&ready).await;
    co.with_loop(|event_loop| event_loop.remove_writer(socket));
    waited.map(drop)
}

/// Three servers that answer after 300, 100 and 200 milliseconds.
fn servers() -> Script {
    [("slow", 300), ("fast", 100), ("mid", 200)].into_iter().fold(
        Script::new(),
        |script, (name, ms)| {
            let answer = format!(
                "HTTP/1.0 200 OK\r\nServer: {name}-srv\r\nContent-Length: 2\r\n\r\nok"
            );
            let after = Duration::from_millis(ms);
            script
                .server(format!("{name}:80"), |peer| peer.send(after, answer).close(after))
        },
    )
}
