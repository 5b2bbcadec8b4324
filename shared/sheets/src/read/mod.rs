//! Files of merchants become orders, inventory items and shipments (orderdesk-app 5).
//!
//! The way of a file:
//!
//! 1. [`Content::of`] tells from its first bytes whether it is text or a workbook; anything else is refused by what it is.
//! 2. [`Preview`] shows its first rows and suggests a template, which a person confirms.
//! 3. A workbook is written out as text by [`Workbook::spool`], after which both go the same way.
//! 4. [`Rows`] reads text row by row, of any size in little memory, and from the middle where a part before it ended.
//! 5. A [`Plan`] is a template applied to the headings of a file; [`Orders`], [`InventoryRows`] and [`ShipmentRows`] make
//!    entries of the rows by it. Each has its rows, what they are or why they are refused, and from where to go on.
//! 6. [`RefusedRows`] writes what was refused as a file that can be mended and sent again.
//!
//! Nothing of a file is evaluated: no formula, macro or link.

mod content;
mod cut;
mod decimal;
mod encoding;
mod entry;
mod error;
mod guess;
mod inventory;
mod layout;
mod order;
mod orders;
mod plan;
mod preview;
mod refused;
mod row;
mod rows;
mod sample;
mod scattered;
mod shipments;
mod source;
mod value;
mod workbook;

#[cfg(test)]
mod tests;

pub use content::Content;
pub use entry::{Entry, Refusal, Warning};
pub use error::{FileError, HeadingDifference};
pub use inventory::{InventoryRow, InventoryRows};
pub use layout::{DateSystem, Layout, Position};
pub use orders::Orders;
pub use plan::{Plan, check_template};
pub use preview::{PREVIEW_BYTES, PREVIEW_ROWS, Preview};
pub use refused::{REASON_HEADING, RefusedRows};
pub use row::{CellKind, Row};
pub use rows::Rows;
pub use sample::{sample_csv, sample_rows};
pub use scattered::Scattered;
pub use shipments::{ShipmentRow, ShipmentRows};
pub use workbook::Workbook;
