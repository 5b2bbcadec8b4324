//! Nothing: the tests of this package are in `main.rs`, and a package needs a target of its own.
