//! Bodies as they are read, made of the tables of fields that the readers go by: [`wire::body`].

use std::borrow::Cow;
use std::marker::PhantomData;

use domain::{
    AppliesTo, ButtonColor, Combine, Event, PostFormat, Quantifier, Scope, SplitBy, SplitMethod, StockDirection,
    StockPolicy, TimestampZone, Weekday,
};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use wire::body::{Body, Described, Entry, Form, Kinds, Part, Unknown};
use wire::export_templates::schema as export_templates;
use wire::import_templates::schema as import_templates;
use wire::inventory::NamedInventoryItems;
use wire::rules::{FilterGroupInput, FilterInput};
use wire::schema::{of, text};
use wire::shipments::NamedShipments;

use super::fields::{NewOrder, OrderChange};
use super::rules::{Comparator, FilterField, PlainField, SweepActionKind, TagColor};
use super::scalars_in::{AnyAmount, AnyDate, AnyFlag, AnyId, AnyMap, AnyQuantity, AnyText, AnyWhole, texts};
use super::{Named, described, named, reference, with_description};

/// What is read as the table of `B` says.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Read<B>(PhantomData<B>);

impl<B: Described> PartialSchema for Read<B> {
    fn schema() -> RefOr<Schema> {
        schema(B::BODY)
    }
}

impl<B: Described> ToSchema for Read<B> {
    fn name() -> Cow<'static, str> {
        B::BODY.name.into()
    }

    fn schemas(all: &mut Named) {
        parts(B::BODY, all);
    }
}

/// The only list of `B`, bare or under its name.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Batch<B>(PhantomData<B>);

/// What a body with one list is called where that list may also be sent bare.
pub(crate) trait Batched: Described {
    const NAME: &'static str;
}

impl Batched for NamedShipments {
    const NAME: &'static str = "ShipmentBatch";
}

impl Batched for NamedInventoryItems {
    const NAME: &'static str = "InventoryBatch";
}

impl<B: Batched> PartialSchema for Batch<B> {
    fn schema() -> RefOr<Schema> {
        let mut either = OneOfBuilder::new();
        let mut about = B::BODY.doc.trim().to_owned();
        for list in B::BODY.fields() {
            either = either.item(form(list));
            about = format!("{about} A bare list, or one under `{}`.", list.name);
        }
        described(either.item(reference::<Read<B>>()).into(), &about).into()
    }
}

impl<B: Batched> ToSchema for Batch<B> {
    fn name() -> Cow<'static, str> {
        B::NAME.into()
    }

    fn schemas(all: &mut Named) {
        all.extend(named::<Read<B>>());
    }
}

