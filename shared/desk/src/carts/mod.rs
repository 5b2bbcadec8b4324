//! Orders of shops: they come in by webhooks and polls, and shipments go back (orderdesk-app 10.1;
//! docs/adr/0038-orders-of-carts.md).
//!
//! A webhook is checked and queued ([`Intake`]), and nothing more: no shop is called and no order is written while a shop
//! waits for its answer. What arrives, by a webhook or a poll, is taken one after another for each order ([`Importer`]):
//! inserted, merged, held back, or kept where no order can be made of it. What a shop is asked for, page by page, and what it
//! is told of, is the lane `carts` ([`Tasks`], [`CartCourier`]).

#[cfg(feature = "carts")]
mod apply;
#[cfg(feature = "carts")]
mod import;
#[cfg(feature = "carts")]
mod keep;
#[cfg(feature = "carts")]
mod make;
#[cfg(feature = "carts")]
mod push;
#[cfg(feature = "carts")]
mod shops;
#[cfg(feature = "carts")]
mod state;
mod take;
#[cfg(feature = "carts")]
mod tasks;

#[cfg(feature = "carts")]
pub use import::{ImportError, Importer, NotedWebhooks, Taken};
#[cfg(feature = "carts")]
pub use push::{CartCourier, PushError};
#[cfg(feature = "carts")]
pub use shops::{ShopError, Shops};
pub use take::{Intake, NotTaken, Webhook};
#[cfg(feature = "carts")]
pub use tasks::{TaskError, Tasks};

/// Documents of orders that are longer are put into the private bucket at once; a message carries the others.
const MAX_BYTES_IN_MESSAGE: usize = 200_000;

/// A document of an order has at most so many bytes.
#[cfg(feature = "carts")]
const MAX_DOCUMENT_BYTES: u64 = 8 << 20;
