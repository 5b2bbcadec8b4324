//! Each flow goes through the product's public face: HTTP in, HTTP out, mail. Here are those that need the gateway,
//! the real stream, the real queues or several processes; the others run in process, in `tests/api`.

pub(crate) mod carts;
mod confirm_page;
mod console;
mod documents;
mod examples;
mod exports;
mod families;
mod gateway;
mod imports;
mod inventory;
mod mails;
mod payments;
mod people;
mod pickups;
mod posts;
mod seeds;
mod streams;
