//! Barcodes on paper are read by a scanner's program.

use rxing::BarcodeFormat;

use crate::orders::{order, written};
use crate::pdf::{pdf_of, pictures};

#[track_caller]
fn scanned(barcode: &str, format: BarcodeFormat) -> String {
    let source = format!(
        "<style>@page {{ size: A6 }}</style><p>Order</p><img src=\"{{{{ orders[0].source_id|barcode({barcode}) }}}}\"><p>and more</p>"
    );
    let order = order(8001, ["a", "b", "c", "d", "e", "DE"], &[]);
    let pdf = pdf_of(&written(&source, vec![order])).unwrap();
    let page = pictures(&pdf, 4.0).remove(0);
    let (width, height) = (page.width.try_into().unwrap(), page.height.try_into().unwrap());
    rxing::helpers::detect_in_luma(page.points, width, height, Some(format)).unwrap().getText().to_owned()
}

#[test]
fn code_128_is_read_from_paper() {
    assert_eq!(scanned("\"C128\", 2, 80", BarcodeFormat::CODE_128), "W-8001");
    assert_eq!(scanned("\"C128\", 1, 40", BarcodeFormat::CODE_128), "W-8001");
}

#[test]
fn a_qr_code_is_read_from_paper() {
    assert_eq!(scanned("\"QR\", 3", BarcodeFormat::QR_CODE), "W-8001");
}
