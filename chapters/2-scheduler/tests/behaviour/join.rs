//! A task waits for the end of another.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::cell::OnceCell;
use std::rc::Rc;

use crate::common::{deadlock_of, kernel, said, secs};
use scheduler::{Cancelled, JoinError, JoinHandle, Sys, Wait};

#[test]
fn a_join_waits_for_the_end_and_has_the_value() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| {
        sys.sleep(secs(3)).await?;
        Ok(42)
    });
    kernel.spawn("joiner", async move |sys| {
        let result = child.join(&sys).await?;
        Ok(say!("{result:?} at {:?}", sys.now().await))
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Ok(42) at 3s"]);
}

#[test]
fn a_join_after_the_end_does_not_wait() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |_| Ok(42));
    kernel.spawn("joiner", async move |sys| {
        assert_eq!(child.result().as_ref().map(Result::is_ok), Some(true));
        Ok(say!("{:?}", child.join(&sys).await?))
    });
    kernel.spawn("bystander", async |_| Ok(say!("bystander")));
    kernel.run().unwrap();
    assert_eq!(said(), ["Ok(42)", "bystander"]);
}

#[test]
fn an_end_wakes_all_who_wait_in_their_order() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| sys.sleep(secs(2)).await);
    for (name, wait) in [("second", 1), ("first", 0), ("last", 3)] {
        let child = child.clone();
        kernel.spawn(name, async move |sys| {
            sys.sleep(secs(wait)).await?;
            child.join(&sys).await?.unwrap();
            Ok(say!("{name} at {:?}", sys.now().await))
        });
    }
    kernel.run().unwrap();
    assert_eq!(said(), ["first at 2s", "second at 2s", "last at 3s"]);
}

#[test]
fn all_who_wait_share_one_value() {
    struct NotClone;

    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(NotClone)
    });
    let joiners = ["a", "b"].map(|name| {
        let child = child.clone();
        kernel.spawn(name, async move |sys| Ok(child.join(&sys).await?.unwrap()))
    });
    kernel.run().unwrap();
    let [a, b] = joiners.map(|joiner| Rc::clone(&*joiner.result().unwrap().unwrap()));
    assert!(Rc::ptr_eq(&a, &b));
    assert!(Rc::ptr_eq(&a, &child.result().unwrap().unwrap()));
}

#[test]
fn one_task_can_join_twice() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(42)
    });
    kernel.spawn("joiner", async move |sys| {
        let first = child.join(&sys).await?;
        Ok(assert_eq!(first, child.join(&sys).await?))
    });
    kernel.run().unwrap();
}

#[test]
fn a_result_is_there_at_the_end_and_not_before() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| {
        sys.sleep(secs(2)).await?;
        Ok(42)
    });
    let seen = child.clone();
    kernel.spawn("looks", async move |sys| {
        for _ in 0..3 {
            say!("{:?}", seen.result());
            sys.sleep(secs(1)).await?;
        }
        Ok(())
    });
    assert_eq!(child.result(), None);
    kernel.run().unwrap();
    // At 2 s the sleeper that lay down first wakes first.
    assert_eq!(said(), ["None", "None", "Some(Ok(42))"]);
}

#[test]
fn a_dropped_handle_leaves_its_task_alone() {
    let mut kernel = kernel();
    kernel.spawn("parent", async |sys| {
        drop(sys.spawn("child", async |_| Ok(say!("child ran"))).await?);
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["child ran"]);
}

#[test]
fn a_task_cannot_join_itself() {
    let mut kernel = kernel();
    let me = Rc::new(OnceCell::new());
    let handle = Rc::clone(&me);
    let task = kernel.spawn("narcissus", async move |sys| {
        let myself: &JoinHandle<()> = handle.get().unwrap();
        Ok(say!("{:?}", myself.join(&sys).await?))
    });
    me.set(task).unwrap();
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Oneself)"]);
}

