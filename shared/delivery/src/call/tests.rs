//! Calls of a small server, which answers each connection as it is told.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::*;

/// Answers connections, one after another; its address, and what it was asked.
async fn server(answers: Vec<&'static str>) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let (asked, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap();
            asked.send(String::from_utf8_lossy(&request[..read]).into_owned()).unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (address, received)
}

fn caller(stand_ins: &str) -> ApiCaller {
    let limits = CallLimits { max_bytes: 100, deadline: Duration::from_secs(5) };
    ApiCaller::new(Guard::with_loopback(None), limits).unwrap().with_stand_ins(stand_ins)
}

fn request(url: &str) -> ApiRequest {
    let headers = vec![("x-key", "secret".to_owned())];
    ApiRequest { method: "PUT", url: url.to_owned(), headers, body: Some("{}".to_owned()) }
}

#[tokio::test]
async fn an_answer_is_read_whole_with_its_status_and_headers() {
    let (address, mut asked) =
        server(vec!["HTTP/1.1 429 Slow Down\r\nRetry-After: 2\r\nContent-Length: 4\r\n\r\nwait"]).await;
    let caller = caller(&format!("*.shop.example.com={address}"));
    let reply = caller.call(&request("https://a.shop.example.com/v1/x?y=1")).await.unwrap();
    assert_eq!((reply.status, reply.body.as_slice()), (429, &b"wait"[..]));
    assert!(reply.headers.contains(&("retry-after".to_owned(), "2".to_owned())));
    let asked = asked.recv().await.unwrap();
    assert!(asked.starts_with("PUT /v1/x?y=1 HTTP/1.1\r\n") && asked.contains("x-key: secret"), "{asked}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_is_too_large_is_lost_and_not_a_no() {
    let long: &'static str =
        Box::leak(format!("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n{}", "x".repeat(101)).into());
    for (answer, why) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "broke off its answer: "),
        ("", "broke off its answer: "),
        ("HTTP/1.1 2", "broke off its answer: "),
        (long, "answered with more than 100 bytes"),
    ] {
        let (address, _asked) = server(vec![answer]).await;
        let called = caller(&format!("shop.example.com={address}")).call(&request("https://shop.example.com/")).await;
        assert!(matches!(&called, Err(NoReply::Lost(said)) if said.starts_with(why)), "{answer}: {called:?}");
    }
}

#[tokio::test]
async fn what_may_not_be_called_is_not() {
    let public = ApiCaller::new(Guard::public_only(), CallLimits::default()).unwrap();
    let with_stand_in = public.clone().with_stand_ins("shop.example.com=http://127.0.0.1:1");
    for (caller, url) in [
        (&public, "https://127.0.0.1/"),
        (&public, "http://shop.example.com/"),
        (&public, "https://user@shop.example.com/"),
        (&public, "no address"),
        (&with_stand_in, "https://shop.example.com/"),
    ] {
        assert!(matches!(caller.call(&request(url)).await, Err(NoReply::Refused(_))), "{url}");
    }
    let elsewhere = caller("shop.example.com=https://evil.example");
    assert_eq!(elsewhere.stand_ins.len(), 0, "a stand-in is on this machine");
}

#[tokio::test]
async fn who_is_not_there_was_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let called =
        caller(&format!("shop.example.com=http://127.0.0.1:{port}")).call(&request("https://shop.example.com/")).await;
    assert!(matches!(&called, Err(NoReply::NotSent(why)) if why.starts_with("took no connection: ")), "{called:?}");
}

#[test]
fn no_key_is_shown() {
    assert!(!format!("{:?}", request("https://shop.example.com/")).contains("secret"));
}
