//! Whatever is sent as a workbook: an archive as it is, or the XML of a sheet in a decent one.
#![no_main]

use std::io::{Cursor, Write};

use domain::ImportTemplate;
use libfuzzer_sys::fuzz_target;
use rawzip::{CompressionMethod, ZipArchiveWriter};
use sheets::read::{Preview, Rows, Workbook};

const RELS: &str =
    r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><workbookPr date1904="1"/><sheets><sheet name="A" id="r1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#;

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    // Sheet, strings and styles stand between bytes that no XML has.
    let mut parts = bytes.split(|byte| *byte == 0);
    let [sheet, strings, styles] = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    read(&archive(sheet, strings, styles));
});

/// What is spooled is read again, row by row and in the sequence of its numbers.
fn read(file: &[u8]) {
    let Ok(mut book) = Workbook::open(Cursor::new(file)) else { return };
    let _any = Preview::of_workbook(&mut book, "", None);
    let mut spool = vec![];
    if book.spool("", &mut spool).is_err() {
        return;
    }
    let template = ImportTemplate { has_heading: false, ..ImportTemplate::default() };
    let Ok(rows) = Rows::open_spool(Cursor::new(&spool), &template) else { return };
    let mut last = 0;
    for row in rows.filter_map(Result::ok) {
        assert!(row.number() > last, "row {} behind row {last}", row.number());
        last = row.number();
    }
}

fn archive(sheet: &[u8], strings: &[u8], styles: &[u8]) -> Vec<u8> {
    let mut file = vec![];
    let mut archive = ZipArchiveWriter::new(&mut file);
    for (name, bytes) in [
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/sheet1.xml", sheet),
        ("xl/strings.xml", strings),
        ("xl/styles.xml", styles),
    ] {
        let (entry, config) =
            archive.new_file(name).compression_method(CompressionMethod::STORE).start().expect("the name is one");
        let mut writer = config.wrap(entry);
        writer.write_all(bytes).expect("memory can be written to");
        let (entry, descriptor) = writer.finish().expect("memory can be written to");
        entry.finish(descriptor).expect("memory can be written to");
    }
    archive.finish().expect("memory can be written to");
    file
}
