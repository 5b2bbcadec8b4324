//! Our own API: import templates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{ImportKind, ImportTarget};
use futures_util::future::join_all;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use waybill::http::Reply;

use super::{NOBODY, assert_problem, header};
use crate::document::root;
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

fn market(name: &str) -> Value {
    json!({
        "name": name, "kind": "orders", "delimiter": ";", "date_format": "day_first", "decimal_separator": ",",
        "columns": [
            {"heading": "Order Number", "target": "source_id", "transforms": ["without_hash"]},
            {"heading": "Date", "target": "date_added"},
            {"heading": "Ship To", "target": "shipping.full_name"},
            {"heading": "SKU", "target": "item.code"},
            {"heading": "Price", "target": "item.price"},
        ],
        "folder_id": 2, "after_import": {"folder_id": 3, "notify_emails": ["desk@example.com"]},
    })
}

async fn added(shop: &Shop, body: &Value) -> Value {
    shop.own(201, "POST", "/import-templates", body).await["import_template"].clone()
}

async fn names(shop: &Shop) -> Vec<String> {
    let listed = shop.own(200, "GET", "/import-templates", &NONE).await;
    let mut names: Vec<_> =
        listed["import_templates"].as_array().unwrap().iter().map(|template| text(&template["name"])).collect();
    names.sort_unstable();
    names
}

async fn with_header(shop: &Shop, method: &str, path: &str, body: &Value, header: (&str, &str)) -> Reply {
    shop.call_raw(method, &format!("/v1{path}"), Some(body.to_string()), &[header]).await
}

fn field(problem: &Value) -> &str {
    problem["errors"][0]["field"].as_str().unwrap_or_default()
}

fn file(text: &[u8]) -> Value {
    json!({"file": STANDARD.encode(text)})
}

