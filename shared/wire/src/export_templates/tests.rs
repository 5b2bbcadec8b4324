use domain::{ExportColumn, ExportContent, ExportFormat, NewExportTemplate};
use serde_json::{Value, json};

use super::*;

/// A template in which nothing is as it is when it is left out.
fn full() -> Value {
    json!({
        "id": "1234567890", "name": "To the printer", "format": "csv", "row_mode": "per_item", "header_row": false,
        "delimiter": ";", "quote": "always", "line_end": "lf", "bom": true, "encoding": "utf-8",
        "guard": {"formulas": true, "digits": true},
        "columns": [
            {"heading": "Ref", "value": "source_id", "kind": "text"},
            {"heading": " Total ", "value": " {{ order_total }} ", "kind": "number"},
        ],
        "document": "",
        "select": {
            "folder_ids": [2, 3], "combine": "any",
            "filters": [
                {"field": "email", "comparator": "equals", "value": "a"},
                {"combine": "any", "filters": [{"field": "item.code", "comparator": "starts_with", "value": "M"}]},
            ],
            "only_not_exported": true,
        },
        "bundle": {"files": "one_file_per_group", "field": "fulfillment_name"},
        "filename": "{{ group }}.csv",
        "delivery": {
            "by": "sftp", "host": "files.example.com", "port": 2222, "user": "shop", "secret": "printer",
            "directory": "in", "host_key": "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        },
        "schedule": {"every": "week", "at": "06:30", "day": "monday"},
        "after": {"move_to_folder": 3, "tag_name": "success", "history_line": true},
        "send_when_empty": true,
    })
}

fn written(new: NewExportTemplate) -> Value {
    serde_json::to_value(ExportTemplateView::from(&new.with_id("1234567890".into()))).unwrap()
}

/// Catches a field that is read and not written, or written under another name.
#[test]
fn a_template_is_written_as_it_is_read() {
    assert_eq!(written(read_new(&full().to_string()).unwrap()), full());
    for delivery in [
        json!({"by": "download"}),
        json!({"by": "s3", "prefix": "harbor/in"}),
        json!({"by": "https_post", "url": "https://a.example.com", "headers": [{"name": "X-A", "value": "1"}]}),
        json!({"by": "ftps", "host": "a.example.com", "user": "u", "secret": "s", "directory": ""}),
        json!({"by": "ftp", "host": "a.example.com", "port": 21, "user": "u", "secret": "s", "directory": "in"}),
    ] {
        let mut body = full();
        body["delivery"] = delivery.clone();
        assert_eq!(written(read_new(&body.to_string()).unwrap())["delivery"], delivery);
    }
    for bundle in [json!({"files": "one_file"}), json!({"files": "one_file_per_order"})] {
        let mut body = full();
        body["bundle"] = bundle.clone();
        assert_eq!(written(read_new(&body.to_string()).unwrap())["bundle"], bundle);
    }
}

#[test]
fn what_is_left_out_is_what_the_domain_has_for_it() {
    let least = r#"{"name":" All ","format":"xlsx","columns":[{"heading":"Ref","value":"source_id"}]}"#;
    let column = ExportColumn { heading: "Ref".into(), value: "source_id".into(), ..ExportColumn::default() };
    let expected = NewExportTemplate::new("All", ExportContent::new(ExportFormat::Xlsx, vec![column]));
    assert_eq!(read_new(least).unwrap(), expected);
    assert!(written(expected).get("schedule").is_none());
}

#[test]
fn what_is_wrong_is_named() {
    for (field, value, named) in [
        ("/name", json!(" "), "name"),
        ("/format", json!("pdf"), "format"),
        ("/row_mode", json!("rows"), "row_mode"),
        ("/header_row", json!("maybe"), "header_row"),
        ("/delimiter", json!("tab"), "delimiter"),
        ("/quote", json!("never"), "quote"),
        ("/line_end", json!("cr"), "line_end"),
        ("/encoding", json!("ebcdic"), "encoding"),
        ("/guard", json!({"digit": true}), "guard.digit"),
        ("/columns", json!("sku"), "columns"),
        ("/columns", json!(vec![json!({}); 201]), "columns"),
        ("/columns/0/kind", json!("money"), "columns[0].kind"),
        ("/columns/1", json!({"headin": "Ref"}), "columns[1].headin"),
        ("/select/folder_ids", json!(["x"]), "select.folder_ids"),
        ("/select/combine", json!("none"), "select.combine"),
        ("/bundle/files", json!("two_files"), "bundle.files"),
        ("/bundle/files", json!("one_file"), "bundle.field"),
        ("/delivery/by", json!("pigeon"), "delivery.by"),
        ("/delivery/by", json!("ftps"), "delivery.host_key"),
        ("/delivery/by", json!("s3"), "delivery.host"),
        ("/schedule/every", json!("5_minutes"), "schedule.every"),
        ("/schedule/at", json!("half past six"), "schedule.at"),
        ("/after/move_to_folder", json!("x"), "after.move_to_folder"),
        ("/after", json!({"move_to": 3}), "after.move_to"),
        ("/send_when_empty", json!("perhaps"), "send_when_empty"),
    ] {
        let mut body = full();
        *body.pointer_mut(field).unwrap() = value;
        let problems = read_new(&body.to_string()).unwrap_err();
        assert!(problems.iter().any(|problem| problem.field == named), "{field}: {problems:?}");
    }
    assert_eq!(read_new("{}").unwrap_err().iter().map(|it| &*it.field).collect::<Vec<_>>(), ["name", "format"]);
    let mut more = full();
    more["colums"] = json!([]);
    assert_eq!(read_new(&more.to_string()).unwrap_err()[0].field, "colums");
}

/// Numbers that no count has room for stay what they are: wrong.
#[test]
fn a_number_beyond_all_limits_is_refused_and_not_cut() {
    for (field, place) in [("/columns/0/width", "columns[0].width"), ("/delivery/port", "delivery.port")] {
        let mut body = full();
        body["format"] = json!("xlsx");
        body["columns"][0]["width"] = json!(10);
        *body.pointer_mut(field).unwrap() = json!(65_536 + 22);
        let problems = read_new(&body.to_string()).unwrap().check(&domain::Store::default_folders());
        assert!(problems.iter().any(|problem| problem.field == place), "{problems:?}");
    }
}

#[test]
fn the_widest_column_is_that_of_the_domain() {
    assert_eq!(super::fields::MAX_WIDTH, u32::from(domain::MAX_COLUMN_WIDTH));
}

#[test]
fn a_preview_names_its_orders_or_none() {
    assert_eq!(read_preview("").unwrap(), None);
    assert_eq!(read_preview(r#"{"order_ids":[]}"#).unwrap(), None);
    assert_eq!(read_preview(r#"{"order_ids":["7",7,8]}"#).unwrap().unwrap().len(), 2);
    for bad in [r#"{"order_ids":["x"]}"#.to_owned(), json!({"order_ids": vec![1; 21]}).to_string()] {
        assert_eq!(read_preview(&bad).unwrap_err()[0].field, "order_ids");
    }
}
