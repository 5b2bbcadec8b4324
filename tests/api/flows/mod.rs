//! Each flow goes through the product's public face: HTTP in, HTTP out, mail.

mod budgets;
mod hostile;
mod key_checksums;
mod limits;
mod notify_hosts;
mod orders;
mod posts;
mod races;
mod sequences;
mod signing;
mod streams;
mod tenancy;
mod unreadable;
