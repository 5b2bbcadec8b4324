//! Reading shipments (orderdesk-api 2.6, 2.7).

use jiff::Timestamp;

use super::read::{Document, Object, Problem};
use crate::time::whole_seconds;
use crate::{ItemQuantity, Shipment, carrier, time};

/// What somebody wants to add: a shipment without an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShipment {
    draft: Shipment,
    /// When it left, if that was said.
    date_shipped: Option<Timestamp>,
    /// Whether its label was printed, if that was said.
    printed: Option<bool>,
}

impl NewShipment {
    /// Reads the body of `POST /orders/{id}/shipments`.
    pub fn read(body: &str, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let shipment = Self::of(&document.object(), whole_seconds(now));
        match (shipment, document.problems()) {
            (Some(shipment), problems) if problems.is_empty() => Ok(shipment),
            (_, problems) => Err(problems),
        }
    }

    /// Reads one shipment. Carrier and tracking URL are worked out where they are missing.
    pub(super) fn of(object: &Object, now: Timestamp) -> Option<Self> {
        let text = |name| object.text(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let tracking_number = object.short_text("tracking_number", 255).map(|text| text.trim().to_owned());
        let Some(tracking_number) = tracking_number.filter(|number| !number.is_empty()) else {
            object.refuse("tracking_number", "is needed; send n/a when there is none");
            return None;
        };
        let date_shipped = object.time("date_shipped").or_else(|| object.time("shipment_date"));
        let printed = object.flag("print_status");
        let mut draft = Shipment {
            id: String::new(),
            carrier_code: text("carrier_code"),
            shipment_method: text("shipment_method"),
            weight: object.money("weight").unwrap_or_default(),
            cost: object.money("cost").unwrap_or_default(),
            status: text("status"),
            tracking_url: text("tracking_url"),
            label_format: text("label_format"),
            label_image: text("label_image"),
            printed: printed.unwrap_or_default(),
            order_items: items(object),
            source: object.text("source").filter(|source| !source.is_empty()).unwrap_or_else(|| "API".to_owned()),
            cart_shipment_id: text("cart_shipment_id"),
            label_shipment_id: text("label_shipment_id"),
            date_shipped: date_shipped.unwrap_or(now),
            date_added: now,
            tracking_number,
        };
        work_out_carrier(&mut draft);
        Some(Self { draft, date_shipped, printed })
    }

    /// The shipment, now that its id is known.
    pub fn shipment(&self, id: String) -> Shipment {
        Shipment { id, ..self.draft.clone() }
    }

    /// What becomes of `old` under a full replacement (orderdesk-api 4.7). What it is made of is as sent: number,
    /// carrier, method, weight, cost, status, URL and items, the rest of them blank. What a label or a cart left on it
    /// stays unless something else is sent for it; its id, its source and when it was added stay always.
    pub fn replacing(&self, old: &Shipment) -> Shipment {
        let or_old = |new: &String, old: &String| if new.is_empty() { old.clone() } else { new.clone() };
        let mut shipment = Shipment {
            id: old.id.clone(),
            label_format: or_old(&self.draft.label_format, &old.label_format),
            label_image: or_old(&self.draft.label_image, &old.label_image),
            printed: self.printed.unwrap_or(old.printed),
            source: old.source.clone(),
            cart_shipment_id: or_old(&self.draft.cart_shipment_id, &old.cart_shipment_id),
            label_shipment_id: or_old(&self.draft.label_shipment_id, &old.label_shipment_id),
            date_shipped: self.date_shipped.map_or(old.date_shipped, |sent| same_day(sent, old.date_shipped)),
            date_added: old.date_added,
            ..self.draft.clone()
        };
        if shipment.tracking_number != old.tracking_number && followed(old) && shipment.tracking_url == old.tracking_url
        {
            // It came back as it was read, and follows the old number.
            shipment.tracking_url.clear();
            work_out_carrier(&mut shipment);
        }
        shipment
    }

    /// What is in it; empty when it is not itemised.
    pub fn order_items(&self) -> &[ItemQuantity] {
        &self.draft.order_items
    }

    /// Whether `other` is this one told before.
    pub fn repeats(&self, other: &Shipment) -> bool {
        self.draft.repeats(other)
    }
}

/// `kept`, when `sent` is the day of it, which is all the API writes.
fn same_day(sent: Timestamp, kept: Timestamp) -> Timestamp {
    if time::parse(&time::date_text(kept)) == Some(sent) { kept } else { sent }
}

/// Whether its URL is the one that is worked out for it.
fn followed(shipment: &Shipment) -> bool {
    let url = carrier::tracking_url(&shipment.carrier_code, &shipment.tracking_number);
    url.is_some_and(|url| url == shipment.tracking_url)
}

fn work_out_carrier(shipment: &mut Shipment) {
    if shipment.carrier_code.is_empty() {
        shipment.carrier_code = carrier::of(&shipment.tracking_number).unwrap_or_default().to_owned();
    }
    if shipment.tracking_url.is_empty() {
        let url = carrier::tracking_url(&shipment.carrier_code, &shipment.tracking_number);
        shipment.tracking_url = url.unwrap_or_default();
    }
}

fn items(object: &Object) -> Vec<ItemQuantity> {
    // What GET writes for a shipment that is not itemised comes back as it is.
    if !object.has("order_items") || object.has_text("order_items", "") {
        return vec![];
    }
    let item = |entry: &Object| ItemQuantity {
        id: entry.text("id").unwrap_or_default(),
        code: entry.text("code").unwrap_or_default(),
        quantity: entry.quantity("quantity").unwrap_or(1),
    };
    object.list("order_items").unwrap_or_default().iter().map(item).collect()
}

/// One entry of `POST /batch-shipments`: which order, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentEntry {
    /// `order_id` as it was sent.
    pub order_id: Option<String>,
    /// `source_id`, for who knows the order by the cart's number.
    pub source_id: Option<String>,
    /// `source_name`, to tell apart orders of one number from two carts.
    pub source_name: Option<String>,
    /// The shipment, or what is wrong with it.
    pub shipment: Result<NewShipment, Vec<Problem>>,
}

impl ShipmentEntry {
    /// Reads the body: a bare array, or `{"shipments": […]}`. A bad entry does not spoil the others.
    pub fn read_all(body: &str, now: Timestamp) -> Result<Vec<Self>, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let entries = document.list("shipments");
        match document.problems() {
            problems if problems.is_empty() => Ok(entries.iter().map(|entry| Self::of(entry, now)).collect()),
            problems => Err(problems),
        }
    }

    fn of(entry: &Object, now: Timestamp) -> Self {
        let problems = entry.problems_of(|entry| NewShipment::of(entry, whole_seconds(now)));
        let text = |name| entry.text(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            order_id: text("order_id"),
            source_id: text("source_id"),
            source_name: text("source_name"),
            shipment: match problems {
                (Some(shipment), problems) if problems.is_empty() => Ok(shipment),
                (_, problems) => Err(problems),
            },
        }
    }
}

#[cfg(test)]
mod tests;
