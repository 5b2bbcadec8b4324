//! Stream: an appointment appeared or became due.

fn main() {}
