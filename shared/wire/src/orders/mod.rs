//! Orders (orderdesk-api 2.3, 2.5, 3 and 4, and our own API).

mod bulk;
mod cancel;
mod cursor;
mod family;
mod fields;
mod moves;
mod new;
mod patch;
mod payments;
mod removed;
mod replace;
mod search;
#[cfg(test)]
mod sequence_tests;
#[cfg(test)]
mod tests;
mod transfer;
mod view;

pub use bulk::{NewOrders, OrderChanges};
pub use cancel::{CancelInput, CancellationView, NewCancellation, read_cancellation};
pub use cursor::{PageCursor, read_cursor};
pub(crate) use family::split_rule;
pub use family::{
    FamilyView, LeftOutView, MAX_SPLIT_VALUES, MergeInput, RelativeView, SplitInput, SplitItemInput, read_merge,
    read_split,
};
pub use moves::{MAX_MOVED, Move, MoveToId, MoveToName, MovedOrders, MovedView, read_move};
pub use new::{read_new, read_new_all};
pub use patch::{PatchEntry, read_patch, read_patches};
pub use payments::{PaymentInput, PaymentView, VoidInput, read_payment};
pub use removed::RemovedOrderView;
pub use replace::read_replacement;
pub use search::{DIRECTIONS, read_page, read_search};
pub use transfer::{OrderElsewhereView, TransferInput, read_transfer};
pub use view::OrderView;
pub(crate) use view::{AddressView, ReturnAddressView};
