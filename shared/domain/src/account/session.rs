//! A browser that somebody is signed in with.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Browser;
use crate::AccountId;
use crate::kinds::kinds;

/// So many digits of its first digest name a session.
const ID_LENGTH: usize = 16;

kinds! {
    /// By what somebody is signed in.
    SessionLevel {
        /// A password.
        #[default]
        Password = "password",
        /// A password, and a code beside it.
        SecondFactor = "second_factor",
        /// A link that was mailed.
        Link = "link",
    }
}

/// A browser that somebody is signed in with. What its cookie holds is kept nowhere but there: the row has a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What names it on pages; it stays when the cookie gets another value.
    pub id: String,
    /// Hex SHA-256 of what its cookie holds behind the account's id.
    pub token_digest: String,
    /// Who is signed in.
    pub account_id: AccountId,
    /// When they were signed in; it stays when the cookie gets another value.
    pub signed_in_at: Timestamp,
    /// When the cookie got its value.
    pub made_at: Timestamp,
    /// When a page was last seen with it, to the hour.
    pub seen_at: Timestamp,
    /// When they last proved that it is them, by a password or a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proven_at: Option<Timestamp>,
    /// By what they are signed in.
    pub level: SessionLevel,
    /// Whether it was begun by a mailed link, and no password was given since: it opens what suppliers see, and nothing
    /// else.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub by_link: bool,
    /// The shortest time without a page that the stores allow which were opened with it, in minutes; none before one
    /// said something else than is usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<u32>,
    /// The trusted browser that it is of; blank for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trusted_by: String,
    /// The browser.
    pub browser: Browser,
    /// From when on it is nobody's.
    pub expires_at: Timestamp,
    /// When the cookie got another value; this one answers a minute longer, for what was under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_at: Option<Timestamp>,
}

impl Session {
    /// It ends when no page was seen for so long.
    pub const IDLE: SignedDuration = SignedDuration::from_hours(14 * 24);

    /// It ends so long after signing in, however often it was seen.
    pub const LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

    /// One that was begun by a mailed link ends so long after it, seen or not.
    pub const LASTS_BY_LINK: SignedDuration = SignedDuration::from_hours(30 * 24);

    /// Its cookie gets another value after so long.
    pub const ROTATED_AFTER: SignedDuration = SignedDuration::from_hours(24);

    /// The value before answers so much longer.
    pub const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

    /// When it was seen is noted again after so long, or a tenth of the time that it may be idle where that is less.
    pub const SEEN_NOTED_AFTER: SignedDuration = SignedDuration::from_hours(1);

    /// What proves that it is them is not needed again for so long.
    pub const PROVEN_FOR: SignedDuration = SignedDuration::from_mins(15);

    /// The digest that the value of a cookie is found by.
    pub fn digest_of(token: &str) -> String {
        format!("{:x}", Sha256::digest(token.as_bytes()))
    }

    /// A session of who has just signed in.
    pub fn begun(token: &str, account_id: AccountId, level: SessionLevel, browser: Browser, now: Timestamp) -> Self {
        let token_digest = Self::digest_of(token);
        let begun = Self {
            id: token_digest.get(..ID_LENGTH).unwrap_or_default().to_owned(),
            token_digest,
            account_id,
            signed_in_at: now,
            made_at: now,
            seen_at: now,
            proven_at: (level != SessionLevel::Link).then_some(now),
            level,
            by_link: level == SessionLevel::Link,
            idle_minutes: None,
            trusted_by: String::new(),
            browser,
            expires_at: now,
            replaced_at: None,
        };
        begun.seen(now)
    }

    /// The session when somebody has just proven, at this level, that it is them.
    #[must_use]
    pub fn proven(self, level: SessionLevel, now: Timestamp) -> Self {
        Self { level, proven_at: Some(now), ..self }
    }

    /// How long it may be without a page before it ends.
    pub fn idle(&self) -> SignedDuration {
        let usual = if self.by_link { Self::LASTS_BY_LINK } else { Self::IDLE };
        self.idle_minutes.map_or(usual, |minutes| SignedDuration::from_mins(minutes.into()))
    }

    /// The session when a store was opened with it that allows so much time without a page; nothing where that changes
    /// nothing. The shortest that a store allows counts.
    pub fn opening(&self, allowed_minutes: Option<u32>) -> Option<Self> {
        let usual = Self { idle_minutes: None, ..self.clone() }.idle();
        let allowed = allowed_minutes.map_or(usual, |minutes| SignedDuration::from_mins(minutes.into()));
        let least = if self.idle_minutes.is_some() { self.idle().min(allowed) } else { allowed };
        if least == self.idle() {
            return None;
        }
        let changed = Self { idle_minutes: u32::try_from(least.as_mins()).ok(), ..self.clone() };
        Some(changed.seen(self.seen_at))
    }

    /// The session as if it were signed in just now: it outlasts that those of before end.
    #[must_use]
    pub fn signed_in_again(self, now: Timestamp) -> Self {
        Self { signed_in_at: now, ..self }
    }

