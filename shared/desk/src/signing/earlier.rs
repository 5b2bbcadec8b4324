//! What becomes of a secret when another takes its place.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use table::SecretBefore;

use crate::DeskError;

/// So many secrets sign beside the present one at most; each is a signature more in every post.
const MAX_BEFORE: usize = 4;

/// Puts `old` among the secrets that go on signing until the overlap is over. Those that were there end then too, if not
/// earlier: a rotation without an overlap ends all at once.
pub(super) fn keep(
    before: &mut Vec<SecretBefore>,
    old: &str,
    overlap: Duration,
    now: Timestamp,
) -> Result<(), DeskError> {
    let overlap = SignedDuration::try_from(overlap).unwrap_or(SignedDuration::MAX);
    let ends_at = now.saturating_add(overlap).unwrap_or(now);
    before.push(SecretBefore { secret: old.to_owned(), ends_at });
    for earlier in before.iter_mut() {
        earlier.ends_at = earlier.ends_at.min(ends_at);
    }
    before.retain(|earlier| now < earlier.ends_at);
    if before.len() > MAX_BEFORE {
        let message = format!(
            "{MAX_BEFORE} secrets before this one still sign; wait until one has ended, or rotate with overlap_hours 0"
        );
        return Err(DeskError::Conflict(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    fn ends(before: &[SecretBefore]) -> Vec<(&str, i64)> {
        before.iter().map(|before| (before.secret.as_str(), before.ends_at.as_second() / 3_600)).collect()
    }

    #[test]
    fn an_old_secret_signs_to_the_end_of_the_overlap_and_no_longer_than_the_next_rotation_lets_it() {
        let mut before = vec![];
        keep(&mut before, "a", Duration::from_hours(24), at(0)).unwrap();
        assert_eq!(ends(&before), [("a", 24)]);
        keep(&mut before, "b", Duration::from_hours(48), at(1)).unwrap();
        assert_eq!(ends(&before), [("a", 24), ("b", 49)]);
        keep(&mut before, "c", Duration::from_hours(2), at(2)).unwrap();
        assert_eq!(ends(&before), [("a", 4), ("b", 4), ("c", 4)]);
        keep(&mut before, "d", Duration::from_hours(2), at(5)).unwrap();
        assert_eq!(ends(&before), [("d", 7)]);
        keep(&mut before, "e", Duration::ZERO, at(6)).unwrap();
        assert_eq!(ends(&before), []);
    }

    #[test]
    fn no_more_than_four_sign_beside_the_present_one() {
        let mut before = vec![];
        for name in ["a", "b", "c", "d"] {
            keep(&mut before, name, Duration::from_hours(24), at(0)).unwrap();
        }
        assert!(keep(&mut before.clone(), "e", Duration::from_hours(24), at(1)).is_err());
        keep(&mut before, "e", Duration::ZERO, at(1)).unwrap();
        assert_eq!(ends(&before), []);
    }
}
