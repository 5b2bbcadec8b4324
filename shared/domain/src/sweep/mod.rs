//! Long work over many rows, done part by part.

mod orders;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccountId, Export, Import, OrderId, StoreId, UserScope, is_default};

pub use orders::{
    KeptOrder, KeptValue, MAX_KEPT_BYTES, MAX_SWEPT_AT_ONCE, MAX_SWEPT_IDS, MAX_SWEPT_ORDERS, Selection, SweepAction,
    SweepActionKind, SweepQuery,
};

/// So many findings are kept with a sweep of the operator's; what it finds beyond is counted.
pub const MAX_FINDINGS: usize = 100;

/// So many refusals are kept with a store's sweep; what it refuses beyond is counted.
pub const MAX_REFUSALS: usize = 500;

/// A store's sweep is kept for so long.
pub const SWEEP_KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// No call that asks for a sweep lasts longer.
const BEGUN_WAIT: Duration = Duration::from_mins(1);

/// Numbers of a store's sweeps begin with the day of the first that is kept: so many for a day.
const NUMBERS_PER_DAY: u64 = 100_000;

/// So many reports of a sweep are named in it.
pub const MAX_REPORTS: usize = 1_000;

/// The lists that sweeps are kept in. Those of one list are numbered together; what is done at a time is a list's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepList {
    /// What people call sweeps, and repairs.
    #[default]
    Sweeps,
    /// Imports of files, and what undoes them.
    Imports,
    /// Exports.
    Exports,
}

/// In front of the name of who asked for a sweep where that was no key, whose ids have no blanks.
pub const PERSON_PREFIX: &str = "person ";

/// Which sweep: whose it is, and its number among theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SweepId {
    /// The store it belongs to; the operator's where there is none.
    #[serde(rename = "store", default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
    /// The list it is in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub list: SweepList,
    /// Its number.
    #[serde(rename = "sweep")]
    pub number: u64,
}

impl SweepId {
    /// A store's import of this number.
    pub fn import(store_id: StoreId, number: u64) -> Self {
        Self { store_id: Some(store_id), list: SweepList::Imports, number }
    }

    /// The number of a store's sweep when none that it had is kept any more: above all it had before.
    pub fn first_number(now: Timestamp) -> u64 {
        u64::try_from(now.as_second() / 86_400).unwrap_or_default().saturating_mul(NUMBERS_PER_DAY).saturating_add(1)
    }
}

/// What a sweep does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SweepWork {
    /// Finds what was begun and not ended, and mends it.
    Repair {
        /// Of this store alone; of all where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        store_id: Option<StoreId>,
        /// What was done more recently is left to who does it.
        older_than_seconds: u32,
    },
    /// Does the same to many orders of a store.
    Orders {
        /// What it does.
        action: SweepAction,
        /// To which of them.
        selection: Selection,
        /// The id of the key of whoever asked for it, or a name behind [`PERSON_PREFIX`].
        by: String,
    },
    /// Gives orders back what a sweep changed of them.
    Undo {
        /// The number of that sweep.
        of: u64,
        /// The id of the key of whoever asked for it, or a name behind [`PERSON_PREFIX`].
        by: String,
    },
    /// Makes orders, inventory items or shipments of a file's rows.
    Import(Box<Import>),
    /// Makes files of orders.
    Export(Box<Export>),
}

impl SweepWork {
    /// Whether nobody asked for it: a schedule did.
    pub fn is_by_itself(&self) -> bool {
        match self {
            Self::Orders { by, .. } => by.is_empty(),
            Self::Export(export) => export.by.is_empty(),
            Self::Repair { .. } | Self::Undo { .. } | Self::Import(_) => false,
        }
    }
}

/// How far a sweep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SweepStatus {
    /// No part of it is done yet.
    Waiting,
    /// Some of it is done.
    Running,
    /// All of it is done.
    Done,
    /// Called off; what was done until then stays.
    Canceled,
    /// A part of it failed again and again.
    Failed,
}

impl SweepStatus {
    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
        }
    }

    /// Whether there is more of it to come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// What became of what a sweep found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FindingResult {
    /// It was changed.
    Changed,
    /// It could not be, or is not to be.
    Refused,
}

/// Something a sweep found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The store it is of, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
    /// The order, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// What became of it.
    pub result: FindingResult,
    /// What it is, for people.
    pub what: String,
}

