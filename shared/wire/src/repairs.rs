//! Repairs, which are the operator's: our own `/v1/repairs`.

use domain::{Finding, Problem, StoreId, Sweep, SweepWork, time};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

/// What was done within so many seconds is left alone when nobody says otherwise: a stream is read within seconds.
const OLDER_THAN_SECONDS: u64 = 600;

/// Nobody waits longer: a day.
const MAX_OLDER_THAN_SECONDS: u32 = 86_400;

body! {
    /// What is repaired.
    NewRepair: Refused {
        /// The store to repair; all of them when left out.
        store_id: Field<u64> = Field::id(),
        /// What was done within so many seconds is left alone: ten minutes when left out, at most a day. Appointments
        /// that are due are left alone for six times as long.
        older_than_seconds: Field<u64> = Field::between(0, MAX_OLDER_THAN_SECONDS).or("", || OLDER_THAN_SECONDS),
    }
}

/// Reads the body of `POST /v1/repairs`. No body at all is good: that is a repair of all stores.
pub fn read_new(body: &str) -> Result<SweepWork, Vec<Problem>> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    let document = Document::read(body)?;
    let object = document.object();
    NewRepair::BODY.refuse_unknown(&object);
    let fields = &NewRepair::READ;
    let number = fields.store_id.of(&object);
    let store_id = number.and_then(StoreId::new);
    if number.is_some() && store_id.is_none() {
        object.refuse(fields.store_id.name(), "must be a store's id");
    }
    let seconds = u32::try_from(fields.older_than_seconds.filled(&object)).unwrap_or(u32::MAX);
    if seconds > MAX_OLDER_THAN_SECONDS {
        object.refuse(fields.older_than_seconds.name(), format!("must be at most {MAX_OLDER_THAN_SECONDS}"));
    }
    document.finish(SweepWork::Repair { store_id, older_than_seconds: seconds })
}

/// A repair and how far it is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Repair))]
pub struct RepairView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// The store it is of; null when it is of all.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    store_id: Option<String>,
    /// What was done within so many seconds is left alone.
    older_than_seconds: u32,
    /// How far it is.
    #[cfg_attr(feature = "schema", schema(value_type = domain::SweepStatus))]
    status: &'static str,
    /// How many parts of it are done.
    parts: u64,
    /// How many rows were looked at, whatever they are of.
    seen: u64,
    /// How much was mended.
    changed: u64,
    /// How much could not be.
    refused: u64,
    /// The first 100 of what was found.
    findings: Vec<FindingView<'a>>,
    /// The objects of the private bucket that have all of it, a line of JSON each.
    reports: Vec<String>,
    /// Why it failed; empty otherwise.
    failure: &'a str,
    /// When it was asked for.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When its last part ended, or it was called off.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
}

/// Something a repair found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = RepairFinding))]
pub struct FindingView<'a> {
    /// The store it is of, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    store_id: Option<String>,
    /// The order it is about, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    order_id: Option<String>,
    /// What became of it.
    #[cfg_attr(feature = "schema", schema(value_type = domain::FindingResult))]
    result: domain::FindingResult,
    /// What it is.
    what: &'a str,
}

impl<'a> From<&'a Sweep> for RepairView<'a> {
    fn from(sweep: &'a Sweep) -> Self {
        let (store_id, older_than_seconds) = match sweep.work {
            SweepWork::Repair { store_id, older_than_seconds } => (store_id, older_than_seconds),
            _ => (sweep.id.store_id, 0),
        };
        Self {
            id: sweep.id.number.to_string(),
            store_id: store_id.map(|store_id| store_id.to_string()),
            older_than_seconds,
            status: sweep.status.name(),
            parts: sweep.part,
            seen: sweep.seen,
            changed: sweep.changed,
            refused: sweep.refused,
            findings: sweep.findings.iter().map(FindingView::from).collect(),
            reports: sweep.reports.iter().map(|part| sweep.report_name(*part)).collect(),
            failure: &sweep.failure,
            date_added: time::text(sweep.date_added),
            date_updated: time::text(sweep.date_updated),
        }
    }
}

impl<'a> From<&'a Finding> for FindingView<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            store_id: finding.store_id.map(|store_id| store_id.to_string()),
            order_id: finding.order_id.map(|order_id| order_id.to_string()),
            result: finding.result,
            what: &finding.what,
        }
    }
}

/// The report of a part of a sweep: a line of JSON for each finding.
pub fn report(findings: &[Finding]) -> String {
    let lines = findings.iter().filter_map(|finding| serde_json::to_string(&FindingView::from(finding)).ok());
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use domain::{FindingResult, SweepId, SweepList};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_repair_is_of_a_store_or_of_all() {
        let work = |store_id, older_than_seconds| Ok(SweepWork::Repair { store_id, older_than_seconds });
        assert_eq!((read_new(""), read_new("{}")), (work(None, 600), work(None, 600)));
        for body in [r#"{"store_id":42}"#, r#"{"store_id":"42"}"#] {
            assert_eq!(read_new(body), work(StoreId::new(42), 600), "{body}");
        }
        assert_eq!(read_new(r#"{"older_than_seconds":0}"#), work(None, 0));
        assert!(read_new(r#"{"older_than_seconds":86401}"#).is_err());
        for body in [r#"{"store_id":0}"#, r#"{"store_id":"x"}"#, r#"{"store":42}"#, "7"] {
            assert!(read_new(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_repair_is_written_with_what_it_found_and_names_its_reports() {
        let id = SweepId { store_id: None, list: SweepList::Sweeps, number: 7 };
        let work = SweepWork::Repair { store_id: StoreId::new(42), older_than_seconds: 600 };
        let mut sweep = Sweep::new(id, work, Timestamp::UNIX_EPOCH);
        let what = "the rules had not run".to_owned();
        let finding = Finding { store_id: StoreId::new(42), order_id: None, result: FindingResult::Changed, what };
        sweep.add(12, std::slice::from_ref(&finding));
        sweep.reports.push(3);
        let line = r#"{"store_id":"42","order_id":null,"result":"changed","what":"the rules had not run"}"#;
        let expected = format!(
            r#"{{"id":"7","store_id":"42","older_than_seconds":600,"status":"waiting","parts":0,"seen":12,"changed":1,"refused":0,"findings":[{line}],"reports":["repairs/7/3.jsonl"],"failure":"","date_added":"1970-01-01 00:00:00","date_updated":"1970-01-01 00:00:00"}}"#
        );
        assert_eq!(serde_json::to_string(&RepairView::from(&sweep)).unwrap(), expected);
        assert_eq!(report(&[finding.clone(), finding]), format!("{line}\n{line}\n"));
    }
}
