//! What a store asks of who signs in.

use serde::{Deserialize, Serialize};

use crate::{Problem, Session};

/// A store may ask that a session ends after so many minutes without a page, no fewer.
pub const MIN_SESSION_IDLE_MINUTES: u32 = 15;

/// And no more: thirty days.
pub const MAX_SESSION_IDLE_MINUTES: u32 = 30 * 24 * 60;

/// Whether the users of a store need a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorPolicy {
    /// Whoever wants one sets it up.
    #[default]
    Optional,
    /// Who has none sets one up before anything else in the store.
    Required,
}

/// How many minutes without a page end a session where the store says nothing.
pub fn usual_session_idle_minutes() -> u32 {
    u32::try_from(Session::IDLE.as_mins()).unwrap_or(MAX_SESSION_IDLE_MINUTES)
}

/// What is wrong with so many minutes without a page.
pub fn check_session_idle(field: &str, minutes: u64) -> Result<u32, Problem> {
    let range = MIN_SESSION_IDLE_MINUTES..=MAX_SESSION_IDLE_MINUTES;
    let fits = u32::try_from(minutes).ok().filter(|minutes| range.contains(minutes));
    let message = format!("must be from {MIN_SESSION_IDLE_MINUTES} to {MAX_SESSION_IDLE_MINUTES} minutes");
    fits.ok_or_else(|| Problem::new(field, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_after_a_quarter_hour_at_the_earliest_and_thirty_days_at_the_latest() {
        assert_eq!(usual_session_idle_minutes(), 14 * 24 * 60);
        assert_eq!((check_session_idle("a", 15), check_session_idle("a", 43_200)), (Ok(15), Ok(43_200)));
        for wrong in [0, 14, 43_201, u64::MAX] {
            assert_eq!(check_session_idle("a", wrong).unwrap_err().field, "a", "{wrong}");
        }
    }
}
