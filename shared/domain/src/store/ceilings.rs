//! What a store may have and do at most. The operator sets it; the store itself may only stay below it.

use serde::{Deserialize, Serialize};

use super::{Settings, SettingsPatch};
use crate::{Problem, RateLimit, is_default};

/// A store has so many rules at most, unless the operator set another number.
pub const USUAL_MAX_RULES: u32 = 1_000;
/// The operator can allow a store so many rules at most.
pub const MAX_MAX_RULES: u32 = 10_000;
/// A store's posts of a minute are so many at most, unless the operator set another number.
pub const USUAL_POSTS_PER_MINUTE: u32 = 600;
/// The operator can allow a store so many posts a minute at most.
pub const MAX_POSTS_PER_MINUTE: u32 = 60_000;
/// A store mails of its orders so often in a day at most, unless the operator set another number.
pub const USUAL_MAILS_PER_DAY: u32 = 1_000;
/// The operator can allow a store so many mails a day at most.
pub const MAX_MAILS_PER_DAY: u32 = 1_000_000;

/// The most a store may have and do: what the operator set last, when the store was made or since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ceilings {
    /// How many calls of the API it may make.
    #[serde(rename = "rate_limit_ceiling", skip_serializing_if = "is_default")]
    pub rate_limit: RateLimit,
    /// How many rules it may have.
    #[serde(rename = "max_rules_ceiling", skip_serializing_if = "is_usual_max_rules")]
    pub max_rules: u32,
    /// How many posts may leave in a minute.
    #[serde(rename = "posts_per_minute_ceiling", skip_serializing_if = "is_usual_posts_per_minute")]
    pub posts_per_minute: u32,
    /// How many mails of orders may leave in a day.
    #[serde(rename = "mails_per_day_ceiling", skip_serializing_if = "is_usual_mails_per_day")]
    pub mails_per_day: u32,
}