/// Catches a field that is kept and not shown, or shown in a form that can't be sent back.
#[tokio::test]
async fn a_template_is_kept_as_it_was_sent_sent_back_as_it_is_shown_and_deleted() {
    let shop = Shop::open("templates").await;
    assert_eq!(names(&shop).await, Vec::<String>::new());
    let made = added(&shop, &market("Harbor market")).await;
    for (name, value) in market("Harbor market").as_object().unwrap().iter().filter(|(name, _)| *name != "columns") {
        assert_eq!(&made[name], value, "{made}");
    }
    assert_eq!(made["columns"][0]["transforms"], json!(["without_hash"]));
    let one = format!("/import-templates/{}", text(&made["id"]));
    assert_eq!(shop.own(200, "GET", &one, &NONE).await["import_template"], made);
    let summary = json!({"id": made["id"], "name": "Harbor market", "kind": "orders", "file_format": "csv"});
    assert_eq!(shop.own(200, "GET", "/import-templates", &NONE).await["import_templates"], json!([summary]));
    assert_eq!(shop.own(200, "PUT", &one, &made).await["import_template"], made);
    shop.own(200, "DELETE", &one, &NONE).await;
    for (method, path, body) in [
        ("GET", one.clone(), &NONE),
        ("DELETE", one.clone(), &NONE),
        ("PUT", one.clone(), &made),
        ("GET", format!("{one}/sample"), &NONE),
        ("POST", format!("{one}/copy"), &json!({"store_id": NOBODY})),
    ] {
        shop.problem(404, method, &path, body).await;
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_by_its_column() {
    let shop = Shop::open("templates-wrong").await;
    for (at, value, named) in [
        ("/kind", json!("returns"), "kind"),
        ("/delimiter", json!("tab"), "delimiter"),
        ("/columns/3/target", json!("item.colour"), "columns[3].target"),
        ("/columns/4/target", json!("item.code"), "columns[4].target"),
        ("/columns/3/heading", json!("date"), "columns[3].heading"),
        ("/columns", json!([]), "columns"),
        ("/folder_id", json!(99), "folder_id"),
        ("/after_import/folder_id", json!(99), "after_import.folder_id"),
        ("/after_import/notify_emails", json!(["desk"]), "after_import.notify_emails[0]"),
    ] {
        let mut body = market("Wrong");
        *body.pointer_mut(at).unwrap() = value;
        let problem = shop.problem(400, "POST", "/import-templates", &body).await;
        assert_eq!(field(&problem), named, "{problem}");
    }
    for (senders, named) in [
        (json!([]), "mail.allowed_senders"),
        (json!(vec!["example.com"; 21]), "mail.allowed_senders"),
        (json!(["example.com", "printer"]), "mail.allowed_senders[1]"),
    ] {
        let mut body = market("Wrong");
        body["mail"] = json!({ "allowed_senders": senders });
        let problem = shop.problem(400, "POST", "/import-templates", &body).await;
        assert_eq!(field(&problem), named, "{problem}");
    }
    // A default is read as a cell is.
    let mut body = market("Wrong");
    body["columns"][4]["default"] = json!("a lot");
    let problem = shop.problem(400, "POST", "/import-templates", &body).await;
    assert_eq!(field(&problem), "columns[4].default", "{problem}");
    assert_eq!(names(&shop).await, Vec::<String>::new());
}

/// Catches two templates of one name: added, renamed, at once; and a name that stays taken by nobody.
#[tokio::test]
async fn a_name_is_one_template_s_whatever_the_case_of_its_letters() {
    let shop = Shop::open("templates-names").await;
    let first = added(&shop, &market("Harbor Märkte")).await;
    let problem = shop.problem(409, "POST", "/import-templates", &market(" HARBOR märkte ")).await;
    assert_eq!(field(&problem), "name", "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains(&text(&first["id"])), "{problem}");
    let second = added(&shop, &market("Tide")).await;
    let (one, two) = (text(&first["id"]), text(&second["id"]));
    shop.problem(409, "PUT", &format!("/import-templates/{two}"), &market("harbor MÄRKTE")).await;
    // Its own name in other letters, and a name that was given up.
    shop.own(200, "PUT", &format!("/import-templates/{one}"), &market("HARBOR MÄRKTE")).await;
    shop.own(200, "PUT", &format!("/import-templates/{one}"), &market("Bazaar")).await;
    shop.own(200, "PUT", &format!("/import-templates/{two}"), &market("Harbor Märkte")).await;
    shop.own(200, "DELETE", &format!("/import-templates/{one}"), &NONE).await;
    added(&shop, &market("bazaar")).await;
    let body = market("Race");
    let raced = join_all((0..4).map(|_| shop.call("POST", "/v1/import-templates", Some(&body)))).await;
    let mut statuses: Vec<_> = raced.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    assert_eq!(names(&shop).await, ["Harbor Märkte", "Race", "bazaar"]);
}

/// Catches a creation that is made twice, or refused for the name that it has itself.
#[tokio::test]
async fn with_a_key_it_is_made_once_also_when_it_was_renamed_since() {
    let shop = Shop::open("templates-once").await;
    let by_key = ("Idempotency-Key", "K-1");
    let create = async |body: &Value| with_header(&shop, "POST", "/import-templates", body, by_key).await;
    let first = create(&market("Harbor")).await.json::<Value>().unwrap()["import_template"].clone();
    let again = create(&market("Harbor")).await;
    assert_eq!((again.status, &again.json::<Value>().unwrap()["import_template"]), (201, &first));
    let other = assert_problem(&create(&market("Other")).await, 422);
    assert_eq!(other["import_template_id"], first["id"]);
    let one = format!("/import-templates/{}", text(&first["id"]));
    let tag = header(&shop.call("GET", &format!("/v1{one}"), None).await, "etag").unwrap().to_owned();
    let renamed = with_header(&shop, "PUT", &one, &market("Renamed"), ("If-Match", &tag)).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_problem(&with_header(&shop, "PUT", &one, &market("Late"), ("If-Match", &tag)).await, 412);
    let again = create(&market("Harbor")).await;
    assert_eq!(
        (again.status, again.json::<Value>().unwrap()["import_template"]["name"].clone()),
        (201, json!("Renamed"))
    );
    // Neither the creation that was answered again nor the change that was refused holds a name; and the creation is
    // answered also when its name is another's by now.
    for name in ["Harbor", "Other", "Late"] {
        added(&shop, &market(name)).await;
    }
    assert_eq!(create(&market("Harbor")).await.status, 201);
    assert_eq!(names(&shop).await, ["Harbor", "Late", "Other", "Renamed"]);
}

/// Catches a store that keeps as many as somebody sends, and a name that is lost to one that was not kept.
#[tokio::test]
async fn a_store_has_a_hundred_at_most() {
    let (shop, other) = (Shop::open("templates-many").await, Shop::open("templates-few").await);
    shop.link(&other).await;
    for number in 0..100 {
        added(&shop, &market(&format!("Market {number}"))).await;
    }
    shop.problem(409, "POST", "/import-templates", &market("One more")).await;
    let theirs = added(&other, &market("One more")).await;
    let copy = format!("/import-templates/{}/copy", text(&theirs["id"]));
    let problem = other.problem(409, "POST", &copy, &json!({"store_id": shop.id})).await;
    assert!(problem["detail"].as_str().unwrap().contains("100"), "{problem}");
    assert_eq!(names(&shop).await.len(), 100);
    let listed = shop.own(200, "GET", "/import-templates", &NONE).await;
    let last = text(&listed["import_templates"][99]["id"]);
    shop.own(200, "DELETE", &format!("/import-templates/{last}"), &NONE).await;
    added(&shop, &market("One more")).await;
}

/// Catches a copy to a store that did not agree, and folders of one store in a template of another.
#[tokio::test]
async fn a_template_is_copied_to_a_store_that_is_linked_without_what_only_this_one_has() {
    let (shop, other) = (Shop::open("templates-from").await, Shop::open("templates-to").await);
    let mut harbor = market("Harbor");
    harbor["mail"] = json!({"allowed_senders": ["ada@example.com"]});
    let made = added(&shop, &harbor).await;
    let copy = format!("/import-templates/{}/copy", text(&made["id"]));
    let to = json!({"store_id": other.id});
    for body in [&to, &json!({"store_id": shop.id}), &json!({"store_id": NOBODY})] {
        let problem = shop.problem(400, "POST", &copy, body).await;
        assert_eq!(field(&problem), "store_id", "{problem}");
    }
    shop.link(&other).await;
    let by_key = ("Idempotency-Key", "C-1");
    let first = with_header(&shop, "POST", &copy, &to, by_key).await;
    let again = with_header(&shop, "POST", &copy, &to, by_key).await;
    assert_eq!((first.status, again.status), (201, 201), "{} {}", first.text(), again.text());
    let (first, again): (Value, Value) = (first.json().unwrap(), again.json().unwrap());
    assert_eq!(first["import_template"], again["import_template"]);
    assert_eq!(first["import_template"]["store_id"], other.id);
    let notes = json!([
        "folder_id: left out, as the folder \"Prepared\" is this store's",
        "after_import.folder_id: left out, as the folder \"On Hold\" is this store's",
        "mail: left out, as the address is this store's",
    ]);
    assert_eq!(first["notes"], notes);
    let there = format!("/import-templates/{}", text(&first["import_template"]["import_template_id"]));
    let there = other.own(200, "GET", &there, &NONE).await["import_template"].clone();
    assert_eq!((&there["name"], &there["columns"]), (&made["name"], &made["columns"]));
    assert_eq!((there.get("folder_id"), there["after_import"].get("folder_id")), (None, None), "{there}");
    assert_eq!(there.get("mail"), None, "{there}");
    let problem = shop.problem(409, "POST", &copy, &to).await;
    assert_eq!(field(&problem), "name", "{problem}");
    // Another template by the same key is another copy.
    let second = added(&shop, &market("Tide")).await;
    let path = format!("/import-templates/{}/copy", text(&second["id"]));
    assert_eq!(with_header(&shop, "POST", &path, &to, by_key).await.status, 201);
    assert_eq!(names(&other).await, ["Harbor", "Tide"]);
    shop.own(200, "DELETE", &format!("/links/{}", other.id), &NONE).await;
    shop.problem(400, "POST", &copy, &to).await;
}

/// Catches a target that nobody can find out about.
#[test]
fn the_page_about_imports_names_every_target() {
    let page = std::fs::read_to_string(root().join("docs/imports.md")).unwrap();
    for name in ImportKind::ALL.iter().flat_map(|kind| ImportTarget::names(*kind)) {
        assert!(page.contains(&format!("`{name}`")), "docs/imports.md does not say what {name} is");
    }
}

/// Catches a sample that its own template would refuse.
#[tokio::test]
async fn a_sample_has_the_headings_and_the_signs_of_its_template() {
    let shop = Shop::open("templates-sample").await;
    let made = added(&shop, &market("Hafen \"1\"")).await;
    let sample = shop.call("GET", &format!("/v1/import-templates/{}/sample", text(&made["id"])), None).await;
    assert_eq!((sample.status, header(&sample, "content-type")), (200, Some("text/csv; charset=utf-8")));
    let named = "attachment; filename*=UTF-8''Hafen%20%221%22.csv";
    assert_eq!(header(&sample, "content-disposition"), Some(named));
    let expected =
        "\u{feff}Order Number;Date;Ship To;SKU;Price\r\n1001;31.03.2026 08:15:00;Mara Lindqvist;MUG-01;12,50\r\n";
    assert_eq!(sample.text(), expected);
    let suggested = shop.own(200, "POST", "/import-templates/suggest", &file(sample.text().as_bytes())).await;
    let template = &suggested["import_template"];
    for name in ["kind", "delimiter", "date_format", "decimal_separator", "has_heading"] {
        assert_eq!(template[name], made[name], "{name}");
    }
}

/// Catches a suggestion that can't be added, and one that hides what it does not know.
#[tokio::test]
async fn a_template_is_suggested_by_the_beginning_of_a_file_and_added_as_it_is() {
    let shop = Shop::open("templates-suggest").await;
    let text = "Order Number,Order Date,Ship To Name,SKU,Qty,Loyalty\n1001,31/03/2026,Mara,MUG-01,2,gold\n";
    let mut body = file(text.as_bytes());
    body["file_name"] = json!("Harbor market.txt");
    for name in ["Harbor market", "Harbor market 2"] {
        let suggested = shop.own(200, "POST", "/import-templates/suggest", &body).await;
        assert_eq!((&suggested["problems"], &suggested["is_date_format_sure"]), (&json!([]), &json!(true)));
        let rows = json!([
            ["Order Number", "Order Date", "Ship To Name", "SKU", "Qty", "Loyalty"],
            ["1001", "31/03/2026", "Mara", "MUG-01", "2", "gold"],
        ]);
        assert_eq!(suggested["rows"], rows);
        let template = &suggested["import_template"];
        assert_eq!(
            (&template["name"], &template["file_format"], &template["id"]),
            (&json!(name), &json!("txt"), &NONE)
        );
        let made = added(&shop, template).await;
        assert_eq!(made["columns"], template["columns"]);
        assert_eq!((&made["columns"][5]["target"], &made["date_format"]), (&json!("ignore"), &json!("day_first")));
    }
    // What its kind can't do without is told, and the rest is offered.
    let suggested = shop.own(200, "POST", "/import-templates/suggest", &file(b"Shelf,Stock\nA,1\n")).await;
    assert_eq!(suggested["import_template"]["name"], "Inventory");
    assert_eq!(suggested["problems"][0]["field"], "columns", "{suggested}");
    shop.problem(400, "POST", "/import-templates", &suggested["import_template"]).await;
}

#[tokio::test]
async fn a_workbook_is_suggested_by_its_sheet_and_other_files_are_refused_by_what_they_are() {
    let shop = Shop::open("templates-files").await;
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap().write_row(0, 0, ["Remember"]).unwrap();
    let sheet = book.add_worksheet().set_name("Stock").unwrap();
    sheet.write_row(0, 0, ["SKU", "On hand"]).unwrap();
    sheet.write_row(1, 0, ["MUG-01", "12"]).unwrap();
    let mut body = file(&book.save_to_buffer().unwrap());
    (body["sheet"], body["file_name"]) = (json!("stock"), json!("stock.xlsx"));
    let suggested = shop.own(200, "POST", "/import-templates/suggest", &body).await;
    assert_eq!((&suggested["sheets"], &suggested["problems"]), (&json!(["Notes", "Stock"]), &json!([])));
    assert_eq!(suggested["rows"], json!([["SKU", "On hand"], ["MUG-01", "12"]]));
    let made = added(&shop, &suggested["import_template"]).await;
    assert_eq!(
        (&made["kind"], &made["file_format"], &made["sheet"]),
        (&json!("inventory"), &json!("xlsx"), &json!("stock"))
    );
    for (change, named) in [
        (json!({"file_name": "stock.csv"}), "file_name"),
        (json!({"sheet": "March"}), "file"),
        (json!({"file": STANDARD.encode("%PDF-1.7 …")}), "file"),
        (json!({"file": STANDARD.encode("<html><body>Please log in</body></html>")}), "file"),
        (json!({"file": STANDARD.encode("PK\u{3}\u{4} and no more")}), "file"),
        (json!({"file": "no base64"}), "file"),
        (json!({"file": NONE}), "file"),
        (json!({"kind": "returns"}), "kind"),
    ] {
        let mut wrong = body.clone();
        wrong["file_name"] = NONE;
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let problem = shop.problem(400, "POST", "/import-templates/suggest", &wrong).await;
        assert_eq!(field(&problem), named, "{problem}");
    }
}
