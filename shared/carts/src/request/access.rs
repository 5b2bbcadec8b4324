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

impl TrackingWay {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Fulfillments, Self::ShipmentTracking, Self::AdvancedShipmentTracking, Self::OrderNote];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fulfillments => "fulfillments",
            Self::ShipmentTracking => "shipment_tracking",
            Self::AdvancedShipmentTracking => "advanced_shipment_tracking",
            Self::OrderNote => "order_note",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
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
