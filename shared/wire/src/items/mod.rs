//! Order items (orderdesk-api 2.4 and 3.2).

mod read;
mod view;

pub(crate) use read::of;
pub use read::read_new;
pub use view::ItemView;
