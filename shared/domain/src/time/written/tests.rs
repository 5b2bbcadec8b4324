//! Dates as clients, spreadsheets, languages and databases write them.

use proptest::prelude::*;

use super::*;

/// What is read of a text, with the offset where there is one.
fn shown(given: &str) -> Option<String> {
    let written = Written::read(given).ok()??;
    let offset = written.offset.map(|offset| format!(" {offset}")).unwrap_or_default();
    Some(format!("{}{offset}", written.local.strftime("%F %T")))
}

#[test]
fn an_offset_is_read_in_every_form_and_a_blank_in_place_of_its_plus_is_a_plus() {
    for (given, expected) in [
        ("2026-03-02T00:00:00+01:00", "2026-03-02 00:00:00 +01"),
        ("2026-03-02T00:00:00 01:00", "2026-03-02 00:00:00 +01"),
        ("2026-03-02 00:00:00 05:30", "2026-03-02 00:00:00 +05:30"),
        ("2026-03-02T00:00:00.123 0100", "2026-03-02 00:00:00 +01"),
        ("2026-03-02T00:00 01", "2026-03-02 00:00:00 +01"),
        ("2026-03-02T00:00:00-0500", "2026-03-02 00:00:00 -05"),
        ("2026-03-02T00:00:00+0100", "2026-03-02 00:00:00 +01"),
        ("2026-03-02T00:00:00+01", "2026-03-02 00:00:00 +01"),
        ("2026-03-02 00:00:00 -05:00", "2026-03-02 00:00:00 -05"),
        ("2026-03-02 00:00:00 +0100 CET", "2026-03-02 00:00:00 +01"),
        ("2026-03-02 00:00:00 UTC", "2026-03-02 00:00:00 +00"),
        ("2026-03-02 00:00 gmt", "2026-03-02 00:00:00 +00"),
        ("2026-03-02t00:00:00z", "2026-03-02 00:00:00 +00"),
        ("Mon, 02 Mar 2026 08:15:00 -0500", "2026-03-02 08:15:00 -05"),
        ("Mon, 02 Mar 2026 08:15:00  0100", "2026-03-02 08:15:00 +01"),
        ("2026-03-02T00:00-05:00[America/New_York]", "2026-03-02 00:00:00 -05"),
        ("2026-03-02T00:00[America/New_York]", "2026-03-02 00:00:00 -05"),
        ("2026-03-02+01:00", "2026-03-02 00:00:00 +01"),
    ] {
        assert_eq!(shown(given).as_deref(), Some(expected), "{given}");
    }
}

#[test]
fn what_javascript_spreadsheets_and_c_write_is_read() {
    for (given, expected) in [
        ("Mon Mar 02 2026 00:00:00 GMT+0100 (Central European Standard Time)", "2026-03-02 00:00:00 +01"),
        ("Mon Mar 02 2026 00:00:00 GMT 0100 (Central European Standard Time)", "2026-03-02 00:00:00 +01"),
        ("Mon Mar 02 2026 00:00:00 GMT-0500", "2026-03-02 00:00:00 -05"),
        ("Mon Mar 02 2026", "2026-03-02 00:00:00"),
        ("Mon Mar  2 08:15:00 2026", "2026-03-02 08:15:00"),
        ("Mon Mar 02 08:15:00 UTC 2026", "2026-03-02 08:15:00"),
        ("Mon Mar 02 08:15:00 -0500 2026", "2026-03-02 08:15:00 -05"),
        ("03/02/2026", "2026-03-02 00:00:00"),
        ("3/2/26", "2026-03-02 00:00:00"),
        ("3/2/2026 4:05 PM", "2026-03-02 16:05:00"),
        ("3/2/2026, 12:05:00\u{202f}AM", "2026-03-02 00:05:00"),
        ("03/02/2026 16:05:09", "2026-03-02 16:05:09"),
        ("2026/03/02 08:15", "2026-03-02 08:15:00"),
        ("2026-3-2 8:05", "2026-03-02 08:05:00"),
        ("20260302", "2026-03-02 00:00:00"),
        ("20260302T081500Z", "2026-03-02 08:15:00 +00"),
        ("March 2, 2026", "2026-03-02 00:00:00"),
        ("Mar 2, 2026 4:05 pm", "2026-03-02 16:05:00"),
        ("2 Mar 2026", "2026-03-02 00:00:00"),
        ("1772409600", "2026-03-02 00:00:00 +00"),
        ("1772409600.25", "2026-03-02 00:00:00 +00"),
        ("1772409600123", "2026-03-02 00:00:00 +00"),
        ("946684800", "2000-01-01 00:00:00 +00"),
    ] {
        assert_eq!(shown(given).as_deref(), Some(expected), "{given}");
    }
}

#[test]
fn what_stands_for_no_date_is_none() {
    for given in [
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0000-00-00T00:00:00.000000Z",
        "00/00/0000",
        "0",
        "0001-01-01",
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00+00:00",
        "0000-12-31T23:00:00Z",
        "1/1/0001 12:00:00 AM",
        "-0001-11-30 00:00:00",
        "-0001-11-30T00:00:00.000000Z",
    ] {
        assert_eq!(Written::read(given), Ok(None), "{given}");
    }
}

#[test]
fn what_can_be_meant_in_two_ways_or_in_none_is_no_date() {
    for given in [
        "",
        " ",
        "soon",
        "2026",
        "2026-03",
        "2026-02-30",
        "2026-00-00",
        "13/02/2026",
        "03-02-2026",
        "1/2/3",
        "1-2-3",
        "02.03.2026",
        "10:00",
        "2026-03-02 25:00",
        "2026-03-02 10:00 EST",
        "3/2/2026x",
        "2026-03-02T00:00[Mars/Olympus]",
        "Tue, 02 Mar 2026 08:15:00 GMT",
        "12345678",
        "123456789012",
        "1e9",
        "-1772409600",
        "20260302T",
    ] {
        assert_eq!(Written::read(given), Err(NotADate), "{given}");
    }
}

proptest! {
    #[test]
    fn a_date_is_read_as_it_was_whatever_form_it_is_written_in(second in 0_i64..4_000_000_000, hours in -12_i8..=12) {
        let offset = Offset::from_hours(hours).unwrap();
        let at = Timestamp::from_second(second).unwrap();
        let zoned = at.to_zoned(jiff::tz::TimeZone::fixed(offset));
        for form in [
            "%FT%T%:z", "%FT%T%z", "%F %T %:z", "%a, %d %b %Y %T %z", "%a %b %d %Y %T GMT%z (Somewhere)",
            "%m/%d/%Y %I:%M:%S %p %z",
        ] {
            let text = zoned.strftime(form).to_string();
            for text in [text.clone(), text.replace('+', " ")] {
                let written = Written::read(&text).unwrap().unwrap();
                prop_assert_eq!(written.offset.and_then(|it| it.to_timestamp(written.local).ok()), Some(at), "{}", text);
                prop_assert_eq!(written.local, zoned.datetime());
            }
        }
    }

    #[test]
    fn nothing_makes_the_reader_panic(text in "[0-9TZ:+./ aMPrnov-]{0,30}") {
        let _ = Written::read(&text);
    }
}
