//! What a later notice of an order changes of the order as it is here (carts section 7).
//!
//! What the cart had of each field is remembered as a digest. A field that is still what the cart had then takes what the
//! cart has now; a field that a person, a rule or a call changed since keeps that, and a line of the history says what the
//! cart has.

mod items;
mod refunds;
mod state;

use domain::fields::{ORDER_FIELDS, OrderField, Write};
use domain::limits::{MAX_CHECKOUT_DATA_LENGTH, MAX_ORDER_METADATA_LENGTH, check_map_length};
use domain::{Given, ItemQuantity, Money, NewOrderItem, NewShipment, Order, OrderPatch, Shipment, Variations};
use jiff::Timestamp;

pub use state::ImportState;

use crate::mapped::{CartParcel, MappedOrder, Stage};
use crate::text::cut;

/// So many characters of a value are in a line of the history.
const MAX_QUOTED_LENGTH: usize = 100;

/// What the cart never changes of an order that is here: what it is known by, and when it was placed.
const NEVER: [&str; 3] = ["source_id", "source_name", "date_added"];

/// One of the two maps that are merged entry by entry.
const CHECKOUT_DATA: &str = "checkout_data";

/// The addresses a cart has.
const ADDRESSES: [&str; 2] = ["shipping", "customer"];

/// What a later notice means for an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Merge {
    /// Nothing: all of it is known, or what is known is newer.
    Nothing,
    /// This.
    Changes(Box<Merged>),
}

/// What a later notice changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// What changes of the order's fields and items; none where nothing of them does.
    pub patch: Option<OrderPatch>,
    /// Shipments of the cart's that the order does not have.
    pub shipments: Vec<NewShipment>,
    /// Whether the cart canceled it since.
    pub is_canceled: bool,
    /// Lines for the history: what was kept against the cart.
    pub notes: Vec<String>,
    /// What is remembered of the cart's order from now on.
    pub state: ImportState,
}

/// What `later` changes of `order`, of which the cart had what `known` remembers. Where `later` is older than that, only
/// shipments count that nobody knows of. `now` is when the order changes.
pub fn merge(order: &Order, known: &ImportState, later: &MappedOrder, now: Timestamp) -> Merge {
    let (shipments, notes) = new_shipments(order, known, later);
    let is_older = later.version.zip(known.version).is_some_and(|(later, known)| later < known);
    if is_older {
        return overtaken(known, later, shipments, notes);
    }
    let mut changes = Changes { order, known, patch: OrderPatch::new(now), has_patch: false, notes };
    let draft = later.new.draft();
    changes.take_fields(draft);
    changes.take_map(CHECKOUT_DATA, MAX_CHECKOUT_DATA_LENGTH, &order.checkout_data, &draft.checkout_data);
    changes.take_map("order_metadata", MAX_ORDER_METADATA_LENGTH, &order.order_metadata, &draft.order_metadata);
    changes.take_discounts(draft);
    changes.take_items(later);
    let state = known.followed_by(ImportState::of(later));
    let is_canceled = later.stage == Stage::Canceled && known.stage != Some(Stage::Canceled);
    let is_nothing = !changes.has_patch && shipments.is_empty() && !is_canceled && state == *known;
    if is_nothing {
        return Merge::Nothing;
    }
    let patch = changes.has_patch.then_some(changes.patch);
    Merge::Changes(Box::new(Merged { patch, shipments, is_canceled, notes: changes.notes, state }))
}

/// A notice that was overtaken: what it says of shipments counts still, as parcels are not taken back.
fn overtaken(known: &ImportState, later: &MappedOrder, shipments: Vec<NewShipment>, notes: Vec<String>) -> Merge {
    if shipments.is_empty() && notes.is_empty() {
        return Merge::Nothing;
    }
    let mut state = known.clone();
    state.shipment_ids.extend(later.shipment_ids());
    Merge::Changes(Box::new(Merged { patch: None, shipments, is_canceled: false, notes, state }))
}

/// The cart's shipments that are neither known nor one of ours that the cart was told of. What is in each is said by the
/// ids of the items here; lines of which none is here any more are a line of the history.
fn new_shipments(order: &Order, known: &ImportState, later: &MappedOrder) -> (Vec<NewShipment>, Vec<String>) {
    let (mut shipments, mut notes) = (vec![], vec![]);
    // Ours without a number, of which the cart's id is not known yet: as many of the cart's without one are they.
    let is_unknown = |ours: &&Shipment| !ours.has_tracking_number() && ours.cart_shipment_id.is_empty();
    let mut unknown = order.order_shipments.iter().filter(is_unknown).count();
    for CartParcel { shipment: new, lines, is_partial } in &later.parcels {
        let shipment = new.shipment(String::new());
        let id = &shipment.cart_shipment_id;
        let is_ours =
            |ours: &Shipment| (!id.is_empty() && ours.cart_shipment_id == *id) || has_same_number(ours, &shipment);
        if known.shipment_ids.contains(id) || order.order_shipments.iter().any(is_ours) {
            continue;
        }
        if unknown > 0 && !shipment.has_tracking_number() {
            unknown = unknown.saturating_sub(1);
            continue;
        }
        let here = |(line, quantity): &(String, u32)| {
            let item = order.order_items.iter().find(|item| state::line_id(item) == line)?;
            Some(ItemQuantity { id: item.id.clone(), code: item.code.clone(), quantity: *quantity })
        };
        let items: Vec<ItemQuantity> = lines.iter().filter_map(here).collect();
        if *is_partial {
            notes.push(format!("What is in the cart's shipment {} can't be told", shipment.tracking_number));
        } else if items.is_empty() && !lines.is_empty() {
            notes.push(format!("The cart shipped what is no longer in the order here: {}", shipment.tracking_number));
        } else {
            shipments.push(new.clone().of_items(items));
        }
    }
    (shipments, notes)
}

