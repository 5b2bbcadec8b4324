//! Queue: one post that leaves the house.

fn main() {}
