//! What became of the entries of a page, and the report of it.

use domain::{FieldChange, Finding, FindingResult, ImportResult, ImportedEntry, Sweep};
use sheets::read::{Entry, FileError, Layout, Plan, Refusal, RefusedRows, Warning};

use crate::sweeps::Page;
use crate::{DeskError, Who};

/// What became of an entry of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Became {
    /// It was made; its id.
    Created(String),
    /// The one of this id was changed.
    Updated(String, Vec<FieldChange>),
    /// The one of this id stayed as it was, and why.
    Skipped(String, String),
    /// It can't be imported, and why.
    Refused(String),
}

/// What fails for good refuses the entry; what may pass fails the part, which is done again.
pub(super) fn judged(became: Result<Became, DeskError>) -> Result<Became, DeskError> {
    match became {
        Err(error) if !error.is_passing() => Ok(Became::Refused(error.to_string())),
        became => became,
    }
}

/// Whether a line of history, or what says who changed something last, is of this actor.
pub(super) fn is_by(name: &str, by: &crate::Actor) -> bool {
    matches!(&by.who, Who::Import(own) if own == name)
}

/// Counts what became of entries, and writes those that were refused as a file, with the headings where it `begins`.
pub(super) fn page_of<T>(
    sweep: &Sweep,
    (plan, layout): (&Plan<'_>, &Layout),
    results: Vec<(Entry<T>, Became)>,
    begins: impl Fn() -> bool,
) -> Result<Page, FileError> {
    let (mut page, mut refused) = (Page::default(), vec![]);
    for (entry, became) in results {
        let mut line = line_of(&entry);
        page.seen = page.seen.saturating_add(line.rows);
        let is_taken = matches!(became, Became::Created(_) | Became::Updated(..));
        page.warned = page.warned.saturating_add(u64::from(is_taken && !line.warnings.is_empty()));
        match became {
            Became::Created(id) => {
                page.created = page.created.saturating_add(1);
                (line.result, line.id) = (ImportResult::Created, id);
            }
            Became::Updated(id, changes) => {
                page.changed = page.changed.saturating_add(1);
                (line.result, line.id, line.changes) = (ImportResult::Updated, id, changes);
            }
            Became::Skipped(id, why) => {
                page.unchanged = page.unchanged.saturating_add(1);
                (line.result, line.id, line.why) = (ImportResult::Skipped, id, why);
            }
            Became::Refused(why) => {
                page.findings.push(finding(sweep, line.row, &why));
                line.why.clone_from(&why);
                refused.push(as_refused(entry, why));
            }
        }
        page.entries.push(line);
    }
    if !refused.is_empty() {
        let out = &mut page.refused_rows;
        let mut file =
            if begins() { RefusedRows::new(out, plan, layout)? } else { RefusedRows::go_on(out, plan, layout) };
        for entry in &refused {
            file.add(entry)?;
        }
        file.finish()?;
    }
    Ok(page)
}

fn line_of<T>(entry: &Entry<T>) -> ImportedEntry {
    ImportedEntry {
        row: entry.first_row(),
        rows: u64::try_from(entry.rows.len()).unwrap_or_default(),
        result: ImportResult::Refused,
        id: String::new(),
        changes: vec![],
        why: String::new(),
        warnings: entry.warnings.iter().map(Warning::sentence).collect(),
    }
}

/// All that is wrong with an entry that could not be read.
pub(super) fn reasons(refusals: &[Refusal]) -> String {
    refusals.iter().map(Refusal::reason).collect::<Vec<_>>().join("; ")
}

/// An entry that its rows refused keeps its reasons row by row; one that the store refused has one at its first row.
fn as_refused<T>(entry: Entry<T>, why: String) -> Entry<()> {
    let row = entry.first_row();
    let refusals = match entry.value {
        Err(refusals) => refusals,
        Ok(_) => vec![Refusal { row, column: String::new(), found: String::new(), expected: why }],
    };
    Entry { rows: entry.rows, value: Err(refusals), warnings: vec![], next: entry.next }
}

fn finding(sweep: &Sweep, row: u64, why: &str) -> Finding {
    /// So many characters of a reason are kept with the import; its file has all of it.
    const MAX_LENGTH: usize = 300;
    let what: String = format!("row {row}: {why}").chars().take(MAX_LENGTH).collect();
    Finding { store_id: sweep.id.store_id, order_id: None, result: FindingResult::Refused, what }
}
