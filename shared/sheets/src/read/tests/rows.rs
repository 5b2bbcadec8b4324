//! Text is cut into rows.

use domain::{Delimiter, FileEncoding, Quote, TextForm};
use proptest::prelude::*;

use super::*;

fn plain(text: TextForm) -> ImportTemplate {
    ImportTemplate { text, ..template(ImportKind::Orders, &["a", "b"]) }
}

fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn rows_are_numbered_as_a_person_counts() {
    let file = b"a,b\r\n1,\"12 Pier Road\r\nHall 3\nDock \"\"B\"\"\"\n\n\r\n,\n3,4\r5,6";
    let rows = rows(file, &plain(TextForm::default()));
    let read: Vec<_> = rows.iter().map(|row| (row.number(), cells(row))).collect();
    assert_eq!(
        read,
        [
            (2, vec!["1", "12 Pier Road\r\nHall 3\nDock \"B\""]),
            // Two blank lines and one of blank cells lie between.
            (6, vec!["3", "4"]),
            (7, vec!["5", "6"]),
        ]
    );
    assert_eq!(rows.last().unwrap().end(), Position { byte: u64::try_from(file.len()).unwrap(), row: 7 });
}

/// Catches cells that are taken for text as they were put together, and not each by itself.
#[test]
fn a_character_that_begins_in_one_cell_and_ends_in_the_next_is_a_fault() {
    let rows = rows(b"a,b\nx\xc3,\xa4y\n\"x\"\"\xc3\",\xa4y\n\xc3\xa4,1\n", &plain(TextForm::default()));
    let told = "must be written in the encoding utf-8; its template may say another one";
    assert_eq!(rows.iter().map(Row::fault).collect::<Vec<_>>(), [Some(told), Some(told), None]);
}

#[test]
fn a_ragged_row_is_a_fault_of_its_own_and_blank_cells_behind_are_none() {
    let rows = rows(b"a,b\n1\n1,2,3\n1,2,,\n1,2\n", &plain(TextForm::default()));
    let faults: Vec<_> = rows.iter().map(Row::fault).collect();
    assert_eq!(
        faults,
        [
            Some("must have 2 cells, as the headings, and has 1"),
            Some("must have 2 cells, as the headings, and has 3"),
            None,
            None
        ]
    );
    assert_eq!(cells(&rows[2]), ["1", "2"]);
}

