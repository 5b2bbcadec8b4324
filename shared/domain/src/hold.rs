//! Why an attempt at an appointment is not made yet.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Appointment, is_default};

/// An attempt is held back for so long at once, at most, as a queue delays a message no longer.
pub const MAX_HOLD: Duration = Duration::from_mins(15);

/// That an attempt was held back, and is made later. It is no attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Since when. Of several holds in one round, the first is noted.
    pub since: Timestamp,
    /// The round of attempts it was in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub round: u32,
    /// Why.
    pub why: String,
}

impl Appointment {
    /// What held an attempt of its present round back first, if anything did.
    pub fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref().filter(|hold| hold.round == self.round)
    }

    /// When its next attempt was due, also where that is past.
    pub fn due_since(&self) -> Timestamp {
        self.due_at.unwrap_or(self.date_added)
    }

    /// How long a message waits that is held back for `wait` at least: as long again as this attempt was held back so
    /// far, so that a long backlog does not come back as a whole every time, and up to half as long more, as `roll`
    /// falls. Whole seconds.
    pub fn hold_for(&self, wait: SignedDuration, now: Timestamp, roll: u32) -> Duration {
        let since = self.hold().map(|hold| hold.since.max(self.due_since()));
        let so_far = since.map(|since| now.duration_since(since)).unwrap_or_default();
        let wait = u64::try_from(wait.max(so_far).as_millis()).unwrap_or_default().max(1_000);
        let spread = wait.saturating_mul(u64::from(100 + roll % 51)) / 100;
        Duration::from_secs(spread.div_ceil(1_000)).min(MAX_HOLD)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Job;

    fn appointment(held_at: Option<i64>) -> Appointment {
        let job = Job::ShipNotify { url: "https://a.example".into(), shipment_id: "1".into() };
        let at = Timestamp::UNIX_EPOCH;
        let new = Appointment::new("1001-3".parse().unwrap(), "42".parse().unwrap(), job, String::new(), at);
        let hold = |second| Hold { since: Timestamp::from_second(second).unwrap(), round: 0, why: "busy".into() };
        Appointment { hold: held_at.map(hold), ..new }
    }

    #[test]
    fn a_hold_of_an_earlier_round_is_none_of_the_present_one() {
        let held = appointment(Some(5));
        assert!(held.hold().is_some());
        assert!(held.again().hold().is_none());
    }

    #[test]
    fn what_waits_long_comes_back_seldom() {
        let wait = |held_at, second, roll| {
            let now = Timestamp::from_second(second).unwrap();
            appointment(held_at).hold_for(SignedDuration::from_secs(20), now, roll).as_secs()
        };
        assert_eq!(wait(None, 40, 0), 20);
        assert_eq!(wait(None, 40, 50), 30);
        assert_eq!(wait(Some(0), 400, 0), 400);
        assert_eq!(wait(Some(0), 4_000, 0), 900);
        let due_at = Timestamp::from_second(4_000).ok();
        let retrying = Appointment { due_at, ..appointment(Some(0)) };
        let now = Timestamp::from_second(4_010).unwrap();
        assert_eq!(retrying.hold_for(SignedDuration::from_secs(20), now, 0).as_secs(), 20, "another attempt's wait");
    }

    proptest! {
        #[test]
        fn a_hold_is_from_one_second_to_a_quarter_of_an_hour(wait in any::<i32>(), held in 0_i64..100_000, roll: u32) {
            let now = Timestamp::from_second(100_000).unwrap();
            let wait = SignedDuration::from_millis(wait.into());
            let held = appointment(Some(held)).hold_for(wait, now, roll);
            prop_assert!((Duration::from_secs(1)..=MAX_HOLD).contains(&held) && held.subsec_nanos() == 0);
            prop_assert!(held == MAX_HOLD || SignedDuration::try_from(held).unwrap() >= wait);
        }
    }
}
