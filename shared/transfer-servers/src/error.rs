//! What goes wrong with a transfer, by what can be done about it.

use std::io;

use guard::Refused;

use crate::fingerprint::Fingerprint;
use crate::names::is_hidden;

/// How many characters of another's text are kept.
const MAX_TEXT: usize = 300;

/// Why a file could not be brought or fetched. Texts of the server are cut and harmless to show.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// A setting of the store's can't be right.
    #[error("{field}: {expected}")]
    BadSetting {
        /// Which one.
        field: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The guard refuses what the host's name was looked up to.
    #[error("the server {0}")]
    Refused(#[from] Refused),
    /// The host's name was not found.
    #[error("the server's name was not found")]
    NotFound,
    /// No connection, or one that ended in the middle.
    #[error("the server can't be reached: {0}")]
    Unreachable(String),
    /// Not done within the deadline.
    #[error("the server did not answer in time")]
    TimedOut,
    /// Nobody has confirmed the server's host key yet.
    #[error("the server's host key is {found}, which nobody has confirmed")]
    HostKeyUnknown {
        /// The key it has.
        found: Fingerprint,
    },
    /// The server has another host key, or another certificate, than was confirmed: it was set up anew, or another one
    /// answers in its place.
    #[error("the server shows {found}, and {confirmed} was confirmed")]
    IdentityDiffers {
        /// What the store confirmed.
        confirmed: Fingerprint,
        /// What the server shows now.
        found: Fingerprint,
    },
    /// The server's certificate is not to be trusted.
    #[error("the server's certificate is not to be trusted: {why}")]
    NotTrusted {
        /// The certificate, if it showed one.
        found: Option<Fingerprint>,
        /// Why.
        why: String,
    },
    /// No safe way to speak to it: it has no TLS, or only what is broken.
    #[error("the server has no safe connection: {0}")]
    NotSafe(String),
    /// The server does not let this user in.
    #[error("the login was refused: {0}")]
    WrongLogin(String),
    /// The folder is not there.
    #[error("the folder is not there")]
    MissingFolder,
    /// The file is not there.
    #[error("the file is not there")]
    MissingFile,
    /// The user may not do it.
    #[error("it is not permitted: {0}")]
    NoPermission(String),
    /// A file has that name already.
    #[error("a file of that name is there already, of {size_bytes} bytes")]
    Exists {
        /// Its size, by which a caller knows what it brought itself.
        size_bytes: u64,
    },
    /// The file is larger than may be fetched.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// The server could not do it, for a reason of its own: a full disk, a file that somebody else has open.
    #[error("the server could not do it: {0}")]
    Failed(String),
    /// What came is not of the protocol, or not what was agreed on.
    #[error("the server broke the protocol: {0}")]
    Broken(String),
    /// Our end of the file could not be read or written.
    #[error("our own end of the file failed")]
    Local(#[source] io::Error),
}

impl TransferError {
    /// Whether the same may work later without anybody changing a setting. What a person must look at first is none of
    /// it: a changed host key, a wrong login, a missing folder.
    pub fn is_worth_a_retry(&self) -> bool {
        match self {
            // A name may be looked up to something else tomorrow.
            Self::Refused(_)
            | Self::NotFound
            | Self::Unreachable(_)
            | Self::TimedOut
            | Self::Failed(_)
            | Self::Broken(_)
            | Self::Local(_) => true,
            Self::BadSetting { .. }
            | Self::HostKeyUnknown { .. }
            | Self::IdentityDiffers { .. }
            | Self::NotTrusted { .. }
            | Self::NotSafe(_)
            | Self::WrongLogin(_)
            | Self::MissingFolder
            | Self::MissingFile
            | Self::NoPermission(_)
            | Self::Exists { .. }
            | Self::TooLarge { .. } => false,
        }
    }

    /// Whether the connection can still be used: the server said no, and both know where they are.
    pub(crate) fn leaves_the_connection(&self) -> bool {
        matches!(
            self,
            Self::MissingFolder
                | Self::MissingFile
                | Self::NoPermission(_)
                | Self::Exists { .. }
                | Self::TooLarge { .. }
                | Self::Failed(_)
        )
    }

    /// What an error of a connection means.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::TimedOut,
            io::ErrorKind::InvalidData => Self::Broken(shown(&error.to_string())),
            _ => Self::Unreachable(shown(&error.to_string())),
        }
    }
}

/// A text of the server's: on one line, cut, and without what a terminal, a log or a page would take for a command.
pub(crate) fn shown(text: &str) -> String {
    text.trim().chars().map(|c| if is_hidden(c) { ' ' } else { c }).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_must_look_at_is_not_tried_again() {
        let [confirmed, found] = [b"a", b"b"].map(|key| Fingerprint::of(key));
        for error in [
            TransferError::IdentityDiffers { confirmed, found },
            TransferError::HostKeyUnknown { found },
            TransferError::WrongLogin(String::new()),
            TransferError::MissingFolder,
            TransferError::Exists { size_bytes: 1 },
        ] {
            assert!(!error.is_worth_a_retry(), "{error}");
        }
        for error in [TransferError::TimedOut, TransferError::NotFound, TransferError::Failed("disk full".to_owned())] {
            assert!(error.is_worth_a_retry(), "{error}");
        }
    }

    #[test]
    fn a_changed_key_is_shown_beside_the_one_that_was_confirmed() {
        let [confirmed, found] = [b"a", b"b"].map(|key| Fingerprint::of(key));
        let text = TransferError::IdentityDiffers { confirmed, found }.to_string();
        assert!(text.contains(&confirmed.to_string()) && text.contains(&found.to_string()), "{text}");
    }

    #[test]
    fn a_text_of_theirs_is_short_and_on_one_line() {
        assert_eq!(shown("550 no\r\n\x1b[31mgo \u{202e}away\r\n"), "550 no   [31mgo  away");
        assert_eq!(shown(&"a".repeat(5_000)).len(), MAX_TEXT);
    }
}
