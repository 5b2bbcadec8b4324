//! Dates as a template says that they are written.

use domain::{DateForm, time};
use jiff::Timestamp;

/// What `text` says, if it is written in this form; `Some(None)` for what stands for no date, such as `0000-00-00`.
#[allow(clippy::option_option, reason = "no date at all is another thing than a date that can't be read")]
pub(super) fn read(text: &str, form: DateForm) -> Option<Option<Timestamp>> {
    let text = text.trim();
    match form {
        DateForm::YearFirst => is_year_first(text).then(|| time::read(text).ok()).flatten(),
        _ if text.starts_with("0000-00-00") => Some(None),
        _ => time::read(&year_first(text, form)?).ok(),
    }
}

/// A moment in this form; its time only where it is not midnight.
pub(super) fn text(at: Timestamp, form: DateForm) -> String {
    let written = time::text(at);
    let (day, time) = written.split_once(' ').unwrap_or((&written, ""));
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day_of_month] = parts.as_slice() else { return written };
    let day = match form {
        DateForm::YearFirst => day.to_owned(),
        DateForm::DayFirst => format!("{day_of_month}.{month}.{year}"),
        DateForm::MonthFirst => format!("{month}/{day_of_month}/{year}"),
    };
    if time == "00:00:00" { day } else { format!("{day} {time}") }
}

/// Four digits and then a sign, or eight digits alone: others may be seconds since 1970.
fn is_year_first(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_alone = || text.as_bytes().get(8).is_none_or(|next| matches!(next, b' ' | b'T'));
    digits == 4 || (digits == 8 && is_alone())
}

/// The same date with its year first. A month may be a name; then nothing is in question.
fn year_first(text: &str, form: DateForm) -> Option<String> {
    let end = text.find(|sign: char| !sign.is_ascii_digit() && !matches!(sign, '/' | '.' | '-')).unwrap_or(text.len());
    let (day, rest) = text.split_at_checked(end)?;
    let sign = day.chars().find(|sign| !sign.is_ascii_digit());
    let parts: Vec<&str> = sign.map(|sign| day.split(sign).collect()).unwrap_or_default();
    let [first, second, year] = parts.as_slice() else { return named_month(text) };
    let is_short = [first, second].iter().all(|number| (1..=2).contains(&number.len()));
    let year = match year.len() {
        4 => (*year).to_owned(),
        2 => format!("20{year}"),
        _ => return None,
    };
    let (day, month) = if form == DateForm::DayFirst { (first, second) } else { (second, first) };
    let is_behind = rest.is_empty() || rest.starts_with([' ', ',', 'T']);
    (is_short && is_behind)
        .then(|| format!("{year}-{month:0>2}-{day:0>2} {}", rest.trim_start_matches([' ', ',', 'T'])))
}

/// `30-Sep-2014` and `Sep 30, 2014`: what has letters in it before the year.
fn named_month(text: &str) -> Option<String> {
    let is_named = text.chars().take(12).filter(char::is_ascii_alphabetic).count() >= 3;
    is_named.then(|| {
        let day: String = text.chars().take(11).map(|sign| if sign == '-' { ' ' } else { sign }).collect();
        format!("{day}{}", text.chars().skip(11).collect::<String>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, form: DateForm) -> Option<String> {
        read(text, form).map(|at| at.map(time::text).unwrap_or_default())
    }

    #[test]
    fn a_date_is_read_in_its_form() {
        for (text, form, value) in [
            ("2014-9-30 14:49:52", DateForm::YearFirst, "2014-09-30 14:49:52"),
            ("2026-03-01T08:15:00+01:00", DateForm::YearFirst, "2026-03-01 07:15:00"),
            ("2026/03/01", DateForm::YearFirst, "2026-03-01 00:00:00"),
            ("20260301", DateForm::YearFirst, "2026-03-01 00:00:00"),
            ("5/06/16", DateForm::DayFirst, "2016-06-05 00:00:00"),
            ("5/06/16", DateForm::MonthFirst, "2016-05-06 00:00:00"),
            ("31.03.2026 08:15", DateForm::DayFirst, "2026-03-31 08:15:00"),
            ("3/31/2026 4:05 PM", DateForm::MonthFirst, "2026-03-31 16:05:00"),
            ("30-Sep-2014", DateForm::DayFirst, "2014-09-30 00:00:00"),
            ("Sep 30, 2014 10:00", DateForm::MonthFirst, "2014-09-30 10:00:00"),
            ("0000-00-00", DateForm::DayFirst, ""),
            ("0000-00-00 00:00:00", DateForm::YearFirst, ""),
        ] {
            assert_eq!(shown(text, form).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn a_date_in_another_form_is_none() {
        for (text, form) in [
            ("2014-9-30 14:49:52", DateForm::DayFirst),
            ("2014-9-30 14:49:52", DateForm::MonthFirst),
            ("5/06/16", DateForm::YearFirst),
            ("31/03/2026", DateForm::MonthFirst),
            ("03/31/2026", DateForm::DayFirst),
            ("31/03", DateForm::DayFirst),
            ("1772352900", DateForm::YearFirst),
            ("1772352900", DateForm::DayFirst),
            ("soon", DateForm::DayFirst),
            ("45352", DateForm::YearFirst),
            ("", DateForm::MonthFirst),
        ] {
            assert_eq!(shown(text, form), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for form in DateForm::ALL {
            for at in ["2026-03-01T00:00:00Z", "2026-12-31T23:59:59Z"] {
                let at: Timestamp = at.parse().unwrap();
                assert_eq!(read(&text(at, *form), *form), Some(Some(at)), "{}", text(at, *form));
            }
        }
    }
}
