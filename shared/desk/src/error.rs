//! Why a use case was not carried out, by what its caller can do about it.

use domain::{ChangeError, PartsUsedUp, PaymentError, Permission, Problem, ReadOnly};
use table::TableError;

/// Why a use case was not carried out. Unless a variant says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such thing in this store: `Order`, `Folder`, …
    #[error("{0} not found")]
    NotFound(&'static str),
    /// What was asked for is wrong; each problem names its field.
    #[error("{}", listed(.0))]
    Invalid(Vec<Problem>),
    /// Whoever asks may not have it; each problem names its field.
    #[error("{}", listed(.0))]
    Forbidden(Vec<Problem>),
    /// Whoever asks may not do that in this store: it takes this permission.
    #[error("You may not do this here: it takes the permission \"{}\"", .0.label())]
    Lacks(Permission),
    /// The store is locked or closed: it is read and nothing more.
    #[error(transparent)]
    ReadOnly(#[from] ReadOnly),
    /// It does not go together with what is there now. A sentence for people.
    #[error("{0}")]
    Conflict(String),
    /// The same, field by field.
    #[error("{}", listed(.0))]
    ConflictIn(Vec<Problem>),
    /// It was there, and is gone for good. A sentence for people.
    #[error("{0}")]
    Gone(String),
    /// It is no longer the version that was expected; it is this one. What it is: `order`, `rule`.
    #[error("The {0} changed since it was read; read it again")]
    Changed(&'static str, u64),
    /// Try again at once. A sentence for people.
    #[error("{0}")]
    TryAgain(&'static str),
    /// The table failed. Where it was a write, it may have been made.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The bucket failed, or has not what was looked for.
    #[cfg(feature = "files")]
    #[error(transparent)]
    Files(#[from] files::FilesError),
    /// A document could not be made, by a fault of ours.
    #[cfg(feature = "documents")]
    #[error(transparent)]
    Documents(#[from] documents::DocumentError),
    /// A secret could not be made, sealed or opened.
    #[cfg(any(feature = "stores", feature = "account-links"))]
    #[error(transparent)]
    Secrets(#[from] secrets::SecretsError),
}

impl DeskError {
    /// One field is wrong.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem::new(field, message)])
    }

    /// Whether the same may work later, without anybody's doing.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Table(error) => error.is_passing(),
            Self::TryAgain(_) => true,
            #[cfg(feature = "files")]
            Self::Files(error) => error.is_passing(),
            #[cfg(any(feature = "stores", feature = "account-links"))]
            Self::Secrets(error) => matches!(error, secrets::SecretsError::Unavailable { .. }),
            _ => false,
        }
    }
}

impl From<ChangeError> for DeskError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Invalid(problems) => Self::Invalid(problems),
            ChangeError::UsedUp(used_up) => used_up.into(),
        }
    }
}

impl From<PartsUsedUp> for DeskError {
    fn from(used_up: PartsUsedUp) -> Self {
        Self::Conflict(used_up.to_string())
    }
}

impl From<PaymentError> for DeskError {
    fn from(error: PaymentError) -> Self {
        match error {
            PaymentError::Invalid(problem) => Self::Invalid(vec![problem]),
            PaymentError::Conflict(problem) => Self::ConflictIn(vec![problem]),
            PaymentError::UsedUp(used_up) => used_up.into(),
        }
    }
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// An error with its causes, outermost first.
#[cfg(any(feature = "mails", feature = "deliveries", feature = "sweeps"))]
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": ")
}
