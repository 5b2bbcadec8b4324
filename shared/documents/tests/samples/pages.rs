//! Eight documents as pictures, which a person has looked at. `KEEP_PICTURES=1 cargo test --workspace --test samples`
//! keeps those that are different now: look at them before they are committed.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::PathBuf;

use crate::orders::{html_of, order, written};
use crate::pdf::{Picture, pdf_of, pictures};

/// So many points to a seventy-second of an inch: letters can still be told apart.
const SCALE: f32 = 0.9;

/// Shades may differ by so much, and so many points of a thousand by more: machines round differently.
const MAX_SHADES: u8 = 40;
const MAX_POINTS_OF_THOUSAND: usize = 2;

fn path_of(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/kept").join(format!("{name}.png"))
}

fn kept(name: &str) -> Option<Picture> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(path_of(name)).ok()?)).read_info().unwrap();
    let mut points = vec![0; reader.output_buffer_size().unwrap()];
    let form = reader.next_frame(&mut points).unwrap();
    Some(Picture { width: form.width.try_into().unwrap(), height: form.height.try_into().unwrap(), points })
}

fn keep(name: &str, picture: &Picture) {
    let file = BufWriter::new(File::create(path_of(name)).unwrap());
    let (width, height) = (picture.width.try_into().unwrap(), picture.height.try_into().unwrap());
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&picture.points).unwrap();
}

fn is_alike(one: &Picture, other: &Picture) -> bool {
    let differ = one.points.iter().zip(&other.points).filter(|(one, other)| one.abs_diff(**other) > MAX_SHADES).count();
    (one.width, one.height) == (other.width, other.height) && differ * 1000 <= one.points.len() * MAX_POINTS_OF_THOUSAND
}

#[expect(clippy::disallowed_methods, reason = "a person asks for pictures to be kept, at a terminal")]
fn keeps() -> bool {
    std::env::var_os("KEEP_PICTURES").is_some()
}

/// Renders a document and compares its pages with those that were kept.
#[track_caller]
fn looks_as_kept(name: &str, html: &str, pages: usize) {
    let pdf = pdf_of(html).unwrap();
    assert_eq!(pdf, pdf_of(html).unwrap(), "the same document twice is the same file");
    assert_eq!(pdf.pages, pages, "{name}");
    for (place, picture) in pictures(&pdf, SCALE).iter().enumerate() {
        let name = format!("{name}-{}", place + 1);
        let is_kept = kept(&name).is_some_and(|kept| is_alike(&kept, picture));
        if keeps() && !is_kept {
            keep(&name, picture);
        } else {
            assert!(is_kept, "{name} looks different: KEEP_PICTURES=1 keeps it, then look at it");
        }
    }
}

#[test]
fn receipts_of_two_orders() {
    let first = order(
        1001,
        ["Ada", "Muster", "Hauptstraße 1", "10115", "Berlin", "DE"],
        &[("Kaffeebecher, groß", "MUG-L", "12.00", 2), ("Postkarte „Grüße“", "CARD-7", "1.95", 10)],
    );
    let mut second = order(
        1002,
        ["נועה", "כהן", "רחוב הרצל 12", "6688209", "תל אביב", "IL"],
        &[("Espresso cup ☕ 🚚", "CUP-1", "9.50", 1)],
    );
    second.shipping.company = "A & B <Trading>".into();
    looks_as_kept("receipt", &html_of("receipt", vec![first, second]), 2);
}

#[test]
fn a_vat_receipt_in_the_letters_of_europe() {
    let items = [
        ("Σοκολάτα υγείας", "GR-1", "12.00", 1),
        ("Варенье вишнёвое", "RU-2", "6.60", 3),
        ("Cà phê sữa đá", "VN-3", "4.20", 2),
        ("Žluťoučký kůň, İstanbul, Łódź", "EU-4", "1.00", 1),
    ];
    let order =
        order(2001, ["Nguyễn", "Thị Ngọc Ánh", "12 Đường Lê Lợi", "700000", "Thành phố Hồ Chí Minh", "VN"], &items);
    looks_as_kept("vat-receipt", &html_of("vat-receipt", vec![order]), 1);
}

