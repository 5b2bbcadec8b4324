//! Use cases of orders: create, read, edit, move, cancel, remove, and their items and history.

mod cancel;
mod create;
mod edit;
mod events;
mod history;
mod items;
mod merge;
mod moves;
mod notes;
mod notify;
mod offshoots;
mod payments;
mod plans;
mod read;
mod remove;
mod requests;
mod seen;
mod stock;
mod tags;
mod transfer;

pub(crate) use cancel::cancel_row;
#[cfg(feature = "carts")]
pub(crate) use cancel::cancel_row_as;
pub use cancel::{cancel, canceled_folder};
pub use create::{Created, Creation, RunRules, complete, create, create_all, would_create};
#[cfg(feature = "carts")]
pub(crate) use create::{Removed, insert};
pub use edit::{Edit, EditEntry, Expected, check_folder, edit, edit_all, replace};
pub use events::{EventByHand, EventRun, Running, event_by_hand, press_button, run_event};
pub use history::add_note;
pub(crate) use history::say_once;
pub use items::{add_item, remove_item, replace_item};
pub use merge::{MergedOrder, merge};
pub(crate) use moves::empty_folder;
#[cfg(any(feature = "deliveries", feature = "rules"))]
pub(crate) use moves::moved;
pub use moves::{Moved, move_all, move_one};
pub use notes::write_note;
pub use offshoots::{MadeOrders, Request, duplicate, split};
pub use payments::{PaymentRecorded, record_payment};
pub use plans::carry_out_orders;
pub use read::{SeenPage, count, find, find_all, find_for, history, numbers, page, search};
#[cfg(feature = "imports")]
pub(crate) use remove::remove_version;
pub use remove::{SeenRemovedOrder, SeenRemovedPage, cancel_and_remove, remove, removed, restore};
pub use seen::SeenRow;
pub use stock::give_back_left;
pub use tags::tag;
pub use transfer::{Transferred, check_transfer, copy, finish_move, move_to_store};

pub(crate) use edit::change;
pub(crate) use events::do_once;
#[cfg(feature = "rules")]
pub(crate) use events::was_run;
#[cfg(any(feature = "imports", feature = "rules"))]
pub(crate) use notify::check as check_notify_url;
#[cfg(feature = "posts")]
pub(crate) use notify::may_go_to;
#[cfg(feature = "rules")]
pub(crate) use offshoots::planned;

/// What an order that is not there is called in an error.
pub(crate) const ORDER: &str = "Order";
