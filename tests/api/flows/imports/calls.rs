//! Imports by the API.

use serde_json::{Value, json};

use super::{Desk, order_file, order_template};
use crate::shop::{Shop, text};
use crate::world::BUCKET;

fn body(size: usize, dry_run: bool) -> Value {
    json!({"template_id": "1000000001", "file_name": "orders.csv", "size": size, "dry_run": dry_run})
}

async fn show(shop: &Shop, import: &Value) -> Value {
    shop.get(&format!("/v1/imports/{}", text(&import["id"]))).await["import"].clone()
}

/// The name under which the file of an import that was asked for is uploaded.
fn name_of(started: &Value) -> String {
    object_of(&text(&started["upload"]["url"]))
}

/// The object that an address is for.
fn object_of(url: &str) -> String {
    let (path, _) = url.split_once('?').unwrap();
    path.split_once(&format!("{BUCKET}/")).unwrap().1.to_owned()
}

/// The row and the result of each line of the reports that an import shows.
fn report(shop: &Shop, import: &Value) -> Vec<(u64, String)> {
    let objects = shop.world.aws.buckets.texts(BUCKET);
    let urls = import["report_urls"].as_array().unwrap();
    let texts = urls.iter().map(|url| &objects[&object_of(&text(url))]);
    let lines = texts.flat_map(|text| text.lines()).map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| (line["row"].as_u64().unwrap(), text(&line["result"]))).collect()
}

/// Catches an import that writes though its address says that it must not.
#[tokio::test]
async fn a_dry_run_is_asked_for_by_the_address_too() {
    let shop = Shop::open("import-address").await;
    Desk::with(&shop, &order_template()).await;
    let started = async |address: &str, in_body: bool| {
        let started = shop.post(&format!("/v1/imports{address}"), &body(100, in_body)).await;
        started["import"]["dry_run"].clone()
    };
    for (address, is_dry_run) in [("?dry_run=1", true), ("?dry_run=true", true), ("?dry_run=0", false), ("", false)] {
        assert_eq!(started(address, false).await, json!(is_dry_run), "{address}");
    }
    assert_eq!(started("?dry_run=0", true).await, json!(true), "the body says so");
    let refused = shop.call("POST", "/v1/imports?dry_run=yes", Some(&body(100, false))).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert_eq!(refused.json::<Value>().unwrap()["errors"][0]["field"], "dry_run");
    let with_key = async |address: &str| {
        let (path, body) = (format!("/v1/imports{address}"), body(100, false).to_string());
        shop.call_raw("POST", &path, Some(body), &[("idempotency-key", "May")]).await.status
    };
    assert_eq!((with_key("?dry_run=1").await, with_key("?dry_run=1").await, with_key("").await), (201, 201, 422));
    assert_eq!(shop.get("/v1/imports").await["imports"].as_array().unwrap().len(), 6);
}

