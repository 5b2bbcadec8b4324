//! Alone in its process, so that no other test's memory is measured.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy lets functions of a test do that, and takes the others of this file for none"
)]

use std::io::{self, Cursor, Read, Write};

use domain::{ImportColumn, ImportKind, ImportTemplate};
use flate2::{Compress, Compression, FlushCompress};
use jiff::Timestamp;
use peak_alloc::PeakAlloc;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter};
use sheets::read::{FileError, Orders, Plan, Rows, Scattered, Workbook};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MEGABYTE: usize = 1024 * 1024;

/// The most memory that `work` takes beside what was there before it.
fn taken<T>(work: impl FnOnce() -> T) -> (T, usize) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let done = work();
    (done, MEMORY.peak_usage().saturating_sub(before))
}

/// Packed bytes, and what an archive says of them.
struct Packed {
    bytes: Vec<u8>,
    length: u64,
    sum: u32,
}

/// `chunk` so many times, packed once: a block that knows nothing of what lies in front of it can be repeated.
fn packed(front: &str, chunk: &str, times: u64, behind: &str) -> Packed {
    let mut packed = vec![];
    let block = |text: &str, flush| {
        let mut out = Vec::with_capacity(text.len() + 1_024);
        Compress::new(Compression::best(), false).compress_vec(text.as_bytes(), &mut out, flush).unwrap();
        out
    };
    packed.extend(block(front, FlushCompress::Full));
    let repeated = block(chunk, FlushCompress::Full);
    for _ in 0..times {
        packed.extend(&repeated);
    }
    packed.extend(block(behind, FlushCompress::Finish));
    let length = u64::try_from(front.len() + behind.len()).unwrap() + u64::try_from(chunk.len()).unwrap() * times;
    // What is refused before its end is never compared with its sum.
    let sum = if times == 0 { rawzip::crc32(format!("{front}{behind}").as_bytes()) } else { 0 };
    Packed { bytes: packed, length, sum }
}

const RELS: &str =
    r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="A" id="r1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/></Relationships>"#;

/// Entities that each stand for ten of the one before: the last is a billion letters.
const LAUGHS: &str = r#"<!DOCTYPE a [<!ENTITY a "lolololol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]>"#;

/// A workbook whose sheet, and whose shared strings, are these packed bytes of that length.
fn workbook(sheet: &Packed, strings: &Packed) -> Vec<u8> {
    let mut file = vec![];
    let mut archive = ZipArchiveWriter::new(&mut file);
    let plain = |text: &str| packed(text, "", 0, "");
    for (name, part) in [
        ("_rels/.rels", &plain(RELS)),
        ("xl/workbook.xml", &plain(BOOK)),
        ("xl/_rels/workbook.xml.rels", &plain(BOOK_RELS)),
        ("xl/sheet1.xml", sheet),
        ("xl/strings.xml", strings),
    ] {
        let (mut entry, _) = archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        entry.write_all(&part.bytes).unwrap();
        entry.finish(DataDescriptorOutput::new(part.sum, part.length)).unwrap();
    }
    archive.finish().unwrap();
    file
}

/// What a sheet of `times` chunks is refused for, and how much memory that took.
fn refused(sheet: &Packed, strings: &Packed) -> (String, usize) {
    let file = workbook(sheet, strings);
    let (result, memory) = taken(|| Workbook::open(Cursor::new(&file)).and_then(|mut book| book.spool("", io::sink())));
    let Err(FileError::Refused(message)) = result else { panic!("{result:?}") };
    (message, memory)
}

fn no_strings() -> Packed {
    packed("<sst/>", "", 0, "")
}

