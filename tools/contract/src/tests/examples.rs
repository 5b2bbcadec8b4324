//! Every example is what it is an example of.

use std::collections::BTreeMap;

use domain::{PaymentKind, Problem, Store};
use http::Operation;
use jiff::Timestamp;
use serde_json::Value;
use wire::{
    custom_buttons, custom_css, custom_events, documents, export_templates, exports, history, import_templates,
    inventory, items, mail_senders, mail_templates, mails, orders, rules, saved_views, shipments, stores, suppliers,
    users,
};

use super::{document, examples, operations};
use crate::validate::compiled::Compiled;

#[test]
fn every_example_of_a_body_fits_its_schema() {
    let document = document();
    let schemas = Compiled::new(document.clone());
    let mut seen = 0;
    for (operation, entry) in operations(&document) {
        let path = operation.path().replace('/', "~1");
        let at =
            format!("/paths/{path}/{}/requestBody/content/application~1json/schema", operation.method().to_lowercase());
        for example in examples(entry) {
            assert_eq!(schemas.problems(&at, example), vec![], "{operation:?}: {example}");
            seen += 1;
        }
    }
    assert!(seen >= 30, "{seen}");
}

#[test]
fn every_example_of_a_parameter_and_of_a_schema_fits_it() {
    let document = document();
    let schemas = Compiled::new(document.clone());
    let mut seen = 0;
    each(&document, "", &mut |at, value| {
        let of_parameter = value.get("in").and(value.get("example")).map(|example| (format!("{at}/schema"), example));
        let is_schema = value.get("in").is_none() && value.get("name").is_none();
        let of_schema = value.get("example").filter(|_| is_schema).map(|example| (at.to_owned(), example));
        let more = value.get("examples").and_then(Value::as_array).into_iter().flatten();
        let more = more.map(|example| (at.to_owned(), example));
        for (at, example) in of_parameter.into_iter().chain(of_schema).chain(more) {
            assert_eq!(schemas.problems(&at, example), vec![], "{at}: {example}");
            seen += 1;
        }
    });
    assert!(seen >= 40, "{seen}");
}

/// Does something with every value in a document that is no example, and where it stands.
fn each(value: &Value, at: &str, seen: &mut impl FnMut(&str, &Value)) {
    seen(at, value);
    let step = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(index, entry)| each(entry, &step(&index.to_string()), seen));
        }
        Value::Object(fields) => {
            let described = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "example" | "examples"));
            described.for_each(|(name, field)| each(field, &step(name), seen));
        }
        _ => {}
    }
}

/// A body with the names in braces filled in, as whoever sends an example does it.
fn filled(example: &Value) -> String {
    let ids = [
        "first_order_id",
        "second_order_id",
        "order_id",
        "item_id",
        "shipment_id",
        "inventory_item_id",
        "folder_id",
        "key_id",
        "rule_id",
        "linked_store_id",
        "store_id",
        "custom_event_id",
        "import_template_id",
        "export_template_id",
        "mail_template_id",
        "print_template_id",
        "supplier_id",
    ];
    // Each another id: some examples name several that must differ.
    let filled = |text: String, (place, id): (usize, &&str)| {
        text.replace(&format!("{{{id}}}"), &(1_000_000_001 + place).to_string())
    };
    let text = ids.iter().enumerate().fold(example.to_string(), filled);
    assert!(!text.contains("{appointment_id}") && !text.contains("_id}"), "{text}");
    text
}

