//! Orders of a file.

use domain::{DuplicatePolicy, ImportKind, ImportResult, OrderRows};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::{Desk, counts, order_file, order_template, template};
use crate::shop::{Shop, text};

/// The orders of a shop by their numbers.
async fn orders(shop: &Shop) -> Vec<Value> {
    let mut found = shop.get("/api/v2/orders?limit=500").await["orders"].as_array().unwrap().clone();
    found.sort_by_key(|order| text(&order["source_id"]));
    found
}

const ROWS: [&str; 4] = [
    "1001,ada@example.com,Ada Lind,Portland,MUG,Mug,2,12.50,yes",
    "1001,ada@example.com,Ada Lind,Portland,CAP,Cap,1,9,yes",
    "1002,bo@example.com,Bo Harbor,Duluth,MUG,Mug,two,12.50,",
    "1003,cy@example.com,Cy Quay,Bergen,MUG,Mug,1,12.50,",
];

/// Catches rows of one order that become several, an import for which no rule runs, a refused row that nobody learns of,
/// and one that can't be mended and sent again.
#[tokio::test]
async fn a_dropped_file_becomes_orders_that_rules_run_for_and_refused_rows_can_be_mended() {
    let shop = Shop::open("import-orders").await;
    shop.post_rule("/in").await;
    let desk = Desk::with(&shop, &order_template()).await;
    let import = desk.import("May orders.csv", order_file(&ROWS)).await;
    assert_eq!(counts(&import), [2, 0, 0, 1]);
    assert_eq!((import.seen, import.total), (4, Some(4)));
    assert_eq!(
        import.findings[0].what,
        r#"row 4: Qty: must be a whole number up to 1,000,000, not negative, found "two""#
    );
    let found = orders(&shop).await;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["order_items"].as_array().unwrap().len(), 2);
    assert_eq!((&found[0]["source_name"], &found[0]["checkout_data"]["Gift"]), (&json!("Harbor file"), &json!("yes")));
    assert_eq!(shop.received("/in", 2).await.len(), 2, "each order is posted");
    let history = shop.history(&text(&found[0]["id"])).await;
    assert_eq!(history[0], format!("Order Imported by Import {}, row 2", import.id.number));

    let report = desk.report(&import);
    let results: Vec<_> = report.iter().map(|entry| (entry.row, entry.rows, entry.result)).collect();
    let expected = [(2, 2, ImportResult::Created), (4, 1, ImportResult::Refused), (5, 1, ImportResult::Created)];
    assert_eq!(results, expected);
    assert_eq!(report[0].id, text(&found[0]["id"]));

    let refused = desk.refused(&import).unwrap();
    assert!(refused.contains("1002,bo@example.com,Bo Harbor") && !refused.contains("1001"), "{refused}");
    let mended = desk.import("mended.csv", refused.replace(",two,", ",3,")).await;
    assert_eq!((counts(&mended), desk.refused(&mended)), ([1, 0, 0, 0], None));
    assert_eq!(orders(&shop).await.len(), 3);
}