/// Whether both have a tracking number, and the same one, whatever the cart says of what is in the parcel.
fn has_same_number(ours: &Shipment, theirs: &Shipment) -> bool {
    let without_items = |shipment: &Shipment| Shipment { order_items: vec![], ..shipment.clone() };
    without_items(ours).repeats(&without_items(theirs))
}

struct Changes<'a> {
    order: &'a Order,
    known: &'a ImportState,
    patch: OrderPatch,
    has_patch: bool,
    notes: Vec<String>,
}

impl Changes<'_> {
    fn take_fields(&mut self, draft: &Order) {
        let edited = self.take_addresses(draft);
        let has_refunds = self.take_refunds(draft);
        let is_kept = |field: &OrderField| {
            let is_taken = has_refunds && refunds::FIELDS.contains(&field.name);
            is_taken || field.address.is_some_and(|address| edited.contains(&address))
        };
        for field in ORDER_FIELDS.iter().filter(|field| !NEVER.contains(&field.name) && !is_kept(field)) {
            let texts = state::text_of(field, self.order).zip(state::text_of(field, draft));
            let Some((_, there)) = texts.filter(|(here, there)| self.is_taken(field.name, here, there)) else {
                continue;
            };
            let balance = draft.processor_balance;
            self.change(|patch| {
                patch.change(field.name, |order| match field.write {
                    Write::Text(_, place) => *place(order) = there,
                    Write::Amount(place) => *place(order) = Money::parse_sum(&there).unwrap_or_default(),
                    _ => order.processor_balance = balance,
                })
            });
        }
    }

    /// The addresses that somebody changed here: each is kept whole, as half of two addresses leads nowhere. Where the cart
    /// has another one by now, the history says so.
    fn take_addresses(&mut self, draft: &Order) -> Vec<&'static str> {
        let mut edited = vec![];
        for address in ADDRESSES {
            let fields = || ORDER_FIELDS.iter().filter(|field| field.address == Some(address));
            let is_known = |field: &OrderField, order: &Order| {
                state::text_of(field, order).is_none_or(|text| self.known.has(field.name, &text))
            };
            if fields().all(|field| is_known(field, self.order)) {
                continue;
            }
            edited.push(address);
            if !fields().all(|field| is_known(field, draft)) {
                let texts: Vec<String> = fields().filter_map(|field| state::text_of(field, draft)).collect();
                let filled: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
                let shown = cut(&filled.join(", "), MAX_QUOTED_LENGTH);
                self.notes.push(format!("The cart has another {address} address now, and yours was kept: {shown}"));
            }
        }
        edited
    }

    /// Whether the cart's value takes the place of ours: the cart changed it, and nobody here did. Where both did, the
    /// history says so.
    fn is_taken(&mut self, field: &str, here: &str, there: &str) -> bool {
        if here == there || self.known.has(field, there) {
            return false;
        }
        if self.known.has(field, here) {
            return true;
        }
        let shown = if there.is_empty() { "nothing".to_owned() } else { cut(there, MAX_QUOTED_LENGTH) };
        self.notes.push(format!("The cart has another {field} now, and yours was kept: {shown}"));
        false
    }

    fn take_map(&mut self, field: &str, max: usize, here: &Variations, there: &Variations) {
        let mut edits = vec![];
        let mut map = here.clone();
        for (key, text) in here.iter().filter(|(key, _)| !there.contains_key(*key)) {
            let name = format!("{field}.{key}");
            // What the cart never had is somebody's here.
            if self.known.is_there(&name) && self.is_taken(&name, text, "") {
                map.shift_remove(key);
                edits.push((key.clone(), None));
            }
        }
        for (key, text) in there {
            let current = here.get(key).map_or("", String::as_str);
            if !self.is_taken(&format!("{field}.{key}"), current, text) {
                continue;
            }
            let before = map.insert(key.clone(), text.clone());
            if check_map_length(field, &map, max).is_none() {
                edits.push((key.clone(), Some(text.clone())));
                continue;
            }
            match before {
                Some(before) => drop(map.insert(key.clone(), before)),
                None => drop(map.shift_remove(key)),
            }
            self.notes.push(format!("{field} has no room for what the cart has now: {}", cut(key, MAX_QUOTED_LENGTH)));
        }
        if edits.is_empty() {
            return;
        }
        self.has_patch = true;
        let map = if field == CHECKOUT_DATA { &mut self.patch.checkout_data } else { &mut self.patch.order_metadata };
        map.edits = edits;
    }

    fn take_discounts(&mut self, draft: &Order) {
        let (here, there) = (state::discounts_text(self.order), state::discounts_text(draft));
        if self.is_taken("discount_list", &here, &there) {
            let list = draft.discount_list.clone();
            self.change(|patch| patch.change("discount_list", |order| order.discount_list = list));
        }
    }

    fn take_items(&mut self, later: &MappedOrder) {
        let merged = items::merged(self.order, self.known, later);
        self.notes.extend(merged.notes);
        if let Some(items) = merged.items {
            let sent = items.into_iter().enumerate().map(|(index, values)| {
                let place = format!("order_items[{index}]").into();
                NewOrderItem { place, ..NewOrderItem::new(values, Given::default()) }
            });
            let sent = sent.collect();
            self.change(|patch| patch.change_items(sent));
        }
    }

    fn change(&mut self, change: impl FnOnce(OrderPatch) -> OrderPatch) {
        self.has_patch = true;
        let empty = OrderPatch::new(self.order.date_added);
        self.patch = change(std::mem::replace(&mut self.patch, empty));
    }
}
