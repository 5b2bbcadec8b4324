//! Choosing ports.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, bail};

const FIRST: u32 = 20_000;
const COUNT: u32 = 10_000;

/// Where Linux says which ports it hands out by itself.
const HANDED_OUT: &str = "/proc/sys/net/ipv4/ip_local_port_range";

/// The ports that the system hands out by itself, the first and the last with a dash between: the emulator has no say in
/// where the Runtime API of a function listens, so it is one of these.
pub(crate) fn handed_out() -> String {
    let text = fs::read_to_string(HANDED_OUT).unwrap_or_default();
    let ends: Vec<u16> = text.split_whitespace().filter_map(|end| end.parse().ok()).collect();
    match *ends.as_slice() {
        [first, last] => format!("{first}-{last}"),
        // As macOS does it, and the IANA has it.
        _ => "49152-65535".to_owned(),
    }
}

/// Whether nothing listens on `port` of the loopback address.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// `wanted` if it is free, otherwise any free port.
pub fn choose(wanted: Option<u16>) -> Result<u16> {
    match wanted {
        Some(port) if is_free(port) => Ok(port),
        _ => free(),
    }
}

/// A free port below those that systems hand out for outgoing connections: it must still be free a moment, or
/// a restart, later. Never the same one twice, since the first may not be listened on yet.
fn free() -> Result<u16> {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    // Processes start at different places, so that two don't choose the same one at the same time.
    let start = process::id().wrapping_mul(37);
    for _ in 0..COUNT {
        let offset = start.wrapping_add(ASKED.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let port = u16::try_from(FIRST + offset)?;
        if is_free(port) {
            return Ok(port);
        }
    }
    bail!("no free port from {FIRST} on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_not_chosen() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_ne!(choose(Some(port)).unwrap(), port);
    }

    #[test]
    fn what_the_system_hands_out_is_among_the_ports_it_says_and_none_of_ours_is() {
        let range = handed_out();
        let (first, last) = range.split_once('-').unwrap();
        let (first, last): (u16, u16) = (first.parse().unwrap(), last.parse().unwrap());
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!((first..=last).contains(&taken.local_addr().unwrap().port()), "{range}");
        assert!(u32::from(first) >= FIRST + COUNT, "{range}");
    }

    #[test]
    fn two_are_never_the_same() {
        assert_ne!(choose(None).unwrap(), choose(None).unwrap());
    }
}
