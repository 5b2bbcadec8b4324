//! What becomes of files where an SFTP server does not do as it says.

use std::sync::atomic::{AtomicUsize, Ordering};

use transfer_servers::{Existing, Session, TransferError};

use crate::setting::{client, name, server_at, sftp, upload};
use crate::sftp_server::{
    Answer, END, FAILURE, FILE, FSTAT, MKDIR, NO_FILE, OK, OPEN, OPENDIR, READ, READDIR, RENAME, Request, STAT,
    SftpServer, WRITE, attributes, bytes_of_file, handle, status,
};

const CONTENT: &[u8] = b"order,code\n1001,MUG-01\n";

async fn session(server: &SftpServer) -> Session {
    client().connect(&server_at(server.address, sftp(Some(server.host_key)))).await.unwrap()
}

fn is_temporary(request: &Request) -> bool {
    let text = request.text();
    text.starts_with("out/waybill-") && text.strip_suffix(".tmp").is_some()
}

/// A server that takes what it is sent, and has no file named `a.csv`.
fn takes(request: &Request) -> Answer {
    match request.kind {
        OPEN => handle(request),
        STAT if is_temporary(request) => attributes(request, 23, FILE),
        STAT => status(request, NO_FILE, "no such file"),
        _ => status(request, OK, ""),
    }
}

#[tokio::test]
async fn a_file_is_written_under_a_temporary_name_and_then_renamed() {
    let server = SftpServer::start(takes).await;
    upload(&mut session(&server).await, CONTENT, Existing::Refuse).await.unwrap();
    let requests = server.requests.lock().unwrap();
    let opened: Vec<_> = requests.iter().filter(|request| request.kind == OPEN).collect();
    assert!(opened.len() == 1 && is_temporary(opened[0]), "{opened:?}");
    let renamed: Vec<_> = requests.iter().filter(|request| request.kind == RENAME).collect();
    assert_eq!(renamed.len(), 1);
    assert!(is_temporary(renamed[0]) && renamed[0].body.ends_with(b"out/a.csv"), "{renamed:?}");
}

#[tokio::test]
async fn a_rename_that_is_refused_is_an_error_in_the_servers_words() {
    let server = SftpServer::start(|request| match request.kind {
        RENAME => status(request, FAILURE, "no\x1b[31m space"),
        _ => takes(request),
    })
    .await;
    let mut session = session(&server).await;
    let error = upload(&mut session, CONTENT, Existing::Overwrite).await.unwrap_err();
    let TransferError::Failed(text) = &error else { panic!("{error}") };
    assert_eq!(text, "no [31m space");
    assert!(error.is_worth_a_retry());
    session.remove(&name("a.csv")).await.unwrap();
}

