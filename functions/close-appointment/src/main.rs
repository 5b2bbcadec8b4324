//! Dead-letter queue: what SQS gave up on.

fn main() {}
