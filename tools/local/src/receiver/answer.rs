//! The answers a receiver can give, the hostile ones included.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use anyhow::{Result, anyhow};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::Frame;
use tokio::time::Sleep;

use super::Received;
use crate::server::{Body, Raw, whole};

/// How much of an endless body goes out at once.
const PIECE: Bytes = Bytes::from_static(&[b'x'; 16 * 1024]);

type Hook = Arc<dyn Fn(&Received) + Send + Sync>;

/// What to answer, and how.
#[derive(Clone)]
#[must_use]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Shape,
    wait: Duration,
    hook: Option<Hook>,
}

#[derive(Debug, Clone)]
enum Shape {
    Whole(Bytes),
    Drip(Duration),
    Endless,
    Never,
    Hangup,
    Raw(Bytes),
}

impl Answer {
    /// This status with an empty body.
    pub fn status(status: u16) -> Self {
        Self { status, headers: vec![], body: Shape::Whole(Bytes::new()), wait: Duration::ZERO, hook: None }
    }

    /// No answer at all: the connection stays open and silent.
    pub fn never() -> Self {
        Self { body: Shape::Never, ..Self::status(200) }
    }

    /// The connection is closed without an answer.
    pub fn hang_up() -> Self {
        Self { body: Shape::Hangup, ..Self::status(200) }
    }

    /// These bytes as they are, head and body, and then the connection is closed.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self { body: Shape::Raw(bytes.into()), ..Self::status(200) }
    }

    /// 503, half of what `Content-Length` promises, and then the connection is closed.
    pub fn cut_midway() -> Self {
        Self::raw("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 8\r\n\r\nhalf")
    }

    /// 200 and a body of one byte each `pause`, for ever.
    pub fn drip(pause: Duration) -> Self {
        Self { body: Shape::Drip(pause), ..Self::status(200) }
    }

    /// 200 and a body as fast as it is taken, for ever.
    pub fn endless() -> Self {
        Self { body: Shape::Endless, ..Self::status(200) }
    }

    /// Answers with another status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Answers with this body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Shape::Whole(body.into());
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits this long first.
    pub fn after(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Runs `hook` first, before the wait: the request is here, its answer is not yet out.
    pub fn before(mut self, hook: impl Fn(&Received) + Send + Sync + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    pub(super) async fn give(self, received: Received) -> Result<Response<Body>> {
        if let Some(hook) = self.hook {
            // A hook may block, for instance to kill a process.
            tokio::task::spawn_blocking(move || hook(&received)).await?;
        }
        tokio::time::sleep(self.wait).await;
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        Ok(response.body(body(self.body).await?)?)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answer({} {:?} after {:?})", self.status, self.body, self.wait)
    }
}

async fn body(shape: Shape) -> Result<Body> {
    match shape {
        Shape::Whole(bytes) => Ok(whole(bytes)),
        Shape::Drip(pause) => {
            let pause = Some((pause, Box::pin(tokio::time::sleep(pause))));
            Ok(Pieces { pause, piece: Bytes::from_static(b".") }.boxed_unsync())
        }
        Shape::Endless => Ok(Pieces { pause: None, piece: PIECE }.boxed_unsync()),
        Shape::Never => std::future::pending().await,
        Shape::Hangup => Err(anyhow!("the script hangs up")),
        Shape::Raw(bytes) => Err(anyhow::Error::msg(Raw(bytes))),
    }
}

/// A body of one piece again and again, without end.
struct Pieces {
    pause: Option<(Duration, Pin<Box<Sleep>>)>,
    piece: Bytes,
}

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = anyhow::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if let Some((pause, sleep)) = &mut this.pause {
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            *sleep = Box::pin(tokio::time::sleep(*pause));
        }
        Poll::Ready(Some(Ok(Frame::data(this.piece.clone()))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Receiver;
    use super::*;
    use crate::http;

    async fn post(receiver: &Receiver, body: &'static str) -> Result<http::Reply> {
        http::post(receiver.url("/in")).body(body).within(Duration::from_millis(400)).send().await
    }

    #[tokio::test]
    async fn answers_follow_the_script_and_then_the_standing_answer() {
        let receiver = Receiver::start().unwrap();
        receiver.script("/in", [Answer::status(500), Answer::status(410).body("gone")]);
        receiver.always("/in", Answer::status(204));
        let mut seen = vec![];
        for body in ["a", "b", "c"] {
            seen.push(post(&receiver, body).await.unwrap().status);
        }
        assert_eq!(seen, [500, 410, 204]);
        let bodies: Vec<String> = receiver.received("/in").iter().map(super::super::Received::text).collect();
        assert_eq!(bodies, ["a", "b", "c"]);
    }

    #[tokio::test]
    async fn a_raw_answer_is_written_as_it_is() {
        let receiver = Receiver::start().unwrap();
        receiver.script("/in", [Answer::raw("HTTP/1.1 299 Odd\r\nX-Odd:  1\r\n\r\nto the end"), Answer::raw("?")]);
        let reply = post(&receiver, "a").await.unwrap();
        assert_eq!((reply.status, &*reply.text(), &reply.headers["x-odd"]), (299, "to the end", &"1".parse().unwrap()));
        post(&receiver, "a").await.unwrap_err();
    }

    #[tokio::test]
    async fn hostile_answers_never_come_to_an_end() {
        let receiver = Receiver::start().unwrap();
        let drip = Answer::drip(Duration::from_millis(10));
        receiver.script("/in", [Answer::never(), Answer::hang_up(), Answer::cut_midway(), drip, Answer::endless()]);
        for _ in 0..5 {
            post(&receiver, "a").await.unwrap_err();
        }
        assert_eq!(post(&receiver, "a").await.unwrap().status, 200);
    }
}
