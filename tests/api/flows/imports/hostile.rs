//! Files that are no files to import.

use domain::SweepStatus;
use rust_xlsxwriter::Workbook;

use super::{Desk, order_file, order_template};
use crate::shop::Shop;
use crate::world::{IMPORTS, PARKED};

/// A workbook with a cell in its first corner and one in another: a small file, and a large table.
fn workbook_with_a_cell_at(row: u32, column: u16) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Order").unwrap();
    sheet.write(row, column, 1).unwrap();
    book.save_to_buffer().unwrap()
}

/// Catches a file that is imported in part before somebody sees what it is, and one that fails without a reason.
#[tokio::test]
async fn a_file_that_is_none_fails_with_the_reason_and_imports_nothing() {
    let shop = Shop::open("import-hostile").await;
    let desk = Desk::with(&shop, &order_template()).await;
    let many = "1,a@example.com,A B,C,M,Mug,1,1,\n".repeat(100_001);
    let files: [(&str, Vec<u8>, &str); 10] = [
        ("a.csv", b"Order,Mail\n1,2\n".to_vec(), "The file has other headings than its template; missing: \"Email\""),
        ("b.csv", b"%PDF-1.7 ...".to_vec(), "The file is a PDF document"),
        ("c.csv", vec![], "The file is empty"),
        ("d.xlsx", b"PK\x03\x04 and nothing of a workbook".to_vec(), "The file "),
        ("e.csv", b"PK\x03\x04 and nothing of a workbook".to_vec(), "The file is named .csv and is an archive"),
        ("f.exe", b"Order,Email\n".to_vec(), "The file must be a .csv, .txt or .xlsx file"),
        ("g.csv", order_file(&[many.trim_end()]).into_bytes(), "The file must have at most 100,000 rows"),
        ("h.csv", b"\0\0\0\0".to_vec(), "The file is no text"),
        ("i.xlsx", workbook_with_a_cell_at(0, 16_383), "The file must have at most 500 columns"),
        ("j.xlsx", workbook_with_a_cell_at(1_048_575, 0), "The file must have at most 100,000 rows"),
    ];
    for (name, body, why) in files {
        let import = desk.import(name, body).await;
        assert_eq!((import.status, import.created), (SweepStatus::Failed, 0), "{name}");
        assert!(import.failure.starts_with(why), "{name}: {}", import.failure);
    }
    assert_eq!(shop.get("/api/v2/orders?limit=1").await["total_records"], 0);
    assert!(shop.world.aws.queues.messages(IMPORTS).is_empty());
}

/// Catches a name that stops the queue, and an import of which nobody learns that its template is gone.
#[tokio::test]
async fn a_name_that_is_nobody_s_is_left_alone_and_a_missing_template_is_said() {
    let shop = Shop::open("import-nobody").await;
    let desk = Desk::with(&shop, &order_template()).await;
    for name in ["imports/999999/1/a.csv", "imports/x/1/a.csv", &format!("imports/{}/folder/a.csv", shop.id)] {
        shop.world.drop_file(name, b"Order\n1\n", 1);
    }
    assert!(desk.imports().await.is_empty());
    shop.world.drop_file(&format!("imports/{}/7/a.csv", shop.id), b"Order\n1\n", 1);
    assert_eq!(desk.imports().await[0].failure, "There is no import template 7");
    assert!(shop.world.aws.queues.messages(PARKED).is_empty());
}
