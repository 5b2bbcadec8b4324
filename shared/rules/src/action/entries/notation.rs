//! The notation that values of the set-value actions may have (orderdesk-app 1.5). It is read of what the rule says, never
//! of what a template puts in: no text of an order is a command.

use domain::Problem;
use jiff::Span;
use rust_decimal::Decimal;

use super::{Change, DATE, SHORT_DATE, Text};

/// The name and the value of `Name|value`: parted by the first line that stands in no tag of a template.
pub(super) fn name_and_value(written: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    loop {
        let rest = written.get(from..)?;
        let line = rest.find('|')?;
        match rest.find('{').filter(|brace| *brace < line) {
            None => return Some((written.get(..from + line)?.trim(), rest.get(line + 1..)?)),
            Some(brace) => from += brace + after_tag(rest.get(brace..)?),
        }
    }
}

/// How many bytes are behind the tag that begins here, or behind the brace that begins none.
fn after_tag(rest: &str) -> usize {
    let end = match rest.get(..2) {
        Some("{{") => "}}",
        Some("{%") => "%}",
        Some("{#") => "#}",
        _ => return 1,
    };
    rest.find(end).map_or(rest.len(), |at| at + end.len())
}

/// What becomes of the entry: what a word of the notation says, or it is set to the text.
pub(super) fn change(value: &str) -> Result<Change, Problem> {
    match value.trim() {
        "++" => Ok(Change::Add(Decimal::ONE)),
        "--" => Ok(Change::Add(Decimal::NEGATIVE_ONE)),
        "[REMOVE]" => Ok(Change::Remove),
        "[REMOVEALL]" => Ok(Change::RemoveAll),
        trimmed => match date(trimmed) {
            Some(change) => change,
            None => Text::compile("value", value).map(Change::Set),
        },
    }
}

const NO_DISTANCE: &str =
    "is no date: write `[DATE]`, or a distance from now like `[DATE+5days]` or `[SHORTDATE-1week]`";

/// The date of `[DATE+5days]`; none for what is not written so.
fn date(written: &str) -> Option<Result<Change, Problem>> {
    let inside = written.strip_prefix('[')?.strip_suffix(']')?;
    let (form, distance) = match inside.strip_prefix("SHORTDATE") {
        Some(distance) => (SHORT_DATE, distance),
        None => (DATE, inside.strip_prefix("DATE")?),
    };
    let distance = distance.trim();
    if distance.is_empty() {
        return Some(Ok(Change::Date(Span::new(), form)));
    }
    if !distance.starts_with(['+', '-']) {
        return None;
    }
    let span = span(distance).ok_or_else(|| Problem::new("value", NO_DISTANCE));
    Some(span.map(|span| Change::Date(span, form)))
}

/// The distance of `+5days`: a sign, a number, a unit.
fn span(written: &str) -> Option<Span> {
    let (sign, rest) = match written.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, written.strip_prefix('+')?),
    };
    let rest = rest.trim_start();
    let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let number: i64 = rest.strip_suffix(unit)?.parse().ok()?;
    let (number, unit) = (number.checked_mul(sign)?, unit.trim_start().to_ascii_lowercase());
    let span = Span::new();
    match unit.strip_suffix('s').unwrap_or(&unit) {
        "minute" => span.try_minutes(number),
        "hour" => span.try_hours(number),
        "day" => span.try_days(number),
        "week" => span.try_weeks(number),
        "month" => span.try_months(number),
        "year" => span.try_years(number),
        _ => return None,
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_at_the_first_line_outside_of_tags() {
        for (written, expected) in [
            ("Gift|yes", Some(("Gift", "yes"))),
            ("Gift|", Some(("Gift", ""))),
            (" Gift | a|b", Some(("Gift", " a|b"))),
            ("{{ source_id|upper }} no|{{ email|lower }}", Some(("{{ source_id|upper }} no", "{{ email|lower }}"))),
            ("{a}|b", Some(("{a}", "b"))),
            ("{% if a|length %}x{% endif %}{# | #}|b", Some(("{% if a|length %}x{% endif %}{# | #}", "b"))),
            ("{{ a|b }}", None),
            ("{{ a|b", None),
            ("é{|", Some(("é{", ""))),
            ("Gift", None),
        ] {
            assert_eq!(name_and_value(written), expected, "{written}");
        }
    }

    #[test]
    fn dates_are_written_with_a_sign_a_number_and_a_unit() {
        for (written, expected) in [
            ("[DATE]", Some("PT0S")),
            ("[DATE+5days]", Some("P5D")),
            ("[DATE + 1 Month]", Some("P1M")),
            ("[SHORTDATE-1week]", Some("-P1W")),
            ("[DATE-90minutes]", Some("-PT90M")),
            ("[DATE+2years]", Some("P2Y")),
            ("[DATE+3hours]", Some("PT3H")),
        ] {
            let found = match change(written) {
                Ok(Change::Date(span, _)) => Some(span.to_string()),
                _ => None,
            };
            assert_eq!(found.as_deref(), expected, "{written}");
        }
        for bad in ["[DATE+5fortnights]", "[DATE+days]", "[SHORTDATE-]", "[DATE+99999999999999999999days]"] {
            assert_eq!(change(bad).err().unwrap().to_string(), format!("value: {NO_DISTANCE}"));
        }
        for text in ["[DATES]", "DATE+5days", "[date+5days]", "x [DATE]", "[REMOVE] it", "+ +"] {
            assert!(matches!(change(text), Ok(Change::Set(_))), "{text}");
        }
    }
}
