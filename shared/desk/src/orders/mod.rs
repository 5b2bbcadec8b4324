//! Use cases of orders: create, read, edit, move, cancel, remove, and their items and history.

mod cancel;
mod create;
mod edit;
mod history;
mod items;
mod moves;
mod notify;
mod read;
mod remove;

pub use cancel::{cancel, canceled_folder};
pub use create::{Created, Creation, complete, create, create_all};
pub use edit::{Edit, EditEntry, Expected, check_folder, edit, edit_all, replace};
pub use history::add_note;
pub use items::{add_item, remove_item, replace_item};
pub use moves::{Moved, move_all, move_one};
pub(crate) use moves::{empty_folder, moved};
pub use read::{find, history, page, search};
pub use remove::remove;

pub(crate) use edit::change;
pub(crate) use notify::check as check_notify_url;
#[cfg(feature = "posts")]
pub(crate) use notify::may_go_to;

/// What an order that is not there is called in an error.
pub(crate) const ORDER: &str = "Order";
