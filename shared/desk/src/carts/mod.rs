//! Orders of shops: they come in by webhooks and polls, and shipments go back (orderdesk-app 10.1;
//! docs/adr/0038-orders-of-carts.md).
//!
//! A webhook is checked and queued ([`Intake`]), and nothing more: no shop is called and no order is written while a shop
//! waits for its answer. What arrives, by a webhook or a poll, is taken one after another for each order ([`Importer`]):
//! inserted, merged, held back, or kept where no order can be made of it. What a shop is asked for, page by page, and what it
//! is told of, is the lane `carts` ([`Tasks`], [`CartCourier`]).

mod import;
mod keep;
mod make;
mod push;
mod shops;
mod state;
mod take;
mod tasks;

pub use import::{ImportError, Importer, Taken};
pub use push::{CartCourier, PushError};
pub use shops::{ShopError, Shops};
pub use take::{Intake, NotTaken, Webhook};
pub use tasks::{TaskError, Tasks};

/// Documents of orders that are longer are put into the private bucket at once; a message carries the others.
const MAX_BYTES_IN_MESSAGE: usize = 200_000;

/// A document of an order has at most so many bytes.
const MAX_DOCUMENT_BYTES: u64 = 8 << 20;
