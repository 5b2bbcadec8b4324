//! The due list: what is to be done at a moment, with nobody there who would call for it.

use std::fmt;

/// What a row of the due list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueKind {
    /// The gathered incidents of a store, whose id is the row's key: one mail is made of them.
    Incidents,
    /// A kind that this build does not know: another one wrote the row. It is named and passed over.
    Unknown(String),
}

impl DueKind {
    /// Its name in keys.
    pub fn name(&self) -> &str {
        match self {
            Self::Incidents => "incidents",
            Self::Unknown(name) => name,
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Self {
        match name {
            "incidents" => Self::Incidents,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl fmt::Display for DueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_name_and_another_is_kept_as_it_is() {
        assert_eq!(DueKind::named(DueKind::Incidents.name()), DueKind::Incidents);
        assert_eq!(DueKind::named("later").name(), "later");
    }
}
