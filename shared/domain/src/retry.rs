//! When a failed attempt at an appointment is made again. The waits are data; chance comes in as an argument.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The other side may ask for a longer wait, up to this.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(1);

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

/// What an attempt means for its appointment, whatever the lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The other side took it.
    Accepted,
    /// It did not. It may later; the other side may ask for a wait.
    Failed {
        /// What it asks to wait at least; zero when it asks for nothing.
        wait_at_least: Duration,
    },
    /// It never will: there is no further attempt.
    Gone,
    /// It did not, and won't until a person has changed something: there is no further attempt.
    Refused,
    /// Nothing was sent and nothing ever can be, as the address is none, or one that is never sent to: there is no
    /// further attempt.
    NoAddress,
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
    /// The other side refused it in a way that a person has to look at.
    Refused,
    /// Nothing can be sent to the address.
    NoAddress,
    /// So many attempts failed, and no more are due.
    Exhausted(usize),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("the receiver answered 410 Gone"),
            Self::Refused => f.write_str("it was refused, and a person has to look at why"),
            Self::NoAddress => f.write_str("nothing can be sent to this address"),
            Self::Exhausted(made) => write!(f, "{made} attempts failed"),
        }
    }
}

/// What follows the `made`-th attempt of a round. A failed one is made again after the schedule's wait, give or take a
/// fifth of it as `roll` falls, or after what the other side asks for when that is longer, up to an hour.
pub fn next_step(schedule: &RetrySchedule, made: usize, verdict: &Verdict, roll: u32) -> NextStep {
    let requested = match verdict {
        Verdict::Accepted => return NextStep::Done,
        Verdict::Gone => return NextStep::GiveUp(Why::Gone),
        Verdict::Refused => return NextStep::GiveUp(Why::Refused),
        Verdict::NoAddress => return NextStep::GiveUp(Why::NoAddress),
        Verdict::Failed { wait_at_least } => *wait_at_least,
    };
    let Some(wait) = made.checked_sub(1).and_then(|index| schedule.0.get(index)) else {
        return NextStep::GiveUp(Why::Exhausted(made));
    };
    NextStep::Again(jittered(*wait, roll).max(requested.min(MAX_RETRY_AFTER)))
}

/// From four to six fifths of `wait`.
fn jittered(wait: Duration, roll: u32) -> Duration {
    wait.saturating_mul(80 + roll % 41) / 100
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEFAULT: &str = "10,30,60,120,300,600,900,1200,1800,1800";

    fn failed(wait_at_least: Duration) -> Verdict {
        Verdict::Failed { wait_at_least }
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
    fn what_is_accepted_is_done_and_what_is_gone_or_has_no_address_is_the_end() {
        let schedule = DEFAULT.parse().unwrap();
        assert_eq!(next_step(&schedule, 1, &Verdict::Accepted, 0), NextStep::Done);
        assert_eq!(next_step(&schedule, 1, &Verdict::Gone, 0), NextStep::GiveUp(Why::Gone));
        assert_eq!(next_step(&schedule, 1, &Verdict::NoAddress, 0), NextStep::GiveUp(Why::NoAddress));
    }

    #[test]
    fn what_failed_is_tried_ten_times_more() {
        let schedule = DEFAULT.parse().unwrap();
        for made in 1..=10 {
            assert!(matches!(next_step(&schedule, made, &failed(Duration::ZERO), 7), NextStep::Again(_)));
        }
        assert_eq!(next_step(&schedule, 11, &failed(Duration::ZERO), 7), NextStep::GiveUp(Why::Exhausted(11)));
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_less_and_not_for_more_than_an_hour() {
        let schedule: RetrySchedule = "100".parse().unwrap();
        let wait = |seconds| next_step(&schedule, 1, &failed(Duration::from_secs(seconds)), 20);
        assert_eq!(wait(500), NextStep::Again(Duration::from_secs(500)));
        assert_eq!(wait(1), NextStep::Again(Duration::from_secs(100)));
        assert_eq!(wait(999_999), NextStep::Again(Duration::from_hours(1)));
    }

    #[test]
    fn the_waits_are_taken_in_their_order() {
        let schedule: RetrySchedule = DEFAULT.parse().unwrap();
        let steps: Vec<_> = (1..=10).map(|made| next_step(&schedule, made, &failed(Duration::ZERO), 20)).collect();
        let waits = [10, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 1_800];
        assert_eq!(steps, waits.map(|seconds| NextStep::Again(Duration::from_secs(seconds))));
    }

    proptest! {
        #[test]
        fn a_wait_is_within_a_fifth_of_the_schedules(seconds in 0..=MAX_WAIT_SECONDS, roll: u32) {
            let waited = jittered(Duration::from_secs(seconds), roll).as_millis();
            prop_assert!(waited >= u128::from(seconds) * 800 && waited <= u128::from(seconds) * 1_200);
        }

        #[test]
        fn a_failure_ends_exactly_when_the_attempts_are_used_up(
            waits in proptest::collection::vec(0..=MAX_WAIT_SECONDS, 1..20), made in 1_usize..40, roll: u32, requested: u64,
        ) {
            let texts: Vec<_> = waits.iter().map(u64::to_string).collect();
            let schedule: RetrySchedule = texts.join(",").parse().unwrap();
            match next_step(&schedule, made, &failed(Duration::from_secs(requested)), roll) {
                NextStep::Again(wait) => {
                    prop_assert!(made < schedule.max_attempts());
                    prop_assert!(wait <= Duration::from_hours(12));
                    prop_assert!(wait.as_secs() >= requested.min(3_600));
                }
                step => {
                    prop_assert_eq!(step, NextStep::GiveUp(Why::Exhausted(made)));
                    prop_assert!(made >= schedule.max_attempts());
                }
            }
        }
    }
}