fn hostile_workbooks_take_little_memory() {
    let (front, behind) = ("<worksheet><sheetData>", "</sheetData></worksheet>");
    let megabyte = |piece: &str| piece.repeat(MEGABYTE / piece.len());
    let cell = r#"<row><c t="inlineStr"><is><t>"#;
    let small = || packed(front, "", 0, behind);
    for (what, sheet, strings, told) in [
        (
            "a bomb of 2 GB",
            packed(front, &megabyte(&format!("<!--{}-->", "x".repeat(1_000))), 2_048, behind),
            no_strings(),
            "unpacks to more",
        ),
        ("a cell of 1 GB", packed(&format!("{front}{cell}"), &megabyte("x"), 1_024, behind), no_strings(), "256 KB"),
        (
            "a million columns",
            packed(&format!("{front}<row>"), &megabyte("<c><v>1</v></c>"), 16, behind),
            no_strings(),
            "500 columns",
        ),
        (
            "strings of 1 GB",
            small(),
            packed("<sst>", &megabyte(&format!("<si><t>{}</t></si>", "x".repeat(1_000))), 1_024, "</sst>"),
            "more text",
        ),
        ("blank strings", small(), packed("<sst>", &megabyte("<si/>"), 16, "</sst>"), "more text"),
        ("depth", packed(front, &megabyte("<a>"), 64, behind), no_strings(), "too deep"),
        ("an entity bomb", packed(&format!("{LAUGHS}{front}{cell}&i;"), "", 0, behind), no_strings(), "declaration"),
        (
            "cells in two corners of a row",
            packed(&format!(r#"{front}<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c>"#), "", 0, behind),
            no_strings(),
            "500 columns",
        ),
        (
            "cells in two corners of a column",
            packed(
                &format!(
                    r#"{front}<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c>"#
                ),
                "",
                0,
                &format!("</row>{behind}"),
            ),
            no_strings(),
            "100,000 rows",
        ),
        ("a comment of 512 MB", packed(&format!("{front}<!--"), &megabyte("<"), 512, behind), no_strings(), "too long"),
    ] {
        let (message, memory) = refused(&sheet, &strings);
        assert!(message.contains(told), "{what}: {message}");
        assert!(memory < 16 * MEGABYTE, "{what} took {memory} bytes");
    }
}

/// A file of so many orders of two rows, made as it is read.
struct MadeFile {
    rows: usize,
    row: usize,
    text: Vec<u8>,
    at: usize,
}

impl Read for MadeFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.text.len() && self.row < self.rows {
            let (number, item) = (self.row / 2, self.row % 2);
            let heading = if self.row == 0 {
                "source_id,email,shipping.full_name,item.code,item.quantity,item.price\n"
            } else {
                ""
            };
            self.text =
                format!("{heading}{number},mara{number}@example.com,Mara Lindqvist,MUG-{item},2,12.50\n").into_bytes();
            (self.row, self.at) = (self.row + 1, 0);
        }
        let left = &self.text[self.at..];
        let count = left.len().min(into.len());
        into[..count].copy_from_slice(&left[..count]);
        self.at += count;
        Ok(count)
    }
}

fn file(rows: usize) -> MadeFile {
    MadeFile { rows, row: 0, text: vec![], at: 0 }
}

fn import<R: Read>(open: impl Fn() -> Rows<R>, template: &ImportTemplate) -> usize {
    let plan = Plan::new(template, open().layout()).unwrap();
    let scattered = Scattered::find(open(), &plan).unwrap();
    let orders = Orders::new(open(), &plan, &scattered, Timestamp::UNIX_EPOCH);
    orders.map(|entry| entry.unwrap()).filter(|entry| entry.value.is_ok()).count()
}

fn template() -> ImportTemplate {
    let targets = ["source_id", "email", "shipping.full_name", "item.code", "item.quantity", "item.price"];
    let columns = targets.map(|target| ImportColumn::headed(target, target)).to_vec();
    ImportTemplate::new("Harbor Prints", ImportKind::Orders, columns)
}

fn ten_times_the_rows_take_no_more_memory() {
    let template = template();
    let peak = |rows| {
        let (orders, memory) = taken(|| import(|| Rows::open(file(rows), &template).unwrap(), &template));
        assert_eq!(orders, rows / 2);
        memory
    };
    let (small, large) = (peak(10_000), peak(100_000));
    // Eight bytes and a little more for each number of an order.
    assert!(small < 4 * MEGABYTE && large < small + 2 * MEGABYTE, "{small} bytes, then {large}");
}

fn a_workbook_takes_the_memory_of_its_strings() {
    let mut text = String::new();
    file(20_000).read_to_string(&mut text).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let file = book.save_to_buffer().unwrap();
    let mut spool = Vec::with_capacity(16 * MEGABYTE);
    let ((), memory) = taken(|| Workbook::open(Cursor::new(&file)).unwrap().spool("", &mut spool).unwrap());
    assert!(memory < 8 * MEGABYTE, "{memory} bytes");
    let template = template();
    let open = || Rows::open_spool(Cursor::new(spool.as_slice()), &template).unwrap();
    let (orders, memory) = taken(|| import(open, &template));
    assert_eq!(orders, 10_000);
    assert!(memory < 4 * MEGABYTE, "{memory} bytes");
}

#[test]
fn files_take_little_memory_whatever_is_in_them() {
    hostile_workbooks_take_little_memory();
    ten_times_the_rows_take_no_more_memory();
    a_workbook_takes_the_memory_of_its_strings();
}
