//! Throws trouble into uploads at every place, and looks at the line after each end.

use state_machines::Coroutine;
use state_machines::CoroutineState::{Complete, Yielded};
use tulip_conformance::Check;

use crate::exercise::Trouble::{self, Abort, Busy};
use crate::exercise::{Line, upload};

pub fn check(check: &mut Check) {
    without_trouble(check);
    busy(check);
    abort(check);
    dropped(check);
    every_life(check);
}

fn without_trouble(check: &mut Check) {
    check.step("upload two parts");
    let line = Line::default();
    let mut machine = upload(line.clone(), 2);
    check.that(line.log().is_empty(), "nothing is picked up before the first resume");
    check.equal(machine.resume(Ok(())), Yielded(1));
    check_picked_up(check, &line);
    check.equal(machine.resume(Ok(())), Yielded(2));
    check_picked_up(check, &line);

    check.step("send `Ok` after the last part: the upload ends");
    check.equal(machine.resume(Ok(())), Complete(2));
    check_hung_up(check, &line);
    drop(machine);
    check_hung_up(check, &line);
}

fn busy(check: &mut Check) {
    check.step("throw `Busy` at part 1: the same part is sent once more");
    let line = Line::default();
    let mut machine = upload(line.clone(), 2);
    check.equal(machine.resume(Ok(())), Yielded(1));
    check.equal(machine.resume(Err(Busy)), Yielded(1));
    check_picked_up(check, &line);

    check.step("go on after the `Busy`");
    check.equal(machine.resume(Err(Busy)), Yielded(1));
    check.equal(machine.resume(Ok(())), Yielded(2));
    check.equal(machine.resume(Err(Busy)), Yielded(2));
    check.equal(machine.resume(Ok(())), Complete(2));
    check_hung_up(check, &line);
}

fn abort(check: &mut Check) {
    check.step("throw `Abort` at part 3: the upload ends, two parts have arrived");
    let line = Line::default();
    let mut machine = upload(line.clone(), 5);
    check.equal(machine.resume(Ok(())), Yielded(1));
    check.equal(machine.resume(Ok(())), Yielded(2));
    check.equal(machine.resume(Ok(())), Yielded(3));
    check.equal(machine.resume(Err(Abort)), Complete(2));
    check_hung_up(check, &line);
}

fn dropped(check: &mut Check) {
    check.step("drop an upload at its pause: nobody resumes it any more");
    let line = Line::default();
    let mut machine = upload(line.clone(), 5);
    check.equal(machine.resume(Ok(())), Yielded(1));
    drop(machine);
    check_hung_up(check, &line);

    check.step("drop an upload that has not begun");
    let line = Line::default();
    drop(upload(line.clone(), 5));
    check.that(line.log().is_empty(), "what was not picked up is not hung up");
}

/// All that can be sent in four resumes, to uploads of several lengths.
fn every_life(check: &mut Check) {
    for parts in 0..4 {
        for life in 0_usize..81 {
            let sent = [life / 27, life / 9 % 3, life / 3 % 3, life % 3]
                .map(|what| [Ok(()), Err(Busy), Err(Abort)][what]);
            check.step(format!("upload {parts} parts, and send {sent:?}"));
            one_life(check, parts, &sent);
        }
    }
}

fn one_life(check: &mut Check, parts: u32, sent: &[Result<(), Trouble>]) {
    let line = Line::default();
    let mut machine = upload(line.clone(), parts);
    let mut state = machine.resume(Ok(()));
    let mut part = 1;
    for sent in sent {
        if part > parts {
            break;
        }
        check.equal(state, Yielded(part));
        check_picked_up(check, &line);
        state = machine.resume(*sent);
        match sent {
            Ok(()) => part += 1,
            Err(Busy) => {}
            Err(Abort) => {
                check.equal(state, Complete(part - 1));
                return check_hung_up(check, &line);
            }
        }
    }
    if part > parts {
        check.equal(state, Complete(parts));
    } else {
        check.equal(state, Yielded(part));
    }
    drop(machine);
    check_hung_up(check, &line);
}

fn check_picked_up(check: &mut Check, line: &Line) {
    check.that(
        line.log() == ["picked up"],
        format!(
            "at a pause the call goes on, so it stands in the state: the line is picked up \
             once and not hung up; it says {:?}",
            line.log()
        ),
    );
}

fn check_hung_up(check: &mut Check, line: &Line) {
    check.that(
        line.log() == ["picked up", "hung up"],
        format!(
            "however the upload ends, the line is hung up, and once; it says {:?}",
            line.log()
        ),
    );
}
