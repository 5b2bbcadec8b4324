//! Files that are made to do harm are refused, and say why.

use std::fmt::Write;
use std::sync::LazyLock;

use proptest::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::field::{archived, rewritten, workbook};
use super::*;

fn small() -> Vec<u8> {
    static MADE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        workbook(&["a", "b"], |sheet| {
            sheet.write_row(1, 0, ["1", "2"]).unwrap();
        })
    });
    MADE.clone()
}

fn with_sheet(cells: &str) -> Vec<u8> {
    rewritten(&small(), "xl/worksheets/sheet1.xml", |xml| {
        let (front, rest) = xml.split_once("<sheetData>").unwrap();
        let (_, behind) = rest.split_once("</sheetData>").unwrap();
        format!("{front}<sheetData>{cells}</sheetData>{behind}")
    })
}

fn refusal(file: Vec<u8>) -> String {
    match spooled(file) {
        Err(FileError::Refused(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn cells_at_the_corners_of_a_sheet_are_refused_and_take_no_room() {
    for (cells, told) in [
        (r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>"#, "at most 500 columns"),
        (
            r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#,
            "at most 100,000 rows",
        ),
        (r#"<row r="18446744073709551616"><c r="A1"><v>1</v></c></row>"#, "sequence"),
        (r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>"#, "sequence"),
        (r#"<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>"#, "two cells in one place"),
        (r#"<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>"#, "no place"),
    ] {
        let message = refusal(with_sheet(cells));
        assert!(message.contains(told), "{message}");
    }
    // Styles without a value, as they lie around what somebody once formatted, are no cells.
    let styled =
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>"#;
    assert_eq!(String::from_utf8(spooled(with_sheet(styled)).unwrap()).unwrap(), "spool,1900\n1 n,1\n");
}

#[test]
fn a_million_columns_are_refused() {
    let mut cells = String::from(r#"<row r="1">"#);
    for _ in 0..1_000_000 {
        cells.push_str("<c><v>1</v></c>");
    }
    cells.push_str("</row>");
    assert_eq!(refusal(with_sheet(&cells)), "must have at most 500 columns");
    let heading = vec!["a"; 1_000_000].join(",");
    let template = orders_template(&[]);
    let Err(FileError::Refused(message)) = open(format!("{heading}\n").as_bytes(), &template) else {
        panic!("it was taken")
    };
    assert!(message.contains("at most 500 cells"), "{message}");
}

#[test]
fn entities_are_never_expanded_and_markup_that_declares_them_is_refused() {
    let bomb = r#"<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"#;
    let declared = rewritten(&small(), "xl/worksheets/sheet1.xml", |xml| {
        let (declaration, rest) = xml.split_once("?>").unwrap();
        format!("{declaration}?>{bomb}{rest}")
    });
    assert!(refusal(declared).contains("document type declaration"));
    let used = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>"#;
    assert!(refusal(with_sheet(used)).contains("an entity that no workbook has"));
    let known = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;b&gt; &amp; &#x4e;</t></is></c></row>"#;
    assert!(String::from_utf8(spooled(with_sheet(known)).unwrap()).unwrap().ends_with("1 t,<b> & N\n"));
    let deep = format!(r#"<row r="1">{}</row>"#, "<c>".repeat(100_000));
    assert!(refusal(with_sheet(&deep)).contains("too deep"));
}

#[test]
fn cells_and_strings_that_are_too_long_are_refused() {
    let long = "x".repeat(300 * 1024);
    let inline = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{long}</t></is></c></row>"#);
    assert!(refusal(with_sheet(&inline)).contains("more than 256 KB"));
    // Cut up by references, so that no piece is long.
    let pieces = "xxxxxxxx&amp;".repeat(40 * 1024);
    let inline = format!(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>{pieces}</t></is></c></row>"#);
    assert!(refusal(with_sheet(&inline)).contains("more than 256 KB"));
    let attribute = format!(r#"<row r="1" x="{}"/>"#, "x".repeat(2 * 1024 * 1024));
    assert!(refusal(with_sheet(&attribute)).contains("too long"));
    let comment = format!("<!--{}-->", "<".repeat(2 * 1024 * 1024));
    assert!(refusal(with_sheet(&comment)).contains("too long"));
    let strings = rewritten(&small(), "xl/sharedStrings.xml", |_| {
        format!("<sst>{}</sst>", format!("<si><t>{}</t></si>", "x".repeat(200 * 1024)).repeat(40))
    });
    assert!(refusal(strings).contains("more text in its cells"), "shared strings");
}

#[test]
fn archives_with_strange_parts_are_refused() {
    for name in ["../evil.xml", "xl/../../evil.xml", "C:\\evil.xml", "//evil.xml", "xl\\evil.xml", "xl/a\nb.xml"] {
        let file = raw_named(name);
        let message = refusal(file);
        assert!(message.contains("which no workbook has"), "{name:?}: {message}");
    }
    let names: Vec<String> = (0..2_001).map(|number| format!("part{number}.xml")).collect();
    assert!(refusal(archived(names.iter().map(|name| (name.as_str(), &b""[..])))).contains("at most 2000 parts"));
    let twice = archived([("xl/workbook.xml", &b"<workbook/>"[..]), ("XL/workbook.xml", b"<workbook/>")]);
    assert!(refusal(twice).contains("two parts of the name"));
    for (part, told) in [("word/document.xml", "no .xlsx workbook"), ("xl/workbook.bin", "no .xlsx workbook")] {
        assert!(refusal(archived([(part, &b"<a/>"[..])])).contains(told), "{part}");
    }
}

/// An archive with one part of this name, whatever a decent writer says of it.
fn raw_named(name: &str) -> Vec<u8> {
    let placeholder = "p".repeat(name.len());
    let mut file = vec![];
    let mut archive = ZipArchiveWriter::new(&mut file);
    let (entry, config) = archive.new_file(&placeholder).compression_method(CompressionMethod::STORE).start().unwrap();
    let (entry, descriptor) = config.wrap(entry).finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    let at: Vec<_> = file
        .windows(name.len())
        .enumerate()
        .filter(|(_, it)| *it == placeholder.as_bytes())
        .map(|(at, _)| at)
        .collect();
    for at in at {
        file[at..at + name.len()].copy_from_slice(name.as_bytes());
    }
    file
}

#[test]
fn files_of_another_kind_are_refused_by_what_they_are() {
    for (bytes, told) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"[..], "an old .xls workbook"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\n <!DOCTYPE html><html>", "a web page"),
        (b"<html><table>", "a web page"),
        (b"<?xml version=\"1.0\"?>", "an XML document"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\x89PNG\r\n", "an image"),
        (b"a,b\n\0\0\0,\xff", "no text"),
        (b"", "is empty"),
    ] {
        let Err(FileError::Refused(message)) = Content::of(bytes) else { panic!("{bytes:?}") };
        assert!(message.contains(told), "{message}");
    }
    assert_eq!(Content::of(b"a,b\n1,2\n").unwrap(), Content::Text);
    assert_eq!(Content::of(&small()).unwrap(), Content::Workbook);
    assert_eq!(Content::of(b"a\0,\0b\0\n\0").unwrap(), Content::Text);
    for (content, name, is_fine) in [
        (Content::Text, "orders.csv", true),
        (Content::Text, "ORDERS.TXT", true),
        (Content::Workbook, "orders.xlsx", true),
        (Content::Text, "orders.xlsx", false),
        (Content::Workbook, "orders.csv", false),
        (Content::Workbook, "orders.xlsm", false),
        (Content::Text, "orders", false),
        (Content::Text, "orders.csv.exe", false),
    ] {
        assert_eq!(content.check_name(name).is_ok(), is_fine, "{name}");
    }
}

#[test]
fn a_row_that_is_too_long_is_a_fault_and_the_next_one_is_read() {
    let template = orders_template(&[]);
    let mut file = String::from("source_id,shipping.full_name,item.code,item.quantity\n1001,Mara,A,1\n");
    writeln!(file, "1002,{},B,1", "x".repeat(300 * 1024)).unwrap();
    writeln!(file, "1003,\"{}\",B,1", "x,\n".repeat(1024 * 1024)).unwrap();
    writeln!(file, "1004{}", ",".repeat(2_000)).unwrap();
    file.push_str("1005,Mara,A,1\n1006,\"never closed,A,1\n1007,Mara,A,1\n");
    let read = rows(file.as_bytes(), &template);
    let faults: Vec<_> = read.iter().map(|row| (row.number(), row.fault().unwrap_or_default())).collect();
    assert_eq!(
        faults,
        [
            (2, ""),
            (3, "must have cells of at most 256 KB"),
            (4, "must have at most 1 MB of text; a quotation mark may not be closed"),
            (5, "must have at most 500 cells"),
            (6, ""),
            (7, "must have 4 cells, as the headings, and has 2"),
        ]
    );
}

#[test]
fn more_than_a_hundred_thousand_rows_are_refused() {
    let template = template(ImportKind::Inventory, &["code", "stock"]);
    let file = format!("code,stock\n{}\n\n", "A,1\n".repeat(100_000));
    assert_eq!(rows(file.as_bytes(), &template).len(), 100_000);
    let file = format!("{file}A,1\n");
    let Some(Err(FileError::Refused(message))) = open(file.as_bytes(), &template).unwrap().last() else {
        panic!("it was taken")
    };
    assert!(message.contains("100,000 rows"), "{message}");
}

proptest! {
    #[test]
    fn no_workbook_is_too_broken(
        at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(), is_cut: bool,
        cells in r#"(<row r="[0-9]{1,3}">|</row>|<c r="[A-Z]{1,3}[0-9]{1,2}" t="(s|b|e|d|n|str|inlineStr)" s="[0-9]">|<v>|</v>|</c>|<f>|</f>|<is><t>|</t></is>|[0-9.eE-]{1,9}|&#x?[0-9a-f]{1,4};|&amp;|_x00[0-9a-f]{2}_){0,30}"#,
    ) {
        let _any = spooled(with_sheet(&cells));
        let mut file = small();
        let index = at.index(file.len());
        file[index] = byte;
        if is_cut {
            file.truncate(cut.index(file.len()));
        }
        let _any = spooled(file);
    }

    #[test]
    fn nothing_that_is_sent_makes_an_import_stumble(
        bytes in proptest::collection::vec(prop_oneof![
            Just(b"1001".to_vec()), Just(b",".to_vec()), Just(b"\n".to_vec()), Just(b"\"".to_vec()), Just(b"Mara Q".to_vec()),
            Just(b"12.50".to_vec()), Just(b"2026-03-01".to_vec()), proptest::collection::vec(any::<u8>(), 0..4),
        ], 0..60),
    ) {
        let file: Vec<u8> = b"source_id,shipping.full_name,item.code,item.quantity,date_added,note\n".iter().copied().chain(bytes.concat()).collect();
        let template = orders_template(&["date_added", "note"]);
        let read = rows(&file, &template).len();
        let entries = orders(&file, &template);
        // Each row is in one entry, taken or refused: none is lost, none is there twice.
        prop_assert_eq!(entries.iter().map(|entry| entry.rows.len()).sum::<usize>(), read);
        for kind in [None, Some(ImportKind::Orders), Some(ImportKind::Inventory), Some(ImportKind::Shipments)] {
            let _any = Preview::of_text(&bytes.concat(), kind);
        }
    }
}
