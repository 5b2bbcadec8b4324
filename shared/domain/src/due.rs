//! The due list: what is to be done at a moment, with nobody there who would call for it.

use std::fmt;
use std::str::FromStr;

use crate::StoreId;

/// What a row of the due list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueKind {
    /// The gathered incidents of a store, whose id is the row's key: one mail is made of them.
    Incidents,
    /// A custom event is to run: the row's key is that of [`DefinitionDue`].
    CustomEvent,
    /// Files are to be picked up: the row's key is that of [`DefinitionDue`].
    Pickup,
    /// An export template is to run: the row's key is that of [`DefinitionDue`].
    Export,
    /// A shop is to be asked for its orders: the row's key is that of [`DefinitionDue`], the connection's.
    Connection,
    /// An order of a cart was held back, and is to be taken: the row's key is that of [`ArrivalDue`].
    Arrival,
    /// A store is to be told how a month went at its suppliers: the row's key is the store's id.
    SupplierSummary,
    /// What waited for a store that was locked or closed is to be taken: the row's key is the store's id.
    Unlocked,
    /// A mail waits for an address that it may go to: the row's key is that of [`NoticeDue`].
    WaitingNotice,
    /// A kind that this build does not know: another one wrote the row. It is named and passed over.
    Unknown(String),
}

impl DueKind {
    /// Its name in keys.
    pub fn name(&self) -> &str {
        match self {
            Self::Incidents => "incidents",
            Self::CustomEvent => "custom_event",
            Self::Pickup => "pickup",
            Self::Export => "export",
            Self::Connection => "connection",
            Self::Arrival => "arrival",
            Self::SupplierSummary => "supplier_summary",
            Self::Unlocked => "unlocked",
            Self::WaitingNotice => "waiting_notice",
            Self::Unknown(name) => name,
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Self {
        match name {
            "incidents" => Self::Incidents,
            "custom_event" => Self::CustomEvent,
            "pickup" => Self::Pickup,
            "export" => Self::Export,
            "connection" => Self::Connection,
            "arrival" => Self::Arrival,
            "supplier_summary" => Self::SupplierSummary,
            "unlocked" => Self::Unlocked,
            "waiting_notice" => Self::WaitingNotice,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl fmt::Display for DueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which definition of a store a row of the due list is about: the store's id and its own, `42-7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionDue {
    /// The store.
    pub store_id: StoreId,
    /// The custom event, the export template, the pickup or the connection.
    pub id: String,
}

impl fmt::Display for DefinitionDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.store_id, self.id)
    }
}

/// A key that names no definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it names no definition")]
pub struct NoDefinition;

impl FromStr for DefinitionDue {
    type Err = NoDefinition;

    fn from_str(key: &str) -> Result<Self, NoDefinition> {
        let (store_id, id) = key.split_once('-').ok_or(NoDefinition)?;
        let store_id = store_id.parse().map_err(|_| NoDefinition)?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        if is_id { Ok(Self { store_id, id: id.to_owned() }) } else { Err(NoDefinition) }
    }
}

/// Which arrival a row of the due list is about: the store's id, the connection's and its own, `42-7-0123ab`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivalDue {
    /// The store.
    pub store_id: StoreId,
    /// The connection.
    pub connection_id: String,
    /// The id of what is kept.
    pub id: String,
}

impl fmt::Display for ArrivalDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.store_id, self.connection_id, self.id)
    }
}

impl FromStr for ArrivalDue {
    type Err = NoDefinition;

    fn from_str(key: &str) -> Result<Self, NoDefinition> {
        let (connection, id) = key.rsplit_once('-').ok_or(NoDefinition)?;
        let DefinitionDue { store_id, id: connection_id } = connection.parse()?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id { Ok(Self { store_id, connection_id, id: id.to_owned() }) } else { Err(NoDefinition) }
    }
}

/// Which notice a row of the due list is about: the store's id and its own, `42-canceled-1001-7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeDue {
    /// The store.
    pub store_id: StoreId,
    /// The notice.
    pub id: String,
}

impl fmt::Display for NoticeDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.store_id, self.id)
    }
}

impl FromStr for NoticeDue {
    type Err = NoDefinition;

    fn from_str(key: &str) -> Result<Self, NoDefinition> {
        let (store_id, id) = key.split_once('-').filter(|(_, id)| !id.is_empty()).ok_or(NoDefinition)?;
        Ok(Self { store_id: store_id.parse().map_err(|_| NoDefinition)?, id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_name_and_another_is_kept_as_it_is() {
        for kind in [
            DueKind::Incidents,
            DueKind::CustomEvent,
            DueKind::Pickup,
            DueKind::Export,
            DueKind::Connection,
            DueKind::Arrival,
            DueKind::SupplierSummary,
            DueKind::WaitingNotice,
            DueKind::Unlocked,
        ] {
            assert_eq!(DueKind::named(kind.name()), kind);
        }
        assert_eq!(DueKind::named("later").name(), "later");
    }

    #[test]
    fn what_is_due_by_a_schedule_is_named_by_its_store_and_its_id() {
        let due = DefinitionDue { store_id: StoreId::new(42).unwrap(), id: "7".into() };
        assert_eq!(due.to_string().parse(), Ok(due));
        for bad in ["", "42", "42-", "-7", "x-7", "42-x"] {
            assert_eq!(bad.parse::<DefinitionDue>(), Err(NoDefinition), "{bad}");
        }
    }

    #[test]
    fn a_notice_is_named_by_its_store_and_its_id_whatever_is_in_that() {
        let due = NoticeDue { store_id: StoreId::new(42).unwrap(), id: "canceled-1001-7".into() };
        assert_eq!(due.to_string().parse(), Ok(due));
        for bad in ["", "42", "42-", "-7", "x-7"] {
            assert_eq!(bad.parse::<NoticeDue>(), Err(NoDefinition), "{bad}");
        }
    }
}
