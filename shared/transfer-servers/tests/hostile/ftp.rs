//! FTP servers that send one elsewhere, or do not do as they say.

use std::io;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};

use transfer_servers::{Existing, Protocol, Reason, Secret, Server, Session, TlsStart, TransferError};

use crate::ftp_server::{Control, FtpServer};
use crate::setting::{PASSWORD, client, name, server_at, upload};

const CONTENT: &[u8] = b"order,code\n1001,MUG-01\n";

fn plain(server: &FtpServer) -> Server {
    server_at(server.address, Protocol::Ftp { password: Secret::new(PASSWORD) })
}

async fn session(server: &FtpServer) -> Session {
    client().connect(&plain(server)).await.unwrap()
}

fn hang_up() -> io::Result<bool> {
    Err(io::ErrorKind::ConnectionAborted.into())
}

#[tokio::test]
async fn files_go_to_the_server_itself_whatever_address_it_names() {
    let elsewhere = TcpListener::bind("127.0.0.2:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let server = FtpServer::start(move |line, control| {
        match line {
            // The port is the right one, so that only the address leads astray.
            "PASV" => control.say(&Control::passive([10, 0, 0, 1], control.file_port()))?,
            "MLSD" => control.send(b"type=file;size=23; a.csv\r\n")?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    let listing = session(&server).await.list().await.unwrap();
    assert_eq!(listing.files.len(), 1);

    let port = elsewhere.local_addr().unwrap().port();
    let server = FtpServer::start(move |line, control| {
        let is_passive = line == "PASV";
        if is_passive {
            control.say(&Control::passive([127, 0, 0, 2], port))?;
        }
        Ok(is_passive)
    });
    let error = session(&server).await.list().await.unwrap_err();
    assert!(matches!(error, TransferError::Unreachable(_)), "{error}");
    assert_eq!(elsewhere.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn files_do_not_go_to_a_known_protocols_port() {
    let server = FtpServer::start(|line, control| {
        let is_passive = line == "PASV";
        if is_passive {
            control.say(&Control::passive([127, 0, 0, 1], 22))?;
        }
        Ok(is_passive)
    });
    let error = session(&server).await.list().await.unwrap_err();
    assert!(matches!(error, TransferError::Broken(_)), "{error}");
    assert!(error.to_string().contains("port 22"), "{error}");
}

#[tokio::test]
async fn a_server_without_tls_hears_no_name_and_no_password_where_tls_was_wanted() {
    let server = FtpServer::start(|_, _| Ok(false));
    let ftps = Protocol::Ftps { start: TlsStart::Explicit, certificate: None, password: Secret::new(PASSWORD) };
    let error = client().connect(&server_at(server.address, ftps)).await.unwrap_err();
    assert!(matches!(error, TransferError::NotSafe(_)), "{error}");
    assert!(!error.is_worth_a_retry());
    assert_eq!(*server.lines.lock().unwrap(), ["AUTH TLS"]);
}

#[tokio::test]
async fn a_login_that_is_refused_and_a_folder_that_is_missing_are_told_apart() {
    let server = FtpServer::start(|line, control| {
        let is_password = line.starts_with("PASS");
        if is_password {
            control.say("530 go away\x1b[31m")?;
        }
        Ok(is_password)
    });
    let error = client().connect(&plain(&server)).await.unwrap_err();
    let TransferError::WrongLogin(text) = &error else { panic!("{error}") };
    assert_eq!(text, "530 go away [31m");

    let server = FtpServer::start(|line, control| {
        let is_folder = line == "CWD out";
        if is_folder {
            control.say("550 no such folder")?;
        }
        Ok(is_folder)
    });
    let error = client().connect(&plain(&server)).await.unwrap_err();
    assert!(matches!(error, TransferError::MissingFolder), "{error}");
}

#[tokio::test]
async fn a_listing_without_end_ends_at_the_limit() {
    let server = FtpServer::start(|line, control| {
        let is_listing = line == "MLSD";
        if is_listing {
            // It ends with the client, which reads no more.
            let _ = control.send(&b"type=file;size=1; a.csv\r\n".repeat(400_000));
        }
        Ok(is_listing)
    });
    let listing = session(&server).await.list().await.unwrap();
    assert_eq!((listing.files.len(), listing.has_more), (100, true));
}

#[tokio::test]
async fn a_server_of_before_is_listed_in_its_own_way_and_its_names_are_not_trusted() {
    let server = FtpServer::start(|line, control| {
        let is_listing = line == "LIST";
        if is_listing {
            control.send(b"-rw-r--r-- 1 u g 23 Nov 22 10:00 a.csv\r\n-rw-r--r-- 1 u g 3 Nov 22 10:00 ../b.csv\r\n")?;
        }
        Ok(is_listing)
    });
    let listing = session(&server).await.list().await.unwrap();
    assert_eq!(server.lines_of("MLSD").len(), 1);
    assert_eq!(listing.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["a.csv"]);
    assert!(matches!(listing.passed_over[0].why, Reason::Name(_)), "{listing:?}");
}

#[tokio::test]
async fn the_next_attempt_overwrites_what_one_that_was_cut_off_left_behind() {
    let attempts = AtomicUsize::new(0);
    let server = FtpServer::start(move |line, control| {
        if line.starts_with("STOR") && attempts.fetch_add(1, Ordering::SeqCst) == 0 {
            control.take(100)?;
            return hang_up();
        }
        match line.split(' ').next().unwrap() {
            "STOR" => {
                control.take(u64::MAX)?;
                control.say("226 done")?;
            }
            "SIZE" => control.say("213 3000000")?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    let content = vec![7; 3_000_000];
    let error = upload(&mut session(&server).await, &content, Existing::Overwrite).await.unwrap_err();
    assert!(error.is_worth_a_retry(), "{error}");
    assert_eq!(server.lines_of("RNFR"), Vec::<String>::new());
    upload(&mut session(&server).await, &content, Existing::Overwrite).await.unwrap();
    let stored = server.lines_of("STOR");
    assert!(stored.len() == 2 && stored[0] == stored[1] && stored[0].strip_suffix(".tmp").is_some(), "{stored:?}");
    assert_eq!(server.lines_of("RNTO"), ["RNTO a.csv"]);
}

#[tokio::test]
async fn a_file_that_came_short_is_not_given_its_name() {
    let server = FtpServer::start(|line, control| {
        match line.split(' ').next().unwrap() {
            "STOR" => {
                control.take(u64::MAX)?;
                control.say("226 done")?;
            }
            "SIZE" => control.say("213 22")?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    let error = upload(&mut session(&server).await, CONTENT, Existing::Overwrite).await.unwrap_err();
    assert!(matches!(error, TransferError::Failed(_)), "{error}");
    assert_eq!(server.lines_of("RNFR"), Vec::<String>::new());
}

#[tokio::test]
async fn a_file_that_is_there_stays_where_it_is_to_stay_and_makes_way_where_it_is_not() {
    let renames = AtomicUsize::new(0);
    let server = FtpServer::start(move |line, control| {
        match line.split(' ').next().unwrap() {
            "STOR" => {
                control.take(u64::MAX)?;
                control.say("226 done")?;
            }
            "SIZE" => control.say("213 23")?,
            "RNTO" if renames.fetch_add(1, Ordering::SeqCst) == 0 => control.say("553 it is there")?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    let mut session = session(&server).await;
    let error = upload(&mut session, CONTENT, Existing::Refuse).await.unwrap_err();
    assert!(matches!(error, TransferError::Exists { size_bytes: 23 }), "{error}");
    let error = session.move_into(&name("processed"), &name("a.csv"), &name("a.csv")).await.unwrap_err();
    assert!(matches!(error, TransferError::Exists { .. }), "{error}");
    assert_eq!(server.lines_of("STOR").len() + server.lines_of("RNFR").len() + server.lines_of("DELE").len(), 0);

    upload(&mut session, CONTENT, Existing::Overwrite).await.unwrap();
    assert_eq!(server.lines_of("DELE"), ["DELE a.csv"]);
    assert_eq!(server.lines_of("RNTO").len(), 2);
}

#[tokio::test]
async fn a_file_that_is_not_as_long_as_it_was_said_to_be_is_broken_and_a_large_one_not_read() {
    for (size, length) in [("10", 11), ("10", 9), ("10", 1 << 20)] {
        let server = FtpServer::start(move |line, control| {
            match line.split(' ').next().unwrap() {
                "SIZE" => control.say(&format!("213 {size}"))?,
                // It ends with the client, which may read no more.
                "RETR" => drop(control.send(&vec![7; length])),
                _ => return Ok(false),
            }
            Ok(true)
        });
        let mut read = vec![];
        let error = session(&server).await.download(&name("a.csv"), &mut read).await.unwrap_err();
        assert!(matches!(error, TransferError::Broken(_)), "{error}");
        assert!(read.len() <= 10);
    }
    let server = FtpServer::start(|line, control| {
        let is_size = line.starts_with("SIZE");
        if is_size {
            control.say("213 1048577")?;
        }
        Ok(is_size)
    });
    let error = session(&server).await.download(&name("a.csv"), &mut vec![]).await.unwrap_err();
    assert!(matches!(error, TransferError::TooLarge { .. }), "{error}");
    assert_eq!(server.lines_of("RETR"), Vec::<String>::new());
}
