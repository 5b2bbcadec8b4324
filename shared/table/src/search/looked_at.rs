//! How much a search looks at.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Table;

/// How many rows and entries of indexes had to be looked at where no index tells which are meant.
#[derive(Debug, Clone, Default)]
pub struct LookedAt(Arc<AtomicU64>);

impl LookedAt {
    /// How many so far.
    pub fn rows(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Table {
    /// The same table, whose searches count what they look at into `looked_at`, also those that fail.
    #[must_use]
    pub fn counting(&self, looked_at: &LookedAt) -> Self {
        Self { looked_at: looked_at.clone(), ..self.clone() }
    }

    pub(crate) fn note_looked_at(&self, rows: usize) {
        self.looked_at.0.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
