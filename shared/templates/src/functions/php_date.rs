//! Dates in the letters of PHP's `date`, in English.

use std::fmt::Write;

use jiff::Zoned;
use jiff::civil::Weekday;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes `at` as `format` says. A backslash takes the next letter as it is, and what is no letter of PHP's stays.
pub(super) fn format(at: &Zoned, format: &str) -> String {
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' {
            out.extend(letters.next());
        } else if !day(&mut out, at, letter) && !time(&mut out, at, letter) {
            out.push(letter);
        }
    }
    out
}

/// A letter of days, weeks, months and years.
fn day(out: &mut String, at: &Zoned, letter: char) -> bool {
    let month = MONTHS.get(usize::from(at.month().unsigned_abs()).wrapping_sub(1)).copied().unwrap_or_default();
    let weekday = weekday(at.weekday());
    let week = at.date().iso_week_date();
    let written = match letter {
        'd' => write!(out, "{:02}", at.day()),
        'D' => write!(out, "{}", weekday.get(..3).unwrap_or_default()),
        'j' => write!(out, "{}", at.day()),
        'l' => write!(out, "{weekday}"),
        'N' => write!(out, "{}", at.weekday().to_monday_one_offset()),
        'S' => write!(out, "{}", suffix(at.day())),
        'w' => write!(out, "{}", at.weekday().to_sunday_zero_offset()),
        'z' => write!(out, "{}", at.day_of_year() - 1),
        'W' => write!(out, "{:02}", week.week()),
        'F' => write!(out, "{month}"),
        'm' => write!(out, "{:02}", at.month()),
        'M' => write!(out, "{}", month.get(..3).unwrap_or_default()),
        'n' => write!(out, "{}", at.month()),
        't' => write!(out, "{}", at.days_in_month()),
        'L' => write!(out, "{}", u8::from(at.in_leap_year())),
        'o' => write!(out, "{}", week.year()),
        'Y' => write!(out, "{}", at.year()),
        'y' => write!(out, "{:02}", at.year().rem_euclid(100)),
        _ => return false,
    };
    written.is_ok()
}

/// A letter of times, zones, and of whole dates.
fn time(out: &mut String, at: &Zoned, letter: char) -> bool {
    let twelve = if at.hour().rem_euclid(12) == 0 { 12 } else { at.hour().rem_euclid(12) };
    let written = match letter {
        'a' => write!(out, "{}", if at.hour() < 12 { "am" } else { "pm" }),
        'A' => write!(out, "{}", if at.hour() < 12 { "AM" } else { "PM" }),
        'g' => write!(out, "{twelve}"),
        'G' => write!(out, "{}", at.hour()),
        'h' => write!(out, "{twelve:02}"),
        'H' => write!(out, "{:02}", at.hour()),
        'i' => write!(out, "{:02}", at.minute()),
        's' => write!(out, "{:02}", at.second()),
        'u' => write!(out, "{:06}", at.subsec_nanosecond() / 1_000),
        'v' => write!(out, "{:03}", at.subsec_nanosecond() / 1_000_000),
        'e' => write!(out, "{}", at.time_zone().iana_name().unwrap_or("UTC")),
        'I' => write!(out, "{}", u8::from(at.time_zone().to_offset_info(at.timestamp()).dst().is_dst())),
        'T' => write!(out, "{}", at.strftime("%Z")),
        'p' if at.offset().is_zero() => write!(out, "Z"),
        'P' | 'p' => write!(out, "{}", at.strftime("%:z")),
        'O' => write!(out, "{}", at.strftime("%z")),
        'Z' => write!(out, "{}", at.offset().seconds()),
        'U' => write!(out, "{}", at.timestamp().as_second()),
        'c' => write!(out, "{}", at.strftime("%Y-%m-%dT%H:%M:%S%:z")),
        'r' => write!(out, "{}", at.strftime("%a, %d %b %Y %H:%M:%S %z")),
        _ => return false,
    };
    written.is_ok()
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn suffix(day: i8) -> &'static str {
    match day {
        11..=13 => "th",
        day if day % 10 == 1 => "st",
        day if day % 10 == 2 => "nd",
        day if day % 10 == 3 => "rd",
        _ => "th",
    }
}
