//! The due list: what is to be done at a moment, with nobody there who would call for it.

use std::fmt;
use std::str::FromStr;

use crate::StoreId;

/// What a row of the due list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueKind {
    /// The gathered incidents of a store, whose id is the row's key: one mail is made of them.
    Incidents,
    /// A custom event is to run: the row's key is that of [`CustomEventDue`].
    CustomEvent,
    /// A kind that this build does not know: another one wrote the row. It is named and passed over.
    Unknown(String),
}

impl DueKind {
    /// Its name in keys.
    pub fn name(&self) -> &str {
        match self {
            Self::Incidents => "incidents",
            Self::CustomEvent => "custom_event",
            Self::Unknown(name) => name,
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Self {
        match name {
            "incidents" => Self::Incidents,
            "custom_event" => Self::CustomEvent,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl fmt::Display for DueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which custom event a row of the due list is about: the store's id and the event's, `42-7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomEventDue {
    /// The store.
    pub store_id: StoreId,
    /// The custom event.
    pub event_id: String,
}

impl fmt::Display for CustomEventDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.store_id, self.event_id)
    }
}

/// A key that names no custom event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it names no custom event")]
pub struct NoCustomEvent;

impl FromStr for CustomEventDue {
    type Err = NoCustomEvent;

    fn from_str(key: &str) -> Result<Self, NoCustomEvent> {
        let (store_id, event_id) = key.split_once('-').ok_or(NoCustomEvent)?;
        let store_id = store_id.parse().map_err(|_| NoCustomEvent)?;
        let is_id = !event_id.is_empty() && event_id.bytes().all(|byte| byte.is_ascii_digit());
        if is_id { Ok(Self { store_id, event_id: event_id.to_owned() }) } else { Err(NoCustomEvent) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_name_and_another_is_kept_as_it_is() {
        for kind in [DueKind::Incidents, DueKind::CustomEvent] {
            assert_eq!(DueKind::named(kind.name()), kind);
        }
        assert_eq!(DueKind::named("later").name(), "later");
    }

    #[test]
    fn a_custom_event_is_named_by_its_store_and_its_id() {
        let due = CustomEventDue { store_id: StoreId::new(42).unwrap(), event_id: "7".into() };
        assert_eq!(due.to_string().parse(), Ok(due));
        for bad in ["", "42", "42-", "-7", "x-7", "42-x"] {
            assert_eq!(bad.parse::<CustomEventDue>(), Err(NoCustomEvent), "{bad}");
        }
    }
}
