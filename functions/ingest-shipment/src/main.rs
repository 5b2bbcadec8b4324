//! HTTP: POST shipments and batch-shipments.

fn main() {}