#[test]
#[allow(clippy::too_many_lines, reason = "one line an operation")]
fn the_readers_of_the_wire_take_every_example() {
    let now = Timestamp::UNIX_EPOCH;
    let document = document();
    let mut read = BTreeMap::new();
    for (operation, entry) in operations(&document) {
        for example in examples(entry) {
            let body = filled(example);
            let result: Result<(), Vec<Problem>> = match operation {
                Operation::CreateOrder | Operation::EnterOrder => orders::read_new(&body, now).map(drop),
                Operation::ReplaceOrder | Operation::PutOrder => orders::read_replacement(&body, now).map(drop),
                Operation::PatchOrder => orders::read_patch(&body, now).map(drop),
                Operation::SplitOrder => orders::read_split(&body).map(drop),
                Operation::MergeOrders => orders::read_merge(&body).map(drop),
                Operation::AddHistory => history::read_note(&body).map(drop),
                Operation::AddOrderItem | Operation::ReplaceOrderItem => items::read_new(&body).map(drop),
                Operation::AddShipment | Operation::ReplaceShipment | Operation::ShipOrder => {
                    shipments::read_new(&body, now).map(drop)
                }
                Operation::AddShipments | Operation::ShipOrders => shipments::read_entries(&body, now).map(|entries| {
                    assert!(entries.iter().all(|entry| entry.shipment.is_ok()), "{operation:?}");
                }),
                Operation::AddInventoryItem | Operation::ReplaceInventoryItem => inventory::read_new(&body).map(drop),
                Operation::ReplaceInventoryItems => inventory::read_entries(&body).map(|entries| {
                    assert!(entries.iter().all(|entry| entry.id.is_some() && entry.item.is_ok()), "{operation:?}");
                }),
                Operation::ChangeSettings => stores::read_patch(&body).map(drop),
                Operation::AddRule | Operation::ReplaceRule => rules::read_new(&body).map(drop),
                Operation::AddCustomEvent | Operation::ReplaceCustomEvent => custom_events::read_new(&body).map(drop),
                Operation::AddCustomButton | Operation::ReplaceCustomButton => {
                    custom_buttons::read_new(&body).map(drop)
                }
                Operation::AddView | Operation::ReplaceView => {
                    saved_views::read_new(&body).map(|view| assert_eq!(view.check(), vec![], "{body}"))
                }
                Operation::SetColumns => saved_views::read_columns(&body).map(drop),
                Operation::ChangeUser => users::read_change(&body).map(drop),
                Operation::AddInvitation => users::read_invitation(&body).map(drop),
                Operation::AddImportTemplate | Operation::ReplaceImportTemplate => {
                    import_templates::read_new(&body).map(|template| assert_eq!(template.check(), vec![], "{body}"))
                }
                Operation::SuggestImportTemplate => import_templates::read_beginning(&body).map(drop),
                Operation::CopyImportTemplate | Operation::CopyExportTemplate => {
                    import_templates::read_copy(&body).map(drop)
                }
                Operation::AddExportTemplate | Operation::ReplaceExportTemplate => export_templates::read_new(&body)
                    .map(|template| assert_eq!(template.check(&Store::default_folders()), vec![], "{body}")),
                Operation::PreviewExportTemplate => export_templates::read_preview(&body).map(drop),
                Operation::StartExport => exports::read_new(&body).map(drop),
                Operation::AddMailTemplate | Operation::ReplaceMailTemplate => {
                    mail_templates::read_new(&body).map(|template| assert_eq!(template.check(), vec![], "{body}"))
                }
                Operation::MailOrder => mails::read_template(&body).map(drop),
                Operation::AddPrintTemplate | Operation::ReplacePrintTemplate => {
                    documents::read_new(&body).map(|template| assert_eq!(template.check(), vec![], "{body}"))
                }
                Operation::PreviewPrintTemplate => documents::read_orders(&body).map(drop),
                Operation::PrintOrders => documents::read_print(&body).map(drop),
                Operation::AddMailSuppression => mails::read_address(&body).map(drop),
                Operation::SetMailSender => mail_senders::read_sender(&body).map(drop),
                Operation::SetCustomCss => custom_css::read_sheet(&body).map(drop),
                Operation::PreviewMailTemplate | Operation::TryMailTemplate => {
                    mail_templates::read_order(&body).map(drop)
                }
                Operation::RecordRefund => orders::read_payment(&body, PaymentKind::Refund).map(drop),
                Operation::RecordCapture => orders::read_payment(&body, PaymentKind::Capture).map(drop),
                Operation::RecordVoid => orders::read_payment(&body, PaymentKind::Void).map(drop),
                Operation::AddSupplier | Operation::ReplaceSupplier => suppliers::read_new(&body)
                    .map(|supplier| assert_eq!(supplier.check(&Store::default_folders()), vec![], "{body}")),
                Operation::SubmitOrder => suppliers::read_submission(&body).map(drop),
                Operation::ShipSupplierOrder => suppliers::read_shipment(&body, now).map(drop),
                Operation::RunEvent => custom_events::read_event_to_run(&body).map(drop),
                _ => continue,
            };
            assert_eq!(result, Ok(()), "{operation:?}");
            *read.entry(operation.name()).or_insert(0) += 1;
        }
    }
    assert!(read.len() >= 21, "{read:?}");
}
