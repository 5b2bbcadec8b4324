//! Time and chance, each from one place, so that whoever uses them can be handed others.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The machine's clock: the one place that asks it.
    #[allow(clippy::disallowed_methods, reason = "the one named spot")]
    pub fn system() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// A clock that shows what `now` says, for tests.
    pub fn of(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// Brings numbers that nobody can foresee; not for secrets, which `secrets` makes.
#[derive(Clone)]
pub struct Chance(Arc<dyn Fn() -> u128 + Send + Sync>);

impl Chance {
    /// The machine's own: the one place that throws dice.
    #[allow(clippy::disallowed_methods, reason = "the one named spot")]
    pub fn system() -> Self {
        Self(Arc::new(|| fastrand::u128(..)))
    }

    /// Numbers as `next` brings them, for tests.
    pub fn of(next: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        Self(Arc::new(next))
    }

    /// The next number.
    pub fn number(&self) -> u128 {
        (self.0)()
    }
}
