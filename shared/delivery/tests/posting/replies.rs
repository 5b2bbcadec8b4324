//! What becomes of whatever a receiver answers.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use delivery::{Limits, Outcome, ReceiverReply};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::receiver::{Receiver, impatient, post_to, poster, wait_for_hang_up};

async fn outcome_of(answer: impl Into<Vec<u8>>) -> Outcome {
    let receiver = Receiver::saying(answer).unwrap();
    poster(Limits::default()).unwrap().post(&receiver.post()).await.outcome
}

fn replied(status: u16, text: &str) -> Outcome {
    Outcome::Replied(ReceiverReply { status, retry_after: None, text: text.to_owned() })
}

fn is_broken(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Broken(_))
}

#[tokio::test]
async fn a_200_is_a_reply_and_the_request_arrives_as_it_was_built() {
    let receiver = Receiver::saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfine\n").unwrap();
    let exchange = poster(Limits::default()).unwrap().post(&receiver.post()).await;
    assert_eq!(exchange.outcome, replied(200, "fine\n"));
    assert!(exchange.took > Duration::ZERO);
    let request = receiver.requests.recv().unwrap();
    assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\norder=%7B%7D"), "{request}");
    let request = request.to_lowercase();
    for line in ["x-order-desk-store-id: 42", "content-type: application/x-www-form-urlencoded", "content-length: 12"] {
        assert!(request.contains(&format!("\r\n{line}\r\n")), "{request}");
    }
    assert!(!request.contains("accept-encoding"), "{request}");
}

#[tokio::test]
async fn a_500_is_a_reply_with_the_receivers_words() {
    let answer = "HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\nno such \x1b[31mshelf\x1b[0m";
    assert_eq!(outcome_of(answer).await, replied(500, "no such  [31mshelf [0m"));
}

#[tokio::test]
async fn a_chunked_answer_is_put_together() {
    let answer = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n";
    assert_eq!(outcome_of(answer).await, replied(201, "onetwo"));
}

#[tokio::test]
async fn a_204_has_no_words() {
    assert_eq!(outcome_of("HTTP/1.1 204 No Content\r\n\r\n").await, replied(204, ""));
}

#[tokio::test]
async fn a_compressed_answer_is_unpacked() {
    let mut packed = GzEncoder::new(vec![], Compression::default());
    packed.write_all(b"Out of paper on press 3").unwrap();
    let mut answer = b"HTTP/1.1 500 Oops\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    answer.extend(packed.finish().unwrap());
    assert_eq!(outcome_of(answer).await, replied(500, "Out of paper on press 3"));
}

#[tokio::test]
async fn an_answer_is_decoded_by_its_charset() {
    let answer = b"HTTP/1.1 500 Oops\r\nContent-Type: text/plain;charset=ISO-8859-1\r\n\r\nPr\xe9nom manquant";
    assert_eq!(outcome_of(answer.to_vec()).await, replied(500, "Prénom manquant"));
}

