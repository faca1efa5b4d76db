//! Server and client on one processor, in turn.
//!
//! On two of them each would wake the other one's processor, which is asleep or is not. Waking
//! it can cost ten times what a request does, in a virtual machine above all, and would be most
//! of the figure.

#[cfg(target_os = "linux")]
pub(super) use linux::OnOne;

#[cfg(target_os = "linux")]
mod linux {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    /// While it lives, this thread and the processes that it starts keep to one processor.
    pub(in super::super) struct OnOne {
        before: Option<CpuSet>,
    }

    impl OnOne {
        /// A system that refuses measures without.
        pub(in super::super) fn now() -> Self {
            let before = sched_getaffinity(None).ok();
            if let Some(first) = before.as_ref().and_then(first_of) {
                let _ = sched_setaffinity(None, &first);
            }
            Self { before }
        }
    }

    impl Drop for OnOne {
        fn drop(&mut self) {
            if let Some(before) = &self.before {
                let _ = sched_setaffinity(None, before);
            }
        }
    }

    /// The same one each time.
    fn first_of(allowed: &CpuSet) -> Option<CpuSet> {
        let number = (0..CpuSet::MAX_CPU).find(|number| allowed.is_set(*number))?;
        let mut first = CpuSet::new();
        first.set(number);
        Some(first)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn one_is_kept_to_and_then_all_are_free_again() {
            let before = sched_getaffinity(None).unwrap();
            let on_one = OnOne::now();
            assert_eq!(sched_getaffinity(None).unwrap().count(), 1);
            drop(on_one);
            assert_eq!(sched_getaffinity(None).unwrap(), before);
        }
    }
}

/// Elsewhere threads go where the system sends them; there is no processor time to be read
/// either.
#[cfg(not(target_os = "linux"))]
pub(super) struct OnOne;

#[cfg(not(target_os = "linux"))]
impl OnOne {
    pub(super) fn now() -> Self {
        Self
    }
}
