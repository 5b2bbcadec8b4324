//! What is due by the clock, carried out.

mod connections;
mod custom_events;
mod exports;
mod incidents;
mod pickups;
mod run;
mod suppliers;
mod unlocked;
mod waiting_notices;

pub use run::{Ran, run};
