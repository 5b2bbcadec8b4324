//! Use cases of rules: kept by people, and run over orders that changed.

mod books;
mod edit;
mod evaluate;
mod fellows;
pub(crate) mod inventory;

pub(crate) use books::StoreWithRules;
pub use books::{RuleBooks, StoresOfBatch};
pub use edit::{RuleCreation, add, find, list, remove, replace};
pub use evaluate::evaluate;
pub(crate) use evaluate::would_act;
pub(crate) use fellows::FoldersOfPart;
/// What who saves a rule should know of it.
pub use rules::notes;
#[cfg(feature = "repairs")]
pub(crate) use {
    books::MAX_READ_BYTES,
    evaluate::{Evaluated, evaluate_by},
};
