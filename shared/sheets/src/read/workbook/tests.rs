//! What another reader of workbooks makes of one is what ours does.

use std::io::Cursor;

use calamine::{Data, Reader};
use domain::ImportTemplate;
use rust_xlsxwriter::{Format, Workbook as Writer};

use crate::read::{CellKind, Row, Rows, Workbook};

#[test]
fn a_workbook_is_read_as_calamine_reads_it() {
    let date = Format::new().set_num_format("yyyy\\-mm\\-dd hh:mm:ss");
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for row in 0..200_u32 {
        let serial = 40_000.0 + f64::from(row) + 0.25;
        sheet
            .write(row, 0, format!("text {} & <more> {}", row % 7, "é料\n".repeat(usize::try_from(row % 3).unwrap())))
            .unwrap();
        sheet.write(row, 1, f64::from(row) / 8.0).unwrap();
        sheet.write(row, 2, row * 1_000_003).unwrap();
        sheet.write(row, 3, row % 2 == 0).unwrap();
        sheet.write_with_format(row, 4, serial, &date).unwrap();
        sheet.write_formula(row, 6, rust_xlsxwriter::Formula::new("=A1").set_result(format!("{row}x"))).unwrap();
    }
    let file = book.save_to_buffer().unwrap();
    let mut other: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.clone())).unwrap();
    let range = other.worksheet_range_at(0).unwrap().unwrap();
    let mut spool = vec![];
    Workbook::open(Cursor::new(file)).unwrap().spool("", &mut spool).unwrap();
    let bare = ImportTemplate { has_heading: false, ..ImportTemplate::default() };
    let rows: Vec<Row> = Rows::open_spool(Cursor::new(spool), &bare).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), range.height());
    for (row, theirs) in rows.iter().zip(range.rows()) {
        for (index, cell) in theirs.iter().enumerate() {
            let text = match row.kind(index) {
                CellKind::Date => {
                    let Data::DateTime(at) = cell else { panic!("{cell:?}") };
                    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
                }
                CellKind::Flag => cell.to_string().to_uppercase(),
                _ => cell.to_string(),
            };
            assert_eq!(row.cell(index), text, "row {}, column {index}", row.number());
        }
    }
}
