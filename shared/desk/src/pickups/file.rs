//! What is done with one file of a server: it is fetched whole, and moved or deleted when that is noted.

use domain::{AfterPickup, SeenFile};
use ring::digest::{SHA256, digest};
use transfer_servers::{FileName, MAX_NAME_BYTES, Session, TransferError};

/// What came of fetching a file.
pub(super) enum Fetched {
    /// All of it, and its digest.
    Whole(Vec<u8>, String),
    /// It is another one than was listed, or gone: it is looked at anew.
    Changed,
    /// The server does not give it, for this reason.
    Refused(String),
}

/// What came of moving or deleting a file.
pub(super) enum Ended {
    /// It is no longer in the folder.
    Gone,
    /// The server does not let us, for this reason.
    Stuck(String),
}

/// Fetches a file. An error is one of the connection.
pub(super) async fn fetch(session: &mut Session, file: &SeenFile) -> Result<Fetched, TransferError> {
    let Ok(name) = FileName::read(&file.name) else { return Ok(Fetched::Changed) };
    let mut bytes = vec![];
    match session.download(&name, &mut bytes).await {
        Ok(length) if length == file.size_bytes => {
            let digest = digest_of(&bytes);
            Ok(Fetched::Whole(bytes, digest))
        }
        Ok(_) | Err(TransferError::MissingFile) => Ok(Fetched::Changed),
        Err(error) if is_of_the_file(&error) => Ok(Fetched::Refused(error.to_string())),
        Err(error) => Err(error),
    }
}

/// What lies under the name of a file that was fetched.
pub(super) enum Present {
    /// That file.
    Same,
    /// Another one, which is looked at anew.
    Other,
    /// Nobody knows, for this reason: it must not be moved.
    Unknown(String),
}

/// Whether what lies there is what was fetched. Where the server tells when a file was written, its time and size say so;
/// else its content does. An error is one of the connection.
pub(super) async fn compare(session: &mut Session, file: &SeenFile) -> Result<Present, TransferError> {
    if file.modified_at.is_some() {
        return Ok(Present::Same);
    }
    Ok(match fetch(session, file).await? {
        Fetched::Whole(_, digest) if digest == file.fetched => Present::Same,
        Fetched::Whole(..) | Fetched::Changed => Present::Other,
        Fetched::Refused(why) => Present::Unknown(why),
    })
}

/// Moves or deletes a file. An error is one of the connection.
pub(super) async fn end(session: &mut Session, after: &AfterPickup, file: &SeenFile) -> Result<Ended, TransferError> {
    let Ok(name) = FileName::read(&file.name) else { return Ok(Ended::Gone) };
    let ended = match after {
        AfterPickup::Deleted => session.remove(&name).await,
        AfterPickup::MovedTo(folder) => match FileName::read(folder) {
            Ok(folder) => move_into(session, &folder, &name, file).await,
            Err(why) => return Ok(Ended::Stuck(format!("the folder's name {why}"))),
        },
    };
    match ended {
        Ok(()) | Err(TransferError::MissingFile) => Ok(Ended::Gone),
        Err(error) if is_of_the_file(&error) => Ok(Ended::Stuck(error.to_string())),
        Err(error) => Err(error),
    }
}

/// Moves a file under its own name, or, where an earlier file has that there, under one with its time in it.
async fn move_into(
    session: &mut Session,
    folder: &FileName,
    name: &FileName,
    file: &SeenFile,
) -> Result<(), TransferError> {
    match session.move_into(folder, name, name).await {
        Err(TransferError::Exists { size_bytes }) => match FileName::read(&dated_name(file)) {
            Ok(dated) => session.move_into(folder, name, &dated).await,
            Err(_) => Err(TransferError::Exists { size_bytes }),
        },
        moved => moved,
    }
}

/// `stock-20261129-154500.csv`: the same each time, and no other file's, as one that is seen later has another time.
fn dated_name(file: &SeenFile) -> String {
    let time = file.seen_at.strftime("-%Y%m%d-%H%M%S").to_string();
    let (stem, ending) = match file.name.rfind('.') {
        Some(dot) if dot > 0 => file.name.split_at(dot),
        _ => (file.name.as_str(), ""),
    };
    let room = MAX_NAME_BYTES.saturating_sub(time.len()).saturating_sub(ending.len());
    let cut = (0..=stem.len().min(room)).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or_default();
    format!("{}{time}{ending}", stem.get(..cut).unwrap_or_default())
}

/// Whether the server said no about this file, and goes on.
fn is_of_the_file(error: &TransferError) -> bool {
    matches!(
        error,
        TransferError::MissingFolder
            | TransferError::NoPermission(_)
            | TransferError::Exists { .. }
            | TransferError::TooLarge { .. }
            | TransferError::Failed(_)
    )
}

fn digest_of(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dated_name_keeps_its_ending_and_fits() {
        let at = "2026-11-29T15:45:00Z".parse().unwrap();
        let dated = |name: &str| dated_name(&SeenFile::new(name, 1, None, at));
        assert_eq!(dated("stock.csv"), "stock-20261129-154500.csv");
        assert_eq!(dated("stock"), "stock-20261129-154500");
        assert_eq!(dated(".hidden"), ".hidden-20261129-154500");
        let long = dated(&format!("{}.csv", "ö".repeat(125)));
        assert!(long.len() <= MAX_NAME_BYTES && long.ends_with("ö-20261129-154500.csv"), "{long}");
        assert!(dated(&format!("a.{}", "b".repeat(250))).starts_with("-20261129"), "an ending that leaves no room");
    }
}
