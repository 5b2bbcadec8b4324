//! HTTP: every other call of the compatible API, and our own.

fn main() {}
