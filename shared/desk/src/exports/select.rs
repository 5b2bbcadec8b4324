//! Orders are claimed for an export, and kept as they are then.

use domain::{Export, Finding, FindingResult, MAX_EXPORTED_ORDERS, Order, OrderId, Store, StoreId, Sweep};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{ExportClaim, Outcome};

use super::candidates::Candidates;
use super::pieces::piece_name;
use super::stage::{Pieces, Stage, position};
use super::work::{Exports, Trouble};
use crate::sweeps::Page;
use crate::{DeskError, suppliers};

/// So many orders are looked at at once, and kept in one object.
const MAX_ORDERS_PER_PAGE: i32 = 50;

/// An order that is taken, or why it is left out.
type Taken = Result<Box<Order>, String>;

/// What is the same for all orders of a page.
struct Claiming<'a> {
    store_id: StoreId,
    export: &'a Export,
    number: u64,
    candidates: Candidates<'a>,
    now: Timestamp,
}

impl Exports {
    /// Claims some orders and keeps them. Done again it finds its own claims, and keeps the orders as they are then: nothing
    /// was made of them before.
    pub(super) async fn select(
        &self,
        sweep: &Sweep,
        export: &Export,
        (taken, mut pieces): (u64, Pieces),
        behind: Option<(String, OrderId)>,
    ) -> Result<Page, Trouble> {
        let store = self.store(sweep).await?;
        let (ids, next) = self.candidates(&store, export, &pieces, behind).await?;
        let claimed = self.claim(sweep, export, &store, &ids).await?;
        let is_named = !export.order_ids.is_empty();
        let mut page = Page { seen: count(ids.len()), ..Page::default() };
        let mut orders = vec![];
        for (order_id, taken) in ids.iter().zip(claimed) {
            match taken {
                Ok(order) => orders.push(*order),
                // Who named an order is told why it is not there.
                Err(why) if is_named => {
                    page.findings.push(note(sweep, Some(*order_id), format!("order {order_id}: {why}")));
                }
                Err(_) => page.unchanged = page.unchanged.saturating_add(1),
            }
        }
        page.created = count(orders.len());
        let (list, taken) = (pieces.len().saturating_sub(1), taken.saturating_add(page.created));
        if !orders.is_empty()
            && let Some(piece) = pieces.last_mut()
        {
            let text = wire::exports::piece(&orders).map_err(|error| Trouble::Refused(error.to_string()))?;
            let name = piece_name(sweep.id, list, *piece);
            self.files.put(&name, "application/x-ndjson", text.into_bytes()).await?;
            *piece = piece.saturating_add(1);
        }
        let page_size = u64::try_from(MAX_ORDERS_PER_PAGE).unwrap_or_default();
        let is_full = next.is_some() && taken.saturating_add(page_size) > MAX_EXPORTED_ORDERS;
        page.next = Some(match next.filter(|_| !is_full) {
            Some(next) => {
                pieces.resize(next.list.saturating_add(1), 0);
                Stage::Select { taken, pieces, behind: next.behind }.text()
            }
            None => Stage::Arrange { pieces }.text(),
        });
        if is_full {
            let what = format!(
                "{taken} orders are in this export, which has at most {MAX_EXPORTED_ORDERS}; more may wait for the next"
            );
            page.findings.push(note(sweep, None, what));
        }
        Ok(page)
    }

    /// The next orders that may be meant, and where those behind them are.
    async fn candidates(
        &self,
        store: &Store,
        export: &Export,
        pieces: &Pieces,
        behind: Option<(String, OrderId)>,
    ) -> Result<(Vec<OrderId>, Option<table::ListPosition>), Trouble> {
        let most = usize::try_from(MAX_ORDERS_PER_PAGE).unwrap_or_default();
        if !export.order_ids.is_empty() {
            let last = behind.and_then(|(_, last)| export.order_ids.iter().position(|id| *id == last));
            let from = last.map_or(0, |last| last.saturating_add(1));
            let ids: Vec<_> = export.order_ids.iter().skip(from).take(most).copied().collect();
            let has_more = from.saturating_add(ids.len()) < export.order_ids.len();
            // The one list there is; a date is not needed to find the place in it again.
            let next = ids.last().filter(|_| has_more).map(|last| position(pieces, Some((String::new(), *last))));
            return Ok((ids, next));
        }
        let (from, folders) = (position(pieces, behind), &export.template.select.folder_ids);
        let listed = self.desk.table.orders_listed(store.id, folders, (None, None), &from, MAX_ORDERS_PER_PAGE).await;
        let listed = listed.map_err(DeskError::from)?;
        Ok((listed.ids, listed.next))
    }

