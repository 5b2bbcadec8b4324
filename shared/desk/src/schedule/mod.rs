//! What is due by the clock, carried out.

mod incidents;
mod run;

pub use run::{Ran, run};
