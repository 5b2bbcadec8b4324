//! What a repair does, page by page.

use std::time::Duration;

use domain::{Clock, Finding, FindingResult, OrderId, StoreId, Sweep, SweepWork};
use jiff::{SignedDuration, Timestamp};
use table::{ScannedRow, TableError};

use super::orders::DatedRules;
use crate::sweeps::{Page, Work};
use crate::{Desk, DeskError};

/// What was done more recently is left to who does it: a stream is read within seconds.
pub(super) const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// An appointment that is due for so long and was not tried has lost its message, or waits in a long queue.
pub(super) const LOST_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Goes through all orders, appointments and stores.
pub struct Repairs {
    pub(super) desk: Desk,
    pub(super) clock: Clock,
    pub(super) rules: DatedRules,
}

impl Repairs {
    /// For one part: it remembers the stores and rules of that part.
    pub fn new(desk: Desk, clock: Clock) -> Self {
        Self { desk, clock, rules: DatedRules::default() }
    }

    /// Whether something was done so long ago that who was to go on with it would have.
    pub(super) fn is_older(&self, at: Timestamp, than: SignedDuration) -> bool {
        self.clock.now().duration_since(at) >= than
    }

    async fn look_at(&self, row: ScannedRow, found: &mut Vec<Finding>) -> Result<(), DeskError> {
        let (place, looked_at) = match row {
            ScannedRow::Order(row) => (of_order(row.store_id, row.order.id), self.look_at_order(&row).await),
            ScannedRow::Appointment(appointment, version) => {
                let place = of_order(appointment.store_id, appointment.id.order);
                (place, self.look_at_appointment(*appointment, version).await)
            }
            ScannedRow::Store(store) => ((Some(store.id), None), self.look_at_folders(&store).await),
            ScannedRow::Unreadable { store_id, order_id, error } => ((store_id, order_id), Err(error.into())),
        };
        let finding = |result, what| Finding { store_id: place.0, order_id: place.1, result, what };
        match looked_at {
            Ok(mended) => found.extend(mended.into_iter().map(|what| finding(FindingResult::Changed, what))),
            Err(error) if error.is_passing() => return Err(error),
            Err(error) => found.push(finding(FindingResult::Refused, described(&error))),
        }
        Ok(())
    }
}

impl Work for Repairs {
    async fn page(&self, sweep: &Sweep, cursor: &str, rows: u32) -> Result<Page, DeskError> {
        let SweepWork::Repair { store_id } = sweep.work;
        let rows = i32::try_from(rows).unwrap_or(i32::MAX);
        let page = self.desk.table.scan_rows(store_id, cursor, rows).await?;
        let mut findings = vec![];
        for row in page.rows {
            // On the heap: a page's state would hold the whole of each row's on the stack.
            Box::pin(self.look_at(row, &mut findings)).await?;
        }
        Ok(Page { seen: u64::try_from(page.read).unwrap_or_default(), findings, next: page.next })
    }
}

fn of_order(store_id: StoreId, order_id: OrderId) -> (Option<StoreId>, Option<OrderId>) {
    (Some(store_id), Some(order_id))
}

/// An error with what caused it.
fn described(error: &DeskError) -> String {
    let cause = match error {
        DeskError::Table(TableError::Unreadable { source, .. }) => format!(": {source}"),
        _ => String::new(),
    };
    format!("{error}{cause}")
}

/// A time that has passed, in words.
pub(super) fn ago(waited: SignedDuration) -> String {
    let waited = Duration::try_from(waited).unwrap_or_default();
    format!("{} minutes", waited.as_secs() / 60)
}
