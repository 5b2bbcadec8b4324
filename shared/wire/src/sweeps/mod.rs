//! Sweeps of a store: our own `/v1/sweeps`.

mod read;
mod view;

pub use read::{NewSweep, SweepQueryInput, named, read_before, read_new};
pub use view::{RefusalView, SweepView};
