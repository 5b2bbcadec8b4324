//! The vendors, and what of each is spoken here.

use std::fmt;
use std::str::FromStr;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::call::{Call, Refusal, Reply};
use crate::contract::Input;
use crate::notice::{Notice, SignedNotice};
use crate::shop::Shop;
use crate::{bigcommerce, etsy, shopify, squarespace, woocommerce};

/// Whose shop it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// Shopify: the Admin API by GraphQL, 2026-10.
    Shopify,
    /// WooCommerce: REST v3 of a shop, with what plugins it has.
    WooCommerce,
    /// BigCommerce: orders v2, hooks v3.
    BigCommerce,
    /// Squarespace: the commerce APIs 1.0.
    Squarespace,
    /// Etsy: the open API v3.
    Etsy,
}

/// What is spoken of a vendor's API.
pub(crate) struct Api {
    /// What it documents, see [`crate::contract`].
    pub document: &'static str,
    /// The address as the document has it, where a shop can have another one.
    pub address: fn(&mut Call),
    /// Whether the keys and headers are there that the vendor demands.
    pub admit: fn(&Shop, &Call) -> Result<(), Refusal>,
    /// Does what a request that fits asks for.
    pub answer: fn(&mut Shop, &Input) -> Result<Reply, Refusal>,
    /// What the vendor answers to what it refuses.
    pub refuse: fn(&Call, &Refusal) -> Reply,
    /// What it answers when it was called too often.
    pub throttle: fn(&Call) -> Reply,
    /// Keeps an order as the vendor writes it, and gives its id.
    pub put: fn(&mut Shop, Value) -> Result<String>,
    /// The status of an order.
    pub status: fn(&Value) -> String,
    /// The webhook of an order, signed.
    pub notice: fn(&Shop, &Notice) -> Result<SignedNotice>,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Shopify, Self::WooCommerce, Self::BigCommerce, Self::Squarespace, Self::Etsy];

    /// Its id, as in the address webhooks come to.
    pub fn id(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::WooCommerce => "woocommerce",
            Self::BigCommerce => "bigcommerce",
            Self::Squarespace => "squarespace",
            Self::Etsy => "etsy",
        }
    }

    /// Which shop it is, unless other keys are set. That of WooCommerce is an address, which only the server knows.
    pub(crate) fn shop(self) -> &'static str {
        match self {
            Self::Shopify => "example-store.myshopify.com",
            Self::WooCommerce => "",
            Self::BigCommerce => "abc123xyz",
            Self::Squarespace => "64f000000000000000000002",
            Self::Etsy => "12345",
        }
    }

    pub(crate) fn api(self) -> &'static Api {
        match self {
            Self::Shopify => &shopify::API,
            Self::WooCommerce => &woocommerce::API,
            Self::BigCommerce => &bigcommerce::API,
            Self::Squarespace => &squarespace::API,
            Self::Etsy => &etsy::API,
        }
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Vendor {
    type Err = anyhow::Error;

    fn from_str(id: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|vendor| vendor.id() == id) {
            Some(vendor) => Ok(vendor),
            None => bail!("no vendor is called {id}"),
        }
    }
}

/// An API whose addresses are as documented.
pub(crate) fn as_documented(_: &mut Call) {}
