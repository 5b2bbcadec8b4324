//! Who an SFTP server is, who may come in, and what it calls its files.

use std::sync::atomic::Ordering;

use transfer_servers::{BadName, Protocol, Reason, Secret, SftpLogin, Stage, TransferError};

use crate::setting::{client, server_at, sftp};
use crate::sftp_server::{
    Answer, END, FILE, FOLDER, LINK, OK, OPENDIR, READDIR, Request, SftpServer, handle, host_key, names, status,
};

async fn idle() -> SftpServer {
    SftpServer::start(|request| status(request, OK, "")).await
}

/// Answers a listing with `entries`, once, and then with its end.
fn once(entries: &'static [(&'static [u8], u32)]) -> impl Fn(&Request) -> Answer + Send + Sync {
    let is_listed = std::sync::atomic::AtomicBool::new(false);
    move |request| match request.kind {
        OPENDIR => handle(request),
        READDIR if !is_listed.swap(true, Ordering::SeqCst) => names(request, entries),
        READDIR => status(request, END, ""),
        _ => status(request, OK, ""),
    }
}

#[tokio::test]
async fn a_server_with_another_host_key_hears_no_password() {
    let server = idle().await;
    let confirmed = host_key(2);
    let error = client().connect(&server_at(server.address, sftp(Some(confirmed)))).await.unwrap_err();
    let TransferError::IdentityDiffers { confirmed: shown, found } = error else { panic!("{error}") };
    assert_eq!((shown, found), (confirmed, server.host_key));
    assert_eq!(server.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_first_test_shows_the_host_key_and_sends_no_password() {
    let server = idle().await;
    let tested = client().test(&server_at(server.address, sftp(None))).await;
    assert_eq!((tested.fingerprint, tested.reached), (Some(server.host_key), Stage::Nothing));
    let Some(TransferError::HostKeyUnknown { found }) = tested.error else { panic!("{tested:?}") };
    assert_eq!(found, server.host_key);
    assert_eq!(server.passwords.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_test_says_how_far_it_came() {
    let server = SftpServer::start(once(&[(b"a.csv", FILE)])).await;
    let wrong = SftpLogin::Password(Secret::new("wrong"));
    let wrong = Protocol::Sftp { host_key: Some(server.host_key), login: wrong };
    let tested = client().test(&server_at(server.address, wrong)).await;
    assert_eq!(tested.reached, Stage::Server);
    assert!(matches!(tested.error, Some(TransferError::WrongLogin(_))), "{tested:?}");

    let tested = client().test(&server_at(server.address, sftp(Some(server.host_key)))).await;
    assert_eq!(tested.reached, Stage::Folder, "{tested:?}");
    assert!(tested.error.is_none(), "{tested:?}");
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_passed_over_with_the_reason() {
    let server = SftpServer::start(once(&[
        (b".", FOLDER),
        (b"..", FOLDER),
        (b"processed", FOLDER),
        (b"a.csv", FILE),
        (b"../../etc/passwd", FILE),
        (b"..", FILE),
        (b"a\r\nb", FILE),
        (b"\xff\xfe.csv", FILE),
        (&[b'a'; 300], FILE),
        (b"", FILE),
        (b"link.csv", LINK),
    ]))
    .await;
    let mut session = client().connect(&server_at(server.address, sftp(Some(server.host_key)))).await.unwrap();
    let listing = session.list().await.unwrap();
    assert_eq!(listing.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.csv"]);
    let reasons: Vec<_> = listing.passed_over.iter().map(|one| one.why).collect();
    let names =
        [BadName::Separator, BadName::Dots, BadName::Control, BadName::NotUtf8, BadName::TooLong(255), BadName::Empty];
    let expected: Vec<_> = names.map(Reason::Name).into_iter().chain([Reason::NoFile]).collect();
    assert_eq!(reasons, expected);
    assert!(!listing.has_more);
}

#[tokio::test]
async fn a_listing_without_end_ends_at_the_limit() {
    let server = SftpServer::start(|request| match request.kind {
        OPENDIR => handle(request),
        READDIR => names(request, &[(b"a.csv", FILE), (b"b.csv", FILE), (b"c.csv", FOLDER)]),
        _ => status(request, OK, ""),
    })
    .await;
    let mut session = client().connect(&server_at(server.address, sftp(Some(server.host_key)))).await.unwrap();
    let listing = session.list().await.unwrap();
    assert!(listing.has_more);
    assert_eq!(listing.files.len(), 67, "two of three of a hundred");
    assert_eq!(server.requests.lock().unwrap().iter().filter(|request| request.kind == READDIR).count(), 34);
}

#[tokio::test]
async fn a_listing_of_nothing_without_end_is_broken() {
    let server = SftpServer::start(|request| match request.kind {
        OPENDIR => handle(request),
        READDIR => names(request, &[]),
        _ => status(request, OK, ""),
    })
    .await;
    let mut session = client().connect(&server_at(server.address, sftp(Some(server.host_key)))).await.unwrap();
    let error = session.list().await.unwrap_err();
    assert!(matches!(error, TransferError::Broken(_)), "{error}");
}

#[tokio::test]
async fn a_packet_that_says_it_is_huge_ends_the_session() {
    let server = SftpServer::start(|_| Answer::Bytes(vec![0xff; 4])).await;
    let mut session = client().connect(&server_at(server.address, sftp(Some(server.host_key)))).await.unwrap();
    let error = session.list().await.unwrap_err();
    assert!(matches!(error, TransferError::Unreachable(_) | TransferError::Broken(_)), "{error}");
    let error = session.list().await.unwrap_err();
    assert!(error.to_string().contains("the session has ended"), "{error}");
}