    /// The same session under another value of its cookie.
    #[must_use]
    pub fn under(self, token: &str, now: Timestamp) -> Self {
        Self { token_digest: Self::digest_of(token), made_at: now, replaced_at: None, ..self }.seen(now)
    }

    /// The session as its old value has it when the cookie has another.
    #[must_use]
    pub fn replaced(self, now: Timestamp) -> Self {
        let expires_at = after(now, Self::OVERLAP).min(self.expires_at);
        Self { replaced_at: Some(now), expires_at, ..self }
    }

    /// The session when a page was just seen with it.
    #[must_use]
    pub fn seen(self, now: Timestamp) -> Self {
        let lasts = if self.by_link { Self::LASTS_BY_LINK } else { Self::LASTS };
        let expires_at = after(now, self.idle()).min(after(self.signed_in_at, lasts));
        Self { seen_at: now, expires_at, ..self }
    }

    /// Whether it has ended by itself.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// Whether they proved just now that it is them, so that what is delicate may be done.
    pub fn is_proven(&self, now: Timestamp) -> bool {
        self.proven_at.is_some_and(|proven_at| now < after(proven_at, Self::PROVEN_FOR))
    }

    /// Whether its cookie is to get another value.
    pub fn is_to_rotate(&self, now: Timestamp) -> bool {
        self.replaced_at.is_none() && after(self.made_at, Self::ROTATED_AFTER) <= now
    }

    /// Whether it is to be noted again that it was seen.
    pub fn is_to_note(&self, now: Timestamp) -> bool {
        let noted_after = Self::SEEN_NOTED_AFTER.min(SignedDuration::from_secs(self.idle().as_secs() / 10));
        self.replaced_at.is_none() && after(self.seen_at, noted_after) <= now
    }
}

fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    fn session() -> Session {
        let browser = Browser::of("Firefox/140.0", "203.0.113.77");
        Session::begun("token", AccountId::new(7).unwrap(), SessionLevel::Password, browser, at(0))
    }

    #[test]
    fn a_session_ends_when_it_is_idle_and_after_ninety_days_in_any_case() {
        assert!(!session().is_over(at(14 * 24 - 1)) && session().is_over(at(14 * 24)));
        let mut seen = session();
        for day in (0..90).step_by(7) {
            assert!(!seen.is_over(at(day * 24)), "day {day}");
            seen = seen.seen(at(day * 24));
        }
        assert!(!seen.is_over(at(90 * 24 - 1)) && seen.is_over(at(90 * 24)));
    }

    #[test]
    fn the_old_value_of_a_cookie_answers_a_minute_longer() {
        let (now, moved) = (at(24), session().under("another", at(24)));
        assert!(session().is_to_rotate(now) && !moved.is_to_rotate(now));
        assert_eq!((moved.signed_in_at, moved.made_at), (at(0), now));
        assert_ne!(moved.token_digest, session().token_digest);
        assert_eq!(moved.id, session().id);
        let old = session().replaced(now);
        assert!(!old.is_over(now + SignedDuration::from_secs(59)) && old.is_over(now + SignedDuration::from_secs(60)));
        assert!(!old.is_to_rotate(now) && !old.is_to_note(now), "it gets no third value");
    }

    #[test]
    fn who_has_proven_it_s_them_need_not_again_for_a_quarter_hour() {
        let minutes = |minutes| at(0) + SignedDuration::from_mins(minutes);
        assert!(session().is_proven(minutes(14)) && !session().is_proven(minutes(15)));
        let linked = Session::begun("t", session().account_id, SessionLevel::Link, Browser::default(), at(0));
        assert!(!linked.is_proven(at(0)));
    }

    #[test]
    fn a_session_of_a_link_ends_after_thirty_days_seen_or_not() {
        let mut linked = Session::begun("t", session().account_id, SessionLevel::Link, Browser::default(), at(0));
        assert!(linked.by_link && !linked.is_over(at(30 * 24 - 1)) && linked.is_over(at(30 * 24)));
        linked = linked.seen(at(20 * 24));
        assert!(linked.is_over(at(30 * 24)));
    }

    /// Catches a store that asks for a short time and gets a long one, because another store of the session allows
    /// more.
    #[test]
    fn of_the_stores_that_are_opened_the_shortest_time_without_a_page_counts() {
        assert_eq!(session().opening(None), None, "the usual one");
        let short = session().opening(Some(15)).unwrap();
        assert_eq!(short.expires_at, at(0) + SignedDuration::from_mins(15));
        assert_eq!((short.opening(Some(60)), short.opening(None)), (None, None));
        let longest = session().opening(Some(30 * 24 * 60)).unwrap();
        assert_eq!(longest.idle(), SignedDuration::from_hours(30 * 24));
        assert_eq!(longest.opening(None).unwrap().idle(), Session::IDLE, "another store allows the usual time");
        let seconds = |seconds| at(0) + SignedDuration::from_secs(seconds);
        assert!(short.is_to_note(seconds(90)) && !short.is_to_note(seconds(89)), "a tenth of it");
        assert!(session().is_to_note(at(1)) && !session().is_to_note(seconds(3_599)));
    }
}
