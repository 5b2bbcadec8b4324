//! Which orders an export template is for.

use std::sync::{Mutex, PoisonError};

use domain::{ExportTemplate, FolderId, Order, Problem, Store, SubmissionState, time};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::{Circumstances, Selection};
use table::TableError;

use crate::Desk;
use crate::rules::inventory::KnownInventory;

/// Says of an order whether a template is for it.
pub(crate) struct Candidates<'a> {
    pub(super) store: &'a Store,
    zone: TimeZone,
    filters: Selection,
    /// The field that tells that it was exported, where such orders are left out.
    exported: Option<String>,
    /// The supplier it is for, whose orders are exported once each time they are submitted.
    supplier_id: Option<String>,
    inventory: Mutex<KnownInventory>,
}

/// Why a template is not for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LeftOut {
    /// The template exported it before.
    #[error("it was exported before")]
    Exported,
    /// It is for a supplier, and the order does not wait there.
    #[error("it does not wait at the supplier")]
    Elsewhere,
    /// Its filters do not hold.
    #[error("the template's filters do not hold for it")]
    Filtered,
    /// Whether they hold can't be told.
    #[error("the template's filters take too many steps on it")]
    TooManySteps,
}

impl<'a> Candidates<'a> {
    /// Of a template of this store, or what is wrong with its filters by now.
    pub(crate) fn new(
        store: &'a Store,
        template: &ExportTemplate,
        supplier_id: Option<String>,
    ) -> Result<Self, Problem> {
        let select = &template.select;
        let is_once = select.only_not_exported || supplier_id.is_some();
        let exported = is_once.then(|| template.exported_field());
        let filters = Selection::compile(select.combine, &select.filters)?;
        Ok(Self {
            store,
            zone: store.settings.time_zone(),
            filters,
            exported,
            supplier_id,
            inventory: Mutex::default(),
        })
    }

    /// Whether the template is for an order, wherever it lies.
    pub(crate) async fn check(
        &self,
        desk: &Desk,
        order: &Order,
        now: Timestamp,
    ) -> Result<Result<(), LeftOut>, TableError> {
        if let Err(why) = self.check_exported(order) {
            return Ok(Err(why));
        }
        let mut known = std::mem::take(&mut *self.inventory.lock().unwrap_or_else(PoisonError::into_inner));
        if self.filters.asks_inventory() {
            known.read(desk, self.store, &order.order_items.iter().collect::<Vec<_>>()).await?;
        }
        let holds = self.filters.holds(order, &self.circumstances(&known, now));
        *self.inventory.lock().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(match holds {
            Ok(true) => Ok(()),
            Ok(false) => Err(LeftOut::Filtered),
            Err(_) => Err(LeftOut::TooManySteps),
        })
    }

    /// Whether it was exported before; for a supplier, since it was submitted there.
    fn check_exported(&self, order: &Order) -> Result<(), LeftOut> {
        let at = self.exported.as_ref().and_then(|field| order.order_metadata.get(field)).filter(|at| !at.is_empty());
        let Some(supplier_id) = &self.supplier_id else {
            return at.map_or(Ok(()), |_| Err(LeftOut::Exported));
        };
        let submission = order.submission.as_ref().filter(|it| it.supplier_id == *supplier_id);
        let open = submission.filter(|it| it.state == SubmissionState::Open).ok_or(LeftOut::Elsewhere)?;
        match at.and_then(|at| time::parse(at)) {
            Some(at) if at >= time::whole_seconds(open.submitted_at) => Err(LeftOut::Exported),
            _ => Ok(()),
        }
    }

    fn circumstances<'b>(&'b self, known: &'b KnownInventory, now: Timestamp) -> Circumstances<'b> {
        Circumstances::to_choose(self.store, now, &self.zone, &known.inventory)
    }
}

/// The folders whose orders a template looks through.
pub(crate) fn folders_of(template: &ExportTemplate, store: &Store) -> Vec<FolderId> {
    let named = &template.select.folder_ids;
    if named.is_empty() { store.all_folder_ids().collect() } else { named.clone() }
}
