//! What a shop knows: its orders, what it was told of them, its hooks, its keys, and what was asked of it.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Vendor;
use crate::failure::{Failure, FailureKind};

/// The keys a shop opens to. Each vendor has those of its own kind; made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Which shop it is, in the form that connections have it.
    pub shop: String,
    /// Id of the app, or the consumer key.
    pub client_id: String,
    /// The app's secret, or the consumer secret.
    pub client_secret: String,
    /// What opens the API.
    pub token: String,
    /// What brings the next token.
    pub refresh_token: String,
}

/// Some of a line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShippedItem {
    /// The vendor's id of the line.
    pub line_id: String,
    /// How many of it.
    pub quantity: u64,
}

/// A parcel a shop was told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShippedParcel {
    /// The shop's id of it; blank where it gives none.
    pub id: String,
    /// Its number; blank where it was told none.
    pub tracking_number: String,
    /// Its carrier, as it was told.
    pub carrier: String,
    /// What is in it, where the shop keeps that.
    pub items: Vec<ShippedItem>,
    /// Whether the customer got a mail.
    pub is_mailed: bool,
    /// How the vendor writes it.
    #[serde(skip)]
    pub(crate) written: Value,
}

/// What a shop shows as shipped of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShippedOrder {
    /// The order.
    pub order_id: String,
    /// Its status, in the vendor's words.
    pub status: String,
    /// The numbers of its parcels.
    pub tracking_numbers: Vec<String>,
    /// Its parcels, the oldest first. One that was told twice is here twice.
    pub parcels: Vec<ShippedParcel>,
    /// How often the shop was told and took it, the answer lost or not.
    pub calls: usize,
}

/// A hook that was subscribed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hook {
    /// The shop's id of it.
    pub id: String,
    /// What it tells of.
    pub topics: Vec<String>,
    /// Where to.
    pub address: String,
    /// What it signs with.
    #[serde(skip)]
    pub secret: String,
    /// Whether the shop sends to it.
    pub is_active: bool,
}

/// A request as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// How.
    pub method: String,
    /// The address without host and query.
    pub path: String,
    /// The query.
    pub query: Vec<(String, String)>,
    /// The headers that say what it is and whose.
    pub headers: IndexMap<String, String>,
    /// The body, as JSON where it is that.
    pub body: Value,
    /// What was answered, though it may have been lost; none where nothing was.
    pub status: Option<u16>,
    /// Why it was refused, if it was.
    pub refusal: Option<String>,
    /// What went wrong with it on purpose.
    pub failure: Option<FailureKind>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Shop {
    pub vendor: Vendor,
    pub keys: Keys,
    /// By the vendor's ids, each as the vendor writes it.
    pub orders: IndexMap<String, Value>,
    /// By the vendor's ids of the orders.
    pub parcels: IndexMap<String, Vec<ShippedParcel>>,
    pub hooks: Vec<Hook>,
    /// What a shop of WooCommerce has beside the core: namespaces of plugins, or `fulfillments`.
    pub plugins: Vec<String>,
    pub requests: Vec<RequestRecord>,
    pub failures: Vec<Failure>,
    /// What time it is there; the machine's while it was not set.
    pub clock: Option<Timestamp>,
    last_id: u64,
}

impl Shop {
    /// One without orders.
    pub(crate) fn new(vendor: Vendor) -> Self {
        let keys = Keys {
            shop: vendor.shop().to_owned(),
            client_id: "client-id".to_owned(),
            client_secret: "client-secret".to_owned(),
            token: "token".to_owned(),
            refresh_token: "refresh-token".to_owned(),
        };
        Self {
            vendor,
            keys,
            orders: IndexMap::new(),
            parcels: IndexMap::new(),
            hooks: vec![],
            plugins: vec!["wc-shipment-tracking/v3".to_owned()],
            requests: vec![],
            failures: vec![],
            clock: None,
            last_id: 7_000,
        }
    }

    /// An id that nothing has yet.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// What time it is.
    #[expect(clippy::disallowed_methods, reason = "a shop is a program of its own, and has a clock of its own")]
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.unwrap_or_else(Timestamp::now);
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// The parcels of an order.
    pub(crate) fn parcels_of(&self, order_id: &str) -> &[ShippedParcel] {
        self.parcels.get(order_id).map_or(&[], Vec::as_slice)
    }

    /// Adds a parcel to an order.
    pub(crate) fn add_parcel(&mut self, order_id: &str, parcel: ShippedParcel) {
        self.parcels.entry(order_id.to_owned()).or_default().push(parcel);
    }

    /// What is shipped of each order.
    pub(crate) fn shipped(&self, status: fn(&Value) -> String) -> Vec<ShippedOrder> {
        let shown = |(order_id, parcels): (&String, &Vec<ShippedParcel>)| ShippedOrder {
            order_id: order_id.clone(),
            status: self.orders.get(order_id).map(status).unwrap_or_default(),
            tracking_numbers: parcels.iter().map(|parcel| parcel.tracking_number.clone()).collect(),
            parcels: parcels.clone(),
            calls: parcels.len(),
        };
        self.parcels.iter().map(shown).collect()
    }
}
