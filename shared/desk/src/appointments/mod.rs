//! Appointments: jobs tied to an order that something outside has to take.
//!
//! One engine for every lane. A *lane* is a queue and the function that reads it ([`domain::Lane`]); what differs between
//! lanes is only how one attempt is made ([`attempt::Courier`]). The row is the truth, the queue a reminder.

#[cfg(feature = "attempts")]
pub mod attempt;
#[cfg(feature = "plans")]
pub mod carry_out;
#[cfg(feature = "closing")]
mod close;
mod edit;
#[cfg(feature = "attempts")]
mod hold;
#[cfg(feature = "attempts")]
mod next;
mod read;

#[cfg(feature = "closing")]
pub(crate) use close::table;
#[cfg(feature = "closing")]
pub use close::{CloseError, Closing, close};
pub use edit::{cancel, retry};
pub use read::{find, list};
