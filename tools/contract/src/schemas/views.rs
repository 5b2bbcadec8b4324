//! What the views of orders cannot say of themselves: what each field is stands in the tables of [`domain::fields`].

use domain::fields::{DISCOUNT_FIELDS, ITEM_FIELDS, NOTE_FIELDS, ORDER_FIELDS, PartField};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Schema, SchemaType};
use utoipa::{PartialSchema, ToSchema};
use wire::orders::OrderView;

use super::{Named, named, reference, with_description};

/// An order with its history.
#[derive(Debug)]
pub(crate) struct OrderWithHistory;

impl PartialSchema for OrderWithHistory {
    fn schema() -> RefOr<Schema> {
        let history = ObjectBuilder::new().schema_type(SchemaType::AnyValue).required("order_history");
        let both = AllOfBuilder::new().item(reference::<OrderView>()).item(history);
        both.description(Some("An order with its history.")).into()
    }
}

impl ToSchema for OrderWithHistory {
    fn schemas(all: &mut Named) {
        all.extend(named::<OrderView>());
    }
}

/// The schema of this name, with what its fields are, where a table knows.
pub(crate) fn described(name: &str, schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
    for (field, form) in &mut object.properties {
        if let Some(about) = description(name, field) {
            let before = std::mem::replace(form, RefOr::T(Schema::default()));
            *form = with_description(before, about);
        }
    }
    Schema::Object(object).into()
}

fn description(schema: &str, field: &str) -> Option<String> {
    match schema {
        "Order" => of_order(None, field),
        "ShippingAddress" => of_order(Some("shipping"), field),
        "CustomerAddress" => of_order(Some("customer"), field),
        "ReturnAddress" => of_order(Some("return_address"), field),
        "OrderItem" => of_part(ITEM_FIELDS, field),
        "Discount" => of_part(DISCOUNT_FIELDS, field),
        "Note" => of_part(NOTE_FIELDS, field),
        _ => None,
    }
}

fn of_order(address: Option<&str>, name: &str) -> Option<String> {
    let found = ORDER_FIELDS.iter().find(|field| field.address == address && field.part == name);
    found.map(domain::fields::OrderField::description)
}

fn of_part<R>(fields: &[PartField<R>], name: &str) -> Option<String> {
    fields.iter().find(|field| field.name == name).map(PartField::description)
}