#[test]
fn a_cancelled_child_has_no_value_and_its_joiner_goes_on() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| sys.sleep(secs(9)).await);
    let handle = child.clone();
    kernel.spawn("joiner", async move |sys| {
        let result = handle.join(&sys).await?;
        Ok(say!("{result:?} at {:?}", sys.now().await))
    });
    kernel.spawn("canceller", async move |sys| {
        sys.sleep(secs(1)).await?;
        Ok(sys.cancel(child.id()).await)
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Err(Cancelled) at 1s"]);
}

#[test]
fn a_cancelled_joiner_leaves_its_child_alone() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| {
        sys.sleep(secs(2)).await?;
        Ok(42)
    });
    let handle = child.clone();
    let joiner = kernel.spawn("joiner", async move |sys| {
        let _ = handle.join(&sys).await?;
        Ok(())
    });
    let id = joiner.id();
    kernel.spawn("canceller", async move |sys| Ok(sys.cancel(id).await));
    kernel.run().unwrap();
    assert_eq!(joiner.result(), Some(Err(JoinError::Cancelled)));
    assert_eq!(child.result().unwrap().as_deref(), Ok(&42));
}

#[test]
fn a_cancelled_joiner_is_not_woken_by_the_end() {
    assert_eq!(
        woken_after_cancel(async |child, sys| child.join(sys).await.map(drop)),
        "no"
    );
}

/// Not vacuous: a join that leaves its name on the list is found out.
#[test]
fn a_join_that_leaves_its_entry_behind_is_woken() {
    let careless = async |child: &JoinHandle<()>, sys: &Sys| {
        let me = sys.current().await;
        let child = child.clone();
        let in_my_name = async move |sys: Sys| {
            child.join(&sys).await?.unwrap();
            Ok(sys.wake(me).await)
        };
        sys.spawn("the entry", in_my_name).await?;
        sys.park(Wait::for_thing("the end")).await
    };
    assert_eq!(woken_after_cancel(careless), "yes");
}

#[test]
fn a_joiner_that_is_woken_by_mistake_goes_on_waiting() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| {
        sys.sleep(secs(3)).await?;
        Ok(42)
    });
    let joiner = kernel.spawn("joiner", async move |sys| {
        let result = child.join(&sys).await?;
        Ok(say!("{result:?} at {:?}", sys.now().await))
    });
    kernel.spawn("mistake", async move |sys| {
        for _ in 0..2 {
            sys.sleep(secs(1)).await?;
            assert!(sys.wake(joiner.id()).await);
        }
        Ok(())
    });
    kernel.run().unwrap();
    assert_eq!(said(), ["Ok(42) at 3s"]);
}

#[test]
fn a_joiner_that_was_woken_by_mistake_is_woken_by_the_end_once() {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| sys.sleep(secs(2)).await);
    let joiner = kernel.spawn("joiner", async move |sys| {
        child.join(&sys).await?.unwrap();
        sys.park(Wait::for_thing("a second wake")).await
    });
    kernel.spawn("mistake", async move |sys| Ok(sys.wake(joiner.id()).await));
    assert_eq!(deadlock_of(&mut kernel).waiting[0].wait.what, "a second wake");
}

#[test]
fn a_child_of_a_child_can_be_joined_from_outside() {
    let mut kernel = kernel();
    let parent = kernel.spawn("parent", async |sys| {
        sys.spawn("child", async |sys| {
            sys.sleep(secs(1)).await?;
            Ok(42)
        })
        .await
    });
    let stranger = kernel.spawn("stranger", async move |sys| {
        let child = parent.join(&sys).await?.unwrap();
        Ok(*child.join(&sys).await?.unwrap())
    });
    kernel.run().unwrap();
    assert_eq!(stranger.result().unwrap().as_deref(), Ok(&42));
}

#[test]
fn errors_are_sentences() {
    assert_eq!(JoinError::Cancelled.to_string(), "the task was cancelled");
    assert_eq!(
        JoinError::Oneself.to_string(),
        "a task cannot wait for its own end: join it from another one"
    );
}

/// A task waits for a child by `join`, is cancelled, refuses, and parks for something else. Does
/// the end of the child wake it?
fn woken_after_cancel(
    join: impl AsyncFnOnce(&JoinHandle<()>, &Sys) -> Result<(), Cancelled> + 'static,
) -> &'static str {
    let mut kernel = kernel();
    let child = kernel.spawn("child", async |sys| sys.sleep(secs(2)).await);
    let joiner = kernel.spawn("joiner", async move |sys| {
        assert_eq!(join(&child, &sys).await, Err(Cancelled));
        sys.park(Wait::for_thing("something else")).await?;
        Ok(say!("woken"))
    });
    kernel.spawn("canceller", async move |sys| {
        sys.sleep(secs(1)).await?;
        Ok(assert!(sys.cancel(joiner.id()).await))
    });
    let _ = kernel.run();
    if said() == ["woken"] { "yes" } else { "no" }
}
