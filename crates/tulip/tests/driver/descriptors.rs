//! What happens when the system has no descriptor left. Each test runs itself in a child process
//! that may open few.

use std::env;
use std::fs::File;
use std::io::ErrorKind;
use std::process::Command;
use std::time::Duration;

use tulip::net::{TcpListener, TcpStream};
use tulip::runtime::Runtime;
use tulip::spawn_local;
use tulip::time::sleep;

/// The descriptors that are left after all others were opened.
struct Hoard(Vec<File>);

impl Hoard {
    fn all() -> Self {
        let mut files = Vec::new();
        while let Ok(file) = File::open("/dev/null") {
            files.push(file);
        }
        Self(files)
    }

    fn release(&mut self, count: usize) {
        self.0.truncate(self.0.len() - count);
    }
}

/// Runs `body` where a process may open 64 descriptors.
fn with_few(test: &str, body: impl FnOnce()) {
    const CHILD: &str = "TULIP_TEST_WITH_FEW_DESCRIPTORS";
    if env::var_os(CHILD).is_some() {
        return body();
    }
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 64 && exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(env::current_exe().unwrap())
        .arg(format!("descriptors::{test}"))
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "the child ran no test: {said}");
}

#[test]
fn a_runtime_needs_no_descriptor_before_its_first_socket() {
    with_few("a_runtime_needs_no_descriptor_before_its_first_socket", || {
        let _hoard = Hoard::all();
        let runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            let task = spawn_local(sleep(Duration::from_millis(1)));
            task.await.unwrap();
            tulip::spawn_blocking(|| ()).await.unwrap();
        });
    });
}

#[test]
fn the_first_socket_says_that_the_reactor_cannot_be_opened() {
    with_few("the_first_socket_says_that_the_reactor_cannot_be_opened", || {
        let mut hoard = Hoard::all();
        let runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            // The socket itself, and each of what the reactor opens, may be one too many.
            for left in 1..4 {
                hoard.release(1);
                let error = TcpListener::bind("127.0.0.1:0").await.unwrap_err();
                let text = error.to_string();
                assert!(
                    text.contains("the runtime cannot open what it waits for sockets with"),
                    "with {left} left: {text}"
                );
                assert!(text.contains("Too many open files"), "{text}");
            }
            hoard.release(1);
            TcpListener::bind("127.0.0.1:0").await.unwrap();
        });
    });
}

#[test]
fn an_accept_without_a_descriptor_fails_and_the_connection_waits() {
    with_few("an_accept_without_a_descriptor_fails_and_the_connection_waits", || {
        Runtime::new().unwrap().block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let accepted = spawn_local(async move {
                let mut refused = 0;
                loop {
                    match listener.accept().await {
                        Ok((stream, peer)) => return (refused, stream, peer),
                        Err(error) => {
                            // As `accept` advises.
                            assert!(error.to_string().contains("Too many open files"));
                            assert_ne!(error.kind(), ErrorKind::WouldBlock);
                            refused += 1;
                            sleep(Duration::from_millis(1)).await;
                        }
                    }
                }
            });
            let client = TcpStream::connect(address).await.unwrap();
            let mut hoard = Hoard::all();
            sleep(Duration::from_millis(5)).await;
            assert!(hoard.0.len() > 1 && !accepted.is_finished());
            hoard.release(1);
            let (refused, _stream, peer) = accepted.await.unwrap();
            assert_eq!(peer, client.local_addr().unwrap());
            assert!(refused > 0);
        });
    });
}
