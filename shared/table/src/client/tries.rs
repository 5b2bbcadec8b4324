//! Tries of one change against others of the same row, and the waits between them.
//!
//! Whoever lost waits for a while that chance gives, longer each time: so many who want one row come one after another,
//! and each gets through. The waits end well before a function's time does.

use std::time::Duration;

use aws_sdk_dynamodb::config::{AsyncSleep, SharedAsyncSleep};
use domain::Chance;

use crate::TableError;

/// How often a change is tried at most.
const MAX_TRIES: u32 = 60;

/// The first wait is at most this long, and each further one at most twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// No wait is longer.
const MAX_WAIT: Duration = Duration::from_millis(640);

/// All waits of one change together: a function that answers calls has 15 seconds.
const MAX_WAITED: Duration = Duration::from_secs(8);

/// How waits between tries are made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pauses {
    /// Sleeps; without one no time passes.
    pub(crate) sleep: Option<SharedAsyncSleep>,
    /// Spreads the waits; without it each is as long as it may be.
    pub(crate) chance: Option<Chance>,
}

/// The tries of one change.
#[derive(Debug)]
pub struct Tries {
    pauses: Pauses,
    made: u32,
    waited: Duration,
}

impl Tries {
    pub(crate) fn new(pauses: Pauses) -> Self {
        Self { pauses, made: 1, waited: Duration::ZERO }
    }

    /// Waits until the next try; [`TableError::Contended`] where there is none.
    pub async fn again(&mut self) -> Result<(), TableError> {
        let wait = self.wait();
        self.waited = self.waited.saturating_add(wait);
        if self.made >= MAX_TRIES || self.waited > MAX_WAITED {
            return Err(TableError::Contended { tries: self.made });
        }
        self.made = self.made.saturating_add(1);
        if let Some(sleep) = &self.pauses.sleep {
            sleep.sleep(wait).await;
        }
        Ok(())
    }

    /// Any wait up to the longest of this try, so that no two who lost together meet again for sure.
    fn wait(&self) -> Duration {
        let doubled = 1_u32.checked_shl(self.made.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = FIRST_WAIT.saturating_mul(doubled).min(MAX_WAIT);
        let Some(chance) = &self.pauses.chance else { return longest };
        let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(chance.within(1..micros.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use aws_sdk_dynamodb::config::Sleep;
    use futures_util::FutureExt;

    use super::*;

    /// Notes how long it was to sleep, and does not.
    #[derive(Debug, Clone, Default)]
    struct Noted(Arc<Mutex<Vec<Duration>>>);

    impl AsyncSleep for Noted {
        fn sleep(&self, duration: Duration) -> Sleep {
            self.0.lock().unwrap().push(duration);
            Sleep::new(std::future::ready(()))
        }
    }

    fn waits(chance: Option<Chance>) -> Vec<Duration> {
        let noted = Noted::default();
        let mut tries = Tries::new(Pauses { sleep: Some(SharedAsyncSleep::new(noted.clone())), chance });
        while tries.again().now_or_never().unwrap().is_ok() {}
        noted.0.lock().unwrap().clone()
    }

    #[test]
    fn waits_grow_to_a_limit_and_all_of_them_end_within_a_function_s_time() {
        let longest = waits(None);
        let millis: Vec<_> = longest.iter().take(7).map(Duration::as_millis).collect();
        assert_eq!(millis, [20, 40, 80, 160, 320, 640, 640]);
        assert!(longest.iter().sum::<Duration>() <= MAX_WAITED);
    }

    #[test]
    fn chance_spreads_waits_and_short_ones_bring_more_tries_but_not_for_ever() {
        let spread = waits(Some(Chance::of(|| u128::MAX / 3)));
        assert!(spread.iter().zip(waits(None)).all(|(spread, longest)| *spread <= longest));
        assert_eq!(waits(Some(Chance::of(|| 0))).len(), 59);
    }
}
