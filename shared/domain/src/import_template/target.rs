//! What the cells of a column can be.

use super::{ImportKind, MAX_NUMBERED_ITEMS};
use crate::fields::{ORDER_FIELDS, OrderField, plain_fields};
use crate::kinds::kinds;

/// What the cells of a column are. Its name is what a template's column says.
#[derive(Debug, Clone)]
pub enum ImportTarget {
    /// `ignore`: nothing; the column is known and not read.
    Ignored,
    /// A field of an order: `email`, `shipping.city`, `date_added`, …
    Order(&'static OrderField),
    /// `shipping.full_name`, `customer.full_name`: first and last name of this address, split at the last blank.
    FullName(&'static str),
    /// `checkout_data:<name>`: that checkout data field.
    CheckoutData(String),
    /// `metadata:<name>`: that metadata field of an order or an inventory item; of a shipment, of its order.
    Metadata(String),
    /// `discount.name`.
    DiscountName,
    /// `discount.code`.
    DiscountCode,
    /// `discount.amount`.
    DiscountAmount,
    /// `note`: the text of a note.
    Note,
    /// `item.code`, …: of the row's item, or of the item that the row's shipment has in it.
    Item(ItemColumn),
    /// `item2.code` or `sku2`, …: of the item of this number, from 1 up.
    NumberedItem(u32, ItemColumn),
    /// `code`, `stock`, …: of an inventory item.
    Inventory(InventoryColumn),
    /// `variation:<name>`: that variation of an inventory item.
    Variation(String),
    /// `tracking_number`, …: of a shipment, or of what tells its order.
    Shipment(ShipmentColumn),
}

/// What of an order item a column can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemColumn {
    /// `item.name`.
    Name,
    /// `item.code`: the SKU.
    Code,
    /// `item.price`: of one.
    Price,
    /// `item.quantity`.
    Quantity,
    /// `item.weight`: of one.
    Weight,
    /// `item.category_code`.
    CategoryCode,
    /// `item.delivery_type`.
    DeliveryType,
    /// `item.fulfillment_method`.
    FulfillmentMethod,
    /// `item.variation:<name>`.
    Variation(String),
    /// `item.metadata:<name>`.
    Metadata(String),
}

kinds! {
    /// What of an inventory item a column can be.
    InventoryColumn {
        /// Its SKU, by which it is found.
        #[default]
        Code = "code",
        /// Name.
        Name = "name",
        /// Price.
        Price = "price",
        /// What it costs the store.
        Cost = "cost",
        /// Weight.
        Weight = "weight",
        /// How many there are.
        Stock = "stock",
        /// Where it lies.
        Location = "location",
        /// The maker's SKU.
        ManufacturerSku = "manufacturer_sku",
    }
}

kinds! {
    /// What of a shipment, or of the order it is of, a column can be.
    ShipmentColumn {
        /// The order's number in the cart.
        #[default]
        SourceId = "source_id",
        /// The cart.
        SourceName = "source_name",
        /// The order's id.
        OrderId = "order_id",
        /// The customer's e-mail.
        Email = "email",
        /// Who the order is shipped to.
        Name = "name",
        /// Tracking number.
        TrackingNumber = "tracking_number",
        /// Carrier.
        CarrierCode = "carrier_code",
        /// Name of the service.
        ShipmentMethod = "shipment_method",
        /// The day it left.
        DateShipped = "date_shipped",
        /// Weight.
        Weight = "weight",
        /// What it cost.
        Cost = "cost",
        /// Where to follow it.
        TrackingUrl = "tracking_url",
    }
}

/// The addresses whose first and last name can stand in one column.
pub const ADDRESSES_WITH_FULL_NAME: [&str; 2] = ["shipping", "customer"];

/// The fields of an order that a column can be, beside those that are written as they are kept.
const OWN_FIELDS: [&str; 3] = ["date_added", "cc_number", "processor_balance"];

impl ImportTarget {
    /// What `name` stands for in a template of this kind.
    pub fn named(kind: ImportKind, name: &str) -> Option<Self> {
        let name = name.trim();
        if name == "ignore" {
            return Some(Self::Ignored);
        }
        if let Some(field) = after(name, "metadata:") {
            return Some(Self::Metadata(field));
        }
        match kind {
            ImportKind::Orders => Self::of_order(name),
            ImportKind::Inventory => after(name, "variation:")
                .map(Self::Variation)
                .or_else(|| InventoryColumn::named(name).map(Self::Inventory)),
            ImportKind::Shipments => {
                let item = name.strip_prefix("item.").and_then(ItemColumn::named);
                let item = item.filter(|item| matches!(item, ItemColumn::Code | ItemColumn::Quantity));
                item.map(Self::Item).or_else(|| ShipmentColumn::named(name).map(Self::Shipment))
            }
        }
    }

