//! Each flow goes through the product's public face: HTTP in, HTTP out, mail.

mod budgets;
mod hostile;
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
mod streams;
pub(crate) mod sweeps;
mod tenancy;
mod two_stores;
mod unreadable;
mod waiting_posts;