/// What the tables only name: lists of which one value is read, and orders, whose fields stand in tables of the domain.
fn by_name(name: &str) -> Named {
    match name {
        "AfterPickup" => named::<wire::schema::AfterPickup>(),
        "BundleKind" => named::<export_templates::BundleKind>(),
        "ButtonColor" => named::<ButtonColor>(),
        "CellKind" => named::<export_templates::CellKind>(),
        "Combine" => named::<Combine>(),
        "Comparator" => named::<Comparator>(),
        "DateForm" => named::<import_templates::DateForm>(),
        "DecimalSeparator" => named::<import_templates::DecimalSeparator>(),
        "Delimiter" => named::<import_templates::Delimiter>(),
        "DuplicatePolicy" => named::<import_templates::DuplicatePolicy>(),
        "Every" => named::<wire::schema::Every>(),
        "EveryOrNever" => named::<wire::schema::EveryOrNever>(),
        "Event" => named::<Event>(),
        "FileProtocol" => named::<wire::schema::FileProtocol>(),
        "ExportDeliveryKind" => named::<export_templates::ExportDeliveryKind>(),
        "ExportEncoding" => named::<export_templates::ExportEncoding>(),
        "ExportFormat" => named::<export_templates::ExportFormat>(),
        "FileEncoding" => named::<import_templates::FileEncoding>(),
        "FilterEntryInput" => filter_entries(),
        "FilterField" => named::<FilterField>(),
        "MailKind" => named::<domain::MailKind>(),
        "ImportFileFormat" => named::<import_templates::ImportFileFormat>(),
        "ImportKind" => named::<import_templates::ImportKind>(),
        "IncludedTax" => named::<wire::schema::IncludedTax>(),
        "InventoryPolicy" => named::<import_templates::InventoryPolicy>(),
        "LineEnd" => named::<export_templates::LineEnd>(),
        "ListSequence" => named::<domain::ListSequence>(),
        "NewOrder" => named::<NewOrder>(),
        "OrderChange" => named::<OrderChange>(),
        "OrderRows" => named::<import_templates::OrderRows>(),
        "PermissionPreset" => named::<wire::schema::PermissionPreset>(),
        "PlainField" => named::<PlainField>(),
        "PostFormat" => named::<PostFormat>(),
        "Quantifier" => named::<Quantifier>(),
        "Quote" => named::<import_templates::Quote>(),
        "Quoting" => named::<export_templates::Quoting>(),
        "RowMode" => named::<export_templates::RowMode>(),
        "AppliesTo" => named::<AppliesTo>(),
        "Scope" => named::<Scope>(),
        "SplitBy" => named::<SplitBy>(),
        "SplitMethod" => named::<SplitMethod>(),
        "StockPolicy" => named::<StockPolicy>(),
        "StockDirection" => named::<StockDirection>(),
        "SweepActionKind" => named::<SweepActionKind>(),
        "SupplierDeliveryKind" => named::<wire::suppliers::schema::SupplierDeliveryKind>(),
        "TagColor" => named::<TagColor>(),
        "TimestampZone" => named::<TimestampZone>(),
        "UserScope" => named::<wire::schema::UserScope>(),
        "WeightUnit" => named::<wire::schema::WeightUnit>(),
        "Weekday" => named::<Weekday>(),
        // A pointer to nothing, which a test of the document finds.
        _ => vec![],
    }
}

/// A filter or a group, which holds such entries again.
fn filter_entries() -> Named {
    let either = OneOfBuilder::new()
        .item(Ref::from_schema_name(FilterInput::BODY.name))
        .item(Ref::from_schema_name(FilterGroupInput::BODY.name));
    let about = "One comparison, or a group of them with `filters` of its own.";
    let mut all = vec![
        ("FilterEntryInput".to_owned(), described(either.into(), about).into()),
        (FilterGroupInput::BODY.name.to_owned(), schema(&FilterGroupInput::BODY)),
    ];
    all.extend(named::<Combine>());
    add(&FilterInput::BODY, &mut all);
    all
}

/// Objects of several kinds: each with the field that tells them apart.
fn one_of(kinds: &Kinds) -> RefOr<Schema> {
    let kinds_of_it = (kinds.all)().into_iter().map(|kind| {
        let tag = of(Type::String).enum_values(Some([kind.name]));
        object(kind.body, kind.doc).property(kinds.tag, tag).required(kinds.tag)
    });
    let either = kinds_of_it.fold(OneOfBuilder::new(), OneOfBuilder::item);
    either.description(Some(kinds.doc)).into()
}

/// The schema of a body.
fn schema(body: &'static Body) -> RefOr<Schema> {
    object(body, body.doc).into()
}

fn object(body: &'static Body, about: &str) -> ObjectBuilder {
    let mut object = of(Type::Object).description(Some(about.trim()));
    for field in body.fields() {
        object = object.property(field.name, with_description(form(field), field.description()));
        if field.is_needed {
            object = object.required(field.name);
        }
    }
    if body.unknown == Unknown::Refused {
        object = object.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
    }
    object
}

