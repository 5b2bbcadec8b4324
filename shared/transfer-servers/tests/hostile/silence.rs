//! Servers that keep one waiting, or never stop.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use transfer_servers::{Protocol, Secret, TlsStart, TransferError};

use crate::setting::{PASSWORD, client, impatient, server_at, sftp};
use crate::sftp_server::{Answer, SftpServer, host_key};

/// A server that says `greeting` and nothing more. It tells when the other side has hung up.
fn quiet(greeting: &'static [u8]) -> (SocketAddr, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, hung_up) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(greeting).unwrap();
        let mut buffer = [0; 1_024];
        while stream.read(&mut buffer).is_ok_and(|read| read > 0) {}
        // A test that has ended listens no more.
        let _ = sender.send(());
    });
    (address, hung_up)
}

/// A server that says `words` over and over. It tells how often it could.
fn endless(words: &'static [u8]) -> (SocketAddr, Receiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, sent) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut count = 0;
        while stream.write_all(words).is_ok() {
            count += words.len();
        }
        let _ = sender.send(count);
    });
    (address, sent)
}

fn protocols() -> [Protocol; 4] {
    let password = || Secret::new(PASSWORD);
    let ftps = |start| Protocol::Ftps { start, certificate: None, password: password() };
    [
        sftp(Some(host_key(1))),
        ftps(TlsStart::Explicit),
        ftps(TlsStart::Implicit),
        Protocol::Ftp { password: password() },
    ]
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time_and_hung_up_on() {
    for protocol in protocols() {
        let (address, hung_up) = quiet(b"");
        let started = Instant::now();
        let error = impatient().connect(&server_at(address, protocol)).await.unwrap_err();
        assert!(matches!(error, TransferError::TimedOut), "{error}");
        assert!(started.elapsed() < Duration::from_secs(3));
        hung_up.recv_timeout(Duration::from_secs(3)).unwrap();
    }
}

#[tokio::test]
async fn a_server_that_stops_after_its_greeting_is_given_up_in_time_and_hung_up_on() {
    for (protocol, greeting) in protocols().into_iter().zip([&b"SSH-2.0-quiet\r\n"[..], b"220 hello\r\n"]) {
        let (address, hung_up) = quiet(greeting);
        let error = impatient().connect(&server_at(address, protocol)).await.unwrap_err();
        assert!(matches!(error, TransferError::TimedOut), "{error}");
        let hung_up = tokio::task::spawn_blocking(move || hung_up.recv_timeout(Duration::from_secs(3)));
        hung_up.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_greeting_without_end_is_cut_off() {
    for words in [&b"aaaaaaaaaaaaaaaa"[..], b"hello, who is there?\r\n", b"220-and more\r\n"] {
        for protocol in protocols() {
            let (address, sent) = endless(words);
            let error = client().connect(&server_at(address, protocol)).await.unwrap_err();
            assert!(!matches!(error, TransferError::TimedOut), "{error}");
            // What the sockets of this machine hold is the most of it.
            assert!(sent.recv_timeout(Duration::from_secs(3)).unwrap() < 16 << 20);
        }
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_after_the_login_is_hung_up_on() {
    let server = SftpServer::start(|_| Answer::Silence).await;
    let server_setting = server_at(server.address, sftp(Some(server.host_key)));
    let mut session = client().connect(&server_setting).await.unwrap();
    let error = session.list().await.unwrap_err();
    assert!(matches!(error, TransferError::TimedOut), "{error}");
    for _ in 0..30 {
        if server.ended.load(Ordering::SeqCst) == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the connection is still there");
}

#[tokio::test]
async fn a_session_that_is_dropped_ends_its_connection() {
    let server = SftpServer::start(|_| Answer::Silence).await;
    let session = client().connect(&server_at(server.address, sftp(Some(server.host_key)))).await.unwrap();
    drop(session);
    for _ in 0..30 {
        if server.ended.load(Ordering::SeqCst) == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the connection is still there");
}
