//! An order on its way from a cart's document to a new order: what is the same with all carts.

mod address;
mod fit;
mod line;
mod net;

use domain::limits::{MAX_CHECKOUT_DATA_LENGTH, MAX_ORDER_METADATA_LENGTH};
use domain::{Discount, Money, NewOrder, NewOrderItem, NewShipment, Note, Order, Shipment, Variations, draft_order};
use domain::{IncludedTax, ItemQuantity, draft_shipment};

pub(crate) use address::{AddressKeys, missing_lines, split_name};
pub(crate) use line::Line;

use crate::amount;
use crate::error::MapError;
use crate::mapped::{
    CartParcel, CartRefund, MapOptions, MappedOrder, NAME_MISSING, SOURCE_ORDER_ID, Shortfall, Stage, TOTAL_RESIDUAL,
};
use crate::spec::CartSpec;

/// Whether taxes come on top of prices or are in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tax {
    /// On top.
    Added,
    /// In the prices.
    Included,
}

/// A shipment that the cart has, with the cart's ids of the lines in it.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    /// What is known of it.
    pub(crate) shipment: Shipment,
    /// Which lines, and how many of each; none when the cart doesn't say.
    pub(crate) lines: Vec<(String, u32)>,
    /// Whether there are more lines in it than are told here.
    pub(crate) is_partial: bool,
}

/// An order being read.
pub(crate) struct Draft<'o> {
    /// The order so far.
    pub(crate) order: Order,
    pub(crate) options: &'o MapOptions<'o>,
    /// The currency of all amounts, by its code.
    pub(crate) currency: String,
    /// The cart's own total, against which the parts are held.
    pub(crate) total: Option<Money>,
    /// The tax that is to be taken out of the prices.
    tax_to_extract: Money,
    /// What was charged and not paid back, where the cart says it.
    pub(crate) balance: Option<Money>,
    /// The name of the person, for an order in which no address has one.
    pub(crate) person: String,
    pub(crate) shortfalls: Vec<Shortfall>,
    pub(crate) refunds: Vec<CartRefund>,
    spec: &'static CartSpec,
    items: Vec<NewOrderItem>,
    parcels: Vec<Parcel>,
    checkout_data: Vec<(String, String)>,
    metadata: Vec<(String, String)>,
}

impl<'o> Draft<'o> {
    /// An empty order of a cart.
    pub(crate) fn new(spec: &'static CartSpec, options: &'o MapOptions<'o>) -> Self {
        let mut order = draft_order(options.now);
        spec.label.clone_into(&mut order.source_name);
        Self {
            order,
            options,
            currency: String::new(),
            total: None,
            tax_to_extract: Money::default(),
            balance: None,
            person: String::new(),
            shortfalls: vec![],
            refunds: vec![],
            spec,
            items: vec![],
            parcels: vec![],
            checkout_data: vec![],
            metadata: vec![],
        }
    }

    /// Adds checkout data, unless it is blank. What comes first has room first.
    pub(crate) fn checkout(&mut self, name: &str, text: impl Into<String>) {
        push(&mut self.checkout_data, name, text.into());
    }

    /// Adds order metadata, unless it is blank. What comes first has room first.
    pub(crate) fn meta(&mut self, name: &str, text: impl Into<String>) {
        push(&mut self.metadata, name, text.into());
    }

    /// Adds a reduction. Those of one name and code are one.
    pub(crate) fn discount(&mut self, name: &str, code: &str, amount: Money) {
        if amount == Money::default() {
            return;
        }
        let (name, code) = (if name.is_empty() { "Discount" } else { name }.to_owned(), code.to_owned());
        let known = self.order.discount_list.iter_mut().find(|known| known.name == name && known.code == code);
        match known {
            Some(known) => known.amount = known.amount + amount,
            None => self.order.discount_list.push(Discount { name, code, amount }),
        }
    }

    /// Adds a note of people, unless it is blank.
    pub(crate) fn note(&mut self, note: Note) {
        if !note.content.is_empty() {
            self.order.order_notes.push(note);
        }
    }

    /// Sets the tax, or notes the one that is in the prices.
    pub(crate) fn tax(&mut self, total: Money, tax: Tax) {
        match tax {
            Tax::Added => self.order.tax_total = total,
            Tax::Included if total == Money::default() => {}
            Tax::Included if self.options.included_tax == IncludedTax::Extract => self.tax_to_extract = total,
            Tax::Included => self.checkout("Tax (included)", total.text_with_cents()),
        }
    }

