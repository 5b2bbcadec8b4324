//! The mail about a month at a store's suppliers (orderdesk-app 12.5).

use std::collections::BTreeMap;

use domain::plain::one_line;
use domain::{
    Money, Notice, NoticeContent, NoticeFacts, NoticeWords, Store, StoreId, SubmissionState, SummarizedMonth, Supplier,
    entry, summarized_month,
};
use jiff::Timestamp;
use table::{SupplierTotals, TableError};

use super::plan_summary;
use crate::Desk;
use crate::notices::request_confirmation;

/// The most characters of a name, and of the note of a cancellation.
const MAX_NAME_LENGTH: usize = 60;
const MAX_NOTE_LENGTH: usize = 300;

/// So many cancellations of a supplier are told with their notes; to a template of the store's so many of all.
const MAX_TOLD: usize = 50;
const MAX_LISTED: usize = 200;

/// A cancellation, in words that lead nowhere.
struct Note {
    number: String,
    order_id: String,
    why: String,
}

/// What a month came to at one supplier.
struct Month<'a> {
    supplier: &'a Supplier,
    open: SupplierTotals,
    shipped: SupplierTotals,
    /// Submitted in this month and canceled since.
    canceled: SupplierTotals,
    /// Submitted before it and canceled in it: what was told of those months counted them.
    canceled_late: SupplierTotals,
    /// The cancellations with their notes.
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
    let mut months = vec![];
    for supplier in suppliers {
        months.push(month_of(desk, store, supplier, month).await?);
    }
    months.retain(|it| it.placed().0 > 0 || it.canceled_late.count > 0);
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

async fn month_of<'a>(
    desk: &Desk,
    store: &Store,
    supplier: &'a Supplier,
    month: &SummarizedMonth,
) -> Result<Month<'a>, TableError> {
    let tally = async |state, range, most| {
        let of = (supplier.id.as_str(), state);
        desk.table.total_supplier_orders(store.id, of, range, most, |_| true).await
    };
    let range = (month.from, month.before);
    let late = |at: Timestamp| at >= month.from && at < month.before;
    let of = (supplier.id.as_str(), SubmissionState::Canceled);
    let (canceled, earlier) =
        (tally(SubmissionState::Canceled, range, MAX_TOLD).await?, (month.year_before, month.from));
    let canceled_late = desk.table.total_supplier_orders(store.id, of, earlier, MAX_TOLD, late).await?;
    let ids: Vec<_> = canceled.first.iter().chain(&canceled_late.first).copied().collect();
    let rows = desk.table.orders_without_labels(store.id, &ids).await?;
    let note = |row: &table::OrderRow| {
        let canceled = row.order.submission.as_ref()?.canceled.as_ref()?;
        let number = row.order.shown_number();
        let (number, why) = (one_line(&number, MAX_NAME_LENGTH), one_line(&canceled.note, MAX_NOTE_LENGTH));
        Some(Note { number, order_id: row.order.id.to_string(), why })
    };
    Ok(Month {
        supplier,
        open: tally(SubmissionState::Open, range, 0).await?,
        shipped: tally(SubmissionState::Shipped, range, 0).await?,
        notes: rows.iter().filter_map(note).collect(),
        canceled,
        canceled_late,
    })
}

impl Month<'_> {
    /// What was submitted, canceled or not.
    fn placed(&self) -> (u64, Money) {
        let all = [&self.open, &self.shipped, &self.canceled];
        (all.iter().map(|tally| tally.count).sum(), all.iter().map(|tally| tally.value).sum())
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
    let of = |tally: &SupplierTotals| (tally.count, tally.value);
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
