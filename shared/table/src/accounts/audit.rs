//! Lines of who changed what, of a store or of an account. Nothing changes or removes one but its age.

use domain::{AccountId, AuditLine, StoreId, body_digest};
use jiff::SignedDuration;

use super::VERSION;
use crate::client::{Attributes, Condition, Item, Key, NewItem, Write};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

/// A line is kept for so long.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(400 * 24);

/// So many digits of its digest name a line among those of a millisecond.
const NAME_LENGTH: usize = 8;

/// Of what a line says that it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOf {
    /// Something of a store.
    Store(StoreId),
    /// Something of an account.
    Account(AccountId),
}

impl AuditOf {
    fn partition(self) -> String {
        match self {
            Self::Store(store_id) => keys::store_partition(store_id),
            Self::Account(id) => keys::account_partition(id),
        }
    }
}

/// Some lines, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditRows {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// Where the next ones begin; nothing behind the last.
    pub next: Option<String>,
}

impl Table {
    /// Adds a line. Done again it is there once.
    pub async fn append_audit(&self, of: AuditOf, line: &AuditLine) -> Result<(), TableError> {
        match self.client.insert(item(of, line)?).await? {
            Outcome::Done(()) | Outcome::Unchanged(_) => Ok(()),
            Outcome::Missing | Outcome::Stale => Err(TableError::Contended { tries: 1 }),
        }
    }

    /// The newest lines, or those behind a cursor that an answer of before had: at most so many.
    pub async fn audit(&self, of: AuditOf, cursor: Option<&str>, most: usize) -> Result<AuditRows, TableError> {
        let pk = of.partition();
        let behind = cursor.map(|cursor| format!("{}{cursor}", keys::AUDIT));
        let last = behind.as_deref().unwrap_or(keys::AUDIT_END);
        // One for the cursor, which is included, and one to know whether there are more.
        let wanted = most.saturating_add(2);
        let mut rows = self.client.query_last_between(&pk, keys::AUDIT, last, wanted).await?;
        rows.retain(|row| row.text("sk") != behind.as_deref());
        let next = (rows.len() > most).then(|| rows.get(most.saturating_sub(1)).and_then(cursor_of)).flatten();
        Ok(AuditRows { lines: readable(rows.iter().take(most).map(Attributes::body)), next })
    }
}

/// The write of a line, to be made together with what it tells of.
pub(crate) fn write(of: AuditOf, line: &AuditLine) -> Result<Write, TableError> {
    // No line has a version: one that says the very same is written over, and keeps nothing from being done.
    Ok(Write::Put(item(of, line)?, Condition::unchanged(VERSION, None)))
}

fn item(of: AuditOf, line: &AuditLine) -> Result<Item, TableError> {
    let key = key(of, line)?;
    let expires_at = line.at.checked_add(KEPT_FOR).unwrap_or(line.at).as_second();
    let item = NewItem::at(key).number("expires_at", u64::try_from(expires_at).unwrap_or_default());
    item.body(line)?.sized()
}

/// Where a line lies follows from what it says.
fn key(of: AuditOf, line: &AuditLine) -> Result<Key, TableError> {
    let text = serde_json::to_string(line).map_err(|error| TableError::unreadable("an audit line", error))?;
    let mut name = body_digest(&text);
    name.truncate(NAME_LENGTH);
    Ok(keys::audit_line(of.partition(), line.at, &name))
}

fn cursor_of(row: &Item) -> Option<String> {
    row.text("sk")?.strip_prefix(keys::AUDIT).map(str::to_owned)
}
