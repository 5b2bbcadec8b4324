//! Logic: the JSON of both APIs, liberal in what is read, exact in what is written (orderdesk-api 3 and 8).
//!
//! A module per noun. What is read (`read_…`) becomes a type of `domain`, or all that is wrong with it, in the order the
//! document is looked at; what is written is a view (`…View`) that borrows from such a type.
//!
//! Read: numbers as strings, `[]`, `{}` or null for maps, flat `shipping_first_name` beside nested. Written: `[]` for
//! an empty map, ids as strings, `folder_id` a number, totals without trailing zeros, dates in UTC.

pub mod accounts;
pub mod appointments;
#[cfg(test)]
mod arbitrary;
pub mod audit;
pub mod body;
mod choices;
pub mod connections;
pub mod custom_buttons;
pub mod custom_css;
pub mod custom_events;
pub mod documents;
pub mod export_templates;
pub mod exports;
pub mod folders;
pub mod history;
pub mod import_templates;
pub mod imports;
pub mod inventory;
pub mod items;
pub mod keys;
pub mod ledger;
pub mod links;
pub mod mail_confirmations;
pub mod mail_senders;
pub mod mail_templates;
pub mod mails;
pub mod orders;
pub mod pickups;
pub mod posts;
mod query;
pub mod read;
pub mod repairs;
pub mod rules;
pub mod saved_views;
#[cfg(feature = "schema")]
pub mod schema;
pub mod secrets;
pub mod shipments;
pub mod signing;
pub mod stores;
pub mod suppliers;
pub mod sweeps;
pub mod users;
mod values;

pub use read::{Document, Object};
