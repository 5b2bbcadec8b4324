//! Logic: files of merchants and suppliers, from and to orders.

pub mod write;