impl Default for Ceilings {
    /// Those of a store for which the operator said nothing.
    fn default() -> Self {
        Self {
            rate_limit: RateLimit::default(),
            max_rules: USUAL_MAX_RULES,
            posts_per_minute: USUAL_POSTS_PER_MINUTE,
            mails_per_day: USUAL_MAILS_PER_DAY,
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_usual_max_rules(number: &u32) -> bool {
    *number == USUAL_MAX_RULES
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_usual_posts_per_minute(number: &u32) -> bool {
    *number == USUAL_POSTS_PER_MINUTE
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_usual_mails_per_day(number: &u32) -> bool {
    *number == USUAL_MAILS_PER_DAY
}

impl Settings {
    /// How many rules the store may have.
    pub fn max_rules(&self) -> u32 {
        self.max_rules.map_or(self.ceilings.max_rules, |own| own.min(self.ceilings.max_rules))
    }

    /// How many of its posts may leave in a minute.
    pub fn posts_per_minute(&self) -> u32 {
        self.posts_per_minute.map_or(self.ceilings.posts_per_minute, |own| own.min(self.ceilings.posts_per_minute))
    }

    /// How many mails of its orders may leave in a day.
    pub fn mails_per_day(&self) -> u32 {
        self.mails_per_day.map_or(self.ceilings.mails_per_day, |own| own.min(self.ceilings.mails_per_day))
    }

    /// Makes ceilings of what `patch`, which the operator sent and which was applied, names. What the store had set
    /// itself of it is over.
    pub fn raise_ceilings(&mut self, patch: &SettingsPatch) {
        let names_rate = patch.rate_limit_bucket.is_some() || patch.rate_limit_per_second.is_some();
        if names_rate || patch.is_rate_limited.is_some() {
            self.ceilings.rate_limit = self.rate_limit;
        }
        if patch.max_rules.is_some() {
            self.ceilings.max_rules = self.max_rules.take().unwrap_or(USUAL_MAX_RULES);
        }
        if patch.posts_per_minute.is_some() {
            self.ceilings.posts_per_minute = self.posts_per_minute.take().unwrap_or(USUAL_POSTS_PER_MINUTE);
        }
        if patch.mails_per_day.is_some() {
            self.ceilings.mails_per_day = self.mails_per_day.take().unwrap_or(USUAL_MAILS_PER_DAY);
        }
    }

    /// The settings of a store that the operator makes: what they say is the ceiling.
    #[must_use]
    pub fn with_ceilings(mut self) -> Self {
        self.ceilings.rate_limit = self.rate_limit;
        self.ceilings.max_rules = self.max_rules.take().unwrap_or(USUAL_MAX_RULES);
        self.ceilings.posts_per_minute = self.posts_per_minute.take().unwrap_or(USUAL_POSTS_PER_MINUTE);
        self.ceilings.mails_per_day = self.mails_per_day.take().unwrap_or(USUAL_MAILS_PER_DAY);
        self
    }
}

/// What is wrong with settings that a store gave itself: what is above its ceiling. What it had before it may keep.
pub fn check_ceilings(before: &Settings, after: &Settings) -> Vec<Problem> {
    let ceilings = &after.ceilings;
    let RateLimit { bucket, per_second, .. } = ceilings.rate_limit;
    let has_good_rate = before.rate_limit == after.rate_limit || ceilings.rate_limit.covers(&after.rate_limit);
    let message = format!("may be {bucket} calls at once and {per_second} a second at most; the operator can raise it");
    let rate = (!has_good_rate).then(|| Problem::new("rate_limit", message));
    let above = |field, before: Option<u32>, after: Option<u32>, ceiling| {
        let is_good = before == after || after.is_none_or(|after| after <= ceiling);
        (!is_good).then(|| Problem::new(field, format!("may be {ceiling} at most; the operator can raise it")))
    };
    let rules = above("max_rules", before.max_rules, after.max_rules, ceilings.max_rules);
    let posts = above("posts_per_minute", before.posts_per_minute, after.posts_per_minute, ceilings.posts_per_minute);
    let mails = above("mails_per_day", before.mails_per_day, after.mails_per_day, ceilings.mails_per_day);
    rate.into_iter().chain(rules).chain(posts).chain(mails).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(rate_limit: RateLimit) -> Settings {
        let ceilings =
            Ceilings { rate_limit: RateLimit { bucket: 40, per_second: 5, off: false }, ..Ceilings::default() };
        Settings { rate_limit, ceilings, ..Settings::default() }
    }

    #[test]
    fn a_store_may_lower_its_rate_limit_and_raise_it_to_the_ceiling_and_no_further() {
        let limit = |bucket, per_second, off| RateLimit { bucket, per_second, off };
        let before = settings(limit(20, 3, false));
        for (wanted, is_allowed) in [
            (limit(40, 5, false), true),
            (limit(1, 1, false), true),
            (limit(41, 5, false), false),
            (limit(40, 6, false), false),
            (limit(1, 1, true), false),
        ] {
            assert_eq!(check_ceilings(&before, &settings(wanted)).is_empty(), is_allowed, "{wanted:?}");
        }
        // A store of before that has more keeps it, as long as it leaves it alone.
        let more = settings(limit(1, 1, true));
        assert_eq!(check_ceilings(&more, &more), vec![]);
        let mut open = settings(limit(99, 99, true));
        open.ceilings.rate_limit.off = true;
        assert_eq!(check_ceilings(&before, &open), vec![]);
    }

    #[test]
    fn a_store_may_have_fewer_rules_and_posts_and_never_more_than_its_ceilings() {
        let before = Settings::default();
        assert_eq!((before.max_rules(), before.posts_per_minute()), (1_000, 600));
        let own = |max_rules, posts_per_minute| Settings { max_rules, posts_per_minute, ..Settings::default() };
        assert_eq!(check_ceilings(&before, &own(Some(1_000), Some(600))), vec![]);
        let problems = check_ceilings(&before, &own(Some(1_001), Some(601)));
        let told: Vec<_> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(
            told,
            [
                "max_rules: may be 1000 at most; the operator can raise it",
                "posts_per_minute: may be 600 at most; the operator can raise it",
            ]
        );
        let mut lowered = own(Some(5), Some(60));
        assert_eq!((lowered.max_rules(), lowered.posts_per_minute()), (5, 60));
        lowered.ceilings.posts_per_minute = 30;
        assert_eq!(lowered.posts_per_minute(), 30, "the ceiling counts, whatever the store had set");
    }

    #[test]
    fn what_the_operator_names_is_the_ceiling_and_the_rest_stays_as_the_store_has_it() {
        let mut settings = Settings { posts_per_minute: Some(60), ..Settings::default() };
        settings.rate_limit.bucket = 5;
        let patch = SettingsPatch { max_rules: Some(2_000), ..SettingsPatch::default() };
        patch.apply_to(&mut settings);
        settings.raise_ceilings(&patch);
        assert_eq!((settings.max_rules(), settings.posts_per_minute()), (2_000, 60));
        assert_eq!(settings.ceilings.rate_limit, RateLimit::default());
        let patch = SettingsPatch { posts_per_minute: Some(6_000), ..SettingsPatch::default() };
        patch.apply_to(&mut settings);
        settings.raise_ceilings(&patch);
        assert_eq!((settings.posts_per_minute(), settings.posts_per_minute), (6_000, None));
    }

    #[test]
    fn ceilings_of_a_row_of_before_are_the_usual_ones_beside_those_it_names() {
        let of_before = r#"{"rate_limit_ceiling":{"bucket":50,"per_second":9,"off":true}}"#;
        let read: Settings = serde_json::from_str(of_before).unwrap();
        let rate_limit = RateLimit { bucket: 50, per_second: 9, off: true };
        assert_eq!(read.ceilings, Ceilings { rate_limit, ..Ceilings::default() });
        assert_eq!(serde_json::to_string(&read).unwrap(), of_before);
        let ceilings = Ceilings { max_rules: 7, posts_per_minute: 8, ..Ceilings::default() };
        let settings = Settings { ceilings, posts_per_minute: Some(5), ..Settings::default() };
        let written = serde_json::to_string(&settings).unwrap();
        assert_eq!(written, r#"{"posts_per_minute":5,"max_rules_ceiling":7,"posts_per_minute_ceiling":8}"#);
        assert_eq!(serde_json::from_str::<Settings>(&written).unwrap(), settings);
    }
}
