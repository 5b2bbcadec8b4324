//! Carts that are none: servers on loopback that speak as the vendors document it, keep what they are told, and fail when
//! they are to.
//!
//! A vendor is one folder here: `api.yaml` or `schema.graphql` is what it documents of what is spoken, and a request that
//! does not fit is refused in the vendor's words and remembered ([`RequestRecord::refusal`]). So a client that passes here
//! asks nothing that the vendor does not know. Nothing of `shared/carts` is used, signatures least of all.
//!
//! [`FakeCart::start`] is one for a test of the same process; the binary `fake-cart` is one by itself, which is asked by
//! addresses under `/_fake/`. Made by documents: no vendor's server was ever seen.

mod bigcommerce;
mod call;
mod contract;
mod control;
mod etsy;
mod failure;
mod notice;
mod reading;
mod server;
mod shop;
mod shopify;
mod squarespace;
mod vendor;
mod woocommerce;

use std::sync::{Arc, Mutex};

use anyhow::Result;
use jiff::Timestamp;
use serde_json::Value;
use tokio::task::JoinHandle;

pub use failure::{Failure, FailureKind};
pub use notice::{Delivery, Notice, SignedNotice};
pub use shop::{Hook, Keys, RequestRecord, ShippedItem, ShippedOrder, ShippedParcel};
pub use vendor::Vendor;

use contract::Contract;
use server::Served;
use shop::Shop;

/// A shop that runs. Dropped, it ends.
#[derive(Debug)]
pub struct FakeCart {
    served: Served,
    port: u16,
    task: JoinHandle<()>,
}

impl Drop for FakeCart {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl FakeCart {
    /// Starts one on a free port of loopback.
    pub async fn start(vendor: Vendor) -> Result<Self> {
        Self::start_on(vendor, 0).await
    }

    /// Starts one on this port of loopback, a free one for 0.
    pub async fn start_on(vendor: Vendor, port: u16) -> Result<Self> {
        let contract = Arc::new(Contract::read(vendor.api().document)?);
        let served = Served { shop: Arc::new(Mutex::new(Shop::new(vendor))), contract };
        let (port, task) = server::serve(served.clone(), port).await?;
        let cart = Self { served, port, task };
        if vendor == Vendor::WooCommerce {
            cart.served.shop().keys.shop = cart.base_url();
        }
        Ok(cart)
    }

    /// Where it is: what stands in the place of the vendor's scheme and host, whichever of its hosts it is.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The keys it opens to.
    pub fn keys(&self) -> Keys {
        self.served.shop().keys.clone()
    }

    /// Gives it other keys.
    pub fn set_keys(&self, keys: Keys) {
        self.served.shop().keys = keys;
    }

    /// Gives a shop of WooCommerce these plugins and no others: `wc-shipment-tracking/v3`, `wc-ast/v3`, and `fulfillments`
    /// for what the core has by itself when it is switched on. A new one has the first.
    pub fn set_plugins(&self, plugins: &[&str]) {
        self.served.shop().plugins = plugins.iter().map(|name| (*name).to_owned()).collect();
    }

    /// Sets its clock, which stands from then on. Before, it is the machine's.
    pub fn set_clock(&self, now: Timestamp) {
        self.served.shop().clock = Some(now);
    }

    /// Puts in an order as the vendor writes it, in the place of the one with the same id. Gives that id.
    pub fn put_order(&self, order: Value) -> Result<String> {
        let mut shop = self.served.shop();
        (shop.vendor.api().put)(&mut shop, order)
    }

    /// The order of this id as the vendor writes it now.
    pub fn order(&self, id: &str) -> Option<Value> {
        self.served.shop().orders.get(id).cloned()
    }

    /// Lets the next requests go wrong. What was set first goes first.
    pub fn fail(&self, failure: Failure) {
        self.served.shop().failures.push(failure);
    }

    /// All requests so far but those under `/_fake/`, the oldest first.
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.served.shop().requests.clone()
    }

    /// Why requests were refused. None is what a client is to come to.
    pub fn refusals(&self) -> Vec<String> {
        self.requests().into_iter().filter_map(|request| request.refusal).collect()
    }

    /// What it shows as shipped, by orders.
    pub fn shipments(&self) -> Vec<ShippedOrder> {
        let shop = self.served.shop();
        shop.shipped(shop.vendor.api().status)
    }

    /// The hooks that were subscribed to.
    pub fn hooks(&self) -> Vec<Hook> {
        self.served.shop().hooks.clone()
    }

    /// A webhook as the vendor sends it, without sending it.
    pub fn sign(&self, notice: &Notice) -> Result<SignedNotice> {
        let shop = self.served.shop();
        (shop.vendor.api().notice)(&shop, notice)
    }

    /// Sends a webhook as the vendor does: to its address, or to all hooks of its topic.
    pub async fn send(&self, notice: Notice) -> Result<Vec<Delivery>> {
        control::deliver(&self.served, notice).await
    }

    /// Runs until it is stopped from outside.
    pub async fn stay(mut self) -> Result<()> {
        Ok((&mut self.task).await?)
    }
}