    /// Adds a fee to the handling, and says what it is for.
    pub(crate) fn fee(&mut self, name: &str, amount: Money) {
        if amount != Money::default() {
            self.order.handling_total = self.order.handling_total + amount;
            self.checkout(if name.is_empty() { "Fee" } else { name }, amount.text_with_cents());
        }
    }

    /// Adds a line as an item, or says why it is none.
    pub(crate) fn line(&mut self, line: Line) -> Result<(), MapError> {
        if let Some(item) = line.item(&mut self.shortfalls)? {
            self.items.push(item);
        }
        Ok(())
    }

    /// Adds a shipment that the cart has.
    pub(crate) fn parcel(&mut self, parcel: Parcel) {
        self.parcels.push(parcel);
    }

    /// An empty shipment of this cart.
    pub(crate) fn shipment(&self) -> Shipment {
        Shipment { source: self.spec.label.to_owned(), ..draft_shipment(self.options.now) }
    }

    /// The whole order. `lines_path` is where its lines would be.
    pub(crate) fn finish(mut self, order_id: String, end: Ending) -> Result<MappedOrder, MapError> {
        if self.items.is_empty() {
            return Err(MapError::NoItems { path: end.lines_path });
        }
        if self.order.refund_total == Money::default() {
            self.order.refund_total = self.refunds.iter().map(|refund| refund.amount).sum();
        }
        if self.tax_to_extract != Money::default() {
            net::take_out(self.tax_to_extract, &mut self.order, &mut self.items);
        }
        self.name_somebody();
        let own = self.own_metadata(&order_id);
        let metadata = own.into_iter().chain(std::mem::take(&mut self.metadata));
        self.order.order_metadata = self.fitting("order_metadata", metadata, MAX_ORDER_METADATA_LENGTH);
        let checkout_data = std::mem::take(&mut self.checkout_data).into_iter();
        self.order.checkout_data = self.fitting("checkout_data", checkout_data, MAX_CHECKOUT_DATA_LENGTH);
        fit::cut_texts(&mut self.order, &mut self.items, &mut self.shortfalls);
        let balance = self.balance();
        let (parcels, shipments) = self.parcels();
        let mut new = NewOrder::new(self.order, self.items, balance);
        new.shipments = shipments;
        let is_shipped = |item: &domain::OrderItem| item.delivery_type == "ship";
        if !matches!(end.stage, Stage::Shipped | Stage::Canceled) && new.draft().order_items.iter().any(is_shipped) {
            let missing = missing_lines(&new.draft().shipping);
            if !missing.is_empty() {
                self.shortfalls.push(Shortfall::NoAddress { missing });
            }
        }
        let problems = new.check();
        if !problems.is_empty() {
            return Err(MapError::TooLarge(problems));
        }
        Ok(MappedOrder {
            order_id,
            version: end.version,
            new,
            stage: end.stage,
            cart_status: end.cart_status,
            is_test: end.is_test,
            parcels,
            refunds: self.refunds,
            shortfalls: self.shortfalls,
        })
    }

    /// What was charged and not paid back; none where the cart says no total, and the order's own counts.
    fn balance(&self) -> Option<Money> {
        if matches!(self.order.payment_status.as_str(), "Pending" | "Rejected" | "Voided") {
            return Some(Money::default());
        }
        let charged = self.balance.or_else(|| Some(self.total? - self.order.refund_total))?;
        Some(if charged.is_negative() { Money::default() } else { charged })
    }

    /// An order names somebody: the person, else the beginning of the e-mail, else the cart.
    fn name_somebody(&mut self) {
        let (shipping, customer) = (&mut self.order.shipping, &mut self.order.customer);
        if shipping.is_named() || customer.is_named() {
            return;
        }
        let address = if *shipping == domain::Address::default() { customer } else { shipping };
        let name = self.order.email.split('@').next().unwrap_or_default().trim();
        if !self.person.trim().is_empty() {
            (address.first_name, address.last_name) = split_name(&self.person);
        } else if name.is_empty() {
            self.spec.label.clone_into(&mut address.company);
        } else {
            name.clone_into(&mut address.company);
        }
        self.metadata.insert(0, (NAME_MISSING.to_owned(), "1".to_owned()));
    }

