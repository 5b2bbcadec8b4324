//! Each flow goes through the product's public face: HTTP in, HTTP out, mail.

mod budgets;
mod checklist;
mod events;
mod examples;
mod hostile;
mod item_rules;
mod key_checksums;
mod limits;
mod loops;
mod mail_confirmations;
mod notices;
mod notify_hosts;
mod orders;
mod posts;
mod races;
pub(crate) mod repairs;
mod sequences;
mod signing;
mod store_secrets;
mod streams;
mod tenancy;
mod two_stores;
mod unreadable;
mod waiting_posts;
