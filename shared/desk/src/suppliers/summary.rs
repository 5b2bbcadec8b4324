//! The mail about a month at a store's suppliers (orderdesk-app 12.5).

use std::collections::{BTreeMap, BTreeSet};

use domain::plain::one_line;
use domain::{
    Money, Notice, NoticeContent, NoticeFacts, NoticeWords, OrderId, Store, StoreId, SubmissionState, SummarizedMonth,
    Supplier, entry, summarized_month,
};
use jiff::Timestamp;
use table::{CountedSubmission, OrderRow, TableError};

use super::plan_summary;
use crate::Desk;
use crate::notices::request_confirmation;

/// The most characters of a name, and of the note of a cancellation.
const MAX_NAME_LENGTH: usize = 60;
const MAX_NOTE_LENGTH: usize = 300;

/// So many cancellations of a supplier are told with their notes; to a template of the store's so many of all.
const MAX_TOLD: usize = 100;
const MAX_LISTED: usize = 200;

/// A cancellation, in words that lead nowhere.
struct Note {
    number: String,
    order_id: String,
    why: String,
}

/// What submissions come to.
#[derive(Default)]
struct Totals {
    count: u64,
    value: Money,
}

/// What a month came to at one supplier.
struct Month<'a> {
    supplier: &'a Supplier,
    /// Submitted in this month and not canceled in it.
    open: Totals,
    shipped: Totals,
    /// Submitted in this month and canceled in it.
    canceled: Totals,
    /// Submitted before it and canceled in it: what was told of those months counted them.
    canceled_late: Totals,
    /// The cancellations that are told with their notes: when it was submitted, and which order.
    to_tell: BTreeSet<(Timestamp, OrderId)>,
    notes: Vec<Note>,
}

/// Makes the notice of the month that ended, and plans the next. Done again it makes the same notice, which is there. A
/// store without suppliers is told nothing any more; one whose clock was set otherwise since is told by that.
pub(crate) async fn mail(desk: &Desk, store_id: StoreId, due_at: Timestamp, now: Timestamp) -> Result<(), TableError> {
    let Some(store) = desk.table.store(store_id).await? else {
        tracing::warn!(%store_id, "nobody to mail: the store is gone");
        return Ok(());
    };
    let mut suppliers: Vec<Supplier> = desk.table.definitions(store_id).await?;
    if suppliers.is_empty() {
        return Ok(());
    }
    suppliers.sort_by(|one, other| (&one.settings.name, &one.id).cmp(&(&other.settings.name, &other.id)));
    if let Some(month) = summarized_month(due_at, &store.settings.time_zone()) {
        tell(desk, &store, &suppliers, &month, now).await?;
    }
    // From the one that was due on, so that no month is left out, however late this is.
    plan_summary(desk, &store, due_at).await
}

async fn tell(
    desk: &Desk,
    store: &Store,
    suppliers: &[Supplier],
    month: &SummarizedMonth,
    now: Timestamp,
) -> Result<(), TableError> {
    let settings = &store.settings;
    if settings.admin_email.is_empty() {
        tracing::info!(store_id = %store.id, "nobody to mail: the store has no admin_email");
        return Ok(());
    }
    if !settings.admin_email_confirmed {
        tracing::info!(store_id = %store.id, "nobody to mail: the store's admin_email is not confirmed");
        return request_confirmation(desk, store, now).await;
    }
    let mut months = months_of(desk, store, suppliers, month).await?;
    months.retain(|it| it.placed() != (0, Money::default()) || it.canceled_late.count > 0);
    if months.is_empty() {
        return Ok(());
    }
    let name = one_line(&store.name, MAX_NAME_LENGTH);
    let subject = format!("Suppliers in {} at {name}", month.name);
    let (text, facts) = (text(&name, month, &months), facts(month, &months));
    let content = NoticeContent::SupplierSummary(NoticeWords { subject, text, facts });
    let id = format!("suppliers-{}", month.name);
    let notice = Notice::new(id, store.id, settings.admin_email.clone(), content, now);
    let _ = desk.table.insert_notice(&notice).await?;
    Ok(())
}