#[tokio::test]
async fn a_file_that_came_short_is_not_given_its_name() {
    let server = SftpServer::start(|request| match request.kind {
        STAT if is_temporary(request) => attributes(request, 22, FILE),
        _ => takes(request),
    })
    .await;
    let error = upload(&mut session(&server).await, CONTENT, Existing::Overwrite).await.unwrap_err();
    assert!(matches!(error, TransferError::Failed(_)), "{error}");
    assert_eq!(server.paths(RENAME), Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_is_there_stays_where_it_is_to_stay() {
    let server = SftpServer::start(|request| match request.kind {
        STAT => attributes(request, 23, FILE),
        _ => takes(request),
    })
    .await;
    let mut session = session(&server).await;
    let error = upload(&mut session, CONTENT, Existing::Refuse).await.unwrap_err();
    assert!(matches!(error, TransferError::Exists { size_bytes: 23 }), "{error}");
    let error = session.move_into(&name("processed"), &name("a.csv"), &name("a.csv")).await.unwrap_err();
    assert!(matches!(error, TransferError::Exists { .. }), "{error}");
    assert_eq!(server.paths(OPEN).len() + server.paths(RENAME).len(), 0);
}

#[tokio::test]
async fn the_next_attempt_overwrites_what_one_that_was_cut_off_left_behind() {
    let writes = AtomicUsize::new(0);
    let server = SftpServer::start(move |request| match request.kind {
        WRITE if writes.fetch_add(1, Ordering::SeqCst) == 2 => Answer::HangUp,
        STAT if is_temporary(request) => attributes(request, 200_000, FILE),
        _ => takes(request),
    })
    .await;
    let content = vec![7; 200_000];
    let error = upload(&mut session(&server).await, &content, Existing::Overwrite).await.unwrap_err();
    assert!(error.is_worth_a_retry() && matches!(error, TransferError::Unreachable(_)), "{error}");
    assert_eq!(server.paths(RENAME), Vec::<String>::new());
    upload(&mut session(&server).await, &content, Existing::Overwrite).await.unwrap();
    let opened = server.paths(OPEN);
    assert!(opened.len() == 2 && opened[0] == opened[1], "{opened:?}");
}

/// Catches a request on a connection that has ended, which nobody answers: it waited for the deadline of a whole transfer, now
/// and then, as it takes two threads to meet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_up_is_not_waited_for() {
    let server = SftpServer::start(|request| match request.kind {
        WRITE | READ | READDIR | MKDIR => Answer::HangUp,
        FSTAT => attributes(request, 10, FILE),
        OPENDIR => handle(request),
        STAT if request.text() == "out/b.csv" => attributes(request, 10, FILE),
        _ => takes(request),
    })
    .await;
    let gives_no_names = SftpServer::start(|request| match request.kind {
        RENAME => Answer::HangUp,
        _ => takes(request),
    })
    .await;
    let (a, b) = (name("a.csv"), name("b.csv"));
    for round in 0..20 {
        let errors = [
            upload(&mut session(&server).await, CONTENT, Existing::Overwrite).await.unwrap_err(),
            upload(&mut session(&gives_no_names).await, CONTENT, Existing::Overwrite).await.unwrap_err(),
            session(&server).await.download(&a, &mut vec![]).await.unwrap_err(),
            session(&server).await.list().await.unwrap_err(),
            session(&server).await.move_into(&name("processed"), &b, &b).await.unwrap_err(),
        ];
        for (which, error) in errors.iter().enumerate() {
            assert!(matches!(error, TransferError::Unreachable(_)), "round {round}, {which}: {error}");
        }
    }
}

/// A file of which the server says it has `size`, and answers a read with `answer`.
async fn file(size: u64, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> SftpServer {
    SftpServer::start(move |request| match request.kind {
        OPEN => handle(request),
        FSTAT => attributes(request, size, FILE),
        READ => answer(request),
        _ => status(request, OK, ""),
    })
    .await
}

#[tokio::test]
async fn a_file_above_the_limit_is_not_read_and_the_session_goes_on() {
    let server = file((1 << 20) + 1, |request| bytes_of_file(request, &[7; 100])).await;
    let mut session = session(&server).await;
    let error = session.download(&name("a.csv"), &mut vec![]).await.unwrap_err();
    assert!(matches!(error, TransferError::TooLarge { max_bytes: 1_048_576 }), "{error}");
    assert_eq!(server.paths(READ), Vec::<String>::new());
    session.remove(&name("a.csv")).await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_not_as_long_as_it_was_said_to_be_is_broken() {
    let goes_on = file(10, |request| bytes_of_file(request, &[7; 10])).await;
    let sends_more = file(10, |request| bytes_of_file(request, &[7; 11])).await;
    let ends = file(10, |request| status(request, END, "")).await;
    let sends_nothing = file(10, |request| bytes_of_file(request, &[])).await;
    for server in [goes_on, sends_more, ends, sends_nothing] {
        let mut read = vec![];
        let error = session(&server).await.download(&name("a.csv"), &mut read).await.unwrap_err();
        assert!(matches!(error, TransferError::Broken(_)), "{error}");
        assert!(read.len() <= 10);
    }
}
