//! The part of CSS that documents know: rules, what they say, and what is wrong with them, with its place.

pub(crate) mod page;
pub(crate) mod property;
pub(crate) mod selector;
mod sheet;
pub(crate) mod value;

pub(crate) use sheet::{Declaration, Rule, Sheet, declarations, sheet};

/// What can't be done, and where it stands: bytes from the beginning of the text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) place: usize,
    pub(crate) message: String,
}

/// Stands in a template's source where the template puts something in, so that nothing is said of what is not known.
pub(crate) const HOLE: char = '\u{E000}';

/// So many rules are read of all sheets together.
pub(crate) const MAX_RULES: usize = 500;

/// So many selectors a rule has.
pub(crate) const MAX_SELECTORS: usize = 50;

/// Our own sheets: what elements look like when nothing is said, and the one that the original's documents link.
pub(crate) mod built_in {
    use std::sync::LazyLock;

    use super::{Sheet, sheet};

    /// What browsers do when nothing is said.
    pub(crate) static BROWSER: LazyLock<Sheet> = LazyLock::new(|| sheet(include_str!("browser.css")));

    /// The sheet that is linked as [`RECEIPT_ADDRESS`].
    pub(crate) static RECEIPT: LazyLock<Sheet> = LazyLock::new(|| sheet(RECEIPT_SOURCE));

    /// The sheet that documents link, as text: for who serves them as pages.
    pub const RECEIPT_SOURCE: &str = include_str!("receipt.css");

    /// Where documents find it: `/css/receipt.css`.
    pub const RECEIPT_ADDRESS: &str = "/css/receipt.css";
}

#[cfg(test)]
mod tests;
