//! Stream: an order row changed.

fn main() {}
