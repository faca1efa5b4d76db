use std::time::Duration;

use callback_loop::{EventLoop, Script, Socket, Task};
use tulip_trace::{capture, fold, importers, read};

/// What the readers of such files ask for, and what the fold adds up to.
#[test]
fn a_record_of_everything_is_well_formed() {
    let trace = capture("everything", || {
        let script = Script::new().server("x:1", |peer| {
            peer.send(Duration::from_millis(5), "hi").close(Duration::from_millis(5))
        });
        let event_loop = EventLoop::scripted(script);
        let socket = Socket::connect(&event_loop, "x:1").unwrap();
        let reading = socket.clone();
        event_loop.add_reader(&socket, move |event_loop| {
            if reading.read(&mut [0; 8]).unwrap() == 0 {
                event_loop.remove_reader(&reading);
            }
        });
        event_loop.call_later(Duration::from_secs(9), |_| ()).cancel();
        event_loop.call_soon(|_| panic!("it was taken back")).cancel();
        let task = Task::spawn(&event_loop, "sleeper", async |co| {
            co.sleep(Duration::from_secs(1)).await?;
            Ok(())
        });
        event_loop.run_until_complete(&task).unwrap();
    })
    .trace;
    assert_eq!(importers::check(&trace), []);
    let reading = read(&trace);
    assert!(reading.bad.is_empty(), "{:?}", reading.bad);
    let end = fold(&reading.records, u64::MAX);
    assert!(end.timers.is_empty() && end.watched.is_empty() && end.callbacks.is_empty());
    assert!(end.ready.is_empty() && end.running.is_none() && end.parked.is_none());
}
