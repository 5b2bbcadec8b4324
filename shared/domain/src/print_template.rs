//! Print templates: the documents that a store makes of its orders (orderdesk-app 8.5). What the template in one means, and
//! what of HTML it may say, is the business of the crates of templates and of documents.

use serde::{Deserialize, Serialize};

use crate::limits::check_text_length;
use crate::{MAX_RULE_NAME_LENGTH, Problem};

/// A store has at most this many print templates.
pub const MAX_PRINT_TEMPLATES: usize = 100;

/// The HTML of a print template has at most this many bytes, as it is written.
pub const MAX_PRINT_TEMPLATE_BYTES: usize = 100 * 1024;

/// So many orders are printed at once.
pub const MAX_PRINTED_ORDERS: usize = 100;

/// A document that a store makes of orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PrintTemplate {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is: HTML, in which a template of the orders `orders` puts in what is escaped.
    pub html: String,
}

/// What somebody wants a print template to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPrintTemplate {
    /// What people call it.
    pub name: String,
    /// What it is.
    pub html: String,
}

impl NewPrintTemplate {
    /// The same with an id.
    pub fn with_id(self, id: String) -> PrintTemplate {
        let Self { name, html } = self;
        PrintTemplate { id, name, html }
    }

    /// Everything that keeps it from being saved, as far as can be told without knowing what its HTML means.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if self.name.trim().is_empty() {
            problems.push(Problem::new("name", "a print template needs a name"));
        }
        problems.extend(check_text_length("name", &self.name, MAX_RULE_NAME_LENGTH));
        if self.html.trim().is_empty() {
            problems.push(Problem::new("html", "a print template needs its HTML"));
        }
        if self.html.len() > MAX_PRINT_TEMPLATE_BYTES {
            problems.push(Problem::new("html", format!("must have at most {MAX_PRINT_TEMPLATE_BYTES} bytes")));
        }
        problems
    }
}
