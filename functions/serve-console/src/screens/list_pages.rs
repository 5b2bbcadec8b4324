//! A page of a list of orders: by date, of those that an index finds, or of those that filters mean.

use desk::DeskError;
use desk::order_lists::{self, MAX_LOOKED_AT, SiftPosition, Sifting};
use desk::orders::{SeenRow, page, search};
use domain::{ListSequence, Problem, SeenOrder};
use http::Failure;
use table::{Cursor, Sequence};
use wire::orders::{PageCursor, read_cursor};

use super::opened::Opened;
use super::orders::PAGE;
use crate::frame::grouped;
use crate::visit::{Member, with_query};

/// The orders of a page, and the pages beside it.
#[derive(Default)]
pub(super) struct ListPages {
    pub(super) orders: Vec<SeenOrder>,
    pub(super) pages: Pages,
    /// Why there are none, where that is not that none match.
    pub(super) problems: Vec<Problem>,
}

/// The pages beside one.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) text: String,
    pub(super) newer: String,
    pub(super) older: String,
}

/// The page of the list that the address names.
pub(super) async fn read(member: &Member<'_>, opened: &Opened) -> Result<ListPages, Failure> {
    if !opened.problems.is_empty() {
        return Ok(ListPages::default());
    }
    if !opened.narrowing.filters.is_empty() {
        return sifted(member, opened).await;
    }
    if opened.narrowing.is_narrow() { found(member, opened).await } else { by_date(member, opened).await }
}

/// The orders in rows, each as the user sees it.
fn seen(rows: Vec<SeenRow>) -> Vec<SeenOrder> {
    rows.into_iter().map(SeenRow::into_order).collect()
}

/// A page by date.
async fn by_date(member: &Member<'_>, opened: &Opened) -> Result<ListPages, Failure> {
    let (store_id, folders) = (member.store.id, opened.narrowing.folders(member));
    let (cursor, is_ascending) = (cursor(member), is_ascending(opened));
    let sequence = if is_ascending { Sequence::OldestFirst } else { Sequence::NewestFirst };
    let found = page(member.desk(), store_id, &folders, cursor, sequence, PAGE).await?;
    let next = found.next.map(|next| behind(member, opened, next)).unwrap_or_default();
    let first = if cursor.is_some() { opened.address.clone() } else { String::new() };
    let text = match (found.rows.len(), cursor) {
        (0, _) => String::new(),
        (count, None) if is_ascending => format!("Oldest {count}"),
        (count, None) => format!("Newest {count}"),
        (count, Some(_)) => format!("{count} orders"),
    };
    let pages = Pages::between(is_ascending, text, first, next);
    Ok(ListPages { orders: seen(found.rows), pages, problems: vec![] })
}

/// A page of those that are looked for.
async fn found(member: &Member<'_>, opened: &Opened) -> Result<ListPages, Failure> {
    let offset = offset(member).unwrap_or_default();
    let wanted = opened.narrowing.search(member, offset)?;
    let (found, _) = search(member.desk(), member.store.id, &wanted, member.now()).await?;
    let end = offset.saturating_add(found.rows.len());
    let to = |offset: usize| with_query(&opened.address, &[("offset", &offset.to_string())]);
    let before = if offset == 0 { String::new() } else { to(offset.saturating_sub(PAGE)) };
    let next = if end < found.total && end > offset { to(end) } else { String::new() };
    let text = if found.total == 0 {
        String::new()
    } else {
        format!("{} to {} of {}", grouped(offset.saturating_add(1)), grouped(end), grouped(found.total))
    };
    let pages = Pages::between(is_ascending(opened), text, before, next);
    Ok(ListPages { orders: seen(found.rows), pages, problems: vec![] })
}

/// A page of those for which the filters hold.
async fn sifted(member: &Member<'_>, opened: &Opened) -> Result<ListPages, Failure> {
    let after = cursor(member).map(SiftPosition::Behind).or_else(|| offset(member).map(SiftPosition::Offset));
    let list = Sifting {
        search: opened.narrowing.search(member, 0)?,
        filters: &opened.narrowing.filters,
        after,
        max_looked_at: MAX_LOOKED_AT,
    };
    let sifted = order_lists::sift(member.desk(), &member.store, &list, member.now());
    let found = match Box::pin(sifted).await {
        Ok(found) => found,
        Err(DeskError::Invalid(problems)) => return Ok(ListPages { problems, ..ListPages::default() }),
        Err(error) => return Err(error.into()),
    };
    let next = match found.next {
        Some(SiftPosition::Behind(next)) => behind(member, opened, next),
        Some(SiftPosition::Offset(next)) => with_query(&opened.address, &[("offset", &next.to_string())]),
        None => String::new(),
    };
    let first = if after.is_some() { opened.address.clone() } else { String::new() };
    let text = match found.orders.len() {
        0 => String::new(),
        1 => "1 order".to_owned(),
        count => format!("{count} orders"),
    };
    let pages = Pages::between(is_ascending(opened), text, first, next);
    Ok(ListPages { orders: found.orders, pages, problems: vec![] })
}

impl Pages {
    /// The page before and the page behind, as people call them: of a list with the oldest first, those behind are newer.
    fn between(is_ascending: bool, text: String, before: String, behind: String) -> Self {
        let (newer, older) = if is_ascending { (behind, before) } else { (before, behind) };
        Self { text, newer, older }
    }
}

fn is_ascending(opened: &Opened) -> bool {
    opened.narrowing.sequence == ListSequence::OldestFirst
}

/// Where the page begins that the address names, in a list by date.
fn cursor(member: &Member<'_>) -> Option<Cursor> {
    let cursor = read_cursor(member.visit().call.query("cursor")?, member.store.id)?;
    Some(Cursor { at: cursor.at, passed: cursor.passed })
}

/// How many of those that are found come before the page that the address names.
fn offset(member: &Member<'_>) -> Option<usize> {
    member.visit().call.query("offset")?.parse().ok()
}

/// The address of the page that begins there.
fn behind(member: &Member<'_>, opened: &Opened, next: Cursor) -> String {
    let (store_id, ascending) = (member.store.id, is_ascending(opened));
    let cursor = PageCursor { store_id, folders: vec![], ascending, at: next.at, passed: next.passed };
    with_query(&opened.address, &[("cursor", &cursor.text())])
}
