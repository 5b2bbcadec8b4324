//! How much rules may cause outside because of one order, so that a loop through the outside comes to a stop.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::is_default;

/// Because of one order, rules cause at most so many posts in an hour of the clock. A receiver that answers each post with
/// a change of the order would else cause posts for ever.
pub const MAX_POSTS_PER_HOUR: u32 = 100;

const SECONDS: i64 = 3_600;

/// How much an order caused in one hour of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Brake {
    /// The hour, counted since 1970.
    hour: i64,
    /// How many posts were planned in it.
    posts: u32,
    /// Whether the history says that there were too many.
    #[serde(rename = "noted", default, skip_serializing_if = "is_default")]
    is_noted: bool,
}

impl Brake {
    /// The brake in the hour of `now`: itself, or one that nothing was counted in.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        let hour = now.as_second().div_euclid(SECONDS);
        if hour == self.hour { self } else { Self { hour, ..Self::default() } }
    }

    /// Whether one more post may be planned, when `more` are planned beside those that are counted.
    pub fn allows(self, more: usize) -> bool {
        u32::try_from(more).is_ok_and(|more| self.posts.saturating_add(more) < MAX_POSTS_PER_HOUR)
    }

    /// Whether the history says already that there were too many.
    pub fn is_noted(self) -> bool {
        self.is_noted
    }

    /// With so many posts more, and, where the history says by now that there were too many, with that.
    #[must_use]
    pub fn counting(self, posts: usize, is_noted: bool) -> Self {
        let posts = self.posts.saturating_add(u32::try_from(posts).unwrap_or(u32::MAX));
        Self { posts, is_noted: self.is_noted || is_noted, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_hundred_posts_in_an_hour_are_allowed_and_the_next_hour_begins_anew() {
        let brake = Brake::default().at(at("2026-11-25T09:00:00Z"));
        assert!(brake.allows(99) && !brake.allows(100));
        let full = brake.counting(60, false).counting(40, true);
        assert!(!full.allows(0) && full.is_noted());
        assert_eq!(full.at(at("2026-11-25T09:59:59Z")), full);
        let next = full.at(at("2026-11-25T10:00:00Z"));
        assert!(next.allows(99) && !next.is_noted());
    }

    #[test]
    fn numbers_that_make_no_sense_allow_nothing() {
        assert!(!Brake::default().allows(usize::MAX));
        assert!(!Brake::default().counting(usize::MAX, false).allows(0));
        assert!(Brake::default().at(Timestamp::MIN).allows(0));
    }
}
