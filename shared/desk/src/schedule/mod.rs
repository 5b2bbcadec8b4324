//! What is due by the clock, carried out.

mod custom_events;
mod incidents;
mod pickups;
mod run;

pub use run::{Ran, run};
