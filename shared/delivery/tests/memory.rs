//! Alone in its process, so that no other test's memory is measured.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io, thread};

use delivery::{Exchange, Limits, Outcome, Post, Poster, ReceiverReply};
use guard::{Guard, Schemes};

const ANSWER_BYTES: usize = 600_000_000;

/// Answers the first request with nothing and each later one with 600 MB out of one buffer; counts what was taken.
fn endless(taken: Arc<AtomicUsize>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut buffer = vec![b'a'; 64 * 1024];
    thread::spawn(move || {
        let (mut first, _) = listener.accept()?;
        let _request = first.read(&mut buffer)?;
        first.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
        for stream in listener.incoming() {
            let mut stream = stream?;
            let _request = stream.read(&mut buffer)?;
            buffer.fill(b'a');
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {ANSWER_BYTES}\r\n\r\n")?;
            // The count ends when the client hangs up.
            while let Ok(written) = stream.write(&buffer) {
                taken.fetch_add(written, Ordering::Relaxed);
            }
        }
        io::Result::Ok(())
    });
    Ok(address)
}

/// The most memory this process ever held, in kilobytes.
fn peak_kilobytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().trim_end_matches(" kB").parse().ok())
}

async fn post(poster: &Poster, address: SocketAddr) -> Exchange {
    let post = Post {
        url: format!("http://{address}/"),
        schemes: Schemes::HttpToo,
        headers: vec![],
        added_headers: vec![],
        body: b"{}".to_vec(),
    };
    poster.post(&post).await
}

#[tokio::test]
async fn an_answer_of_600_megabytes_takes_less_than_one_megabyte_of_memory() {
    let taken = Arc::new(AtomicUsize::new(0));
    let address = endless(Arc::clone(&taken)).unwrap();
    let poster = Poster::new(Guard::with_loopback(None), Limits::default()).unwrap();
    // What the first post of a process loads is not what an answer takes.
    assert_eq!(post(&poster, address).await.outcome.status(), Some(204));
    let before = peak_kilobytes().unwrap();

    for _ in 0..10 {
        let exchange = post(&poster, address).await;
        let Outcome::Replied(ReceiverReply { status: 200, text, .. }) = exchange.outcome else {
            panic!("{exchange:?}")
        };
        assert_eq!(text.len(), 2_000);
    }

    let grown = peak_kilobytes().unwrap() - before;
    assert!(grown < 1024, "{grown} kB more");
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken < ANSWER_BYTES / 10, "the connections were drained: {taken} bytes");
}
