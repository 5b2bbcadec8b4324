//! In which zone a rule writes the time.

use serde::{Deserialize, Serialize};

/// In whose time a moment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimestampZone {
    /// UTC, in which rules compare times.
    #[default]
    Utc,
    /// The store's time zone.
    Local,
}

impl TimestampZone {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Utc, Self::Local];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utc => "utc",
            Self::Local => "local",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Utc => "UTC, in which rules compare times.",
            Self::Local => "The store's time zone.",
        }
    }

    /// The zone of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.name() == name)
    }
}
