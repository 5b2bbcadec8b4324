//! What can be one of a list is what the code has in its list.

use std::collections::BTreeSet;

use domain::{
    ActionKind, AppliesTo, AppointmentStatus, AuditChannel, ButtonColor, CellKind, Combine, DateForm, DecimalSeparator,
    Delimiter, DuplicatePolicy, Event, ExportDelivery, ExportEncoding, ExportFormat, FileEncoding, FileFormat,
    FileProtocol, ImportKind, IncludedTax, InventoryPolicy, Job, LineEnd, OrderRows, PostFormat, Preset, Quantifier,
    Quote, Quoting, RowMode, Schedule, Scope, SortField, SplitBy, SplitMethod, StockPolicy, StockReason, StockRefusal,
    Transform, Weekday, WeightUnit,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{document, walk};

/// The values that the schema of this name allows.
fn values(document: &Value, name: &str) -> Vec<String> {
    let schema = &document["components"]["schemas"][name];
    texts(&schema["enum"])
}

/// The values that a parameter of an operation allows.
fn of_parameter(document: &Value, path: &str, name: &str) -> Vec<String> {
    let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
    texts(&parameters.iter().find(|parameter| parameter["name"] == name).unwrap()["schema"]["enum"])
}

/// What tells the variants of this schema apart.
fn tags(document: &Value, name: &str, tag: &str) -> Vec<String> {
    let variants = document["components"]["schemas"][name]["oneOf"].as_array().unwrap().iter();
    let variants = variants.map(|variant| document.pointer(&variant["$ref"].as_str().unwrap()[1..]).unwrap());
    variants.flat_map(|variant| texts(&variant["properties"][tag]["enum"])).collect()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

fn written<T: Serialize>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|one| serde_json::to_value(one).unwrap().as_str().unwrap().to_owned()).collect()
}

#[test]
fn events_statuses_scopes_and_formats_are_those_of_the_domain() {
    let document = document();
    assert_eq!(values(&document, "Event"), Event::ALL.map(Event::name));
    assert_eq!(values(&document, "Event"), written(Event::ALL));
    assert_eq!(values(&document, "Every"), Schedule::NAMES);
    assert_eq!(values(&document, "FileProtocol"), names(FileProtocol::ALL, FileProtocol::name));
    let never_or = std::iter::once(wire::connections::NEVER).chain(Schedule::NAMES).collect::<Vec<_>>();
    assert_eq!(values(&document, "EveryOrNever"), never_or);
    assert_eq!(values(&document, "WeightUnit"), WeightUnit::ALL.map(WeightUnit::name));
    assert_eq!(values(&document, "IncludedTax"), IncludedTax::ALL.map(IncludedTax::name));
    assert_eq!(values(&document, "WhyKept"), wire::connections::WHY_KEPT);
    assert_eq!(values(&document, "AfterPickup"), wire::pickups::AFTER_PICKUP);
    assert_eq!(values(&document, "Weekday"), Weekday::ALL.map(Weekday::name));
    assert_eq!(values(&document, "ButtonColor"), ButtonColor::ALL.map(ButtonColor::name));
    assert_eq!(values(&document, "AppointmentStatus"), AppointmentStatus::ALL.map(AppointmentStatus::name));
    assert_eq!(values(&document, "Scope"), Scope::ALL.map(Scope::name));
    assert_eq!(values(&document, "PermissionPreset"), names(Preset::ALL, Preset::name));
    assert_eq!(values(&document, "AuditChannel"), names(AuditChannel::ALL, AuditChannel::name));
    assert_eq!(values(&document, "UserScope"), wire::users::SCOPES);
    assert_eq!(values(&document, "PostFormat"), PostFormat::ALL.map(PostFormat::name));
    assert_eq!(values(&document, "SplitBy"), SplitBy::ALL.map(SplitBy::name));
    assert_eq!(values(&document, "SplitMethod"), SplitMethod::ALL.map(SplitMethod::name));
    assert_eq!(values(&document, "StockPolicy"), StockPolicy::ALL.map(StockPolicy::name));
    assert_eq!(values(&document, "StockReason"), StockReason::ALL.map(StockReason::name));
    assert_eq!(values(&document, "StockRefusal"), StockRefusal::ALL.map(StockRefusal::name));
    assert_eq!(values(&document, "Combine"), Combine::ALL.map(Combine::name));
    assert_eq!(values(&document, "AppliesTo"), AppliesTo::ALL.map(AppliesTo::name));
    assert_eq!(values(&document, "Quantifier"), Quantifier::ALL.map(Quantifier::name));
}

