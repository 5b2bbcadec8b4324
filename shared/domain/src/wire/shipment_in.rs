//! Reading shipments (orderdesk-api 2.6, 2.7).

use jiff::Timestamp;

use super::read::{Document, Object, Problem};
use crate::time::whole_seconds;
use crate::{ItemQuantity, Shipment, carrier};

/// What somebody wants to add: a shipment without an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShipment(Shipment);

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
        let mut shipment = Shipment {
            id: String::new(),
            carrier_code: text("carrier_code"),
            shipment_method: text("shipment_method"),
            weight: object.money("weight").unwrap_or_default(),
            cost: object.money("cost").unwrap_or_default(),
            status: text("status"),
            tracking_url: text("tracking_url"),
            label_format: text("label_format"),
            label_image: text("label_image"),
            printed: object.flag("print_status").unwrap_or_default(),
            order_items: items(object),
            source: object.text("source").filter(|source| !source.is_empty()).unwrap_or_else(|| "API".to_owned()),
            cart_shipment_id: text("cart_shipment_id"),
            label_shipment_id: text("label_shipment_id"),
            date_shipped: object.time("date_shipped").or_else(|| object.time("shipment_date")).unwrap_or(now),
            date_added: now,
            tracking_number,
        };
        work_out_carrier(&mut shipment);
        Some(Self(shipment))
    }

    /// The shipment, now that its id is known.
    pub fn shipment(&self, id: String) -> Shipment {
        Shipment { id, ..self.0.clone() }
    }

    /// Whether `other` is this one told before.
    pub fn repeats(&self, other: &Shipment) -> bool {
        self.0.repeats(other)
    }
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
mod tests {
    use super::*;

    fn read(body: &str) -> Result<NewShipment, Vec<Problem>> {
        NewShipment::read(body, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn carrier_and_url_are_worked_out_from_the_number() {
        let shipment = read(r#"{"tracking_number":" 1Z0000000000000001 "}"#).unwrap().shipment("1".into());
        assert_eq!(shipment.carrier_code, "UPS");
        assert!(shipment.tracking_url.ends_with("trackNums=1Z0000000000000001"), "{}", shipment.tracking_url);
        let named =
            read(r#"{"tracking_number":"X1","carrier_code":"Dove","tracking_url":"https://d.example"}"#).unwrap();
        assert_eq!(named.shipment("1".into()).tracking_url, "https://d.example");
    }

    #[test]
    fn a_shipment_told_again_in_other_letters_is_the_same_and_with_other_items_is_not() {
        let first = read(r#"{"tracking_number":"ab1"}"#).unwrap().shipment("1".into());
        assert!(read(r#"{"tracking_number":"AB1 "}"#).unwrap().repeats(&first));
        assert!(!read(r#"{"tracking_number":"AB1","order_items":[{"code":"A"}]}"#).unwrap().repeats(&first));
    }

    #[test]
    fn a_missing_number_is_refused_by_name() {
        for body in ["{}", r#"{"tracking_number":""}"#, r#"{"tracking_number":null}"#] {
            assert_eq!(read(body).unwrap_err()[0].field, "tracking_number");
        }
    }

    #[test]
    fn a_batch_is_a_bare_array_or_named_and_a_bad_entry_spoils_only_itself() {
        let array = r#"[{"order_id":1001,"tracking_number":"A"},{"source_id":"S-1"}]"#;
        let named = format!("{{\"shipments\":{array}}}");
        let bare = ShipmentEntry::read_all(array, Timestamp::UNIX_EPOCH).unwrap();
        let under_name = ShipmentEntry::read_all(&named, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((&bare[0], bare.len()), (&under_name[0], under_name.len()));
        assert_eq!(bare[0].order_id.as_deref(), Some("1001"));
        assert!(bare[0].shipment.is_ok());
        assert_eq!(bare[1].shipment.as_ref().unwrap_err()[0].field, "[1].tracking_number");
    }
}
