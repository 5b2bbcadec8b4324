//! Whether posts of a store to a server are made at all, while it does not answer (docs/adr/0021-posts-and-ceilings.md).
//!
//! It is of one store and one server: an address of one store that does not answer must not hold up another's posts to
//! the same server. It is remembered by one process and forgotten with it; a server that is not in it is well.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::StoreId;
use jiff::{SignedDuration, Timestamp};

/// After so many failures in a row posts wait.
const MAX_FAILURES: u32 = 5;

/// So long at first; twice as long after each probe that failed.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);

/// And never longer.
const MAX_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// A probe of which nothing was heard for so long is over: its function was, too.
const PROBE_TTL: SignedDuration = SignedDuration::from_mins(1);

/// So many servers that failed are remembered; beyond that the one that was longest not asked for is forgotten.
const MAX_SERVERS: usize = 1_000;

/// A store, and the host and port of an address of its.
pub(super) type Line = (StoreId, String);

/// The lines that failed last.
#[derive(Default)]
pub(super) struct Breaker(Mutex<Lines>);

#[derive(Default)]
struct Lines {
    failing: HashMap<Line, Failing>,
    /// Counts up with every question.
    asked: u64,
}

/// A server that failed last.
#[derive(Default)]
struct Failing {
    failures: u32,
    /// Since it failed too often: until when posts wait, and how long that wait is.
    open: Option<(Timestamp, SignedDuration)>,
    /// Since when one post is under way to see whether it is well again.
    probe: Option<Timestamp>,
    asked: u64,
}

impl Breaker {
    /// How long a post has to wait; `None` where it may be made now. Where others wait, it is the one that finds out
    /// whether the server is well again.
    pub(super) fn wait(&self, line: &Line, now: Timestamp) -> Option<SignedDuration> {
        let mut lines = self.lines();
        lines.asked = lines.asked.saturating_add(1);
        let asked = lines.asked;
        let failing = lines.failing.get_mut(line)?;
        failing.asked = asked;
        let (until, wait) = failing.open?;
        if now < until {
            return Some(until.duration_since(now));
        }
        if failing.probe.is_some_and(|since| now.duration_since(since) < PROBE_TTL) {
            return Some(wait.min(FIRST_WAIT));
        }
        failing.probe = Some(now);
        None
    }

    /// The server answered, and is well.
    pub(super) fn note_success(&self, line: &Line) {
        self.lines().failing.remove(line);
    }

    /// The server did not answer, or said that something is wrong with it.
    pub(super) fn note_failure(&self, line: Line, now: Timestamp) {
        let mut lines = self.lines();
        if lines.failing.len() >= MAX_SERVERS && !lines.failing.contains_key(&line) {
            let oldest = lines.failing.iter().min_by_key(|(_, failing)| failing.asked).map(|(line, _)| line.clone());
            oldest.map(|oldest| lines.failing.remove(&oldest));
        }
        let asked = lines.asked;
        let failing = lines.failing.entry(line).or_default();
        failing.asked = asked;
        failing.failures = failing.failures.saturating_add(1);
        let is_probe = failing.probe.take().is_some();
        let wait = match failing.open {
            None if failing.failures >= MAX_FAILURES => FIRST_WAIT,
            Some((_, wait)) if is_probe => wait.saturating_mul(2).min(MAX_WAIT),
            // Not yet; or one that was under way when the others began to wait.
            _ => return,
        };
        failing.open = now.checked_add(wait).ok().map(|until| (until, wait));
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_597_200 + second).unwrap()
    }

    fn line(store: u64, server: &str) -> Line {
        (StoreId::new(store).unwrap(), server.to_owned())
    }

    fn failed(times: u32) -> (Breaker, Line) {
        let (breaker, line) = (Breaker::default(), line(1, "a.example:443"));
        for _ in 0..times {
            assert_eq!(breaker.wait(&line, at(0)), None);
            breaker.note_failure(line.clone(), at(0));
        }
        (breaker, line)
    }

    fn seconds(wait: Option<SignedDuration>) -> Option<i64> {
        wait.map(|wait| wait.as_secs())
    }

    #[test]
    fn after_five_failures_in_a_row_posts_wait_but_for_one_probe_at_a_time() {
        let (breaker, line) = failed(4);
        assert_eq!(breaker.wait(&line, at(0)), None);
        breaker.note_failure(line.clone(), at(0));
        assert_eq!(seconds(breaker.wait(&line, at(1))), Some(29));
        assert_eq!(breaker.wait(&line, at(30)), None, "the probe");
        assert_eq!(seconds(breaker.wait(&line, at(31))), Some(30), "others wait for it");
        breaker.note_success(&line);
        assert_eq!(breaker.wait(&line, at(32)), None);
    }

    #[test]
    fn a_probe_that_fails_doubles_the_wait_up_to_five_minutes_and_what_was_under_way_does_not() {
        let (breaker, line) = failed(5);
        for _ in 0..9 {
            breaker.note_failure(line.clone(), at(1));
        }
        let mut now = 30;
        for wait in [60, 120, 240, 300, 300] {
            assert_eq!(breaker.wait(&line, at(now)), None);
            breaker.note_failure(line.clone(), at(now));
            assert_eq!(seconds(breaker.wait(&line, at(now))), Some(wait));
            now += wait;
        }
    }

    #[test]
    fn a_success_between_failures_begins_the_count_anew() {
        let (breaker, line) = failed(4);
        breaker.note_success(&line);
        for _ in 0..4 {
            breaker.note_failure(line.clone(), at(0));
        }
        assert_eq!(breaker.wait(&line, at(0)), None);
    }

    #[test]
    fn a_probe_of_which_nothing_was_heard_is_followed_by_another() {
        let (breaker, line) = failed(5);
        assert_eq!(breaker.wait(&line, at(30)), None);
        assert!(breaker.wait(&line, at(89)).is_some());
        assert_eq!(breaker.wait(&line, at(90)), None);
    }

    #[test]
    fn one_store_s_server_that_fails_holds_up_no_other_store_and_no_other_server() {
        let (breaker, own) = failed(5);
        assert!(breaker.wait(&own, at(1)).is_some());
        assert_eq!(breaker.wait(&line(2, "a.example:443"), at(1)), None);
        assert_eq!(breaker.wait(&line(1, "b.example:443"), at(1)), None);
    }

    #[test]
    fn no_more_than_a_thousand_are_remembered_and_those_that_are_asked_for_stay() {
        let (breaker, own) = failed(5);
        for number in 0..3_000 {
            breaker.note_failure(line(9, &format!("h{number}.example:443")), at(0));
            assert!(breaker.wait(&own, at(1)).is_some());
        }
        assert_eq!(breaker.lines().failing.len(), MAX_SERVERS);
    }
}
