//! Three downloads at the same time, over sockets. The three servers are tasks of the same
//! program, so that nothing outside is asked; each answers after a while of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use runtime_tour::println;
use tulip::net::{TcpListener, TcpStream};
use tulip::task;
use tulip::time::sleep;

#[tulip::main]
async fn main() -> io::Result<()> {
    let mut tasks = Vec::new();
    for (name, millis) in [("slow", 300), ("fast", 100), ("mid", 200)] {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let pause = Duration::from_millis(millis);
        let server = task::Builder::new().name(format!("{name} server"));
        tasks.push(server.spawn(serve(listener, name, pause)));
        tasks.push(task::Builder::new().name(name).spawn(wget(name, address)));
    }
    for task in tasks {
        task.await.expect("no task panics")?;
    }
    Ok(())
}

async fn wget(name: &str, address: SocketAddr) -> io::Result<()> {
    println!("wget {name}...");
    let stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await?;
    for line in read_header(&stream).await?.lines() {
        println!("{name} header > {line}");
    }
    Ok(())
}

/// Answers one request after a while.
async fn serve(listener: TcpListener, name: &str, pause: Duration) -> io::Result<()> {
    let (stream, _) = listener.accept().await?;
    read_header(&stream).await?;
    sleep(pause).await;
    let answer =
        format!("HTTP/1.0 200 OK\r\nServer: {name}-srv\r\nContent-Length: 2\r\n\r\nok");
    stream.write_all(answer.as_bytes()).await
}

/// Everything before the blank line. The other side may end the connection before it: without
/// that test the loop would read nothing for ever.
async fn read_header(stream: &TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut part = [0; 256];
    loop {
        let count = stream.read(&mut part).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((header, _)) = text.split_once("\r\n\r\n") {
            return Ok(header.to_owned());
        }
    }
}
