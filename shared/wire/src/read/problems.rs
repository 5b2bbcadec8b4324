//! What is wrong with a document.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Problem;

/// So many problems of a body are told; how many more there are is told behind them.
const MAX_PROBLEMS: usize = 100;

/// The problems of a document, or of one entry of it, gathered by all who read of it. Shared across threads, as what holds
/// it may wait.
#[derive(Clone, Default)]
pub(super) struct Problems {
    noted: Arc<Mutex<Noted>>,
    /// How many are told of the whole document.
    told: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Noted {
    problems: Vec<Problem>,
    /// How many more there are.
    more: usize,
}

impl Problems {
    /// Problems of another part of the same document. Each part tells one at least.
    pub(super) fn of_part(&self) -> Self {
        Self { noted: Arc::default(), told: Arc::clone(&self.told) }
    }

    /// Notes a problem, unless it only follows from one that is noted: of the same field, or of what the field stands in.
    pub(super) fn note(&self, problem: Problem) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.problems.iter().any(|other| is_within(&problem.field, &other.field)) {
            return;
        }
        if self.told.fetch_add(1, Ordering::Relaxed) < MAX_PROBLEMS || noted.problems.is_empty() {
            noted.problems.push(problem);
        } else {
            noted.more = noted.more.saturating_add(1);
        }
    }

    /// Whether something is wrong with this field, with what it stands in, or with what stands in it.
    pub(super) fn touch(&self, field: &str) -> bool {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.problems.iter().any(|other| is_within(field, &other.field) || is_within(&other.field, field))
    }

    /// What is told of them.
    pub(super) fn all(&self) -> Vec<Problem> {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let more = (noted.more > 0).then(|| Problem::new("", format!("and {} more", noted.more)));
        noted.problems.iter().cloned().chain(more).collect()
    }
}

/// Whether `field` is `outer` or stands in it, as `order_items[0].price` in `order_items`. All stands in the body, which
/// has no name.
fn is_within(field: &str, outer: &str) -> bool {
    let rest = field.strip_prefix(outer);
    outer.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