/// Work over many rows. Its row says how far it is: each part goes on from the cursor and ends with one write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// Which it is.
    #[serde(flatten)]
    pub id: SweepId,
    /// What it does.
    pub work: SweepWork,
    /// The account of the person who asked for it; none where that was no person, and of a sweep from before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// Which orders whoever asked for it saw then; all where nothing is kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: UserScope,
    /// How far it is.
    pub status: SweepStatus,
    /// How many parts are done.
    #[serde(default, skip_serializing_if = "is_default")]
    pub part: u64,
    /// Where the next part begins, as its work has it; empty at the beginning.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cursor: String,
    /// How many rows were looked at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seen: u64,
    /// How much was made that was not there.
    #[serde(default, skip_serializing_if = "is_default")]
    pub created: u64,
    /// How much was changed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub changed: u64,
    /// How much was to be changed and was not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub refused: u64,
    /// How much was as it was to be before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unchanged: u64,
    /// How much of what was made or changed a person should look at.
    #[serde(default, skip_serializing_if = "is_default")]
    pub warned: u64,
    /// How many orders it is for, or rows of a file, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Whether its first part is done by the call that asked for it, and by a message only where that died.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_begun: bool,
    /// The first of what was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The parts whose findings lie in the bucket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<u64>,
    /// Why it failed; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub failure: String,
    /// When it was asked for.
    pub date_added: Timestamp,
    /// When its last part ended, or it was called off.
    pub date_updated: Timestamp,
}

impl Sweep {
    /// One of which nothing is done yet.
    pub fn new(id: SweepId, work: SweepWork, now: Timestamp) -> Self {
        Self {
            id,
            work,
            account_id: None,
            scope: UserScope::Everything,
            status: SweepStatus::Waiting,
            part: 0,
            cursor: String::new(),
            seen: 0,
            created: 0,
            changed: 0,
            refused: 0,
            unchanged: 0,
            warned: 0,
            total: None,
            is_begun: false,
            findings: vec![],
            reports: vec![],
            failure: String::new(),
            date_added: now,
            date_updated: now,
        }
    }

    /// Adds what a part did and found. Of its findings the first stay.
    pub fn add(&mut self, seen: u64, findings: &[Finding]) {
        let count =
            |result| u64::try_from(findings.iter().filter(|it| it.result == result).count()).unwrap_or_default();
        self.seen = self.seen.saturating_add(seen);
        self.changed = self.changed.saturating_add(count(FindingResult::Changed));
        self.refused = self.refused.saturating_add(count(FindingResult::Refused));
        let max = if matches!(self.work, SweepWork::Repair { .. }) { MAX_FINDINGS } else { MAX_REFUSALS };
        let room = max.saturating_sub(self.findings.len());
        self.findings.extend(findings.iter().take(room).cloned());
    }

    /// How long its next part waits: while the call that asked for it does it itself.
    pub fn wait(&self) -> Duration {
        if self.is_begun && self.part == 0 { BEGUN_WAIT } else { Duration::ZERO }
    }

    /// The name of the report of one of its parts.
    pub fn report_name(&self, part: u64) -> String {
        match self.id.list {
            SweepList::Imports => return self.import_object(&format!("{part}.jsonl")),
            SweepList::Exports => return self.id.export_object(&format!("left-out/{part}.jsonl")),
            SweepList::Sweeps => {}
        }
        let folder = match self.id.store_id {
            None => "repairs".to_owned(),
            Some(store_id) => format!("sweeps/{store_id}"),
        };
        format!("{folder}/{}/{part}.jsonl", self.id.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_findings_stay_and_all_are_counted() {
        let mut sweep = Sweep::new(
            SweepId { store_id: None, list: SweepList::Sweeps, number: 7 },
            SweepWork::Repair { store_id: None, older_than_seconds: 600 },
            Timestamp::UNIX_EPOCH,
        );
        let finding = |result| Finding { store_id: None, order_id: None, result, what: "x".repeat(10) };
        sweep.add(500, &vec![finding(FindingResult::Changed); 70]);
        sweep.add(500, &vec![finding(FindingResult::Refused); 70]);
        assert_eq!((sweep.seen, sweep.changed, sweep.refused, sweep.findings.len()), (1_000, 70, 70, MAX_FINDINGS));
        assert_eq!(sweep.report_name(3), "repairs/7/3.jsonl");
    }
}
