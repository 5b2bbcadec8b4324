//! What is wrong with something that was sent.

use std::fmt;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, as in `order_items[0].price`; empty for the whole of what was sent.
    pub field: String,
    /// What was expected.
    pub message: String,
}

impl Problem {
    /// `message` about `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The same problem, seen from further out: it is in entry `index` of `list`.
    #[must_use]
    pub fn within(self, list: &str, index: usize) -> Self {
        Self { field: format!("{list}[{index}].{}", self.field), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => f.write_str(&self.message),
            field => write!(f, "{field}: {}", self.message),
        }
    }
}
