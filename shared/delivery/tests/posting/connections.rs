//! What becomes of a post that finds nobody, or may not look.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::thread;

use delivery::{Exchange, Limits, Outcome, Poster};
use guard::{Guard, Schemes};

use crate::receiver::{Receiver, post_to, poster, wait_for_hang_up};

/// A listener that can be asked afterwards whether anybody came.
fn witness() -> TcpListener {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    listener
}

fn nobody_came(listener: &TcpListener) -> bool {
    listener.accept().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

async fn post(guard: Guard, url: &str) -> Exchange {
    Poster::new(guard, Limits::default()).unwrap().post(&post_to(url)).await
}

#[tokio::test]
async fn a_refused_connection_is_a_failed_connect() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let exchange = post(Guard::with_loopback(None), &format!("http://{address}/?key=secret")).await;
    let Outcome::NotConnected(why) = exchange.outcome else { panic!("not connected: {exchange:?}") };
    assert!(why.contains("refused") && !why.contains("secret"), "{why}");
}

#[tokio::test]
async fn a_name_without_an_address_is_a_failed_attempt() {
    let exchange = post(Guard::public_only(), "https://nonexistent.invalid/").await;
    assert_eq!(exchange.outcome, Outcome::NotFound);
}

#[tokio::test]
async fn a_receiver_that_speaks_no_tls_is_a_failed_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")?;
        wait_for_hang_up(&mut stream)
    });
    let exchange = poster(Limits::default()).unwrap().post(&post_to(&url)).await;
    assert!(matches!(exchange.outcome, Outcome::NotTrusted(_)), "{exchange:?}");
}

#[tokio::test]
async fn this_machine_is_refused_by_address_and_by_name() {
    let witness = witness();
    let port = witness.local_addr().unwrap().port();
    for host in ["127.0.0.1", "127.1", "2130706433", "[::ffff:127.0.0.1]", "localhost", "LocalHost."] {
        let exchange = post(Guard::public_only(), &format!("http://{host}:{port}/")).await;
        assert!(matches!(exchange.outcome, Outcome::Refused(_)), "{host}: {exchange:?}");
    }
    assert!(nobody_came(&witness));
}

#[tokio::test]
async fn the_runtime_api_is_refused_even_where_loopback_is_open() {
    let runtime_api = witness();
    let address = runtime_api.local_addr().unwrap();
    let guard = Guard::with_loopback(Some(&address.to_string()));
    for host in ["127.0.0.1", "127.1", "127.0.0.2", "[::1]", "localhost", "api.localhost"] {
        let url = format!("http://{host}:{}/2018-06-01/runtime/invocation/1/response", address.port());
        let exchange = post(guard.clone(), &url).await;
        assert!(matches!(exchange.outcome, Outcome::Refused(_)), "{host}: {exchange:?}");
    }
    assert!(nobody_came(&runtime_api));
}

#[tokio::test]
async fn plain_http_is_refused_unless_the_post_allows_it() {
    let witness = witness();
    let mut post = post_to(&format!("http://{}/", witness.local_addr().unwrap()));
    post.schemes = Schemes::HttpsOnly;
    let exchange = poster(Limits::default()).unwrap().post(&post).await;
    assert!(matches!(exchange.outcome, Outcome::Refused(_)), "{exchange:?}");
    assert!(nobody_came(&witness));
}

#[tokio::test]
async fn a_name_is_reached_at_the_address_that_was_looked_at() {
    let receiver = Receiver::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
    let SocketAddr::V4(address) = receiver.address else { panic!("an IPv4 address") };
    let exchange = post(Guard::with_loopback(None), &format!("http://localhost:{}/", address.port())).await;
    assert_eq!(exchange.outcome.status(), Some(200), "{exchange:?}");
    let request = receiver.requests.recv().unwrap().to_lowercase();
    assert!(request.contains(&format!("host: localhost:{}", address.port())), "{request}");
}