    /// What we note ourselves, which has room before all that the cart has.
    fn own_metadata(&self, order_id: &str) -> Vec<(String, String)> {
        let mut own = vec![];
        push(&mut own, SOURCE_ORDER_ID, order_id.to_owned());
        push(&mut own, "currency", self.currency.clone());
        if let Some(total) = self.total {
            push(&mut own, "cart_total", total.text_with_cents());
            let mut order = self.order.clone();
            order.order_items = self.items.iter().map(|item| item.item(String::new())).collect();
            let residual = amount::in_units(total - order.order_total(), &self.currency);
            if residual != Money::default() {
                push(&mut own, TOTAL_RESIDUAL, residual.text());
            }
        }
        own
    }

    fn fitting(&mut self, field: &str, entries: impl Iterator<Item = (String, String)>, max: usize) -> Variations {
        fit::fitting(field, entries, max, &mut self.shortfalls)
    }

    /// The cart's shipments, and what is in each; those of them that the order is created with have their lines as items
    /// by code.
    fn parcels(&mut self) -> (Vec<CartParcel>, Vec<NewShipment>) {
        let mut parcels = vec![];
        let mut shipments = vec![];
        for (place, parcel) in std::mem::take(&mut self.parcels).into_iter().enumerate() {
            let Parcel { mut shipment, lines, is_partial } = parcel;
            // Some carts have no ids of shipments: one is known by its number, and without one by its place. An id says here
            // that the cart knows of it.
            let number = shipment.tracking_number.trim().to_owned();
            if shipment.cart_shipment_id.is_empty() {
                let known_by = if number.is_empty() { place.saturating_add(1).to_string() } else { number.clone() };
                shipment.cart_shipment_id = format!("#{known_by}");
            }
            if number.is_empty() {
                "n/a".clone_into(&mut shipment.tracking_number);
            }
            fit::cut_shipment(&mut shipment);
            let at = shipment.date_shipped;
            let Ok(new) = NewShipment::new(shipment, Some(at), None) else { continue };
            if let Some(quantities) = self.quantities(&lines).filter(|_| !is_partial) {
                shipments.push(new.clone().of_items(quantities));
            } else {
                let tracking_number = new.tracking_number().to_owned();
                self.shortfalls.push(Shortfall::UnknownParcel { tracking_number });
            }
            parcels.push(CartParcel { shipment: new, lines, is_partial });
        }
        (parcels, shipments)
    }

    /// The lines of a parcel by their codes. All that was ordered, or no lines at all, is a parcel that is not itemised;
    /// none where an item has no code of its own.
    fn quantities(&self, lines: &[(String, u32)]) -> Option<Vec<ItemQuantity>> {
        let of_line = |item: &NewOrderItem, id: &str| line::id_of(item) == id;
        let ordered = |item: &NewOrderItem| {
            let sent = lines.iter().filter(|(id, _)| of_line(item, id)).map(|(_, quantity)| *quantity).sum::<u32>();
            sent >= item.values.quantity || item.values.delivery_type != "ship"
        };
        if lines.is_empty() || self.items.iter().all(ordered) {
            return Some(vec![]);
        }
        let mut quantities = vec![];
        for (id, quantity) in lines {
            // What is no item any more was taken off the order after it left.
            let Some(item) = self.items.iter().find(|item| of_line(item, id)) else { continue };
            let code = item.code().trim();
            let is_own = self.items.iter().filter(|other| other.code().trim() == code).count() == 1;
            if code.is_empty() || !is_own {
                return None;
            }
            quantities.push(ItemQuantity { id: String::new(), code: code.to_owned(), quantity: *quantity });
        }
        Some(quantities).filter(|quantities| !quantities.is_empty())
    }
}

/// What is said of an order at its end.
pub(crate) struct Ending {
    /// Where the cart lists the order's lines.
    pub(crate) lines_path: &'static str,
    pub(crate) version: Option<jiff::Timestamp>,
    pub(crate) stage: Stage,
    pub(crate) cart_status: String,
    pub(crate) is_test: bool,
}

/// Adds an entry that is not blank; of two with one name the first stays.
fn push(entries: &mut Vec<(String, String)>, name: &str, text: String) {
    if !text.trim().is_empty() && !entries.iter().any(|(known, _)| known == name) {
        entries.push((name.to_owned(), text));
    }
}
