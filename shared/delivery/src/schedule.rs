//! When a failed post is tried again. The waits are data; the clock and the dice come in as arguments.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::Outcome;

/// A receiver may ask for a longer wait, up to this.
const MAX_ASKED: Duration = Duration::from_hours(1);

/// A queue holds a message back for 12 hours at most, counted from when it was received; a fifth of jitter comes on top.
const MAX_WAIT_SECONDS: u64 = 36_000;

/// The waits after each failed attempt but the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrySchedule(Vec<Duration>);

/// A text that is no schedule.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{given}\" in the retry schedule is not a number of seconds up to {MAX_WAIT_SECONDS}")]
pub struct ScheduleError {
    given: String,
}

impl FromStr for RetrySchedule {
    type Err = ScheduleError;

    /// Reads seconds joined by commas, `10,30,60`.
    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let wait = |part: &str| {
            let seconds = part.trim().parse().ok().filter(|seconds| *seconds <= MAX_WAIT_SECONDS);
            seconds.map(Duration::from_secs).ok_or_else(|| ScheduleError { given: part.to_owned() })
        };
        text.split(',').map(wait).collect::<Result<_, _>>().map(Self)
    }
}

impl RetrySchedule {
    /// One attempt, and one after each wait.
    pub fn max_attempts(&self) -> usize {
        self.0.len().saturating_add(1)
    }
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing: it was accepted.
    Done,
    /// Another attempt after this wait.
    Again(Duration),
    /// No more attempts.
    GiveUp(Why),
}

/// Why there are no more attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The receiver answered 410: it will never take it.
    Gone,
    /// So many attempts failed, and no more are due.
    Exhausted(usize),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("the receiver answered 410 Gone"),
            Self::Exhausted(made) => write!(f, "{made} attempts failed"),
        }
    }
}

/// What follows the `made`-th attempt of a round, which ended in `outcome`. Any 2xx is done, 410 is the end, all else
/// is tried again: after the schedule's wait, give or take a fifth of it as `roll` falls, or after what `Retry-After`
/// asks for when that is longer, up to an hour.
pub fn next_step(schedule: &RetrySchedule, made: usize, outcome: &Outcome, roll: u32, now: Timestamp) -> NextStep {
    let status = outcome.status().unwrap_or_default();
    if (200..300).contains(&status) {
        return NextStep::Done;
    }
    if status == 410 {
        return NextStep::GiveUp(Why::Gone);
    }
    let Some(wait) = made.checked_sub(1).and_then(|index| schedule.0.get(index)) else {
        return NextStep::GiveUp(Why::Exhausted(made));
    };
    let asked = outcome.retry_after().and_then(|text| asked_wait(text, now)).unwrap_or_default();
    NextStep::Again(jittered(*wait, roll).max(asked.min(MAX_ASKED)))
}

/// From four to six fifths of `wait`.
fn jittered(wait: Duration, roll: u32) -> Duration {
    wait.saturating_mul(80 + roll % 41) / 100
}

