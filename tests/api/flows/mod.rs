//! Each flow goes through the product's public face: HTTP in, HTTP out, mail.

mod budgets;
mod hostile;
mod limits;
mod orders;
mod posts;
mod races;
pub(crate) mod repairs;
mod sequences;
mod streams;
mod tenancy;
mod unreadable;
