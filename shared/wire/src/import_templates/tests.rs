use domain::{ImportTemplate, MAX_BEGINNING_BYTES, MAX_FILE_COLUMNS};
use serde_json::{Value, json};

use super::*;

/// A template in which nothing is as it is when it is left out.
fn full() -> Value {
    json!({
        "id": "1234567890", "name": "Supplier sheet", "kind": "orders", "file_format": "xlsx",
        "encoding": "windows-1252", "delimiter": "\t", "quote": "", "has_heading": false, "skip_rows": 2,
        "sheet": "March", "date_format": "day_first", "decimal_separator": ",",
        "columns": [
            {"heading": "Code", "place": 2, "target": "sku1", "default": "X", "transforms": ["upper", "without_hash"]},
            {"heading": "", "target": "metadata:origin", "default": "sheet", "transforms": []},
        ],
        "order_mode": "fixed_item_columns", "duplicate_policy": "create_new", "folder_id": 3, "source_name": "Tidewater",
        "run_rules": false, "inventory_policy": "replace", "allow_create": false, "shipment_match": "metadata:po",
        "after_import": {"folder_id": 4, "notify_emails": ["ops@example.com"]},
        "mail": {"address": "42-1-0a@in.example.com", "allowed_senders": ["printer.example.com", "ada@example.com"]},
    })
}

fn written(template: &ImportTemplate) -> Value {
    serde_json::to_value(ImportTemplateView::new(template, Some("42-1-0a@in.example.com".to_owned()))).unwrap()
}

/// Catches a field that is read and not written, or written under another name.
#[test]
fn a_template_is_written_as_it_is_read() {
    let template = ImportTemplate { id: "1234567890".into(), ..read_new(&full().to_string()).unwrap() };
    assert_eq!(written(&template), full());
    for by in ["source_id", "order_id", "metadata:po", "email_and_name"] {
        let mut body = full();
        body["shipment_match"] = json!(by);
        assert_eq!(written(&read_new(&body.to_string()).unwrap())["shipment_match"], by);
    }
}

#[test]
fn what_is_left_out_is_what_the_domain_has_for_it() {
    let least = r#"{"name":" Stock ","kind":"inventory","columns":[{"heading":"SKU","target":"code"}]}"#;
    let columns = vec![domain::ImportColumn::headed("SKU", "code")];
    let expected = ImportTemplate::new("Stock", domain::ImportKind::Inventory, columns);
    assert_eq!(read_new(least).unwrap(), expected);
    assert!(written(&expected).get("id").is_none(), "one that has no id is only suggested");
}

