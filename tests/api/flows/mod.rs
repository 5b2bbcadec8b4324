//! Each flow is told through the product's public face: HTTP in, HTTP out, mail.

mod hostile;
mod orders;
mod posts;
mod sequences;
mod streams;
mod tenancy;
