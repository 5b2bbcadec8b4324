//! What every cart must do alike, on the payloads of `fixtures/`.

#![cfg(test)]

mod fixtures;
mod signatures;