    /// Claims those of some orders that the template is for; in their sequence, each as it is then, or why it is left out.
    async fn claim(
        &self,
        sweep: &Sweep,
        export: &Export,
        store: &Store,
        ids: &[OrderId],
    ) -> Result<Vec<Taken>, Trouble> {
        let candidates = Candidates::new(store, &export.template, export.supplier_id.clone())
            .map_err(|problem| Trouble::Refused(format!("The template's filters can't be used by now: {problem}")))?;
        let claiming =
            Claiming { store_id: store.id, export, number: sweep.id.number, candidates, now: self.clock.now() };
        // Looked at first as they were a moment ago, for half as much: most orders of a large folder are not meant.
        let rows = self.desk.table.orders_without_labels(store.id, ids).await.map_err(DeskError::from)?;
        let mut meant = vec![];
        let mut taken: Vec<Taken> = vec![];
        for id in ids {
            let row = rows.iter().find(|row| row.order.id == *id);
            let Some(row) = row else {
                taken.push(Err("there is no such order".to_owned()));
                continue;
            };
            match claiming.candidates.check(&self.desk, &row.order, claiming.now).await.map_err(DeskError::from)? {
                Ok(()) => {
                    meant.push((taken.len(), *id));
                    taken.push(Err(String::new()));
                }
                Err(why) => taken.push(Err(why.to_string())),
            }
        }
        // On the heap: all of them at once are large.
        let claims = meant.iter().map(|(_, id)| Box::pin(self.claim_one(&claiming, *id)));
        let claimed = try_join_all(claims).await?;
        for ((place, _), one) in meant.into_iter().zip(claimed) {
            if let Some(slot) = taken.get_mut(place) {
                *slot = one;
            }
        }
        Ok(taken)
    }

    /// Claims an order, and reads it then: what another export did to it before is seen.
    async fn claim_one(&self, claiming: &Claiming<'_>, id: OrderId) -> Result<Taken, DeskError> {
        let Claiming { store_id, export, number, candidates, now } = claiming;
        let (template, table) = (&export.template, &self.desk.table);
        let mut is_delivered = false;
        if let Outcome::Unchanged(held) = table.claim_for_export(*store_id, id, &template.id, *number).await? {
            match self.take_over(claiming, id, held).await? {
                Ok(seen) => is_delivered = seen,
                Err(why) => return Ok(Err(why)),
            }
        }
        let Some(row) = table.order_without_labels(*store_id, id).await? else {
            return Ok(Err("there is no such order".to_owned()));
        };
        let is_named = !export.order_ids.is_empty();
        if !is_named && !template.select.folder_ids.contains(&row.order.folder_id) {
            return Ok(Err("it lies in another folder by now".to_owned()));
        }
        if is_delivered && template.select.only_not_exported && export.supplier_id.is_none() {
            return Ok(Err("it was exported before".to_owned()));
        }
        let checked = candidates.check(&self.desk, &row.order, *now).await?;
        if let Err(why) = checked {
            return Ok(Err(why.to_string()));
        }
        match &export.supplier_id {
            None => Ok(Ok(Box::new(row.order))),
            Some(supplier_id) => {
                let told = suppliers::outbound_for(table, candidates.store, &row, supplier_id).await?;
                Ok(told.map(Box::new).map_err(str::to_owned))
            }
        }
    }

    /// Takes an order over from the export that has it, where that is free: whether that one noted beside the order that it
    /// was delivered. Or why it is left to that export.
    async fn take_over(
        &self,
        claiming: &Claiming<'_>,
        id: OrderId,
        held: ExportClaim,
    ) -> Result<Result<bool, String>, DeskError> {
        let Claiming { store_id, export, number, now, .. } = claiming;
        let left = || Err(format!("it is in the export {}, which is not through with it", held.export));
        if held.export == *number {
            return Ok(Ok(held.is_delivered));
        }
        if !self.freed.is_free(&self.desk, *store_id, (held.export, *number), *now).await? {
            return Ok(left());
        }
        // Noted since it was read: then another export has it.
        let template = &export.template.id;
        let taken = self.desk.table.take_over_for_export(*store_id, id, template, *number, held).await?;
        Ok(if taken.is_done() { Ok(held.is_delivered) } else { left() })
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn note(sweep: &Sweep, order_id: Option<OrderId>, what: String) -> Finding {
    Finding { store_id: sweep.id.store_id, order_id, result: FindingResult::Refused, what }
}