/// What the month came to at each supplier. An order that was submitted elsewhere since, or there again, is found where it
/// stands now.
async fn months_of<'a>(
    desk: &Desk,
    store: &Store,
    suppliers: &'a [Supplier],
    month: &SummarizedMonth,
) -> Result<Vec<Month<'a>>, TableError> {
    let mut months: BTreeMap<&str, Month<'a>> = suppliers.iter().map(|it| (it.id.as_str(), Month::of(it))).collect();
    for supplier in suppliers {
        let since = SubmissionState::ALL.map(|state| (state, (month.from, None)));
        let late = (SubmissionState::Canceled, (month.year_before, Some(month.from)));
        for (state, range) in since.into_iter().chain([late]) {
            let count = |order_id, it: &CountedSubmission| {
                if let Some(own) = months.get_mut(it.supplier_id.as_str()) {
                    own.count(month, order_id, it);
                }
            };
            desk.table.look_at_submissions(store.id, (supplier.id.as_str(), state), range, count).await?;
        }
    }
    let mut in_sequence: Vec<Month<'a>> = suppliers.iter().filter_map(|it| months.remove(it.id.as_str())).collect();
    for own in &mut in_sequence {
        own.read_notes(desk, store).await?;
    }
    Ok(in_sequence)
}

impl<'a> Month<'a> {
    fn of(supplier: &'a Supplier) -> Self {
        let none = Totals::default;
        let (open, shipped, canceled, canceled_late) = (none(), none(), none(), none());
        Self { supplier, open, shipped, canceled, canceled_late, to_tell: BTreeSet::new(), notes: vec![] }
    }

    /// Counts a submission, as it was when the month ended. What was canceled behind it the next month deducts.
    fn count(&mut self, month: &SummarizedMonth, order_id: OrderId, it: &CountedSubmission) {
        let canceled_at = it.canceled_at.filter(|at| *at < month.before);
        let is_of_month = it.submitted_at >= month.from && it.submitted_at < month.before;
        let is_of_year = it.submitted_at >= month.year_before && it.submitted_at < month.from;
        let totals = match canceled_at {
            None if is_of_month && it.state == SubmissionState::Shipped => &mut self.shipped,
            None if is_of_month => &mut self.open,
            Some(_) if is_of_month => &mut self.canceled,
            Some(at) if is_of_year && at >= month.from => &mut self.canceled_late,
            _ => return,
        };
        totals.count = totals.count.saturating_add(1);
        totals.value = totals.value + it.value;
        if canceled_at.is_some() {
            self.to_tell.insert((it.submitted_at, order_id));
        }
        if self.to_tell.len() > MAX_TOLD {
            self.to_tell.pop_last();
        }
    }

    /// Reads why what is told was canceled. Of an order that is gone there is nothing to tell.
    async fn read_notes(&mut self, desk: &Desk, store: &Store) -> Result<(), TableError> {
        let ids: BTreeSet<OrderId> = self.to_tell.iter().map(|(_, order_id)| *order_id).collect();
        let ids: Vec<OrderId> = ids.into_iter().collect();
        let rows = desk.table.orders_without_labels(store.id, &ids).await?;
        let supplier_id = self.supplier.id.as_str();
        let note = |(submitted_at, order_id): &(Timestamp, OrderId)| {
            let row: &OrderRow = rows.iter().find(|row| row.order.id == *order_id)?;
            let canceled = row.order.submission.as_ref()?.cancellation_of(supplier_id, *submitted_at)?;
            let number = one_line(&row.order.shown_number(), MAX_NAME_LENGTH);
            Some(Note { number, order_id: order_id.to_string(), why: one_line(&canceled.note, MAX_NOTE_LENGTH) })
        };
        self.notes = self.to_tell.iter().filter_map(note).collect();
        Ok(())
    }

