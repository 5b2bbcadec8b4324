//! What a warm function remembers for a while.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use domain::Clock;

/// Remembers at most `max_entries` values, each for `ttl`. Where one more comes, all are forgotten.
pub struct Cache<K, V> {
    clock: Clock,
    ttl: SignedDuration,
    max_entries: usize,
    entries: Mutex<HashMap<K, (Timestamp, V)>>,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    /// An empty cache. How old a value is, is told by `clock`.
    pub fn new(clock: Clock, ttl: Duration, max_entries: usize) -> Self {
        let ttl = SignedDuration::try_from(ttl).unwrap_or(SignedDuration::MAX);
        Self { clock, ttl, max_entries, entries: Mutex::default() }
    }

    /// The remembered value, or the one `find` brings, which is remembered if there is one.
    pub async fn get_or<E>(&self, key: K, find: impl AsyncFnOnce(&K) -> Result<Option<V>, E>) -> Result<Option<V>, E> {
        if let Some(value) = self.fresh(&key) {
            return Ok(Some(value));
        }
        let found = find(&key).await?;
        if let Some(value) = &found {
            self.remember(key, value.clone());
        }
        Ok(found)
    }

    /// The remembered value, if it is not too old.
    pub fn fresh(&self, key: &K) -> Option<V> {
        let entries = self.entries();
        let (at, value) = entries.get(key)?;
        (self.clock.now().duration_since(*at) < self.ttl).then(|| value.clone())
    }

    /// Forgets a value that is older than `age`, so that it is found anew: whether it was.
    pub fn forget_older(&self, key: &K, age: Duration) -> bool {
        let (now, age) = (self.clock.now(), SignedDuration::try_from(age).unwrap_or(SignedDuration::MAX));
        let mut entries = self.entries();
        let is_older = entries.get(key).is_some_and(|(at, _)| now.duration_since(*at) >= age);
        is_older && entries.remove(key).is_some()
    }

    /// Remembers a value from now on.
    pub fn remember(&self, key: K, value: V) {
        let mut entries = self.entries();
        if entries.len() >= self.max_entries {
            entries.clear();
        }
        entries.insert(key, (self.clock.now(), value));
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<K, (Timestamp, V)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

    use super::*;

    async fn ask(cache: &Cache<u8, u8>, key: u8, answer: Option<u8>) -> Option<u8> {
        cache.get_or(key, async |_| Ok::<_, Infallible>(answer)).await.unwrap()
    }

    #[tokio::test]
    async fn a_value_is_found_once_while_it_is_fresh_and_an_absent_one_is_looked_for_again() {
        let cache = Cache::new(Clock::of(|| Timestamp::UNIX_EPOCH), Duration::from_mins(1), 10);
        assert_eq!(ask(&cache, 1, None).await, None);
        assert_eq!(ask(&cache, 1, Some(7)).await, Some(7));
        assert_eq!(ask(&cache, 1, Some(8)).await, Some(7));
    }

    #[tokio::test]
    async fn a_value_is_forgotten_once_it_is_old_enough() {
        let second = Arc::new(AtomicI64::new(0));
        let shown = second.clone();
        let clock = Clock::of(move || Timestamp::from_second(shown.load(Relaxed)).unwrap());
        let cache = Cache::new(clock, Duration::from_mins(1), 10);
        let age = Duration::from_secs(2);
        assert!(!cache.forget_older(&1, age), "nothing is remembered");
        assert_eq!(ask(&cache, 1, Some(7)).await, Some(7));
        second.store(1, Relaxed);
        assert!(!cache.forget_older(&1, age));
        assert_eq!(ask(&cache, 1, Some(8)).await, Some(7));
        second.store(2, Relaxed);
        assert!(cache.forget_older(&1, age));
        assert_eq!(ask(&cache, 1, Some(8)).await, Some(8));
    }

    #[tokio::test]
    async fn a_value_grows_old_by_the_clock_and_is_found_anew() {
        let second = Arc::new(AtomicI64::new(0));
        let shown = second.clone();
        let clock = Clock::of(move || Timestamp::from_second(shown.load(Relaxed)).unwrap());
        let cache = Cache::new(clock, Duration::from_mins(1), 10);
        assert_eq!(ask(&cache, 1, Some(7)).await, Some(7));
        second.store(59, Relaxed);
        assert_eq!(ask(&cache, 1, Some(8)).await, Some(7));
        second.store(60, Relaxed);
        assert_eq!(ask(&cache, 1, Some(8)).await, Some(8));
    }

    #[tokio::test]
    async fn a_cache_never_holds_more_than_its_limit() {
        let cache = Cache::new(Clock::of(|| Timestamp::UNIX_EPOCH), Duration::from_mins(1), 3);
        for key in 0..100 {
            ask(&cache, key, Some(key)).await;
        }
        assert!(cache.entries().len() <= 3);
    }
}
