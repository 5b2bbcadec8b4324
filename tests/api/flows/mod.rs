//! Each flow goes through the product's public face: HTTP in, HTTP out, mail.

mod budgets;
mod checklist;
mod events;
mod examples;
pub(crate) mod families;
mod hostile;
mod key_checksums;
mod limits;
mod links;
mod loops;
mod mail_confirmations;
mod notices;
mod notify_hosts;
mod orders;
mod posts;
mod races;
mod removals;
pub(crate) mod repairs;
mod sequences;
mod signing;
mod streams;
mod tenancy;
mod transfers;
mod two_stores;
mod unreadable;
mod waiting_posts;
mod whole_orders;