/// What `Retry-After` asks for: seconds, or until a date.
fn asked_wait(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits still mean very late.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = DateTimeParser::new().parse_timestamp(text).ok()?;
    Duration::try_from(until.duration_since(now)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ReceiverReply;

    const DEFAULT: &str = "10,30,60,120,300,600,900,1200,1800,1800";

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn replied(status: u16, retry_after: Option<&str>) -> Outcome {
        Outcome::Replied(ReceiverReply { status, retry_after: retry_after.map(str::to_owned), text: String::new() })
    }

    #[test]
    fn the_default_is_one_attempt_and_ten_retries() {
        assert_eq!(DEFAULT.parse::<RetrySchedule>().unwrap().max_attempts(), 11);
    }

    #[test]
    fn a_text_that_is_no_schedule_is_refused_by_its_bad_part() {
        for (text, part) in [("", ""), ("10,x", "x"), ("10,,20", ""), ("-1", "-1"), ("36001", "36001")] {
            assert_eq!(text.parse::<RetrySchedule>(), Err(ScheduleError { given: part.to_owned() }));
        }
    }

    #[test]
    fn any_2xx_is_done_and_410_is_the_end() {
        let schedule = DEFAULT.parse().unwrap();
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(next_step(&schedule, 1, &replied(status, None), 0, now()), NextStep::Done);
        }
        assert_eq!(next_step(&schedule, 1, &replied(410, None), 0, now()), NextStep::GiveUp(Why::Gone));
    }

    #[test]
    fn everything_else_is_tried_ten_times_more() {
        let schedule = DEFAULT.parse().unwrap();
        for outcome in
            [replied(500, None), replied(302, None), replied(404, None), Outcome::TimedOut, Outcome::NotFound]
        {
            for made in 1..=10 {
                assert!(matches!(next_step(&schedule, made, &outcome, 7, now()), NextStep::Again(_)));
            }
            assert_eq!(next_step(&schedule, 11, &outcome, 7, now()), NextStep::GiveUp(Why::Exhausted(11)));
        }
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_less_and_not_for_more_than_an_hour() {
        let schedule: RetrySchedule = "100".parse().unwrap();
        let wait = |asked| next_step(&schedule, 1, &replied(503, Some(asked)), 20, now());
        assert_eq!(wait("500"), NextStep::Again(Duration::from_secs(500)));
        assert_eq!(wait("1"), NextStep::Again(Duration::from_secs(100)));
        assert_eq!(wait("999999"), NextStep::Again(Duration::from_hours(1)));
        assert_eq!(wait("Sun, 22 Nov 2026 10:10:00 GMT"), NextStep::Again(Duration::from_mins(10)));
        assert_eq!(wait("Sun, 22 Nov 2026 09:00:00 GMT"), NextStep::Again(Duration::from_secs(100)));
        assert_eq!(wait("soon"), NextStep::Again(Duration::from_secs(100)));
    }

    #[test]
    fn the_waits_are_taken_in_their_order() {
        let schedule: RetrySchedule = DEFAULT.parse().unwrap();
        let steps: Vec<_> = (1..=10).map(|made| next_step(&schedule, made, &Outcome::TimedOut, 20, now())).collect();
        let waits = [10, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 1_800];
        assert_eq!(steps, waits.map(|seconds| NextStep::Again(Duration::from_secs(seconds))));
    }

    #[test]
    fn a_number_of_seconds_too_long_to_read_is_an_hour() {
        let schedule: RetrySchedule = "100".parse().unwrap();
        let outcome = replied(503, Some("99999999999999999999999"));
        assert_eq!(next_step(&schedule, 1, &outcome, 20, now()), NextStep::Again(Duration::from_hours(1)));
    }

    proptest! {
        #[test]
        fn a_wait_is_within_a_fifth_of_the_schedules(seconds in 0..=MAX_WAIT_SECONDS, roll: u32) {
            let waited = jittered(Duration::from_secs(seconds), roll).as_millis();
            prop_assert!(waited >= u128::from(seconds) * 800 && waited <= u128::from(seconds) * 1_200);
        }

        #[test]
        fn a_failure_ends_exactly_when_the_attempts_are_used_up(
            waits in proptest::collection::vec(0..=MAX_WAIT_SECONDS, 1..20), made in 1_usize..40, roll: u32,
            status in prop_oneof![300_u16..410, 411_u16..600], asked: Option<u64>,
        ) {
            let texts: Vec<_> = waits.iter().map(u64::to_string).collect();
            let schedule: RetrySchedule = texts.join(",").parse().unwrap();
            let outcome = replied(status, asked.map(|seconds| seconds.to_string()).as_deref());
            match next_step(&schedule, made, &outcome, roll, now()) {
                NextStep::Again(wait) => {
                    prop_assert!(made < schedule.max_attempts());
                    prop_assert!(wait <= Duration::from_hours(12));
                    prop_assert!(wait.as_secs() >= asked.unwrap_or_default().min(3_600));
                }
                step => {
                    prop_assert_eq!(step, NextStep::GiveUp(Why::Exhausted(made)));
                    prop_assert!(made >= schedule.max_attempts());
                }
            }
        }

        #[test]
        fn no_retry_after_makes_the_schedule_fall_over(asked in "\\PC*") {
            prop_assert!(asked_wait(&asked, now()).is_none_or(|wait| wait >= Duration::ZERO));
        }
    }
}
