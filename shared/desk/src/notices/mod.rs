//! Notices: mails that are sent for a store, each a row before it is a mail.

#[cfg(feature = "closing")]
mod close;
mod confirm;
#[cfg(feature = "mails")]
pub mod send;
#[cfg(feature = "mails")]
mod texts;

#[cfg(feature = "closing")]
pub use close::close;
pub use confirm::request_confirmation;
pub(crate) use confirm::request_sender_verification;
#[cfg(feature = "mail-senders")]
pub(crate) use confirm::{Requested, request_sender_confirmation};
