//! HTTP: POST /api/v2/orders.

fn main() {}
