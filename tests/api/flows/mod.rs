//! Each flow goes through the product's public face: HTTP in, HTTP out, mail.

mod budgets;
mod hostile;
mod limits;
mod mail_confirmations;
mod notices;
mod orders;
mod posts;
mod races;
mod sequences;
mod streams;
mod tenancy;
mod unreadable;