/// Catches an import that makes orders twice, whether the event comes again, the file does, or two are done at once.
#[tokio::test]
async fn one_file_is_one_import_and_two_files_do_not_mix() {
    let shop = Shop::open("import-once").await;
    let desk = Desk::with(&shop, &order_template()).await;
    let rows = |first: u64| -> String {
        let rows: Vec<String> =
            (first..first + 90).map(|it| format!("{it},a@example.com,Ada Lind,Bergen,M,Mug,1,1,")).collect();
        order_file(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    desk.drop_times("one.csv", rows(1000), 3);
    desk.drop_times("two.csv", rows(2000), 3);
    let imports = desk.imports().await;
    assert_eq!(imports.iter().map(counts).collect::<Vec<_>>(), [[90, 0, 0, 0]; 2]);
    assert!(imports.iter().all(|import| import.part >= 2), "more than one part each");
    desk.drop("one.csv", rows(1000));
    assert_eq!(desk.imports().await, imports, "the same content under the same name");
    desk.drop("one.csv", rows(3000));
    assert_eq!(desk.imports().await.len(), 3, "other content under the same name");
    assert_eq!(shop.get("/api/v2/orders?limit=1").await["total_records"], 270);
}

/// Catches a dry run that writes, or that tells something else than what is done then.
#[tokio::test]
async fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let shop = Shop::open("import-dry").await;
    let template = order_template();
    let template = domain::ImportTemplate { duplicates: DuplicatePolicy::Update, ..template };
    let desk = Desk::with(&shop, &template).await;
    desk.import("before.csv", order_file(&ROWS[..2])).await;
    let before = orders(&shop).await;
    let file = order_file(&["1001,new@example.com,,,MUG,,3,,", ROWS[2], ROWS[3]]);
    let tried = desk.try_out(&template, &file).await;
    assert_eq!(counts(&tried), [1, 1, 0, 1]);
    let changes: Vec<_> = desk.report(&tried)[0].changes.clone();
    let changes: Vec<_> = changes.iter().map(|it| (it.field.as_str(), it.before.as_str(), it.after.as_str())).collect();
    assert_eq!(changes, [("email", "ada@example.com", "new@example.com"), ("order_items[0].quantity", "2", "3")]);
    assert_eq!(orders(&shop).await, before);
    let done = desk.import("after.csv", &file).await;
    assert_eq!(counts(&done), counts(&tried));
    assert_eq!(desk.report(&done)[0].changes, desk.report(&tried)[0].changes);
    let after = orders(&shop).await;
    assert_eq!((&after[0]["email"], &after[0]["shipping"]["city"]), (&json!("new@example.com"), &json!("Portland")));
    assert_eq!(after[0]["order_items"].as_array().unwrap().len(), 2, "what the file has not stays");
}

/// Catches a dry run in which a row does not find the order that one in front of it would make.
#[tokio::test]
async fn a_dry_run_of_rows_of_one_number_says_what_each_would_do() {
    for (duplicates, expected) in [
        (DuplicatePolicy::Skip, [1, 0, 2, 0]),
        (DuplicatePolicy::Update, [1, 1, 1, 0]),
        (DuplicatePolicy::CreateNew, [3, 0, 0, 0]),
    ] {
        let shop = Shop::open(&format!("import-dry-{}", duplicates.name())).await;
        let template = domain::ImportTemplate { duplicates, order_rows: OrderRows::Orders, ..order_template() };
        let desk = Desk::with(&shop, &template).await;
        let file = order_file(&[ROWS[0], &ROWS[0].replace("ada@", "bo@"), &ROWS[0].replace("ada@", "bo@")]);
        let tried = desk.try_out(&template, &file).await;
        assert_eq!((counts(&tried), orders(&shop).await.len()), (expected, 0), "{duplicates:?}");
        let done = desk.import("one.csv", &file).await;
        let changes = |import| desk.report(import).into_iter().map(|entry| entry.changes).collect::<Vec<_>>();
        assert_eq!((counts(&done), changes(&done)), (expected, changes(&tried)), "{duplicates:?}");
    }
}

/// Catches a policy that does what another says.
#[tokio::test]
async fn an_order_that_is_there_is_skipped_or_made_once_more_as_the_template_says() {
    for (policy, expected, count) in
        [(DuplicatePolicy::Skip, [0, 0, 1, 0], 1), (DuplicatePolicy::CreateNew, [1, 0, 0, 0], 2)]
    {
        let shop = Shop::open(&format!("import-{}", policy.name())).await;
        let template = domain::ImportTemplate { duplicates: policy, ..order_template() };
        let desk = Desk::with(&shop, &template).await;
        desk.import("one.csv", order_file(&ROWS[..1])).await;
        let again = desk.import("two.csv", order_file(&ROWS[..2])).await;
        assert_eq!((counts(&again), orders(&shop).await.len()), (expected, count), "{policy:?}");
    }
}

/// Catches an order that is posted though its template says that no rule runs.
#[tokio::test]
async fn without_rules_an_imported_order_is_no_event() {
    let shop = Shop::open("import-quiet").await;
    shop.post_rule("/in").await;
    let desk = Desk::with(&shop, &domain::ImportTemplate { runs_rules: false, ..order_template() }).await;
    assert_eq!(counts(&desk.import("one.csv", order_file(&ROWS)).await), [2, 0, 0, 1]);
    assert!(shop.receiver.received("/in").is_empty());
}

/// Catches an order whose rows do not stand together and that becomes two.
#[tokio::test]
async fn rows_of_one_number_are_one_order_wherever_they_stand() {
    let shop = Shop::open("import-scattered").await;
    let desk = Desk::with(&shop, &order_template()).await;
    let import = desk.import("one.csv", order_file(&[ROWS[0], ROWS[3], ROWS[1]])).await;
    assert_eq!((counts(&import), import.seen), ([2, 0, 0, 0], 3));
    assert_eq!(orders(&shop).await[0]["order_items"].as_array().unwrap().len(), 2);
}

/// Catches a workbook that is read otherwise than the same cells as text.
#[tokio::test]
async fn a_workbook_is_imported_as_text_is() {
    let shop = Shop::open("import-workbook").await;
    let desk = Desk::with(&shop, &order_template()).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let file = order_file(&ROWS);
    for (row, line) in file.lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let (row, column) = (row.try_into().unwrap(), column.try_into().unwrap());
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let import = desk.import("orders.xlsx", book.save_to_buffer().unwrap()).await;
    assert_eq!(counts(&import), [2, 0, 0, 1]);
    assert_eq!(
        import.findings[0].what,
        r#"row 4: Qty: must be a whole number up to 1,000,000, not negative, found "two""#
    );
    assert_eq!(orders(&shop).await[0]["order_items"].as_array().unwrap().len(), 2);
}

/// Catches zeros of a postal code that a workbook lost, and that nobody is told of.
#[tokio::test]
async fn what_may_be_meant_otherwise_is_imported_and_told() {
    let shop = Shop::open("import-warnings").await;
    let columns = [("Order", "source_id"), ("Name", "shipping.full_name"), ("Zip", "shipping.postal_code")];
    let columns = [&columns[..], &[("SKU", "item.code"), ("Qty", "item.quantity")]].concat();
    let desk = Desk::with(&shop, &template(ImportKind::Orders, &columns)).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, columns.iter().map(|(heading, _)| *heading)).unwrap();
    sheet.write_row(1, 0, ["1001", "Ada Lind", "02138", "MUG", "1"]).unwrap();
    for (row, quantity) in [(2, "1"), (3, "none")] {
        sheet.write_row(row, 0, [&format!("100{row}"), "Bo Harbor", "", "MUG", quantity]).unwrap();
        sheet.write(row, 2, 2138).unwrap();
    }
    let import = desk.import("orders.xlsx", book.save_to_buffer().unwrap()).await;
    assert_eq!((counts(&import), import.warned), ([2, 0, 0, 1], 1), "one that is refused is told by its reason");
    let zips: Vec<_> = orders(&shop).await.iter().map(|order| text(&order["shipping"]["postal_code"])).collect();
    assert_eq!(zips, ["02138", "2138"]);
    let report = desk.report(&import);
    let warning = "Zip: is a number in the workbook: if zeros stood in front of it, they are lost, found \"2138\"";
    assert_eq!(report[0].warnings, Vec::<String>::new());
    assert_eq!(report[1].warnings, [format!("row 3: {warning}")]);
    let shown = shop.get(&format!("/v1/imports/{}", import.id.number)).await["import"].clone();
    assert_eq!(shown["warned"], 1, "{shown}");
}