    /// What was submitted, canceled or not.
    fn placed(&self) -> (u64, Money) {
        let all = [&self.open, &self.shipped, &self.canceled];
        (all.iter().map(|totals| totals.count).sum(), all.iter().map(|totals| totals.value).sum())
    }

    /// What commission is of: what is not canceled, less what counted before and was canceled since.
    fn base(&self) -> Money {
        self.open.value + self.shipped.value - self.canceled_late.value
    }
}

fn text(store_name: &str, month: &SummarizedMonth, months: &[Month<'_>]) -> String {
    let mut parts = vec![format!("What went to suppliers in {}.\nStore: {store_name}", month.name)];
    parts.extend(months.iter().map(told));
    parts.join("\n\n")
}

fn told(month: &Month<'_>) -> String {
    let line =
        |what: &str, (count, value): (u64, Money)| format!("{what:<25}{count}, worth {}", value.text_with_cents());
    let of = |totals: &Totals| (totals.count, totals.value);
    let settings = &month.supplier.settings;
    let mut lines = vec![
        name_of(month),
        line("Placed:", month.placed()),
        line("Shipped:", of(&month.shipped)),
        line("Canceled:", of(&month.canceled)),
    ];
    if month.canceled_late.count > 0 {
        lines.push(line("Canceled, placed before:", of(&month.canceled_late)));
    }
    let base = month.base();
    let (percent, commission) = (settings.commission_percent, base.percent(settings.commission_percent));
    lines.push(format!("{:<25}{}", "Commission base:", base.text_with_cents()));
    lines.push(format!("{:<25}{} ({} %)", "Commission:", commission.text_with_cents(), percent.text()));
    if !month.notes.is_empty() {
        lines.push("Canceled, and why:".to_owned());
        lines.extend(month.notes.iter().map(|it| format!("  {} (order id {}): {}", it.number, it.order_id, it.why)));
        let all = month.canceled.count.saturating_add(month.canceled_late.count);
        let more = all.saturating_sub(u64::try_from(month.notes.len()).unwrap_or(u64::MAX));
        lines.extend((more > 0).then(|| format!("  and {more} more")));
    }
    lines.join("\n")
}

/// The same as values, for a template of the store's.
fn facts(month: &SummarizedMonth, months: &[Month<'_>]) -> NoticeFacts {
    let cancellations = months.iter().flat_map(|it| it.notes.iter().map(move |note| (it, note)));
    let cancellations = cancellations.take(MAX_LISTED).map(|(month, note)| {
        entry([
            ("supplier", name_of(month)),
            ("order_number", note.number.clone()),
            ("order_id", note.order_id.clone()),
            ("note", note.why.clone()),
        ])
    });
    NoticeFacts::new([("month", month.name.clone())])
        .with_list("suppliers", months.iter().map(facts_of).collect())
        .with_list("cancellations", cancellations.collect())
}

fn facts_of(month: &Month<'_>) -> BTreeMap<String, String> {
    let (placed_count, placed_value) = month.placed();
    let percent = month.supplier.settings.commission_percent;
    let cents = |value: Money| value.text_with_cents();
    entry([
        ("name", name_of(month)),
        ("placed_count", placed_count.to_string()),
        ("placed_value", cents(placed_value)),
        ("shipped_count", month.shipped.count.to_string()),
        ("shipped_value", cents(month.shipped.value)),
        ("canceled_count", month.canceled.count.to_string()),
        ("canceled_value", cents(month.canceled.value)),
        ("canceled_late_count", month.canceled_late.count.to_string()),
        ("canceled_late_value", cents(month.canceled_late.value)),
        ("commission_base", cents(month.base())),
        ("commission_percent", percent.text()),
        ("commission", cents(month.base().percent(percent))),
    ])
}

fn name_of(month: &Month<'_>) -> String {
    one_line(&month.supplier.settings.name, MAX_NAME_LENGTH)
}
