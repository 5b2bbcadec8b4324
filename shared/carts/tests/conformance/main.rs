//! What every cart must do alike, on the payloads of `fixtures/`.

#![cfg(test)]

mod bigcommerce;
mod change;
mod cross_cutting;
mod envelopes;
mod etsy;
mod fixtures;
mod generic;
mod made_up;
mod merges;
mod needs;
mod orders;
mod pushes;
mod requests;
mod shopify;
mod signatures;
mod squarespace;
mod woocommerce;
