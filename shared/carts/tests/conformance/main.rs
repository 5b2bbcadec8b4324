//! What every cart must do alike, on the payloads of `fixtures/`.

#![cfg(test)]

mod change;
mod envelopes;
mod fixtures;
mod generic;
mod merges;
mod orders;
mod pushes;
mod shopify;
mod signatures;
mod woocommerce;