/// What a body is made of, under their names.
fn parts(body: &'static Body, all: &mut Named) {
    for field in body.fields() {
        match field.form {
            Form::Object(part) | Form::List(Part::Body(part), ..) => add(part, all),
            Form::ListOrBlank(name, part) => {
                all.push((name.to_owned(), list_or_blank(part)));
                add(part, all);
            }
            Form::List(Part::Kinds(kinds), ..) => {
                all.push((kinds.name.to_owned(), one_of(kinds)));
                for kind in (kinds.all)() {
                    parts(kind.body, all);
                }
            }
            Form::OneOf(name) | Form::List(Part::Named(name), ..) => all.extend(by_name(name)),
            Form::Text => all.extend(named::<AnyText>()),
            Form::Amount => all.extend(named::<AnyAmount>()),
            Form::Signed => all.extend(named::<AnyWhole>()),
            Form::Quantity => all.extend(named::<AnyQuantity>()),
            Form::Id | Form::Ids(..) => all.extend(named::<AnyId>()),
            Form::Date => all.extend(named::<AnyDate>()),
            Form::Flag => all.extend(named::<AnyFlag>()),
            Form::Map(_) => {
                all.extend(named::<AnyMap>());
                all.extend(named::<AnyText>());
            }
            _ => {}
        }
    }
}

fn add(part: &'static Body, all: &mut Named) {
    all.push((part.name.to_owned(), schema(part)));
    parts(part, all);
}

/// What the values of a field look like.
fn form(field: &Entry) -> RefOr<Schema> {
    match field.form {
        Form::Text => reference::<AnyText>().into(),
        Form::ShortText(max) => texts().max_length(Some(max)).into(),
        Form::Words => words().into(),
        Form::ShortWords(max) => words().max_length(Some(max)).into(),
        Form::OnlyText(max) => maybe(Type::String).max_length(Some(max)).into(),
        Form::Pattern(max, pattern) => maybe(Type::String).max_length(Some(max)).pattern(Some(pattern)).into(),
        Form::Link(pattern) => text(pattern).into(),
        Form::OneOf(name) | Form::ListOrBlank(name, _) => Ref::from_schema_name(name).into(),
        Form::Amount => reference::<AnyAmount>().into(),
        Form::Between(min, max) => maybe(Type::Integer).minimum(Some(min)).maximum(Some(max)).into(),
        Form::Signed => reference::<AnyWhole>().into(),
        Form::Quantity => reference::<AnyQuantity>().into(),
        Form::Id => reference::<AnyId>().into(),
        Form::Ids(min, max) => {
            ArrayBuilder::new().items(reference::<AnyId>()).min_items(Some(min)).max_items(max).into()
        }
        Form::Texts(count, max) => {
            let list = maybe_list().items(of(Type::String).max_length(Some(max)));
            list.max_items(Some(count)).into()
        }
        Form::Date => reference::<AnyDate>().into(),
        Form::Flag => reference::<AnyFlag>().into(),
        Form::Map(_) => reference::<AnyMap>().into(),
        Form::Object(part) => Ref::from_schema_name(part.name).into(),
        Form::List(part, min, max) => {
            let part = match part {
                Part::Body(body) => body.name,
                Part::Kinds(kinds) => kinds.name,
                Part::Named(name) => name,
            };
            let list = ArrayBuilder::new().items(Ref::from_schema_name(part)).max_items(Some(max));
            list.min_items((min > 0).then_some(min)).into()
        }
    }
}

fn list_or_blank(part: &'static Body) -> RefOr<Schema> {
    let either = OneOfBuilder::new().item(of(Type::String).enum_values(Some([""]))).item(of(Type::Null));
    let either = either.item(ArrayBuilder::new().items(Ref::from_schema_name(part.name)));
    described(either.into(), "A list, or `\"\"`, null or `[]` where nothing is in it.").into()
}

fn words() -> ObjectBuilder {
    text("\\S").min_length(Some(1))
}

/// A list, or null.
fn maybe_list() -> ArrayBuilder {
    ArrayBuilder::new().schema_type(SchemaType::from_iter([Type::Array, Type::Null]))
}

/// A value of this type, or null.
fn maybe(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]))
}
