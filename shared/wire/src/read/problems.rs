//! What is wrong with a document.

use std::sync::{Arc, Mutex, PoisonError};

use domain::Problem;

/// The problems of a document, gathered by all who read of it. Shared across threads, as what holds it may wait.
#[derive(Clone, Default)]
pub(super) struct Problems(Arc<Mutex<Vec<Problem>>>);

impl Problems {
    /// Notes a problem, unless it only follows from one that is noted: of the same field, or of what the field stands in.
    pub(super) fn note(&self, problem: Problem) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.iter().all(|other| !is_within(&problem.field, &other.field)) {
            noted.push(problem);
        }
    }

    /// Whether something is wrong with this field, with what it stands in, or with what stands in it.
    pub(super) fn touch(&self, field: &str) -> bool {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.iter().any(|other| is_within(field, &other.field) || is_within(&other.field, field))
    }

    pub(super) fn all(&self) -> Vec<Problem> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether `field` is `outer` or stands in it, as `order_items[0].price` in `order_items`. All stands in the body, which
/// has no name.
fn is_within(field: &str, outer: &str) -> bool {
    let rest = field.strip_prefix(outer);
    outer.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