#[test]
fn what_a_mark_and_a_separator_line_say_counts_before_the_template() {
    let text = "sep=;\r\na;b\r\nCafé;料号\r\n";
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let template = plain(TextForm { encoding: FileEncoding::Windows1251, ..TextForm::default() });
    for file in [
        marked(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
        marked(b"\xff\xfe", utf16(text, false)),
        marked(b"\xfe\xff", utf16(text, true)),
    ] {
        let open = open(&file, &template).unwrap();
        assert_eq!(
            (open.layout().headings.as_slice(), open.layout().text.delimiter),
            (&["a".into(), "b".into()][..], Delimiter::Semicolon)
        );
        let rows: Vec<_> = open.map(Result::unwrap).collect();
        assert_eq!((rows[0].number(), cells(&rows[0])), (2, vec!["Café", "料号"]));
        assert_eq!(rows[0].end().byte, u64::try_from(file.len()).unwrap());
    }
    for line in ["\"sep=;\"\n", "SEP=;\r"] {
        let file = format!("{line}a;b\n1;2");
        assert_eq!(cells(&rows(file.as_bytes(), &plain(TextForm::default()))[0]), ["1", "2"], "{line:?}");
    }
}

#[test]
fn text_of_each_encoding_is_read_and_what_is_not_of_it_is_a_fault() {
    for (encoding, bytes, text) in [
        (FileEncoding::Windows1252, &b"M\xfcller \x80"[..], "Müller €"),
        (FileEncoding::Windows1250, b"\xa3\xf3d\x9f", "Łódź"),
        (FileEncoding::Windows1251, b"\xcc\xe0\xf0\xe0", "Мара"),
        (FileEncoding::ShiftJis, b"\x97\xbf\x94\xd4", "料番"),
        (FileEncoding::Gb18030, b"\xc1\xcf\xba\xc5", "料号"),
        (FileEncoding::Macintosh, b"M\x9fller", "Müller"),
    ] {
        let file = [b"a,b\n1,", bytes, b"\n"].concat();
        let rows = rows(&file, &plain(TextForm { encoding, ..TextForm::default() }));
        assert_eq!(rows[0].cell(1), text);
    }
    let rows = rows(b"a,b\n1,M\xfcller\n2,b\n", &plain(TextForm::default()));
    assert!(rows[0].fault().unwrap().contains("utf-8"), "{rows:?}");
    assert_eq!(cells(&rows[1]), ["2", "b"]);
}

#[test]
fn other_delimiters_and_quotes_are_the_templates() {
    for (delimiter, quote, file) in [
        (Delimiter::Semicolon, Quote::Double, &b"a;b\n1;\"2;3\""[..]),
        (Delimiter::Tab, Quote::Single, b"a\tb\n1\t'2;3'"),
        (Delimiter::Pipe, Quote::None, b"a|b\n1|2;3"),
    ] {
        let rows = rows(file, &plain(TextForm { delimiter, quote, ..TextForm::default() }));
        assert_eq!(cells(&rows[0]), ["1", "2;3"]);
    }
    let inches = rows(
        b"a|b\n1|6\" nail\n",
        &plain(TextForm { delimiter: Delimiter::Pipe, quote: Quote::None, ..TextForm::default() }),
    );
    assert_eq!(inches[0].cell(1), "6\" nail");
}

#[test]
fn rows_in_front_are_passed_over_and_files_without_headings_have_the_width_of_their_first_row() {
    let skipping = ImportTemplate { skip_rows: 2, ..plain(TextForm::default()) };
    for file in [&b"Report,\n\na,b\n1,2\n"[..], b"\n\na,b\n1,2\n", b"Report of \"March\"\nx,y,z\na,b\n1,2\n"] {
        let rows = rows(file, &skipping);
        assert_eq!((rows[0].number(), cells(&rows[0])), (4, vec!["1", "2"]));
    }
    let bare = ImportTemplate { has_heading: false, ..plain(TextForm::default()) };
    let rows = rows(b"1,2\n3,4\n5\n", &bare);
    let read: Vec<_> = rows.iter().map(|row| (row.number(), row.cell(0), row.fault().is_some())).collect();
    assert_eq!(read, [(1, "1", false), (2, "3", false), (3, "5", true)]);
}

#[test]
fn a_file_with_nothing_in_it_is_refused() {
    for file in [&b""[..], b"\n\n", b"\xef\xbb\xbf", b",,\n"] {
        let Err(FileError::Refused(message)) = open(file, &plain(TextForm::default())) else { panic!("{file:?}") };
        assert_eq!(message, "has no rows");
    }
}

#[test]
fn a_mark_within_a_file_is_text_wherever_reading_begins() {
    let file = "a,b\n1,2\n\u{feff}\"3\",4\n".as_bytes();
    check_every_place(file, &plain(TextForm::default())).unwrap();
    assert_eq!(rows(file, &plain(TextForm::default()))[1].cell(0), "\u{feff}\"3\"");
}

#[test]
fn what_the_end_of_a_file_breaks_off_is_done_with() {
    let template = ImportTemplate {
        has_heading: false,
        ..plain(TextForm { encoding: FileEncoding::Utf16Le, ..TextForm::default() })
    };
    for end in [&b"\x2c\xdb\x00"[..], b"\x00", b"\x2c\xdb", b""] {
        let file = [&b"1\0,\x002\0\n\x003\0,\0"[..], end].concat();
        check_every_place(&file, &template).unwrap();
        assert_eq!(rows(&file, &template).last().unwrap().end().byte, u64::try_from(file.len()).unwrap());
    }
}

/// Rows read from each place that a row ends at are the rows behind it.
fn check_every_place(file: &[u8], template: &ImportTemplate) -> Result<(), TestCaseError> {
    let Ok(all) = open(file, template) else { return Ok(()) };
    let layout = all.layout().clone();
    let Ok(all) = all.collect::<Result<Vec<_>, _>>() else { return Ok(()) };
    for (index, row) in all.iter().enumerate() {
        let from = usize::try_from(row.end().byte).unwrap();
        let rest: Vec<_> = Rows::resume(&file[from..], layout.clone(), row.end()).map(Result::unwrap).collect();
        prop_assert_eq!(&all[index + 1..], &rest[..], "from {:?}", row.end());
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange_and_parts_are_the_whole(
        bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'a'), any::<u8>()], 0..200),
        encoding in proptest::sample::select(FileEncoding::ALL), quote in proptest::sample::select(Quote::ALL), has_heading: bool,
    ) {
        let template = ImportTemplate { has_heading, ..plain(TextForm { encoding, quote, ..TextForm::default() }) };
        check_every_place(&bytes, &template)?;
    }

    #[test]
    fn cells_come_back_as_they_were_written(
        table in proptest::collection::vec(proptest::collection::vec("[a-zé料😀\",;\r\n \t]{0,6}x", 3), 1..12),
        is_utf16: bool, delimiter in proptest::sample::select(Delimiter::ALL),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter.byte()).from_writer(vec![]);
        writer.write_record(["a", "b", "c"]).unwrap();
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let file = if is_utf16 { [&b"\xff\xfe"[..], &utf16(&text, false)].concat() } else { text.into_bytes() };
        let template = plain(TextForm { delimiter, ..TextForm::default() });
        let read = rows(&file, &template);
        let read: Vec<Vec<String>> = read.iter().map(|row| row.cells().map(str::to_owned).collect()).collect();
        prop_assert_eq!(&read, &table);
        check_every_place(&file, &template)?;
    }
}
