//! Logic: carts. What they send becomes domain types, and what is asked of them is a value that another crate sends.
//!
//! A cart is one folder here, and one line of [`Cart`]: `mod.rs` with what is declared of it and its envelope, `map.rs`, and
//! `push.rs` and `api.rs` where it can be asked. Its payloads and a signature vector lie in `fixtures/`, named in
//! `tests/conformance/fixtures.rs`; its own troubles are a file beside that.
//!
//! A webhook goes through [`CartSpec::is_ping`], [`Cart::verify`] and [`CartSpec::envelope`]; its order, or the one that is
//! fetched, through [`CartSpec::map`] and, where it is known already, [`merge`].

mod amount;
mod digest;
mod draft;
mod error;
mod headers;
mod json;
mod mapped;
mod merge;
mod needs;
mod request;
mod signature;
mod spec;
mod text;
mod webhook;

use std::fmt;
use std::str::FromStr;

pub use error::{EnvelopeError, MapError};
pub use generic::{BadFieldMap, FieldMap};
pub use headers::Headers;
pub use json::{Json, NotJson};
pub use mapped::{
    CartParcel, CartRefund, LINE_ID, MapOptions, MappedOrder, NAME_MISSING, SOURCE_ORDER_ID, Shortfall, Stage,
    TOTAL_RESIDUAL,
};
pub use merge::{ImportState, Merge, Merged, merge};
pub use needs::{ConnectionKey, MadeSecret, Need, Needs, ShopForm};
pub use request::{
    Access, CartError, CartReply, CartRequest, Cursor, CustomerMail, Effect, Fetch, Method, NotPushable, POLL_OVERLAP,
    PollPage, PolledOrder, PushPlan, PushedLine, ShipmentPush, Subscription, Token, TrackingWay,
};
pub use signature::{Encoding, KeyForm, MAX_CLOCK_SKEW_SECONDS, Rejection, Scheme, TimeCheck};
pub use spec::{
    CartSpec, EnableCall, FetchCall, Payload, PollCall, ProbeCall, PushCall, RateLimit, RefreshCall, StatusCall,
    SubscribeCall, Topic, TopicSpec, Tracking,
};
pub use webhook::{Envelope, Webhook};

/// Makes the list of carts: each line is a cart, its folder and what it is.
macro_rules! carts {
    ($($(#[$doc:meta])* $cart:ident in $folder:ident,)*) => {
        $(mod $folder;)*

        /// A cart that orders come from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cart {
            $($(#[$doc])* $cart,)*
        }

        impl Cart {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$cart),*];

            /// What is declared of it.
            pub fn spec(self) -> &'static CartSpec {
                match self {
                    $(Self::$cart => &$folder::SPEC,)*
                }
            }
        }
    };
}

carts! {
    /// Any system that sends JSON.
    Generic in generic,
    /// Shopify.
    Shopify in shopify,
    /// WooCommerce.
    WooCommerce in woocommerce,
    /// BigCommerce.
    BigCommerce in bigcommerce,
    /// Squarespace.
    Squarespace in squarespace,
    /// Etsy.
    Etsy in etsy,
}

impl Cart {
    /// Checks the signature of a webhook as this cart makes it. Says which of the secrets fits.
    pub fn verify(self, webhook: &Webhook, secrets: &[&str], time: TimeCheck) -> Result<usize, Rejection> {
        signature::verify(self.spec().schemes, webhook.headers, webhook.body, secrets, time)
    }
}

/// Its id.
impl fmt::Display for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec().id)
    }
}

/// An id that is no cart's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such cart")]
pub struct UnknownCart;

impl FromStr for Cart {
    type Err = UnknownCart;

    fn from_str(id: &str) -> Result<Self, UnknownCart> {
        Self::ALL.iter().find(|cart| cart.spec().id == id).copied().ok_or(UnknownCart)
    }
}
