//! Random writers and receivers: no letter is lost.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use proptest::prelude::*;
use scheduler::{Cancelled, Clock, Kernel, Mailbox, RunError, Sys, TaskId, Wait};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_letter_is_lost_wherever_a_receiver_is_cancelled(plan in plans()) {
        prop_assert_eq!(deliver(&Rc::new(Mailbox::new("letters")), &plan), Ok(()));
    }
}

/// Not vacuous: the plan that a mailbox fails if a cancelled receiver keeps its wake.
#[test]
fn the_check_refuses_a_mailbox_that_does_not_pass_the_wake_on() {
    let plan = [Step::Send, Step::Cancel(0)];
    assert_eq!(deliver(&Rc::new(Mailbox::new("letters")), &plan), Ok(()));
    assert_eq!(
        deliver(&Rc::new(Forgetful::default()), &plan),
        Err("1 letters wait, and so do 2 receivers".to_owned())
    );
}

/// Not vacuous: nor do the random plans miss it.
#[test]
fn the_random_plans_find_a_mailbox_that_does_not_pass_the_wake_on() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let refused = runner.run(&plans(), |plan| {
        prop_assert_eq!(deliver(&Rc::new(Forgetful::default()), &plan), Ok(()));
        Ok(())
    });
    assert!(refused.is_err());
}

/// What the writer of a plan does next. Only the last two give up its turn.
#[derive(Clone, Debug)]
enum Step {
    Send,
    /// Cancels that receiver.
    Cancel(usize),
    /// Wakes it by mistake.
    Wake(usize),
    /// Becomes a receiver for one letter.
    Receive,
    Yield,
    Sleep,
}

const RECEIVERS: usize = 3;

fn plans() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Send),
        3 => (0..RECEIVERS).prop_map(Step::Cancel),
        1 => (0..RECEIVERS).prop_map(Step::Wake),
        1 => Just(Step::Receive),
        2 => Just(Step::Yield),
        1 => Just(Step::Sleep),
    ];
    proptest::collection::vec(step, 0..16)
}

/// Receivers read until they are cancelled; the writer follows the plan. In the end each letter
/// must have been read once or wait, in order, and nobody may wait while a letter does.
fn deliver(post: &Rc<impl Post + 'static>, plan: &[Step]) -> Result<(), String> {
    let mut kernel = Kernel::new(Clock::virtual_time());
    let read = Rc::new(RefCell::new(Vec::new()));
    let sent = Rc::new(Cell::new(0));
    let receivers: Vec<TaskId> = (0..RECEIVERS)
        .map(|_| {
            let (post, read) = (Rc::clone(post), Rc::clone(&read));
            let receiver = kernel.spawn("receiver", async move |sys| -> Result<(), _> {
                loop {
                    let letter = post.receive(&sys).await?;
                    read.borrow_mut().push(letter);
                }
            });
            receiver.id()
        })
        .collect();
    {
        let (post, read, sent) = (Rc::clone(post), Rc::clone(&read), Rc::clone(&sent));
        let plan = plan.to_vec();
        kernel.spawn("writer", async move |sys| {
            sys.yield_now().await?;
            for step in plan {
                match step {
                    Step::Send => {
                        sent.set(sent.get() + 1);
                        post.send(&sys, sent.get()).await;
                    }
                    Step::Cancel(receiver) => drop(sys.cancel(receivers[receiver]).await),
                    Step::Wake(receiver) => drop(sys.wake(receivers[receiver]).await),
                    Step::Receive if post.len() > 0 => {
                        let letter = post.receive(&sys).await?;
                        read.borrow_mut().push(letter);
                    }
                    Step::Receive => {}
                    Step::Yield => sys.yield_now().await?,
                    Step::Sleep => sys.sleep(Duration::from_secs(1)).await?,
                }
            }
            Ok(())
        });
    }
    let waiting = match kernel.run() {
        Ok(()) => 0,
        Err(RunError::Deadlock(deadlock)) => deadlock.waiting.len(),
        Err(other) => return Err(other.to_string()),
    };
    if waiting > 0 && post.len() > 0 {
        return Err(format!("{} letters wait, and so do {waiting} receivers", post.len()));
    }
    let arrived = read.take();
    let left = u32::try_from(post.len()).unwrap();
    if arrived != (1..=sent.get() - left).collect::<Vec<_>>() {
        return Err(format!("of {} letters, {left} wait and came {arrived:?}", sent.get()));
    }
    Ok(())
}

trait Post {
    async fn send(&self, sys: &Sys, letter: u32);
    async fn receive(&self, sys: &Sys) -> Result<u32, Cancelled>;
    fn len(&self) -> usize;
}

impl Post for Mailbox<u32> {
    async fn send(&self, sys: &Sys, letter: u32) {
        Mailbox::send(self, sys, letter).await;
    }

    async fn receive(&self, sys: &Sys) -> Result<u32, Cancelled> {
        Mailbox::receive(self, sys).await
    }

    fn len(&self) -> usize {
        Mailbox::len(self)
    }
}

/// A mailbox whose receivers keep their wake when they are cancelled.
#[derive(Default)]
struct Forgetful {
    letters: RefCell<VecDeque<u32>>,
    waiting: RefCell<VecDeque<TaskId>>,
}

impl Post for Forgetful {
    async fn send(&self, sys: &Sys, letter: u32) {
        self.letters.borrow_mut().push_back(letter);
        let first = self.waiting.borrow_mut().pop_front();
        if let Some(receiver) = first {
            sys.wake(receiver).await;
        }
    }

    async fn receive(&self, sys: &Sys) -> Result<u32, Cancelled> {
        let me = sys.current().await;
        loop {
            let letter = self.letters.borrow_mut().pop_front();
            if let Some(letter) = letter {
                return Ok(letter);
            }
            self.waiting.borrow_mut().push_back(me);
            let woken = sys.park(Wait::for_thing("letters")).await;
            self.waiting.borrow_mut().retain(|waiter| *waiter != me);
            woken?;
        }
    }

    fn len(&self) -> usize {
        self.letters.borrow().len()
    }
}
