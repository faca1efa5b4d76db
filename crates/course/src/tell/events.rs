use tulip_trace::{Activity, Event, Lane, Record, Where};

use super::{MAIN, NOTHING, Teller, label};
use crate::sentence::Sentence;

impl Teller<'_> {
    /// The sentence of one event by itself.
    pub(super) fn tell_one(&self, record: &Record) -> Sentence {
        match &record.event {
            Event::CoResume { .. }
            | Event::CoYield { .. }
            | Event::CoReturn { .. }
            | Event::CoPanic { .. }
            | Event::CoDrop { .. } => self.tell_machine(record),
            Event::TaskNew { .. }
            | Event::TaskReady { .. }
            | Event::TaskPick { .. }
            | Event::TaskRun { .. }
            | Event::TaskYield { .. }
            | Event::TaskWait { .. }
            | Event::TaskWoken { .. }
            | Event::TaskDone { .. }
            | Event::TaskCancel { .. }
            | Event::TaskDrop { .. }
            | Event::Trap { .. } => self.tell_task(record),
            Event::Wake { task, by, .. } => {
                let (by, task) = (self.who(by), self.task(Lane::Task(*task)));
                self.say("event.wake", &[("by", &by), ("task", &task)])
            }
            Event::WakeDup { task, by } => self.tell_lost_wake(*task, by),
            event => self.tell_resource(event, record.lane),
        }
    }

    fn tell_machine(&self, record: &Record) -> Sentence {
        let stack = self.state.stacks.get(&record.lane).map_or(&[][..], |stack| stack);
        let names = self.names;
        match &record.event {
            Event::CoResume { co, input, .. } => {
                let name = names.machine(*co);
                let by = match (stack.last(), record.lane) {
                    (Some(outer), _) => Some(names.machine(*outer).to_owned()),
                    (None, Lane::Task(_)) => Some(self.task(record.lane)),
                    (None, _) => None,
                };
                let how = match self.state.machines.get(co).map(|machine| &machine.state) {
                    None => "begin",
                    Some(Where::Done(_) | Where::Panicked) => "again",
                    Some(Where::Running | Where::Paused(_) | Where::Dropped) => "resume",
                };
                let mut key = format!("event.co.{how}");
                let mut places = vec![("name", name)];
                if let Some(by) = &by {
                    key.push_str(".by");
                    places.push(("by", by));
                }
                if let Some(input) = input {
                    key.push_str(".with");
                    places.push(("input", input));
                }
                self.say(&key, &places)
            }
            Event::CoDrop { co } => {
                self.say("event.co.drop", &[("name", names.machine(*co))])
            }
            Event::CoPanic { name } => {
                let name = stack.last().map_or(&**name, |co| names.machine(*co));
                self.say("event.co.panic", &[("name", name)])
            }
            Event::CoYield { name, out, .. } => self.tell_hand_out(
                stack,
                ["co.pause", "co.yield", "co.yield.to"],
                name,
                out,
            ),
            Event::CoReturn { name, out, .. } => self.tell_hand_out(
                stack,
                ["co.end", "co.return", "co.return.to"],
                name,
                out,
            ),
            _ => Sentence::default(),
        }
    }

    /// By keys: without a value, with one, and with one that another machine gets.
    fn tell_hand_out(
        &self,
        stack: &[u32],
        [without, with, to_outer]: [&str; 3],
        name: &str,
        out: &str,
    ) -> Sentence {
        let name = stack.last().map_or(name, |co| self.names.machine(*co));
        let outer = stack.iter().rev().nth(1);
        let (key, to) = match outer {
            _ if out == NOTHING => (without, None),
            None => (with, None),
            Some(outer) => (to_outer, Some(self.names.machine(*outer))),
        };
        let mut places = vec![("name", name)];
        if out != NOTHING {
            places.push(("out", out));
        }
        places.extend(to.map(|to| ("to", to)));
        self.say(&format!("event.{key}"), &places)
    }

    fn tell_task(&self, record: &Record) -> Sentence {
        let of_lane = || self.task(record.lane);
        let named = |task: &u32| self.task(Lane::Task(*task));
        match &record.event {
            Event::TaskNew { task, name, parent, .. } => {
                let by = parent.map_or(MAIN.to_owned(), |parent| named(&parent));
                let task = label(*task, name);
                self.say("event.task.new", &[("by", &by), ("task", &task)])
            }
            Event::TaskReady { task, by, .. } => {
                let (by, task) = (self.who(by), named(task));
                if by == task {
                    return self.say("event.task.ready.self", &[("task", &task)]);
                }
                self.say("event.task.ready", &[("by", &by), ("task", &task)])
            }
            Event::TaskPick { .. } => self.say("event.task.pick", &[("task", &of_lane())]),
            Event::TaskRun { task, poll: 1, .. } => {
                self.say("event.task.begin", &[("task", &named(task))])
            }
            Event::TaskRun { task, sent: None, .. } => {
                self.say("event.task.run", &[("task", &named(task))])
            }
            Event::TaskRun { task, sent: Some(sent), .. } => {
                self.say("event.task.run.with", &[("task", &named(task)), ("sent", sent)])
            }
            Event::TaskYield { out, .. } => {
                self.say("event.task.yield", &[("task", &of_lane()), ("out", out)])
            }
            Event::TaskWait { task, why, .. } => {
                self.say("event.task.wait", &[("task", &named(task)), ("why", why)])
            }
            Event::TaskWoken { .. } => {
                self.say("event.task.woken", &[("task", &of_lane())])
            }
            Event::TaskDone { out, .. } if matches!(&**out, NOTHING | "done") => {
                self.say("event.task.end", &[("task", &of_lane())])
            }
            Event::TaskDone { out, .. } => {
                self.say("event.task.done", &[("task", &of_lane()), ("out", out)])
            }
            Event::TaskCancel { task, by, .. } => {
                let (by, task) = (self.who(by), named(task));
                self.say("event.task.cancel", &[("by", &by), ("task", &task)])
            }
            Event::TaskDrop { task, why } => {
                self.say("event.task.drop", &[("task", &named(task)), ("why", why)])
            }
            Event::Trap { task, trap, answer: None } => {
                self.say("event.trap", &[("task", &named(task)), ("trap", trap)])
            }
            Event::Trap { task, trap, answer: Some(answer) } => {
                let places = [("task", &*named(task)), ("trap", trap), ("answer", answer)];
                self.say("event.trap.answer", &places)
            }
            _ => Sentence::default(),
        }
    }

    /// A wake that finds nobody waiting, and what it finds.
    fn tell_lost_wake(&self, task: u32, by: &str) -> Sentence {
        let key = match self.state.tasks.get(&task).map(|task| &task.activity) {
            Some(Activity::Ready) => "event.wake.ready",
            Some(Activity::Running) => "event.wake.running",
            Some(Activity::Done(_) | Activity::Dropped(_)) => "event.wake.ended",
            Some(Activity::New | Activity::Waiting(_)) | None => "event.wake.dup",
        };
        let (by, task) = (self.who(by), self.task(Lane::Task(task)));
        self.say(key, &[("by", &by), ("task", &task)])
    }

    /// The loop, callbacks, timers, descriptors, futures, channels, and what the program says.
    fn tell_resource(&self, event: &Event, lane: Lane) -> Sentence {
        let number = |number: &u32| number.to_string();
        match event {
            Event::LoopTurn { turn } => {
                self.say("event.loop.turn", &[("turn", &turn.to_string())])
            }
            Event::LoopTurned { ran } => {
                self.say("event.loop.turned", &[("ran", &number(ran))])
            }
            Event::LoopPark { timeout_us } => self.tell_park(*timeout_us),
            Event::LoopUnpark { cause } => {
                self.say("event.loop.unpark", &[("cause", &self.who(cause))])
            }
            Event::CbPush { cb, by, .. } => {
                self.say("event.cb.push", &[("by", &self.who(by)), ("cb", &number(cb))])
            }
            Event::CbRun { cb } => self.say("event.cb.run", &[("cb", &number(cb))]),
            Event::CbSkip { cb } => self.say("event.cb.skip", &[("cb", &number(cb))]),
            Event::CbEnd { .. } => self.say("event.cb.end", &[]),
            Event::TimerArm { timer, name, task, due_us, .. } => {
                let (timer, due) = (number(timer), self.time(*due_us));
                let places = [("timer", &*timer), ("name", name), ("due", &due)];
                self.say_for("event.timer.arm", *task, &places)
            }
            Event::TimerFire { timer, name } => {
                self.say("event.timer.fire", &[("timer", &number(timer)), ("name", name)])
            }
            Event::TimerCancel { timer, name, cancelled_by } => {
                let (timer, by) = (number(timer), self.who(cancelled_by));
                let places = [("by", &*by), ("timer", &timer), ("name", name)];
                self.say("event.timer.cancel", &places)
            }
            Event::IoReg { name, task, .. } => {
                self.say_for("event.io.reg", *task, &[("name", name)])
            }
            Event::IoReady { name, bytes: None, .. } => {
                self.say("event.io.ready", &[("name", name)])
            }
            Event::IoReady { name, bytes: Some(bytes), .. } => {
                let bytes = bytes.to_string();
                self.say("event.io.ready.bytes", &[("name", name), ("bytes", &bytes)])
            }
            Event::IoDereg { name, .. } => self.say("event.io.dereg", &[("name", name)]),
            Event::FutNew { name, task, .. } => {
                self.say_for("event.fut.new", *task, &[("name", name)])
            }
            Event::FutReady { name, out, .. } => {
                self.say("event.fut.ready", &[("name", name), ("out", out)])
            }
            Event::Chan { name, chan, value, len } => {
                let len = number(len);
                let places = [("value", &**value), ("chan", chan), ("len", &len)];
                match &**name {
                    "send" => self.say("event.chan.send", &places),
                    "recv" => self.say("event.chan.recv", &places),
                    _ => {
                        let [value, chan, len] = places;
                        self.say("event.chan", &[("name", name), value, chan, len])
                    }
                }
            }
            Event::Out { text, .. } => {
                let who = self.speaker(lane);
                match text.trim() {
                    "" => self.say("event.out.blank", &[("who", &who)]),
                    text => self.say("event.out", &[("who", &who), ("text", text)]),
                }
            }
            Event::Mark { label } => self.say("event.mark", &[("label", label)]),
            Event::Full { events } => {
                self.say("event.full", &[("events", &events.to_string())])
            }
            // The vocabulary can grow: a word without a sentence is shown as it is, and the test
            // of this file names it.
            other => Sentence::code(other.word()),
        }
    }

    /// A loop that drives tasks or callbacks parks when nobody is ready; a program without one
    /// says itself when it waits.
    fn tell_park(&self, timeout: Option<u64>) -> Sentence {
        let is_loop = !self.state.tasks.is_empty() || self.has_loop;
        let key = if is_loop { "event.loop.park" } else { "event.loop.park.alone" };
        match timeout {
            None => self.say(key, &[]),
            Some(time) => self.say(&format!("{key}.until"), &[("time", &self.time(time))]),
        }
    }
}
