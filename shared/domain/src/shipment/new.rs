//! A shipment as somebody wants to add it (orderdesk-api 2.6, 2.7).

use jiff::Timestamp;

use crate::limits::{
    MAX_ITEMS, MAX_LABEL_LENGTH, MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, MAX_URL_LENGTH, check_count, check_text_length,
};
use crate::order::is_blank;
use crate::time::whole_seconds;
use crate::{ItemQuantity, Problem, Shipment, carrier, time};

/// A tracking number has at most this many characters.
pub const MAX_TRACKING_NUMBER_LENGTH: usize = 255;

/// What somebody wants to add: a shipment without an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShipment {
    draft: Shipment,
    /// When it left, if that was given.
    date_shipped: Option<Timestamp>,
    /// Whether its label was printed, if that was given.
    printed: Option<bool>,
}

/// A shipment with nothing in it, shipped and added at this moment by `API`.
pub fn draft_shipment(now: Timestamp) -> Shipment {
    let now = whole_seconds(now);
    Shipment {
        id: String::new(),
        tracking_number: String::new(),
        carrier_code: String::new(),
        shipment_method: String::new(),
        weight: crate::Money::default(),
        cost: crate::Money::default(),
        status: String::new(),
        tracking_url: String::new(),
        label_format: String::new(),
        label_image: String::new(),
        printed: false,
        order_items: vec![],
        source: "API".to_owned(),
        cart_shipment_id: String::new(),
        label_shipment_id: String::new(),
        date_shipped: now,
        date_added: now,
    }
}

impl NewShipment {
    /// A shipment of `draft` (see [`draft_shipment`]). Carrier and tracking URL are worked out where they are missing;
    /// `date_shipped` and `printed` are as they were given, and count before the draft's.
    pub fn new(draft: Shipment, date_shipped: Option<Timestamp>, printed: Option<bool>) -> Result<Self, Problem> {
        let tracking_number = Self::check_number(&draft.tracking_number)?;
        let mut draft = Shipment {
            tracking_number,
            printed: printed.unwrap_or(draft.printed),
            date_shipped: date_shipped.unwrap_or(draft.date_shipped),
            order_items: trimmed(draft.order_items),
            ..draft
        };
        if let Some(problem) = check_texts(&draft) {
            return Err(problem);
        }
        work_out_carrier(&mut draft);
        Ok(Self { draft, date_shipped, printed })
    }

    /// A shipment of which nothing is known but its tracking number; it is not itemised.
    pub fn of_number(tracking_number: &str, now: Timestamp) -> Result<Self, Problem> {
        Self::new(Shipment { tracking_number: tracking_number.to_owned(), ..draft_shipment(now) }, None, None)
    }

    /// The same shipment with these items in it.
    #[must_use]
    pub fn of_items(mut self, order_items: Vec<ItemQuantity>) -> Self {
        self.draft.order_items = trimmed(order_items);
        self
    }

    /// A tracking number without the blanks around it; there must be one.
    pub fn check_number(tracking_number: &str) -> Result<String, Problem> {
        let field = "tracking_number";
        let number = tracking_number.trim_matches(is_blank);
        if number.is_empty() {
            return Err(Problem::new(field, "is needed; send n/a when there is none"));
        }
        match check_text_length(field, number, MAX_TRACKING_NUMBER_LENGTH) {
            Some(problem) => Err(problem),
            None => Ok(number.to_owned()),
        }
    }

