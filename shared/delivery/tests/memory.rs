//! Alone in its process, so that no other test's memory is measured.

mod receiver;

use std::fs;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use delivery::{Limits, Outcome};

use crate::receiver::{Receiver, poster};

const ANSWER_BYTES: u64 = 600_000_000;

/// The most memory this process ever held, in kilobytes.
fn peak_kilobytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn an_answer_of_600_megabytes_takes_less_than_one_megabyte_of_memory() {
    let sent = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&sent);
    let endless = Receiver::start(move |stream| {
        let buffer = [b'a'; 64 * 1024];
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {ANSWER_BYTES}\r\n\r\n")?;
        while counter.load(Ordering::Relaxed) < ANSWER_BYTES {
            counter.fetch_add(u64::try_from(stream.write(&buffer)?).unwrap_or(0), Ordering::Relaxed);
        }
        Ok(())
    });
    let (endless, short) =
        (endless.unwrap(), Receiver::saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap());
    let poster = poster(Limits::default()).unwrap();
    poster.post(&short.post()).await;
    let before = peak_kilobytes();

    let attempt = poster.post(&endless.post()).await;

    let grown = peak_kilobytes() - before;
    let Outcome::Replied { status: 200, text, .. } = attempt.outcome else { panic!("a reply: {attempt:?}") };
    assert_eq!(text.len(), 2_000);
    assert!(grown < 1024, "{grown} kB more");
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < ANSWER_BYTES / 10, "the connection was drained: {sent} bytes");
}
