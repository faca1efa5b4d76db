//! A queue between tasks: who finds it empty waits, and no letter is lost.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::rc::Rc;

use crate::common::{deadlock_of, kernel, said, secs};
use scheduler::{JoinError, Kernel, Mailbox, Wait};

#[test]
fn letters_come_in_the_order_in_which_they_were_sent() {
    let (mut kernel, letters) = kernel_and_letters();
    send_all(&mut kernel, &letters, [1, 2, 3]);
    kernel.spawn("reader", async move |sys| {
        for _ in 0..3 {
            say!("{}", letters.receive(&sys).await?);
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["1", "2", "3"]);
}

#[test]
fn who_has_waited_longest_gets_the_first_letter() {
    let (mut kernel, letters) = kernel_and_letters();
    for (name, wait) in [("second", 1), ("first", 0)] {
        let letters = Rc::clone(&letters);
        kernel.spawn(name, async move |sys| {
            sys.sleep(secs(wait)).await?;
            Ok(say!("{name} got {}", letters.receive(&sys).await?))
        });
    }
    kernel.spawn("writer", async move |sys| {
        sys.sleep(secs(2)).await?;
        letters.send(&sys, 1).await;
        letters.send(&sys, 2).await;
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["first got 1", "second got 2"]);
}

#[test]
fn one_letter_wakes_one_receiver() {
    let (mut kernel, letters) = kernel_and_letters();
    for name in ["a", "b"] {
        let letters = Rc::clone(&letters);
        kernel.spawn(name, async move |sys| {
            Ok(say!("{name} got {}", letters.receive(&sys).await?))
        });
    }
    send_all(&mut kernel, &letters, [1]);
    let waiting = deadlock_of(&mut kernel).waiting;
    assert_eq!(said(), ["a got 1"]);
    assert_eq!(waiting.iter().map(|task| &*task.name).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn sending_never_waits() {
    let (mut kernel, letters) = kernel_and_letters();
    let full = Rc::clone(&letters);
    kernel.spawn("writer", async move |sys| {
        for letter in 1..=1000 {
            full.send(&sys, letter).await;
        }
        Ok(say!("sent"))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    kernel.run().unwrap();
    assert_eq!(said(), ["sent", "bystander"]);
    assert_eq!(letters.len(), 1000);
}

#[test]
fn sending_does_not_run_the_receiver() {
    let (mut kernel, letters) = kernel_and_letters();
    let mail = Rc::clone(&letters);
    kernel.spawn("reader", async move |sys| Ok(say!("read {}", mail.receive(&sys).await?)));
    kernel.spawn("writer", async move |sys| {
        letters.send(&sys, 1).await;
        Ok(say!("sent"))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["sent", "read 1"]);
}

#[test]
fn a_letter_that_is_there_is_taken_at_once() {
    let (mut kernel, letters) = kernel_and_letters();
    kernel.spawn("alone", async move |sys| {
        letters.send(&sys, 1).await;
        Ok(say!("read {}", letters.receive(&sys).await?))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    kernel.run().unwrap();
    assert_eq!(said(), ["read 1", "bystander"]);
}

#[test]
fn a_receiver_that_is_woken_by_mistake_goes_on_waiting() {
    let (mut kernel, letters) = kernel_and_letters();
    let mail = Rc::clone(&letters);
    let reader = kernel.spawn("reader", async move |sys| {
        let letter = mail.receive(&sys).await?;
        Ok(say!("read {letter} at {:?}", sys.now().await))
    });
    kernel.spawn("mistake", async move |sys| {
        for _ in 0..2 {
            sys.sleep(secs(1)).await?;
            assert!(sys.wake(reader.id()).await);
        }
        sys.sleep(secs(1)).await?;
        letters.send(&sys, 1).await;
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["read 1 at 3s"]);
}

#[test]
fn a_receiver_that_was_woken_by_mistake_is_on_the_list_once() {
    let (mut kernel, letters) = kernel_and_letters();
    let mail = Rc::clone(&letters);
    let mistaken = kernel.spawn("mistaken", async move |sys| {
        say!("mistaken got {}", mail.receive(&sys).await?);
        sys.park(Wait::for_thing("a second wake")).await
    });
    let mail = Rc::clone(&letters);
    kernel.spawn("other", async move |sys| {
        Ok(say!("other got {}", mail.receive(&sys).await?))
    });
    kernel.spawn("mistake", async move |sys| {
        assert!(sys.wake(mistaken.id()).await);
        sys.yield_now().await?;
        letters.send(&sys, 1).await;
        letters.send(&sys, 2).await;
        Ok(())
    });
    let waiting = deadlock_of(&mut kernel).waiting;
    // Who is woken by mistake goes to the end of the list.
    assert_eq!(said(), ["other got 1", "mistaken got 2"]);
    assert_eq!(waiting[0].wait.what, "a second wake");
}

#[test]
fn a_receiver_that_is_cancelled_while_it_waits_leaves_the_list() {
    let (mut kernel, letters) = kernel_and_letters();
    let readers = ["cancelled", "next"].map(|name| {
        let letters = Rc::clone(&letters);
        let reader = kernel.spawn(name, async move |sys| {
            Ok(say!("read {}", letters.receive(&sys).await?))
        });
        (reader.id(), reader)
    });
    let id = readers[0].0;
    kernel.spawn("writer", async move |sys| {
        assert!(sys.cancel(id).await);
        sys.yield_now().await?;
        letters.send(&sys, 1).await;
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["read 1"]);
    assert_eq!(readers[0].1.result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn a_receiver_that_is_cancelled_when_a_letter_woke_it_passes_the_wake_on() {
    let (mut kernel, letters) = kernel_and_letters();
    let readers = ["cancelled", "next"].map(|name| {
        let letters = Rc::clone(&letters);
        kernel.spawn(name, async move |sys| {
            Ok(say!("{name} read {}", letters.receive(&sys).await?))
        })
    });
    let id = readers[0].id();
    kernel.spawn("writer", async move |sys| {
        letters.send(&sys, 1).await;
        assert!(sys.cancel(id).await);
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["next read 1"]);
    assert_eq!(readers[0].result(), Some(Err(JoinError::Cancelled)));
}

#[test]
fn a_receiver_that_asked_itself_to_stop_leaves_the_letter_to_the_next() {
    let (mut kernel, letters) = kernel_and_letters();
    for name in ["stops", "next"] {
        let letters = Rc::clone(&letters);
        kernel.spawn(name, async move |sys| {
            if name == "stops" {
                sys.cancel(sys.current().await).await;
            }
            Ok(say!("{name} read {}", letters.receive(&sys).await?))
        });
    }
    send_all(&mut kernel, &letters, [1]);
    kernel.run().unwrap();
    assert_eq!(said(), ["next read 1"]);
}

#[test]
fn says_how_many_letters_wait() {
    let (mut kernel, letters) = kernel_and_letters();
    assert!(letters.is_empty());
    send_all(&mut kernel, &letters, [1, 2]);
    kernel.run().unwrap();
    assert_eq!((letters.len(), letters.is_empty()), (2, false));
}

#[test]
fn a_report_calls_it_by_its_name() {
    let (mut kernel, letters) = kernel_and_letters();
    kernel.spawn("reader", async move |sys| letters.receive(&sys).await);
    assert_eq!(deadlock_of(&mut kernel).waiting[0].wait, Wait::for_thing("letters"));
}

fn kernel_and_letters() -> (Kernel, Rc<Mailbox<u32>>) {
    (kernel(), Rc::new(Mailbox::new("letters")))
}

fn send_all<const N: usize>(
    kernel: &mut Kernel,
    letters: &Rc<Mailbox<u32>>,
    numbers: [u32; N],
) {
    let letters = Rc::clone(letters);
    kernel.spawn("writer", async move |sys| {
        for number in numbers {
            letters.send(&sys, number).await;
        }
        Ok(())
    });
}
