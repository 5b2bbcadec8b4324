//! A real receiver on 127.0.0.1 that answers as it is told.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Requests, channel};
use std::thread;
use std::time::Duration;

use delivery::{Limits, Post, Poster, PosterError};
use guard::{Guard, Schemes};

/// A receiver: where it listens, and each request as it came over the wire.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    pub(crate) requests: Requests<String>,
}

impl Receiver {
    /// Reads each request to its end, then does `answer` and closes.
    pub(crate) fn start(answer: impl Fn(&mut TcpStream) -> io::Result<()> + Send + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream?;
                // A test that no longer listens, or a client that hung up, is no matter here.
                let _ = sender.send(read_request(&stream).unwrap_or_default());
                let _ = answer(&mut stream);
            }
            io::Result::Ok(())
        });
        Ok(Self { address, requests })
    }

    /// Answers each request with these bytes.
    pub(crate) fn saying(answer: impl Into<Vec<u8>>) -> io::Result<Self> {
        let answer = answer.into();
        Self::start(move |stream| stream.write_all(&answer))
    }

    /// A post of one order to this receiver.
    pub(crate) fn post(&self) -> Post {
        post_to(&format!("http://{}/hook", self.address))
    }
}

/// A post of one order to `url`.
pub(crate) fn post_to(url: &str) -> Post {
    Post {
        url: url.to_owned(),
        schemes: Schemes::HttpToo,
        headers: vec![
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("x-order-desk-store-id", "42".to_owned()),
        ],
        added_headers: vec![],
        body: b"order=%7B%7D".to_vec(),
    }
}

/// A poster that may reach this machine.
pub(crate) fn poster(limits: Limits) -> Result<Poster, PosterError> {
    Poster::new(Guard::with_loopback(None), limits)
}

/// Limits with a deadline a test can wait for.
pub(crate) fn impatient() -> Limits {
    Limits { deadline: Duration::from_millis(300), ..Limits::default() }
}

/// Waits until the client has hung up.
pub(crate) fn wait_for_hang_up(stream: &mut TcpStream) -> io::Result<()> {
    io::copy(stream, &mut io::sink()).map(|_| ())
}

fn read_request(stream: &TcpStream) -> io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") && reader.read_line(&mut request)? > 0 {}
    let length = request.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    reader.take(length.unwrap_or(0)).read_to_string(&mut request)?;
    Ok(request)
}
