//! Documents that are rendered, looked at, and read back.

#![cfg(test)]

mod barcodes;
mod hostile;
mod orders;
mod pages;
mod pdf;
mod texts;
