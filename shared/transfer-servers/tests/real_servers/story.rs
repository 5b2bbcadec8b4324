//! What every server must be good for, whatever it speaks.

use std::fs;
use std::path::Path;
use std::time::Duration;

use guard::Guard;
use transfer_servers::{Client, Existing, FileName, Folder, Limits, Server, Session, Stage, TransferError, Upload};

pub(crate) fn client() -> Client {
    let limits = Limits { login: Duration::from_secs(20), max_bytes: 4 << 20, ..Limits::default() };
    Client::new(Guard::with_loopback(None), limits).unwrap()
}

fn name(text: &str) -> FileName {
    FileName::read(text).unwrap()
}

async fn bring(session: &mut Session, text: &str, content: &[u8], existing: Existing) -> Result<(), TransferError> {
    let name = name(text);
    let length = content.len().try_into().unwrap();
    session.upload(&Upload { name: &name, idempotency_key: "42-1001-3", length, existing }, content).await
}

async fn fetch(session: &mut Session, text: &str) -> Result<Vec<u8>, TransferError> {
    let mut read = vec![];
    let length = session.download(&name(text), &mut read).await?;
    assert_eq!(length, read.len().try_into().unwrap());
    Ok(read)
}

/// The files of the folder with their sizes, by name.
async fn listed(session: &mut Session) -> Vec<(String, u64)> {
    let listing = session.list().await.unwrap();
    assert!(!listing.has_more, "{listing:?}");
    let mut files: Vec<_> = listing.files.iter().map(|file| (file.name.to_string(), file.size_bytes)).collect();
    files.sort();
    files
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// All that a session is for. `files` is the server's folder, as this machine sees it.
pub(crate) async fn tell(server: &Server, files: &Path) {
    let tested = client().test(server).await;
    assert!(tested.error.is_none(), "{tested:?}");
    assert_eq!(tested.reached, Stage::Folder);

    let mut session = client().connect(server).await.unwrap();
    brings(&mut session, files).await;
    fetches(&mut session, files).await;
    moves_and_removes(&mut session, files).await;
    session.close().await;

    let missing =
        Server { folder: Folder::read(&format!("{}/missing", server.folder.as_str())).unwrap(), ..server.clone() };
    let error = client().connect(&missing).await.unwrap_err();
    assert!(matches!(error, TransferError::MissingFolder), "{error}");
}

/// Files come whole, in their own name, once.
async fn brings(session: &mut Session, files: &Path) {
    let large: Vec<u8> = (0..1_500_000_u32).map(|at| (at % 251).try_into().unwrap()).collect();
    bring(session, "large.bin", &large, Existing::Refuse).await.unwrap();
    bring(session, "empty.csv", b"", Existing::Refuse).await.unwrap();
    bring(session, "Aufträge neu.csv", b"a\r\nb\n", Existing::Refuse).await.unwrap();
    assert_eq!(fs::read(files.join("large.bin")).unwrap(), large);
    assert_eq!(fs::read(files.join("Aufträge neu.csv")).unwrap(), b"a\r\nb\n");

    let error = bring(session, "empty.csv", b"new", Existing::Refuse).await.unwrap_err();
    assert!(matches!(error, TransferError::Exists { size_bytes: 0 }), "{error}");
    bring(session, "empty.csv", b"new", Existing::Overwrite).await.unwrap();
    assert_eq!(fs::read(files.join("empty.csv")).unwrap(), b"new");

    let expected = [("Aufträge neu.csv", 5), ("empty.csv", 3), ("large.bin", 1_500_000)];
    assert_eq!(listed(session).await, expected.map(|(name, size)| (name.to_owned(), size)));
    assert_eq!(names_in(files), expected.map(|(name, _)| name), "and no temporary one");
}

async fn fetches(session: &mut Session, files: &Path) {
    assert_eq!(fetch(session, "large.bin").await.unwrap(), fs::read(files.join("large.bin")).unwrap());
    assert_eq!(fetch(session, "Aufträge neu.csv").await.unwrap(), b"a\r\nb\n");
    fs::write(files.join("nothing.csv"), b"").unwrap();
    assert_eq!(fetch(session, "nothing.csv").await.unwrap(), b"");
    fs::remove_file(files.join("nothing.csv")).unwrap();

    let error = fetch(session, "missing.csv").await.unwrap_err();
    assert!(matches!(error, TransferError::MissingFile), "{error}");
    fs::write(files.join("huge.bin"), vec![0; (4 << 20) + 1]).unwrap();
    let error = fetch(session, "huge.bin").await.unwrap_err();
    assert!(matches!(error, TransferError::TooLarge { .. }), "{error}");
    fs::remove_file(files.join("huge.bin")).unwrap();
}

/// A file that was picked up goes away once, and none in its place is lost.
async fn moves_and_removes(session: &mut Session, files: &Path) {
    let (processed, from) = (name("processed"), name("Aufträge neu.csv"));
    for _ in 0..2 {
        session.move_into(&processed, &from, &from).await.unwrap();
    }
    assert_eq!(names_in(&files.join("processed")), ["Aufträge neu.csv"]);
    bring(session, "Aufträge neu.csv", b"second", Existing::Refuse).await.unwrap();
    let error = session.move_into(&processed, &from, &from).await.unwrap_err();
    assert!(matches!(error, TransferError::Exists { size_bytes: 5 }), "{error}");
    session.move_into(&processed, &from, &name("Aufträge neu-2.csv")).await.unwrap();
    assert_eq!(names_in(&files.join("processed")), ["Aufträge neu-2.csv", "Aufträge neu.csv"]);
    let error = session.move_into(&processed, &name("missing.csv"), &name("x.csv")).await.unwrap_err();
    assert!(matches!(error, TransferError::MissingFile), "{error}");

    for _ in 0..2 {
        session.remove(&name("empty.csv")).await.unwrap();
    }
    assert_eq!(listed(session).await, [("large.bin".to_owned(), 1_500_000)]);
    assert_eq!(names_in(files), ["large.bin", "processed"]);
}