#[test]
fn what_an_import_template_may_say_is_what_the_domain_has() {
    let document = document();
    for (name, all) in [
        ("ImportKind", names(ImportKind::ALL, ImportKind::name)),
        ("ImportFileFormat", names(FileFormat::ALL, FileFormat::name)),
        ("FileEncoding", names(FileEncoding::ALL, FileEncoding::name)),
        ("Delimiter", names(Delimiter::ALL, Delimiter::name)),
        ("Quote", names(Quote::ALL, Quote::name)),
        ("DateForm", names(DateForm::ALL, DateForm::name)),
        ("DecimalSeparator", names(DecimalSeparator::ALL, DecimalSeparator::name)),
        ("OrderRows", names(OrderRows::ALL, OrderRows::name)),
        ("DuplicatePolicy", names(DuplicatePolicy::ALL, DuplicatePolicy::name)),
        ("InventoryPolicy", names(InventoryPolicy::ALL, InventoryPolicy::name)),
        ("Transform", names(Transform::ALL, Transform::name)),
    ] {
        assert_eq!(values(&document, name), all, "{name}");
    }
}

#[test]
fn what_an_export_template_may_say_is_what_the_domain_has() {
    let document = document();
    for (name, all) in [
        ("ExportFormat", names(ExportFormat::ALL, ExportFormat::name)),
        ("RowMode", names(RowMode::ALL, RowMode::name)),
        ("Quoting", names(Quoting::ALL, Quoting::name)),
        ("LineEnd", names(LineEnd::ALL, LineEnd::name)),
        ("ExportEncoding", names(ExportEncoding::ALL, ExportEncoding::name)),
        ("CellKind", names(CellKind::ALL, CellKind::name)),
        ("ExportDeliveryKind", ExportDelivery::NAMES.to_vec()),
    ] {
        assert_eq!(values(&document, name), all, "{name}");
    }
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| name(*one)).collect()
}

#[test]
fn the_kinds_of_jobs_are_those_that_are_written_and_looked_for() {
    let document = document();
    assert_eq!(tags(&document, "Job", "kind"), Job::KINDS);
    assert_eq!(values(&document, "AppointmentKind"), Job::KINDS);
    assert_eq!(of_parameter(&document, "/v1/appointments", "kind"), Job::KINDS);
    let statuses = AppointmentStatus::ALL.map(AppointmentStatus::name);
    assert_eq!(of_parameter(&document, "/v1/appointments", "status"), statuses);
}

#[test]
fn orders_are_sorted_by_the_fields_and_in_the_directions_that_are_read() {
    let document = document();
    let fields: Vec<_> = SortField::all().map(SortField::name).collect();
    assert_eq!(of_parameter(&document, "/api/v2/orders", "order_by"), fields);
    for path in ["/api/v2/orders", "/v1/orders"] {
        assert_eq!(of_parameter(&document, path, "order"), wire::orders::DIRECTIONS, "{path}");
    }
}

#[test]
fn filters_are_of_the_fields_and_comparators_of_the_rules() {
    let document = document();
    assert_eq!(values(&document, "FilterField"), rules::fields().map(|field| field.name).collect::<Vec<_>>());
    let comparators: Vec<_> = rules::comparators().map(|comparator| comparator.name).collect();
    assert_eq!(values(&document, "Comparator"), comparators);
    assert_eq!(values(&document, "TagColor"), domain::TAGS.map(|(color, _)| color));
    for filter in ["Filter", "FilterInput"] {
        let properties = &document["components"]["schemas"][filter]["properties"];
        assert_eq!(properties["field"]["$ref"], json!("#/components/schemas/FilterField"), "{filter}");
        assert_eq!(properties["comparator"]["$ref"], json!("#/components/schemas/Comparator"), "{filter}");
    }
}

#[test]
fn the_actions_that_are_read_are_those_that_are_written() {
    let document = document();
    let actions = tags(&document, "Action", "action");
    assert_eq!(actions, ActionKind::ALL.map(ActionKind::name));
    assert_eq!(tags(&document, "ActionInput", "action"), actions);
    // The reader names those it knows.
    let problems =
        wire::rules::read_new(r#"{"name": "a", "event": "note_added", "actions": [{"action": "?"}]}"#).unwrap_err();
    assert_eq!(problems[0].message, format!("must be one of {}", actions.join(", ")));
}

#[test]
fn no_two_values_of_a_list_differ_only_in_the_case_of_letters() {
    walk(&document(), &mut |value| {
        let values = value.get("enum").and_then(Value::as_array).into_iter().flatten();
        let mut seen = BTreeSet::new();
        for value in values {
            assert!(seen.insert(value.to_string().to_lowercase()), "{value} is there in another case");
        }
    });
}