/// Catches an upload that anybody may make of any size, an import that begins twice, and a report nobody finds.
#[tokio::test]
async fn an_import_is_asked_for_uploaded_shown_and_its_refused_rows_are_handed_out() {
    let shop = Shop::open("import-calls").await;
    Desk::with(&shop, &order_template()).await;
    let file =
        order_file(&["1,a@example.com,Ada Lind,Bergen,M,Mug,1,1,", "2,a@example.com,Ada Lind,Bergen,M,Mug,x,1,"]);
    for dry_run in [true, false] {
        let started = shop.post("/v1/imports", &body(file.len(), dry_run)).await;
        let import = &started["import"];
        assert_eq!(
            (&import["awaits_file"], &import["status"], &import["dry_run"]),
            (&json!(true), &json!("waiting"), &json!(dry_run))
        );
        let headers = started["upload"]["headers"].to_string();
        assert!(headers.contains(&format!(r#""content-length","value":"{}""#, file.len())), "{headers}");
        assert!(headers.contains("if-none-match"), "{headers}");
        let url = text(&started["upload"]["url"]);
        assert!(url.contains("X-Amz-Expires=900") && url.contains("content-length"), "{url}");
        shop.world.settle().await;
        assert_eq!(show(&shop, import).await["status"], "waiting", "nothing is done before the file is there");
        shop.world.drop_file(&name_of(&started), file.as_bytes(), 2);
        shop.world.settle().await;
        let done = show(&shop, import).await;
        assert_eq!(
            (&done["status"], &done["created"], &done["refused"]),
            (&json!("done"), &json!(1), &json!(1)),
            "{done}"
        );
        assert_eq!((&done["rows"], &done["seen"], &done["file_name"]), (&json!(2), &json!(2), &json!("orders.csv")));
        assert_eq!(
            done["refusals"],
            json!([r#"row 3: Qty: must be a whole number up to 1,000,000, not negative, found "x""#])
        );
        assert!(text(&done["refused_rows_url"]).contains("/refused.csv?"), "{done}");
        assert_eq!(report(&shop, &done), [(2, "created".to_owned()), (3, "refused".to_owned())]);
        let orders = shop.get("/api/v2/orders?limit=1").await["total_records"].clone();
        assert_eq!(orders, json!(u8::from(!dry_run)));
    }
    let listed = shop.get("/v1/imports?limit=1").await;
    assert_eq!((&listed["imports"][0]["dry_run"], &listed["imports"][0]["refusals"]), (&json!(false), &json!([])));
    let next = text(&listed["next_cursor"]);
    assert_eq!(shop.get(&format!("/v1/imports?cursor={next}")).await["imports"].as_array().unwrap().len(), 1);
    assert_eq!(shop.get("/v1/sweeps").await["sweeps"], json!([]), "an import is no sweep of people's");
}

/// F078, F079 and F081. Catches a kind of templates that can't be made, and a sample that its own template refuses.
#[tokio::test]
async fn the_sample_of_a_template_of_each_kind_is_imported() {
    let shop = Shop::open("import-samples").await;
    for (kind, format, targets) in [
        ("orders", "csv", &["source_id", "shipping.full_name", "item.code", "item.quantity"][..]),
        ("inventory", "txt", &["code", "name", "stock"]),
        // Those of the orders' sample.
        ("shipments", "xlsx", &["source_id", "tracking_number"]),
    ] {
        let columns: Vec<_> = targets.iter().map(|target| json!({"heading": target, "target": target})).collect();
        let template = json!({"name": kind, "kind": kind, "file_format": format, "columns": columns});
        let template = text(&shop.post("/v1/import-templates", &template).await["import_template"]["id"]);
        let sample = shop.call("GET", &format!("/v1/import-templates/{template}/sample"), None).await.text();
        let file_name = if format == "txt" { "sample.txt" } else { "sample.csv" };
        let body = json!({"template_id": template, "file_name": file_name, "size": sample.len()});
        let started = shop.post("/v1/imports", &body).await;
        shop.world.drop_file(&name_of(&started), sample.as_bytes(), 1);
        shop.world.settle().await;
        let done = show(&shop, &started["import"]).await;
        assert_eq!((&done["created"], &done["refused"]), (&json!(1), &json!(0)), "{kind}: {done}");
    }
}

/// Catches a request that makes two imports, imports without end, and one that can't be called off.
#[tokio::test]
async fn an_import_is_one_by_its_key_can_be_called_off_and_a_store_has_few_at_once() {
    let shop = Shop::open("import-few").await;
    Desk::with(&shop, &order_template()).await;
    let key = [("Idempotency-Key", "k")];
    let first = shop.call_raw("POST", "/v1/imports", Some(body(9, false).to_string()), &key).await;
    let again = shop.call_raw("POST", "/v1/imports", Some(body(9, false).to_string()), &key).await;
    let (first, again) = (first.json::<Value>().unwrap(), again.json::<Value>().unwrap());
    assert_eq!(first["import"]["id"], again["import"]["id"]);
    let other = shop.call_raw("POST", "/v1/imports", Some(body(8, false).to_string()), &key).await;
    assert_eq!(other.status, 422, "{}", other.text());
    let canceled = shop.post(&format!("/v1/imports/{}/cancel", text(&first["import"]["id"])), &json!({})).await;
    assert_eq!(canceled["import"]["status"], "canceled");
    shop.world.drop_file(&name_of(&first), order_file(&[]).as_bytes(), 1);
    shop.world.settle().await;
    assert_eq!(show(&shop, &first["import"]).await["status"], "canceled", "a file that comes late begins nothing");
    for _ in 0..10 {
        shop.post("/v1/imports", &body(9, false)).await;
    }
    let refused = shop.call("POST", "/v1/imports", Some(&body(9, false))).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    shop.world.advance(std::time::Duration::from_mins(16));
    shop.post("/v1/imports", &body(9, false)).await;
}

/// Catches a template of another store that opens a way into it.
#[tokio::test]
async fn a_template_that_is_not_there_makes_no_import() {
    let shop = Shop::open("import-no-template").await;
    let refused = shop.call("POST", "/v1/imports", Some(&body(9, false))).await;
    assert_eq!(refused.status, 404, "{}", refused.text());
}

/// Catches an undo that removes what somebody touched, or that rules changed, and one that leaves what nobody did.
#[tokio::test]
async fn an_undo_removes_what_the_import_made_and_nobody_touched() {
    let shop = Shop::open("import-undo").await;
    let desk = Desk::with(&shop, &order_template()).await;
    let rows: Vec<String> = (1..=60).map(|it| format!("{it},a@example.com,Ada Lind,Bergen,M,Mug,1,1,")).collect();
    shop.order("T-1").await;
    let import = desk.import("orders.csv", order_file(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    assert_eq!(import.created, 60);
    let found = shop.get("/api/v2/orders?source_id=7").await["orders"][0].clone();
    let (order_path, change) = (format!("/v1/orders/{}", text(&found["id"])), json!({"email": "b@example.com"}));
    assert_eq!(shop.call("PATCH", &order_path, Some(&change)).await.status, 200);
    let undo = shop.post(&format!("/v1/imports/{}/undo", import.id.number), &json!({})).await["import"].clone();
    shop.world.settle().await;
    let done = show(&shop, &undo).await;
    assert_eq!((&done["kind"], &done["status"]), (&json!("undo"), &json!("done")), "{done}");
    assert_eq!((&done["updated"], &done["refused"]), (&json!(59), &json!(1)), "{done}");
    assert_eq!(done["refusals"], json!([format!("row 8: {} changed since", text(&found["id"]))]));
    assert_eq!(shop.get("/api/v2/orders?limit=1").await["total_records"], 2, "the touched one, and the one of before");
    let again = shop.call("POST", &format!("/v1/imports/{}/undo", text(&undo["id"])), None).await;
    assert_eq!(again.status, 409, "{}", again.text());
}
