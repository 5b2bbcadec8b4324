//! What can go wrong at the table, by what the caller can do about it.

use aws_sdk_dynamodb::error::{BoxError, ProvideErrorMetadata, SdkError};

/// An error of the table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Passing: throttled, unreachable, a fault of DynamoDB. Try again later.
    #[error("the table did not answer {operation}")]
    Unavailable {
        /// The operation.
        operation: &'static str,
        /// The SDK's error.
        #[source]
        source: BoxError,
    },
    /// Somebody else keeps changing the same row; nothing was written. Try again later.
    #[error("the row changed under every one of {tries} tries")]
    Contended {
        /// How often it was tried.
        tries: u32,
    },
    /// The row would be larger than DynamoDB takes (400 KB, packed), or than an answer can show. Never works.
    #[error("the row would have {bytes} bytes, and at most {max} fit")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// What fits.
        max: usize,
    },
    /// More orders would have to be looked at than one call can. Works when less is asked for.
    #[error("{found} orders or more would have to be looked at, and at most {max} are")]
    TooMany {
        /// How many were found until it was too many.
        found: usize,
        /// How many are.
        max: usize,
    },
    /// A row that is not what its key says. Never works.
    #[error("the row {key} is unreadable")]
    Unreadable {
        /// Where it lies.
        key: String,
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// DynamoDB refuses the request itself. Never works.
    #[error("the table refused {operation}")]
    Refused {
        /// The operation.
        operation: &'static str,
        /// The SDK's error.
        #[source]
        source: BoxError,
    },
}

impl TableError {
    /// Whether the same may work later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::Contended { .. })
    }

    /// Whether the row itself can't be read, today or ever.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable { .. })
    }

    /// A row at `key` that makes no sense.
    pub(crate) fn unreadable(key: impl Into<String>, source: impl Into<BoxError>) -> Self {
        Self::Unreadable { key: key.into(), source: source.into() }
    }

    /// What the SDK said to `operation`.
    pub(crate) fn of<E>(operation: &'static str, error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        // A missing right or table is somebody's mistake, and mended: what waits for it is not lost.
        let refused = error.code() == Some("ValidationException");
        let source = BoxError::from(error);
        if refused { Self::Refused { operation, source } } else { Self::Unavailable { operation, source } }
    }
}

/// What can be read of these rows, for lists of many: one that can't be read is named in the log and passed over, so that
/// it spoils only itself.
pub(crate) fn readable<T>(rows: impl IntoIterator<Item = Result<T, TableError>>) -> Vec<T> {
    rows.into_iter().filter_map(readable_one).collect()
}

/// The row, unless it can't be read.
pub(crate) fn readable_one<T>(row: Result<T, TableError>) -> Option<T> {
    row.inspect_err(|error| tracing::warn!("passed over in a list: {error:?}")).ok()
}
