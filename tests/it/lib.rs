//! Nothing: the tests of this package are in `it/main.rs` and `tidy/main.rs`, and a package needs a target of its own.
