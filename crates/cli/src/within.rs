//! Limits for the reader's program.
//!
//! They can only be set from inside a process. So the command starts itself, as the leader of a
//! new group; that process sets its own limits and then becomes the reader's program.

use std::path::Path;
use std::process::Command;

/// What a program may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of memory that it can write to.
    pub(crate) memory: u64,
    /// Bytes in each file that it writes.
    pub(crate) file: u64,
}

/// Much for an exercise, little for a machine.
pub(crate) const LIMITS: Limits = Limits { memory: 1 << 30, file: 64 << 20 };

#[cfg(unix)]
pub(crate) use unix::{become_the_program, command};

#[cfg(unix)]
mod unix {
    use std::env;
    use std::ffi::OsString;
    use std::os::unix::process::CommandExt;
    use std::process;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::{Command, Limits, Path};

    /// The command that runs `program` within the limits.
    pub(crate) fn command(program: &Path, limits: Limits) -> Command {
        let mut command = Command::new(this_program());
        command.arg(WITHIN).arg(limits.memory.to_string()).arg(limits.file.to_string());
        command.arg(program);
        command
    }

    /// If this process was started by [`command`], it becomes the program here.
    pub(crate) fn become_the_program() {
        let mut args = env::args_os().skip(1);
        if args.next().is_none_or(|word| word != WITHIN) {
            return;
        }
        let number = |word: Option<OsString>| word?.to_str()?.parse::<u64>().ok();
        let (Some(memory), Some(file), Some(program)) =
            (number(args.next()), number(args.next()), args.next())
        else {
            eprintln!("error: `{WITHIN}` is for the command itself");
            process::exit(2)
        };
        // Memory that is reserved and never written to does not count: every thread reserves
        // much.
        limit(Resource::Data, memory);
        limit(Resource::Fsize, file);
        limit(Resource::Core, 0);
        #[cfg(target_os = "linux")]
        end_with_the_parent();
        let error = Command::new(&program).args(args).exec();
        eprintln!("error: cannot start {}: {error}", Path::new(&program).display());
        process::exit(127)
    }

    /// A limit that the system does not know stays as it is; `cargo tulip doctor` says so.
    fn limit(of: Resource, most: u64) {
        let Rlimit { current, maximum } = getrlimit(of);
        let most =
            Some(most.min(current.unwrap_or(u64::MAX)).min(maximum.unwrap_or(u64::MAX)));
        let _ = setrlimit(of, Rlimit { current: most, maximum });
    }

    /// Also a command that was killed, and could not clean up, leaves no program behind.
    #[cfg(target_os = "linux")]
    fn end_with_the_parent() {
        use rustix::process::{Signal, getppid, set_parent_process_death_signal};

        let parent = getppid();
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
        if getppid() != parent {
            process::exit(1)
        }
    }

    /// This program, even if a newer build has taken its place meanwhile.
    fn this_program() -> OsString {
        if cfg!(target_os = "linux") {
            return "/proc/self/exe".into();
        }
        env::current_exe().map_or_else(|_| "tulip".into(), Into::into)
    }

    const WITHIN: &str = "--within";
}

#[cfg(not(unix))]
pub(crate) fn become_the_program() {}

/// Elsewhere there are no such limits; those on time and output hold.
#[cfg(not(unix))]
pub(crate) fn command(program: &Path, _: Limits) -> Command {
    Command::new(program)
}