#[test]
fn a_packing_slip_in_japanese() {
    let items = [("抹茶セット（箱入り・ギフト包装）", "MATCHA-SET", "32.00", 1), ("湯のみ 直刃", "YUNOMI", "18.00", 2)];
    let order =
        order(3001, ["さくら", "田中", "渋谷区神南一丁目2番3号 直江ビル4階", "150-0041", "東京都", "JP"], &items);
    let html = html_of("packing-slip", vec![order]).replacen("lang=\"en\"", "lang=\"ja\"", 1);
    looks_as_kept("packing-slip", &html, 1);
}

#[test]
fn a_pick_list_of_several_orders_with_barcodes() {
    let simplified = order(
        4001,
        ["小明", "王", "南京东路 100 号", "200001", "上海市", "CN"],
        &[("直发器 (黑色)", "ZF-100", "45.00", 1), ("普洱茶", "TEA-9", "15.00", 4)],
    );
    let korean = order(
        4002,
        ["지우", "김", "세종대로 110", "04524", "서울특별시", "KR"],
        &[("유자차 세트", "YUJA-1", "22.00", 2)],
    );
    let html = html_of("pick-list", vec![simplified, korean]);
    looks_as_kept("pick-list", &html, 1);
}

#[test]
fn an_address_label_in_thai() {
    let order = order(
        5001,
        ["สมชาย", "ใจดี", "99/1 ถนนสุขุมวิท แขวงคลองเตย เขตคลองเตย ใกล้ห้างสรรพสินค้า", "10110", "กรุงเทพมหานคร", "TH"],
        &[("a", "b", "1", 1)],
    );
    looks_as_kept("address-label", &html_of("address-label", vec![order]), 1);
}

#[test]
fn a_return_slip_from_the_right_to_the_left() {
    let mut order = order(
        6001,
        ["ليلى", "حداد", "شارع الملك فهد 12", "11564", "الرياض", "SA"],
        &[("عطر سيلفر (100 ml)", "PERF-100", "59.00", 1), ("قهوة عربية", "QAHWA", "12.00", 3)],
    );
    order.return_address = domain::ReturnAddress {
        company: "Lindengarten GmbH".into(),
        address1: "Lindenstraße 5".into(),
        postal_code: "10969".into(),
        city: "Berlin".into(),
        country: "DE".into(),
        ..order.return_address.clone()
    };
    let html = html_of("return-slip", vec![order]).replacen("<body>", "<body dir=\"rtl\">", 1);
    looks_as_kept("return-slip", &html, 1);
}

#[test]
fn a_long_table_with_its_head_on_each_page() {
    let rows = "<tr><td>{{ item.code }}</td><td>{{ item.name }}</td><td class=n>{{ item.quantity }}</td></tr>";
    let source = format!(
        "<style>@page {{ size: A5; margin: 12mm }} body {{ font-family: serif; font-size: 12px }} table {{ width: 100%; \
         border-collapse: collapse }} td, th {{ border: 1px solid #444; padding: 4px }} tr:nth-child(even) td {{ \
         background: #eee }} .n {{ text-align: right; width: 15mm }} tfoot td {{ font-weight: bold }}</style>\
         <h2>रामायण — सूची</h2><table><thead><tr><th>Code<th>Name<th class=n>#</thead><tbody>\
         {{% for item in orders[0].order_items %}}{rows}{{% endfor %}}</tbody><tfoot><tr><td colspan=2>Total<td class=n>120</tfoot></table>"
    );
    let items: Vec<_> =
        (0..60).map(|_| ("वाल्मीकि रामायण, हिन्दी अनुवाद सहित, सम्पूर्ण संस्करण", "BOOK-108", "8.00", 2)).collect();
    let order = order(7001, ["a", "b", "c", "d", "e", "IN"], &items);
    looks_as_kept("long-table", &written(&source, vec![order]), 3);
}

#[test]
fn what_else_a_document_may_say() {
    looks_as_kept("everything", include_str!("everything.html"), 2);
}
