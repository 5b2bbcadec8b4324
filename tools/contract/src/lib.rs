//! What the API promises, generated from the code: one `OpenAPI` 3.1 document over both faces, and a Bruno collection
//! made from it. Every [`http::Operation`] has an entry in `operations`, or this does not compile.

mod bruno;
mod document;
mod entry;
mod operations;
mod parameters;
mod permissions;
mod replies;
mod schemas;
#[cfg(test)]
mod tests;
mod validate;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use permissions::{BadLine, CallLine, Permitted, ScreenLine, Takes, Verdict};
pub use validate::{Contract, Misfit, Reply, validate};

/// Where the document lies, from the workspace's folder.
pub const DOCUMENT: &str = "docs/openapi.json";
/// Where the reference of rules lies.
pub const RULES: &str = "docs/rules.md";
/// Where the page of who may do what lies.
pub const PERMISSIONS: &str = "docs/permissions.md";

/// Where the collection lies, from the workspace's folder.
pub const COLLECTION: &str = "docs/bruno";

/// The reference of rules, as it lies in [`RULES`].
pub fn rules() -> String {
    rules::markdown()
}

/// The `OpenAPI` document, as it lies in [`DOCUMENT`].
pub fn openapi() -> String {
    // Nothing in it can fail to be written: keys are texts, and numbers are finite.
    let mut text = serde_json::to_string_pretty(&document::whole()).unwrap_or_default();
    text.push('\n');
    text
}

/// The files of the Bruno collection by their paths in [`COLLECTION`].
pub fn collection() -> BTreeMap<PathBuf, String> {
    bruno::collection(&document::whole())
}
