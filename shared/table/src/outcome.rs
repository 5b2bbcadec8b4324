//! What became of a conditional write.

use std::convert::Infallible;

/// What became of a write that was to be made only under a condition, by what the caller can do now. An error is
/// something else: then nobody knows whether anything was written.
///
/// `T` is what a write that was made brings, `P` what was there before where nothing had to be written, `R` why the
/// change was not to be made. A write that can't end so has [`Infallible`] there, and its callers need no arm for it.
/// Each method says by its name and its comment whether its row can be [`Missing`](Self::Missing) (`change_*` by id,
/// `remove_*`) or [`Stale`](Self::Stale) (`save_*`, and changes of what the caller has read); none ends both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Outcome<T, P = Infallible, R = Infallible> {
    /// It is written.
    Done(T),
    /// Nothing is written: what was to be inserted was there before, or there was nothing to change. What there is.
    Unchanged(P),
    /// Nothing is written: there is no such row.
    Missing,
    /// Nothing is written: the row is no longer the one that was read. Read it again, and decide again.
    Stale,
    /// Nothing is written: the change is not to be made, and why.
    Refused(R),
}

impl<T, P, R> Outcome<T, P, R> {
    /// Whether it is written.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// What the write brings, if it is written.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(value) => Some(value),
            _ => None,
        }
    }

    /// The same with another value where it is written.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Outcome<U, P, R> {
        match self {
            Self::Done(value) => Outcome::Done(change(value)),
            Self::Unchanged(there) => Outcome::Unchanged(there),
            Self::Missing => Outcome::Missing,
            Self::Stale => Outcome::Stale,
            Self::Refused(why) => Outcome::Refused(why),
        }
    }

    /// The same with another value where something was there before.
    pub fn map_present<U>(self, change: impl FnOnce(P) -> U) -> Outcome<T, U, R> {
        match self {
            Self::Done(value) => Outcome::Done(value),
            Self::Unchanged(there) => Outcome::Unchanged(change(there)),
            Self::Missing => Outcome::Missing,
            Self::Stale => Outcome::Stale,
            Self::Refused(why) => Outcome::Refused(why),
        }
    }
}