    fn of_order(name: &str) -> Option<Self> {
        let plain = match name {
            "note" => Some(Self::Note),
            "discount.name" => Some(Self::DiscountName),
            "discount.code" => Some(Self::DiscountCode),
            "discount.amount" => Some(Self::DiscountAmount),
            _ => None,
        };
        let full_name = || {
            let address = name.strip_suffix(".full_name")?;
            ADDRESSES_WITH_FULL_NAME.into_iter().find(|known| *known == address).map(Self::FullName)
        };
        let item = || name.strip_prefix("item.").and_then(ItemColumn::named).map(Self::Item);
        plain
            .or_else(full_name)
            .or_else(|| after(name, "checkout_data:").map(Self::CheckoutData))
            .or_else(item)
            .or_else(|| numbered(name))
            .or_else(|| order_fields().find(|field| field.name == name).map(Self::Order))
    }

    /// The names of every target of this kind; one that takes a name has `<name>` in its place, one that takes a number a 1.
    pub fn names(kind: ImportKind) -> Vec<String> {
        let plain: Vec<&str> = match kind {
            ImportKind::Orders => order_fields().map(|field| field.name).collect(),
            ImportKind::Inventory => InventoryColumn::ALL.iter().map(|column| column.name()).collect(),
            ImportKind::Shipments => ShipmentColumn::ALL.iter().map(|column| column.name()).collect(),
        };
        let more: &[&str] = match kind {
            ImportKind::Orders => &[
                "shipping.full_name",
                "customer.full_name",
                "checkout_data:<name>",
                "discount.name",
                "discount.code",
                "discount.amount",
                "note",
            ],
            ImportKind::Inventory => &["variation:<name>"],
            ImportKind::Shipments => &["item.code", "item.quantity"],
        };
        let items = ItemColumn::NAMES.iter().filter(|_| kind == ImportKind::Orders);
        let items = items.flat_map(|name| [format!("item.{name}"), format!("item1.{name}")]);
        let all = plain.iter().chain(more).chain(&["metadata:<name>", "ignore"]);
        all.map(|name| (*name).to_owned()).chain(items).collect()
    }
}

impl ItemColumn {
    /// The names of all of them; one that takes a name has `<name>` in its place.
    const NAMES: [&str; 10] = [
        "name",
        "code",
        "price",
        "quantity",
        "weight",
        "category_code",
        "delivery_type",
        "fulfillment_method",
        "variation:<name>",
        "metadata:<name>",
    ];

    /// The one of this name, which is its field's in the API.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "code" => Self::Code,
            "price" => Self::Price,
            "quantity" => Self::Quantity,
            "weight" => Self::Weight,
            "category_code" => Self::CategoryCode,
            "delivery_type" => Self::DeliveryType,
            "fulfillment_method" => Self::FulfillmentMethod,
            _ => {
                let variation = after(name, "variation:").map(Self::Variation);
                return variation.or_else(|| after(name, "metadata:").map(Self::Metadata));
            }
        })
    }

    /// Its field's name in the API; one of a map the map's.
    pub const fn field_name(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Code => "code",
            Self::Price => "price",
            Self::Quantity => "quantity",
            Self::Weight => "weight",
            Self::CategoryCode => "category_code",
            Self::DeliveryType => "delivery_type",
            Self::FulfillmentMethod => "fulfillment_method",
            Self::Variation(_) => "variation_list",
            Self::Metadata(_) => "metadata",
        }
    }
}

fn order_fields() -> impl Iterator<Item = &'static OrderField> {
    plain_fields().chain(ORDER_FIELDS.iter().filter(|field| OWN_FIELDS.contains(&field.name)))
}

/// `item2.code`, and `sku2`, `qty2`, `name2`, `price2` for short.
fn numbered(name: &str) -> Option<ImportTarget> {
    if let Some(rest) = name.strip_prefix("item") {
        let (number, column) = rest.split_once('.')?;
        return Some(ImportTarget::NumberedItem(item_number(number)?, ItemColumn::named(column)?));
    }
    let short = [
        ("sku", ItemColumn::Code),
        ("qty", ItemColumn::Quantity),
        ("name", ItemColumn::Name),
        ("price", ItemColumn::Price),
    ];
    let mut found =
        short.into_iter().filter_map(|(start, column)| Some((item_number(name.strip_prefix(start)?)?, column)));
    found.next().map(|(number, column)| ImportTarget::NumberedItem(number, column))
}

fn item_number(text: &str) -> Option<u32> {
    let is_plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (1..=MAX_NUMBERED_ITEMS).contains(number))
}

/// What stands behind `start`, if there is something.
fn after(name: &str, start: &str) -> Option<String> {
    let rest = name.strip_prefix(start)?.trim();
    (!rest.is_empty()).then(|| rest.to_owned())
}
