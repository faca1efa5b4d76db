//! The loop of stage 3 beside asyncio, uvloop and a bare mio loop.
//!
//! Read on in this order: `callbacks.rs` has the rows without a network, `echo.rs` those with
//! one, `servers.rs` who is measured, `client.rs` who asks.

use crate::row::Group;

mod callbacks;
mod calls;
mod client;
mod echo;
mod process;
mod processor;
mod python;
mod servers;

pub(crate) fn groups() -> [Group; 5] {
    [
        callbacks::callback_group(),
        callbacks::timer_group(),
        echo::time_group(),
        echo::calls_group(),
        echo::memory_group(),
    ]
}

/// What has a process of its own: `serve:` and whose server, `load:` with requests and address.
pub(crate) fn run_here(what: &str) -> Result<[Option<f64>; 0], String> {
    let unknown = || format!("unknown measurement `loop:{what}`");
    match what.split_once(':') {
        Some(("serve", who)) => match servers::serve(who)? {},
        Some(("load", how)) => {
            let (requests, address) = how.split_once(':').ok_or_else(unknown)?;
            let requests = requests.parse().map_err(|_| unknown())?;
            let mut client =
                client::Client::connect(address, 1).map_err(|e| e.to_string())?;
            client.run(requests).map_err(|e| e.to_string())?;
            Ok([])
        }
        _ => Err(unknown()),
    }
}
