//! Orders and their parts as they are read, made of the tables of fields that the readers go by: [`domain::fields`].

use domain::fields::{
    DISCOUNT_FIELDS, DiscountRead, ITEM_FIELDS, ItemRead, Kind, NOTE_FIELDS, NoteRead, OrderField, PartField, Write,
    lines_of, top_fields,
};
use domain::limits::{MAX_DISCOUNTS, MAX_ITEMS, MAX_NOTES, MAX_SHIPMENTS};
use utoipa::openapi::schema::{
    AdditionalProperties, AllOfBuilder, ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use wire::schema::of;
use wire::shipments::ShipmentInput;

use super::bodies::Read;
use super::scalars_in::{AnyAmount, AnyCount, AnyDate, AnyId, AnyMap, AnyQuantity, AnyText, texts};
use super::{Named, described, named, reference, with_description, with_field};

/// A field's name, form and description.
type Property = (&'static str, RefOr<Schema>, String);

/// Schemas made by a function, and the schemas they are made of.
macro_rules! made {
    ($($(#[doc = $doc:literal])+ $name:ident of [$($part:ty),*] = $schema:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, serde::Serialize)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                described($schema.into(), concat!($($doc),+).trim()).into()
            }
        }

        impl ToSchema for $name {
            fn schemas(all: &mut Named) {
                $(all.extend(named::<$part>());)*
                let _ = all;
            }
        }
    )*};
}

made! {
    /// An order as it is sent. Ids, totals and unknown fields are passed over; a map may be `[]`, a list may be an object
    /// with numbers as keys. Each line of an address may also be sent flat, as `shipping_city`.
    OrderInput of [ShippingAddressInput, CustomerAddressInput, ReturnAddressInput, DiscountInput, NoteInput,
        OrderItemInput, Read<ShipmentInput>, AnyAmount, AnyCount, AnyDate, AnyMap, AnyText] = open(order());
    /// A new order: it has at least one item, and a first name, a last name or a company in one of its two addresses.
    NewOrder of [OrderInput] = {
        let items = ArrayBuilder::new().min_items(Some(1)).max_items(Some(MAX_ITEMS));
        let items = items.items(reference::<OrderItemInput>());
        let demand = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
        let demand = demand.property("order_items", items).required("order_items");
        Schema::AllOf(AllOfBuilder::new().item(reference::<OrderInput>()).item(demand).build())
    };
    /// What changes of an order. What is left out stays as it is, null blanks a field, and a field that is unknown or
    /// cannot be written is refused by name. In a map, and in an address, too, only what is named changes.
    OrderPatch of [ShippingAddressPatch, CustomerAddressPatch, ReturnAddressPatch, DiscountOfPatch, NoteOfPatch,
        ItemOfPatch, AnyId] = closed(patch());
    /// Where an order is shipped to, as it is sent.
    ShippingAddressInput of [] = open(address("shipping"));
    /// The customer's address as it is sent.
    CustomerAddressInput of [] = open(address("customer"));
    /// Where returns go, as it is sent.
    ReturnAddressInput of [] = open(address("return_address"));
    /// What changes of the address that is shipped to.
    ShippingAddressPatch of [] = closed(address("shipping"));
    /// What changes of the customer's address.
    CustomerAddressPatch of [] = closed(address("customer"));
    /// What changes of the return address.
    ReturnAddressPatch of [] = closed(address("return_address"));
    /// An item as it is sent. What is left out becomes blank.
    OrderItemInput of [AnyQuantity] = open(item());
    /// An item.
    ItemOfPatch of [] = closed(item());
    /// A discount as it is sent.
    DiscountInput of [] = open(discount());
    /// A discount.
    DiscountOfPatch of [] = closed(discount());
    /// A note as it is sent.
    NoteInput of [] = open(note());
    /// A note.
    NoteOfPatch of [] = closed(note());
}

/// What changes of the order with this `id`; all else as for one order alone.
#[derive(Debug, serde::Serialize)]
pub(crate) struct OrderChange;

impl PartialSchema for OrderChange {
    fn schema() -> RefOr<Schema> {
        let about = "What changes of the order with this `id`; all else as for one order alone.";
        with_field(OrderPatch::schema(), "id", reference::<AnyId>(), true, about)
    }
}

impl ToSchema for OrderChange {
    fn schemas(all: &mut Named) {
        all.extend(named::<OrderPatch>());
    }
}

/// What is not known is passed over.
fn open(properties: Vec<Property>) -> Schema {
    Schema::Object(object(properties).build())
}

/// What is not known is refused by name.
fn closed(properties: Vec<Property>) -> Schema {
    let none = AdditionalProperties::<Schema>::FreeForm(false);
    Schema::Object(object(properties).additional_properties(Some(none)).build())
}

fn object(properties: Vec<Property>) -> ObjectBuilder {
    let object = of(Type::Object);
    properties
        .into_iter()
        .fold(object, |object, (name, form, about)| object.property(name, with_description(form, about)))
}

fn order() -> Vec<Property> {
    let mut all: Vec<Property> = vec![];
    for field in top_fields().filter(|field| field.is_writable()) {
        all.push((field.name, form(field, &INPUT), field.description()));
        if field.name == "cc_number" {
            let about = "Taken where `cc_number` is left out, as it comes from a read order.";
            all.push(("cc_number_masked", any::<AnyText>(), about.to_owned()));
        }
    }
    for field in ["shipping", "customer"].into_iter().flat_map(lines_of) {
        all.push((field.flat_name, form(field, &INPUT), format!("Stands in for `{}`.", field.name)));
    }
    let about = "Shipments that were made already; only looked at when an order is created.";
    let shipments = ArrayBuilder::new().max_items(Some(MAX_SHIPMENTS)).items(reference::<Read<ShipmentInput>>());
    all.push(("order_shipments", shipments.into(), about.to_owned()));
    all
}

fn patch() -> Vec<Property> {
    let fields = top_fields().filter(|field| field.is_writable());
    let form = |field: &'static OrderField| match (field.is_never_blank, field.write, field.kind()) {
        (true, Write::Text(max, _), _) => of(Type::String).min_length(Some(1)).max_length(Some(max)).into(),
        (true, _, Kind::Whole) => any::<AnyId>(),
        _ => form(field, &PATCH),
    };
    let about = |field: &OrderField| {
        let about = field.description();
        if field.is_never_blank { format!("{about} Cannot be blank.") } else { about }
    };
    fields.map(|field| (field.name, form(field), about(field))).collect()
}

