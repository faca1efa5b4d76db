//! How the kernel serves each trap.

use std::mem;
use std::time::Duration;

use super::Kernel;
use crate::task::{State, Task};
use crate::told::{self, At};
use crate::trap::{Answer, Cancelled, Reply, TaskId, Trap};

impl Kernel {
    /// Serves a trap of the task that runs. With an answer the task keeps its turn; without one
    /// its state says what it waits for.
    pub(super) fn serve(
        &mut self,
        trap: Trap,
        id: TaskId,
        task: &mut Task,
    ) -> Option<Answer> {
        let told = told::trap(id, &trap);
        let answer = match trap {
            Trap::Now => Some(Answer::Time(self.clock.now())),
            Trap::Current => Some(Answer::Task(id)),
            Trap::Wake(other) => Some(Answer::Effect(self.wake(other, id, task.at))),
            Trap::Cancel(other) if other == id => {
                task.cancel_requested = true;
                told::cancelled(id, id, task.at);
                Some(Answer::Effect(true))
            }
            Trap::Cancel(other) => Some(Answer::Effect(self.cancel(other, id, task.at))),
            Trap::Call(callee) => {
                task.callers.push(mem::replace(&mut task.body, callee));
                Some(Answer::Done)
            }
            Trap::Spawn(new) => {
                told.waits(task);
                let child = self.make(new, Some(id), task.at);
                self.put_back(id, task, Ok(Answer::Task(child)))
            }
            Trap::Sleep(_) | Trap::Park(_) if mem::take(&mut task.cancel_requested) => {
                told.waits(task);
                self.put_back(id, task, Err(Cancelled))
            }
            Trap::Sleep(Duration::ZERO) => {
                told.waits(task);
                self.put_back(id, task, Ok(Answer::Done))
            }
            Trap::Sleep(time) => {
                told.waits(task);
                let timer = self.timers.set(self.clock.now().saturating_add(time), id);
                told::sleeps(id, timer, task);
                task.state = State::Sleeping(timer);
                None
            }
            Trap::Park(wait) => {
                told.waits(task);
                told::parks(id, &wait, task);
                task.state = State::Parked(wait);
                None
            }
        };
        if let Some(answer) = &answer {
            told.answered(answer);
        }
        answer
    }

    /// Asks a task that does not run to stop. `false` if it has ended.
    fn cancel(&mut self, id: TaskId, by: TaskId, at: At) -> bool {
        let Some(task) = self.living_task(id) else {
            return false;
        };
        // If it had cancelled itself, this delivers that as well.
        task.cancel_requested = false;
        match &mut task.state {
            State::Ready(reply) => *reply = Err(Cancelled),
            State::Sleeping(timer) => {
                let timer = *timer;
                self.timers.cancel(timer);
                told::timer_cancelled(timer, by);
                self.make_ready(id, Err(Cancelled), &by, at);
            }
            State::Parked(_) => self.make_ready(id, Err(Cancelled), &by, at),
            State::Running => unreachable!("the task that runs asks for itself"),
        }
        told::cancelled(id, by, at);
        true
    }

    /// Puts the task that runs at the end of the queue: its turn is over.
    fn put_back(&mut self, id: TaskId, task: &mut Task, reply: Reply) -> Option<Answer> {
        task.state = State::Ready(reply);
        told::ready(id);
        self.ready.push_back(id);
        None
    }
}
