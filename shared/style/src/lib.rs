//! Logic: a style sheet that a store writes for its pages in the console → what is served of it (accounts 10,
//! docs/adr/0052-custom-css.md).
//!
//! What is served has style rules and `@media` alone, properties of a list, and values of a small grammar. Each
//! selector begins in `#page` and passes over what is of the class `guard`, lies in such or holds such. The sheet is
//! written anew of what was understood: nothing of what was sent gets by unread.

mod media;
mod pieces;
mod problem;
mod properties;
mod selector;
mod sheet;
mod value;
mod words;

pub use problem::{MAX_PROBLEMS, Problem};
pub use properties::{COLORS, PROPERTIES, VARIABLES};
pub use sheet::{MAX_BYTES, MAX_RULES, MAX_SELECTORS, Sheet, read};

#[cfg(test)]
mod tests;