#[tokio::test]
async fn what_retry_after_asks_is_handed_on() {
    let answer = "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n";
    let verdict = outcome_of(answer).await.verdict(jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(verdict, domain::Verdict::Failed { wait_at_least: std::time::Duration::from_mins(2) });
}

#[tokio::test]
async fn a_redirect_is_a_reply_and_its_target_is_never_contacted() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    for status in [301, 302, 303, 307, 308] {
        let location = target.local_addr().unwrap();
        let answer = format!("HTTP/1.1 {status} Moved\r\nLocation: http://{location}/\r\nContent-Length: 0\r\n\r\n");
        let text = format!("redirects to http://{location}/, which is not followed\n");
        assert_eq!(outcome_of(answer).await, replied(status, &text));
    }
    assert_eq!(target.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn each_post_makes_its_own_connection() {
    let receiver = Receiver::start(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
        wait_for_hang_up(stream)
    });
    let receiver = receiver.unwrap();
    let poster = poster(Limits::default()).unwrap();
    for _ in 0..3 {
        assert_eq!(poster.post(&receiver.post()).await.outcome, replied(200, ""));
    }
    assert_eq!(receiver.requests.try_iter().count(), 3);
}

#[tokio::test]
async fn only_the_first_characters_are_kept() {
    let body = "é".repeat(5_000);
    let answer = format!("HTTP/1.1 400 Bad\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    assert_eq!(outcome_of(answer).await, replied(400, &"é".repeat(2_000)));
}

#[tokio::test]
async fn an_answer_cut_by_the_limit_counts_by_its_status_even_when_its_rest_never_comes() {
    let receiver = Receiver::start(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 600000000\r\n\r\n")?;
        stream.write_all("a".repeat(64 * 1024).as_bytes())?;
        wait_for_hang_up(stream)
    });
    let exchange = poster(Limits::default()).unwrap().post(&receiver.unwrap().post()).await;
    assert_eq!(exchange.outcome, replied(200, &"a".repeat(2_000)));
}

#[tokio::test]
async fn an_answer_that_ends_too_early_counts_by_its_status() {
    for (rest, text) in [
        ("Content-Length: 100\r\n\r\nhalf", "half"),
        ("Transfer-Encoding: chunked\r\n\r\n64\r\nhalf", "half"),
        ("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nno length\r\n", "half"),
        ("Content-Encoding: gzip\r\nContent-Length: 100\r\n\r\n", ""),
        ("Content-Le", ""),
        ("", ""),
    ] {
        assert_eq!(outcome_of(format!("HTTP/1.1 200 OK\r\n{rest}")).await, replied(200, text), "{rest}");
    }
}

#[tokio::test]
async fn a_head_that_is_not_by_the_book_is_read() {
    for line in [
        "Content-Security-Policy: default-src 'self';\r\n  script-src 'self'\r\n\tstyle-src 'self'\r\n",
        "no colon\r\n",
        "Content-Type : text/plain\r\n",
        ": no name\r\n",
        "X-Pr\u{e9}nom: Ad\u{e9}la\u{ef}de\r\n",
        "<br /><b>Warning</b>: foreach() in /srv/hook.php on line 3\r\n",
        "   \r\n",
        &"Set-Cookie: a=b\r\n".repeat(150),
    ] {
        let answer = format!("HTTP/1.1 202 Accepted\r\n{line}Content-Length: 4\r\n\r\nfine, and more");
        assert_eq!(outcome_of(answer).await, replied(202, "fine"), "{line}");
    }
}

#[tokio::test]
async fn of_a_head_nobody_can_read_the_status_line_counts() {
    for (head, body) in [
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nfine\r\n0\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nContent-Length: a few\r\n\r\n", "fine"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n", "fine"),
        ("HTTP/1.1 200 OK\r\nX-Zero: a\0b\r\n\r\n", "fine"),
        ("HTTP/2 200\r\nA: b\r\n\r\n", "fine"),
        ("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nX-Return: a\rb\r\n\r\n", "fine"),
    ] {
        let Outcome::Replied(reply) = outcome_of(format!("{head}{body}")).await else { panic!("{head}") };
        assert_eq!((reply.status, reply.text), (200, body.replace('\r', " ")), "{head}");
    }
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-Many: 1\r\n".repeat(1_000));
    assert_eq!(outcome_of(many).await, replied(200, ""));
}

#[tokio::test]
async fn a_receiver_that_closes_before_a_whole_status_line_is_broken() {
    for answer in ["", "\r\n", "HTTP/1.1 200 OK", "HTTP/1.1 102 Processing\r\n\r\n"] {
        assert!(is_broken(&outcome_of(answer).await), "{answer}");
    }
}

#[tokio::test]
async fn what_is_not_http_is_broken() {
    assert!(is_broken(&outcome_of("220 mail.example.com ESMTP\r\n").await));
}

#[tokio::test]
async fn of_headers_without_end_the_status_line_counts() {
    let receiver = Receiver::start(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
        loop {
            stream.write_all(&[b'a'; 8 * 1024])?;
        }
    });
    let exchange = poster(Limits::default()).unwrap().post(&receiver.unwrap().post()).await;
    assert_eq!(exchange.outcome, replied(200, ""));
}

#[tokio::test]
async fn a_receiver_that_hangs_is_a_timeout() {
    let receiver = Receiver::start(wait_for_hang_up).unwrap();
    let exchange = poster(impatient()).unwrap().post(&receiver.post()).await;
    assert_eq!(exchange.outcome, Outcome::TimedOut);
    assert!(exchange.took >= impatient().deadline);
}

#[tokio::test]
async fn a_200_whose_body_drips_past_the_deadline_is_a_timeout() {
    let receiver = Receiver::start(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
        loop {
            stream.write_all(b".")?;
            thread::sleep(Duration::from_millis(20));
        }
    });
    let exchange = poster(impatient()).unwrap().post(&receiver.unwrap().post()).await;
    assert_eq!(exchange.outcome, Outcome::TimedOut);
}

#[tokio::test]
async fn endless_promises_of_an_answer_are_a_timeout() {
    let receiver = Receiver::start(|stream| {
        loop {
            stream.write_all(b"HTTP/1.1 102 Processing\r\n\r\n")?;
            thread::sleep(Duration::from_millis(20));
        }
    });
    let exchange = poster(impatient()).unwrap().post(&receiver.unwrap().post()).await;
    assert_eq!(exchange.outcome, Outcome::TimedOut);
}

#[tokio::test]
async fn a_tls_handshake_that_hangs_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let exchange = poster(impatient()).unwrap().post(&post_to(&url)).await;
    assert_eq!(exchange.outcome, Outcome::TimedOut);
}