    /// The shipment without an id.
    pub(crate) fn draft(&self) -> &Shipment {
        &self.draft
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

    /// Its tracking number, without blanks around it.
    pub fn tracking_number(&self) -> &str {
        &self.draft.tracking_number
    }

    /// Who carries it.
    pub fn carrier_code(&self) -> &str {
        &self.draft.carrier_code
    }

    /// By which of the carrier's services.
    pub fn shipment_method(&self) -> &str {
        &self.draft.shipment_method
    }

    /// The same shipment by this service, and by this carrier where one is given; its tracking URL stays.
    #[must_use]
    pub fn called(mut self, carrier_code: Option<&str>, shipment_method: &str) -> Self {
        let cut = |text: &str| text.chars().take(MAX_SHORT_TEXT_LENGTH).collect();
        self.draft.carrier_code = carrier_code.map_or(self.draft.carrier_code, cut);
        self.draft.shipment_method = cut(shipment_method);
        self
    }

    /// The same shipment, which this says of itself where it comes from; cut to what fits.
    #[must_use]
    pub fn from_source(mut self, source: &str) -> Self {
        self.draft.source = source.chars().take(MAX_SHORT_TEXT_LENGTH).collect();
        self
    }

    /// Whether `other` is the same shipment.
    pub fn repeats(&self, other: &Shipment) -> bool {
        self.draft.repeats(other)
    }
}

/// What of a shipment is longer than it may be, but for its tracking number.
fn check_texts(shipment: &Shipment) -> Option<Problem> {
    let texts = [
        ("carrier_code", &shipment.carrier_code, MAX_SHORT_TEXT_LENGTH),
        ("shipment_method", &shipment.shipment_method, MAX_SHORT_TEXT_LENGTH),
        ("status", &shipment.status, MAX_LINE_LENGTH),
        ("tracking_url", &shipment.tracking_url, MAX_URL_LENGTH),
        ("label_format", &shipment.label_format, MAX_SHORT_TEXT_LENGTH),
        ("label_image", &shipment.label_image, MAX_LABEL_LENGTH),
        ("source", &shipment.source, MAX_SHORT_TEXT_LENGTH),
        ("cart_shipment_id", &shipment.cart_shipment_id, MAX_SHORT_TEXT_LENGTH),
        ("label_shipment_id", &shipment.label_shipment_id, MAX_SHORT_TEXT_LENGTH),
    ];
    let long = texts.into_iter().find_map(|(field, text, max)| check_text_length(field, text, max));
    let items = || check_count("order_items", "items", shipment.order_items.len(), MAX_ITEMS);
    long.or_else(items).or_else(|| shipment.order_items.iter().enumerate().find_map(check_item))
}

fn check_item((index, item): (usize, &ItemQuantity)) -> Option<Problem> {
    let mut texts = [("id", &item.id), ("code", &item.code)].into_iter();
    let long = texts.find_map(|(field, text)| check_text_length(field, text, MAX_SHORT_TEXT_LENGTH))?;
    Some(long.within("order_items", index))
}

/// The items, their ids and codes without the blanks around them.
fn trimmed(mut items: Vec<ItemQuantity>) -> Vec<ItemQuantity> {
    for item in &mut items {
        item.id = item.id.trim_matches(is_blank).to_owned();
        item.code = item.code.trim_matches(is_blank).to_owned();
    }
    items
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipment_is_made_of_plain_values_with_its_carrier_worked_out() {
        let new = NewShipment::of_number(" 1Z0000000000000019 ", Timestamp::UNIX_EPOCH).unwrap();
        let items = vec![ItemQuantity { code: "MUG-01".into(), quantity: 2, ..ItemQuantity::default() }];
        let shipment = new.of_items(items).shipment("9001".into());
        assert_eq!((shipment.carrier_code.as_str(), shipment.source.as_str()), ("UPS", "API"));
        assert!(shipment.tracking_url.ends_with("trackNums=1Z0000000000000019"), "{}", shipment.tracking_url);
        assert_eq!(shipment.order_items[0].quantity, 2);
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_by_name() {
        let draft = || Shipment { tracking_number: "n/a".into(), ..draft_shipment(Timestamp::UNIX_EPOCH) };
        let long = || "x".repeat(1_000_001);
        let code = ItemQuantity { code: "x".repeat(256), ..ItemQuantity::default() };
        for (draft, field) in [
            (Shipment { carrier_code: long(), ..draft() }, "carrier_code"),
            (Shipment { status: long(), ..draft() }, "status"),
            (Shipment { tracking_url: "x".repeat(2_049), ..draft() }, "tracking_url"),
            (Shipment { label_image: long(), ..draft() }, "label_image"),
            (Shipment { source: "x".repeat(256), ..draft() }, "source"),
            (Shipment { order_items: vec![ItemQuantity::default(), code], ..draft() }, "order_items[1].code"),
            (Shipment { order_items: vec![ItemQuantity::default(); 1_001], ..draft() }, "order_items"),
        ] {
            assert_eq!(NewShipment::new(draft, None, None).unwrap_err().field, field);
        }
    }

    #[test]
    fn a_number_that_is_missing_or_too_long_is_refused_by_name() {
        for number in [String::new(), " ".into(), "x".repeat(256)] {
            assert_eq!(NewShipment::of_number(&number, Timestamp::UNIX_EPOCH).unwrap_err().field, "tracking_number");
        }
    }
}
