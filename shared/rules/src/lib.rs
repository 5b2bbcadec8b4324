//! Logic: runs a store's rules over an order, because of the events of a change, and answers what came of it. Values in,
//! values out; no clock, no network.
//!
//! * An **event** is one entry of [`domain::Event`]; the crate has no other list of them.
//! * A **filter field** is one entry of the tables in [`domain::fields`], which [`fields`] gives in the sequence the rule
//!   builder offers them, or of the inventory or the clock, in `inventory.rs` and `clock.rs`.
//! * A **comparator** is one entry of [`comparators`], in `comparator.rs`.
//! * An **action** is one variant of [`domain::Action`], and one arm each of `of` and `apply` in `action/mod.rs` and of
//!   `check` beside it. Its texts are templates, and the order in them is that which the action finds.
//! * An **item rule** looks at one item after another and changes those that pass (`run/items.rs`).

mod action;
mod book;
mod check;
mod circumstances;
mod clauses;
mod clock;
mod comparator;
mod conditions;
mod doc;
mod field;
mod filter;
mod follow;
mod index;
mod inventory;
mod kind;
mod meter;
mod moment;
mod outcome;
mod pattern;
mod questions;
mod run;
mod selection;
#[cfg(test)]
mod tests;

pub use book::{MAX_BOOK_BYTES, MAX_REGEXES, RuleBook};
pub use check::{check, notes};
pub use circumstances::{Circumstances, StoreForms};
pub use comparator::{ComparatorEntry, comparators};
pub use doc::markdown;
pub use field::{FieldEntry, fields};
pub use follow::items_to_follow;
pub use inventory::Inventory;
pub use kind::Kind as FieldKind;
pub use meter::MAX_STEPS;
pub use moment::moment_of;
pub use outcome::{LeftOut, Outcome, Planned};
pub use pattern::MAX_SEEN_BYTES;
pub use run::{MAX_DEPTH, MAX_FOLLOW_UP_EVENTS, MAX_LINE_LENGTH, MAX_OUTCOME_BYTES, MAX_PLANNED_JOBS};
pub use selection::{Selection, TooManySteps, check_filters};
