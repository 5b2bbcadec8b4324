//! Use cases of rules: kept by people, and run over orders that changed.

mod books;
mod edit;
mod evaluate;
mod inventory;

pub use books::{RuleBooks, StoresOfBatch};
pub use edit::{RuleCreation, add, find, list, remove, replace};
pub use evaluate::evaluate;
/// What who saves a rule should know of it.
pub use rules::notes;
#[cfg(feature = "sweeps")]
pub(crate) use {
    books::{MAX_READ_BYTES, StoreWithRules},
    evaluate::{Evaluated, evaluate_by},
};
