//! Notices: mails that are sent for a store, each a row before it is a mail.

#[cfg(feature = "closing")]
mod close;
mod confirm;
#[cfg(feature = "mails")]
pub mod send;
#[cfg(feature = "mails")]
mod texts;
mod waiting;

#[cfg(feature = "closing")]
pub use close::close;
pub use confirm::request_confirmation;
pub(crate) use confirm::request_sender_verification;
#[cfg(feature = "mail-senders")]
pub(crate) use confirm::{Requested, request_sender_confirmation};
#[cfg(feature = "schedule")]
pub(crate) use waiting::look as look_at_waiting;
#[cfg(any(feature = "closing", feature = "mails"))]
pub(crate) use waiting::say_given_up;
pub(crate) use waiting::{Placed, insert_or_wait};
