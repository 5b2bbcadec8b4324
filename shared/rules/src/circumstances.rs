//! The circumstances of a run: the clock, the store, its inventory.

use domain::{
    Brake, DocumentLinks, Event, Folder, FolderId, OrderEvent, OrderId, SplitMethod, StockPolicy, Store, StoreId,
    Supplier,
};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::Inventory;

/// What rules need to know and an order doesn't tell.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The time.
    pub now: Timestamp,
    /// The store's id.
    pub store_id: StoreId,
    /// What orders that are split off keep.
    pub split_method: SplitMethod,
    /// The store's name.
    pub store_name: &'a str,
    /// Code of the store's country.
    pub store_country: &'a str,
    /// In which forms the store's texts have amounts and dates.
    pub forms: StoreForms<'a>,
    /// The store's folders.
    pub folders: &'a [Folder],
    /// How much the order caused in this hour.
    pub brake: Brake,
    /// The store's time zone, in which texts are filled in and clock fields are read; but those of filters are read in UTC
    /// in a run of a custom event (orderdesk-app 1.9).
    pub zone: &'a TimeZone,
    /// What the inventory has for the codes of the order's items; [`RuleBook::asks_inventory`] says whether rules ask.
    pub inventory: &'a Inventory,
    /// When the store takes stock for its orders.
    pub stock_is_taken: StockPolicy,
    /// The store's suppliers; [`RuleBook::asks_suppliers`] says whether rules ask.
    pub suppliers: &'a [Supplier],
    /// The orders that the order, as the rules leave it, can be merged with; nothing as long as nobody looked for them.
    /// [`Outcome::asks_to_merge`] says whether rules ask.
    pub fellows: Option<&'a [OrderId]>,
    /// What links to documents of the store are made with; none where it has none.
    pub document_links: Option<&'a DocumentLinks>,
}

/// In which forms a store's texts have amounts and dates; as usual where one is blank.
#[derive(Debug, Clone, Copy, Default)]
pub struct StoreForms<'a> {
    /// ISO 4217 code of its currency.
    pub currency: &'a str,
    /// Its form of dates, in the letters of PHP's `date()`.
    pub date_format: &'a str,
}

/// The zone clock fields are read in where a custom event runs.
static UTC: TimeZone = TimeZone::UTC;

impl<'a> Circumstances<'a> {
    /// What filters of a store need to know that only choose among its orders: nothing is done with those.
    pub fn to_choose(store: &'a Store, now: Timestamp, zone: &'a TimeZone, inventory: &'a Inventory) -> Self {
        Self {
            now,
            store_id: store.id,
            split_method: store.settings.split_method,
            stock_is_taken: StockPolicy::Never,
            store_name: &store.name,
            store_country: &store.settings.store_country,
            forms: StoreForms::default(),
            folders: &store.folders,
            brake: Brake::default(),
            zone,
            inventory,
            suppliers: &[],
            fellows: None,
            document_links: None,
        }
    }

    /// What a clock in the zone shows.
    pub(crate) fn local_time(&self) -> DateTime {
        self.zone.to_datetime(self.now)
    }

    /// What filters see of them in a run of these events.
    pub(crate) fn of_filters(self, events: &[OrderEvent]) -> Self {
        let is_custom = events.iter().any(|event| event.event == Event::CustomEvent);
        if is_custom { Self { zone: &UTC, ..self } } else { self }
    }

    /// The same with the inventory as rules of the run left it, where they moved stock.
    pub(crate) fn with_stock<'b>(&self, stock: Option<&'b Inventory>) -> Circumstances<'b>
    where
        'a: 'b,
    {
        Circumstances { inventory: stock.unwrap_or(self.inventory), ..*self }
    }

    pub(crate) fn folder_name(&self, id: FolderId) -> Option<&'a str> {
        self.folders.iter().find(|folder| folder.id == id).map(|folder| folder.name.as_str())
    }
}
