//! Rules: kept, and run over what happened to an order.

mod books;
mod edit;
mod evaluate;

pub use books::{RuleBooks, StoresOfBatch};
pub use edit::{add, find, list, remove, replace};
pub use evaluate::evaluate;
