//! How pages write times, amounts and addresses.

use domain::{Address, Money, Problem, Store};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct When {
    /// In the store's zone: `25 Nov, 14:03`, with the year where that is another.
    pub(crate) text: String,
    /// Exactly, in UTC: `2026-11-25 13:03:21 UTC`.
    pub(crate) exact: String,
    /// For machines: `2026-11-25T13:03:21Z`.
    pub(crate) machine: String,
    /// How long ago: `3 h`.
    pub(crate) ago: String,
}

/// How a store's pages write times.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    zone: TimeZone,
    now: Timestamp,
}

impl Times {
    pub(crate) fn of(store: &Store, now: Timestamp) -> Self {
        Self { zone: store.settings.time_zone(), now }
    }

    /// In UTC, where no store says which zone.
    pub(crate) fn utc(now: Timestamp) -> Self {
        Self { zone: TimeZone::UTC, now }
    }

    pub(crate) fn when(&self, at: Timestamp) -> When {
        let (local, today) = (at.to_zoned(self.zone.clone()), self.now.to_zoned(self.zone.clone()));
        let form = if local.year() == today.year() { "%-d %b, %H:%M" } else { "%-d %b %Y, %H:%M" };
        When {
            text: local.strftime(form).to_string(),
            exact: format!("{} UTC", domain::time::text(at)),
            machine: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            ago: ago(at, self.now),
        }
    }

    /// The same of what may not have been.
    pub(crate) fn maybe(&self, at: Option<Timestamp>) -> Option<When> {
        at.map(|at| self.when(at))
    }
}

/// How long ago something was, in the largest unit: `3 h`; `now` within a minute and of what is still to come.
fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs();
    match seconds {
        ..60 => "now".to_owned(),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// An amount with its cents; blank where it is nothing.
pub(crate) fn amount(money: Money) -> String {
    if money == Money::default() { String::new() } else { money.text_with_cents() }
}

/// An address as it is written on a parcel, without lines that are blank.
pub(crate) fn address_lines(address: &Address) -> Vec<String> {
    let name = format!("{} {}", address.first_name, address.last_name);
    let city = format!("{} {} {}", address.city, address.state, address.postal_code);
    let lines = [
        name,
        address.company.clone(),
        address.address1.clone(),
        address.address2.clone(),
        address.address3.clone(),
        address.address4.clone(),
        city,
        address.country.clone(),
        address.phone.clone(),
    ];
    let single = |line: String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.into_iter().map(single).filter(|line| !line.is_empty()).collect()
}

/// A word or two about something, in a frame: its class says how good or bad that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) text: String,
    /// `good`, `bad`, `warn`, `info`, or blank.
    pub(crate) class: &'static str,
    pub(crate) icon: &'static str,
}

impl Badge {
    pub(crate) fn new(text: impl Into<String>, class: &'static str, icon: &'static str) -> Self {
        Self { text: text.into(), class, icon }
    }
}

/// An order's tag: its name in rows, and the colour that people call it by. Blank for none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) color: String,
}

impl Tag {
    pub(crate) fn of(tag_name: &str) -> Self {
        let known = domain::TAGS.iter().find(|(_, name)| *name == tag_name);
        known.map_or_else(Self::default, |(color, name)| Self { name: (*name).to_owned(), color: (*color).to_owned() })
    }
}

/// One of the choices of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>, is_chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), is_chosen }
    }
}

/// A field of a form: what stands in it, and what is wrong with that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) hint: &'static str,
    /// Blank where nothing is wrong.
    pub(crate) wrong: String,
}

impl Field {
    pub(crate) fn new(name: &'static str, label: &'static str, value: impl Into<String>) -> Self {
        Self { name, label, value: value.into(), ..Self::default() }
    }

    #[must_use]
    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The same field with what is wrong with it among `problems`.
    #[must_use]
    pub(crate) fn with(self, problems: &[Problem]) -> Self {
        let wrong = problems.iter().find(|problem| problem.field == self.name);
        Self { wrong: wrong.map(|problem| sentence(&problem.message)).unwrap_or_default(), ..self }
    }

    /// The ids of what describes it, between blanks.
    pub(crate) fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let wrong = (!self.wrong.is_empty()).then(|| format!("{}-wrong", self.name));
        hint.into_iter().chain(wrong).collect::<Vec<_>>().join(" ")
    }
}

/// What is wrong with a form, with a link to the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// What the page calls the field; blank where it has none of it.
    pub(crate) label: String,
    pub(crate) place: String,
    pub(crate) message: String,
}

impl Shown {
    /// Problems as a page shows them; fields that it has not are told by their names.
    pub(crate) fn all(problems: &[Problem], fields: &[&Field]) -> Vec<Self> {
        let shown = |problem: &Problem| match fields.iter().find(|field| field.name == problem.field) {
            Some(field) => {
                let (label, place) = (field.label.to_owned(), field.name.to_owned());
                Self { label, place, message: problem.message.clone() }
            }
            None => Self { label: String::new(), place: String::new(), message: sentence(&problem.to_string()) },
        };
        problems.iter().map(shown).collect()
    }
}

/// The same text with a large first letter.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_the_store_s_zone_and_exactly() {
        let now: Timestamp = "2026-11-25T13:05:00Z".parse().unwrap();
        let times = Times { zone: TimeZone::get("Europe/Berlin").unwrap(), now };
        let when = times.when("2026-11-25T13:03:21Z".parse().unwrap());
        assert_eq!((when.text.as_str(), when.ago.as_str()), ("25 Nov, 14:03", "1 min"));
        assert_eq!((when.exact.as_str(), when.machine.as_str()), ("2026-11-25 13:03:21 UTC", "2026-11-25T13:03:21Z"));
        assert_eq!(times.when("2025-01-02T23:30:00Z".parse().unwrap()).text, "3 Jan 2025, 00:30");
        assert_eq!(times.when("2026-11-26T13:03:21Z".parse().unwrap()).ago, "now");
    }
}
