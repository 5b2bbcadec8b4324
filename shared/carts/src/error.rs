//! Why something of a cart could not be read.

use domain::Problem;

use crate::json::NotJson;

/// Why a cart's order can't be mapped at all. It is kept whole, and can be mapped again when the mapper knows better.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// What came is no JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// A field is not what it must be.
    #[error("{path}: must be {expected}")]
    Wrong {
        /// The field, as in `line_items[0].price`; empty for the whole.
        path: String,
        /// What was expected, as in `an amount`.
        expected: &'static str,
    },
    /// The order has no item to ship, to make or to bring.
    #[error("{path}: has no item")]
    NoItems {
        /// The field that should list them.
        path: &'static str,
    },
    /// The order is larger than an order may be.
    #[error("{} of the order's fields are too large", .0.len())]
    TooLarge(Vec<Problem>),
}

/// Why a webhook that was signed rightly says nothing that can be queued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Its body is no JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// It does not say what it is about.
    #[error("the webhook has no {0}")]
    Missing(&'static str),
    /// The shop could not write the order, and sent its own error: the person whose rights the webhook has is gone.
    #[error("the shop sent an error in place of the order: {code}: {message}")]
    ShopError {
        /// The shop's name for the error.
        code: String,
        /// What it says of it.
        message: String,
    },
}
