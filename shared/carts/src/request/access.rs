//! How a shop's API is reached.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a connection knows of its shop. Which of it a cart needs is its module's to say.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Which shop: `example.myshopify.com`, a BigCommerce store hash, an Etsy shop's or a Squarespace website's id, or a
    /// WooCommerce site's address with the folder it lies in.
    pub shop: String,
    /// Id of the app, or WooCommerce's consumer key.
    pub client_id: String,
    /// The app's secret, or WooCommerce's consumer secret.
    pub client_secret: String,
    /// What opens the API.
    pub token: String,
    /// What brings the next token.
    pub refresh_token: String,
    /// How the shop takes tracking numbers, where shops differ.
    pub tracking_way: TrackingWay,
}

/// Without keys and secrets.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("shop", &self.shop).finish_non_exhaustive()
    }
}

/// How a WooCommerce shop takes tracking numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackingWay {
    /// By its own fulfillments, with items.
    Fulfillments,
    /// By the plugin Shipment Tracking.
    ShipmentTracking,
    /// By the plugin Advanced Shipment Tracking.
    AdvancedShipmentTracking,
    /// As a note to the customer, which every shop has.
    #[default]
    OrderNote,
}