#[test]
fn what_is_wrong_is_named() {
    let with = |field: &str, value: Value| {
        let mut body = full();
        *body.pointer_mut(field).unwrap() = value;
        body.to_string()
    };
    for (field, value, named) in [
        ("/name", json!(" "), "name"),
        ("/kind", json!("returns"), "kind"),
        ("/file_format", json!("xls"), "file_format"),
        ("/encoding", json!("ebcdic"), "encoding"),
        ("/delimiter", json!("tab"), "delimiter"),
        ("/quote", json!("`"), "quote"),
        ("/has_heading", json!("maybe"), "has_heading"),
        ("/skip_rows", json!(-1), "skip_rows"),
        ("/sheet", json!("x".repeat(32)), "sheet"),
        ("/date_format", json!("DD/MM/YYYY"), "date_format"),
        ("/decimal_separator", json!("'"), "decimal_separator"),
        ("/columns", json!("sku"), "columns"),
        ("/columns", json!(vec![json!({"target": "ignore"}); 201]), "columns"),
        ("/columns/1/target", json!(""), "columns[1].target"),
        ("/columns/0/heading", json!("x".repeat(256)), "columns[0].heading"),
        ("/columns/0/place", json!("first"), "columns[0].place"),
        ("/columns/0/transforms", json!(["upper", "rot13"]), "columns[0].transforms"),
        ("/order_mode", json!("rows"), "order_mode"),
        ("/duplicate_policy", json!("merge"), "duplicate_policy"),
        ("/folder_id", json!(0), "folder_id"),
        ("/inventory_policy", json!("add"), "inventory_policy"),
        ("/shipment_match", json!("metadata:"), "shipment_match"),
        ("/after_import/folder_id", json!("x"), "after_import.folder_id"),
        ("/after_import/notify_emails", json!(vec!["a@example.com"; 11]), "after_import.notify_emails"),
        ("/mail", json!("ada@example.com"), "mail"),
        ("/mail/allowed_senders", json!(vec!["a@example.com"; 21]), "mail.allowed_senders"),
        ("/mail/allowed_senders", json!([["a@example.com"]]), "mail.allowed_senders[0]"),
    ] {
        let problems = read_new(&with(field, value)).unwrap_err();
        assert_eq!(problems[0].field, named, "{problems:?}");
    }
    let problems = read_new(&with("/delimiter", json!("tab"))).unwrap_err();
    assert_eq!(problems[0].message, r#"must be one of ",", ";", "\t", "|""#);
    assert_eq!(read_new("{}").unwrap_err().iter().map(|problem| &*problem.field).collect::<Vec<_>>(), ["name", "kind"]);
}

/// Numbers that no count has room for stay what they are: too large.
#[test]
fn a_number_beyond_all_limits_is_refused_and_not_cut() {
    for (field, place) in [("/skip_rows", "skip_rows"), ("/columns/0/place", "columns[0].place")] {
        let mut body = full();
        *body.pointer_mut(field).unwrap() = json!(4_294_967_298_u64);
        let problems = read_new(&body.to_string()).unwrap().check();
        assert!(problems.iter().any(|problem| problem.field == place), "{problems:?}");
    }
    assert_eq!(usize::try_from(fields::MAX_PLACE).unwrap(), MAX_FILE_COLUMNS);
}

#[test]
fn where_a_template_is_copied_to_is_a_store() {
    assert_eq!(read_copy(r#"{"store_id":"42"}"#).unwrap().to_string(), "42");
    for bad in ["{}", r#"{"store_id":"x"}"#, r#"{"store_id":[]}"#] {
        assert_eq!(read_copy(bad).unwrap_err()[0].field, "store_id", "{bad}");
    }
}

#[test]
fn the_beginning_of_a_file_is_base64_with_or_without_its_end_and_not_too_long() {
    for (text, bytes) in [("T3JkZXIsUXR5", "Order,Qty"), ("T3JkZXI=", "Order"), ("T3JkZXI", "Order")] {
        let read =
            read_beginning(&json!({"file": text, "file_name": " a.csv ", "kind": "orders"}).to_string()).unwrap();
        assert_eq!((read.bytes, read.file_name.as_str()), (bytes.as_bytes().to_vec(), "a.csv"));
        assert_eq!(read.kind, Some(domain::ImportKind::Orders));
    }
    let most = "A".repeat(MAX_BEGINNING_BYTES.div_ceil(3) * 4);
    assert!(read_beginning(&json!({"file": most}).to_string()).unwrap().bytes.len() <= MAX_BEGINNING_BYTES + 2);
    for (body, field) in [
        (json!({}), "file"),
        (json!({"file": ""}), "file"),
        (json!({"file": "Order,Qty"}), "file"),
        (json!({"file": ["T3JkZXI"]}), "file"),
        (json!({"file": format!("{most}AAAA")}), "file"),
        (json!({"file": "T3JkZXI", "kind": "returns"}), "kind"),
        (json!({"file": "T3JkZXI", "sheet": "x".repeat(32)}), "sheet"),
    ] {
        assert_eq!(read_beginning(&body.to_string()).unwrap_err()[0].field, field);
    }
}

#[test]
fn a_long_cell_is_shown_in_part() {
    let rows = shown_rows(&[vec!["ä".repeat(101), "ä".repeat(100)]]);
    assert_eq!(rows, [[format!("{}…", "ä".repeat(100)), "ä".repeat(100)]]);
}