/// What the addresses and lists of an order are made of: there are two kinds of each.
struct Parts {
    shipping: fn() -> Ref,
    customer: fn() -> Ref,
    return_address: fn() -> Ref,
    discount: fn() -> Ref,
    note: fn() -> Ref,
    item: fn() -> Ref,
}

const INPUT: Parts = Parts {
    shipping: reference::<ShippingAddressInput>,
    customer: reference::<CustomerAddressInput>,
    return_address: reference::<ReturnAddressInput>,
    discount: reference::<DiscountInput>,
    note: reference::<NoteInput>,
    item: reference::<OrderItemInput>,
};

const PATCH: Parts = Parts {
    shipping: reference::<ShippingAddressPatch>,
    customer: reference::<CustomerAddressPatch>,
    return_address: reference::<ReturnAddressPatch>,
    discount: reference::<DiscountOfPatch>,
    note: reference::<NoteOfPatch>,
    item: reference::<ItemOfPatch>,
};

fn form(field: &OrderField, parts: &Parts) -> RefOr<Schema> {
    match (field.write, field.kind()) {
        (Write::Text(max, _), _) => texts().max_length(Some(max)).into(),
        (_, Kind::Parts) => match field.name {
            "shipping" => (parts.shipping)().into(),
            "customer" => (parts.customer)().into(),
            "return_address" => (parts.return_address)().into(),
            "discount_list" => ArrayBuilder::new().max_items(Some(MAX_DISCOUNTS)).items((parts.discount)()).into(),
            "order_notes" => ArrayBuilder::new().max_items(Some(MAX_NOTES)).items((parts.note)()).into(),
            _ => ArrayBuilder::new().max_items(Some(MAX_ITEMS)).items((parts.item)()).into(),
        },
        (_, kind) => of_kind(kind),
    }
}

fn of_kind(kind: Kind) -> RefOr<Schema> {
    match kind {
        Kind::Amount => any::<AnyAmount>(),
        Kind::Whole => any::<AnyCount>(),
        Kind::Date => any::<AnyDate>(),
        Kind::Map => any::<AnyMap>(),
        // Nothing that is written is yes or no.
        Kind::Text | Kind::Flag | Kind::Parts => any::<AnyText>(),
    }
}

fn any<T: ToSchema>() -> RefOr<Schema> {
    reference::<T>().into()
}

fn address(name: &str) -> Vec<Property> {
    lines_of(name).map(|line| (line.part, form(line, &INPUT), line.description())).collect()
}

fn item() -> Vec<Property> {
    parts(ITEM_FIELDS, |read, max| match read {
        ItemRead::Text(_) => limited(max),
        ItemRead::Amount(_) => any::<AnyAmount>(),
        ItemRead::Whole(_) => any::<AnyQuantity>(),
        ItemRead::Map(_) => any::<AnyMap>(),
    })
}

fn discount() -> Vec<Property> {
    parts(DISCOUNT_FIELDS, |read, max| match read {
        DiscountRead::Text(_) => limited(max),
        DiscountRead::Amount(_) => any::<AnyAmount>(),
    })
}

fn note() -> Vec<Property> {
    parts(NOTE_FIELDS, |read, max| match read {
        NoteRead::Text(_) => limited(max),
        NoteRead::Date(_) => any::<AnyDate>(),
    })
}

fn parts<R>(fields: &'static [PartField<R>], form: impl Fn(&R, Option<usize>) -> RefOr<Schema>) -> Vec<Property> {
    fields.iter().map(|field| (field.name, form(&field.read, field.max_length), field.description())).collect()
}

/// A text of at most so many characters, if there is a limit.
fn limited(max: Option<usize>) -> RefOr<Schema> {
    max.map_or_else(any::<AnyText>, |max| texts().max_length(Some(max)).into())
}
