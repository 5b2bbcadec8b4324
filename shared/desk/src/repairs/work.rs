//! What a repair does, page by page.

use domain::{Clock, Finding, FindingResult, OrderId, StoreId, Sweep, SweepWork};
use jiff::{SignedDuration, Timestamp};
use table::{ScannedRow, TableError};

use super::orders::DatedRules;
use crate::sweeps::{Page, Work};
use crate::{Desk, DeskError};

/// An appointment that is due for so many times as long as others leave alone, and was not tried, has lost its message or
/// waits in a long queue.
pub(super) const LOST_AFTER: i64 = 6;

/// Goes through all orders, appointments and stores.
pub struct Repairs {
    pub(super) desk: Desk,
    pub(super) clock: Clock,
    pub(super) rules: DatedRules,
}

/// How long what was done is left to who goes on with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    now: Timestamp,
    seconds: i64,
}

impl Patience {
    /// Whether something was done so long ago that who was to go on with it would have; so many times as long.
    pub(super) fn is_over(self, at: Timestamp, times: i64) -> bool {
        self.now.duration_since(at) >= SignedDuration::from_secs(self.seconds.saturating_mul(times))
    }

    /// How long ago that is, in words.
    pub(super) fn since(self, at: Timestamp) -> String {
        format!("{} minutes", self.now.duration_since(at).as_mins())
    }
}

impl Repairs {
    /// For one part: it remembers the stores and rules of that part.
    pub fn new(desk: Desk, clock: Clock) -> Self {
        Self { desk, clock, rules: DatedRules::default() }
    }

    async fn look_at(&self, row: ScannedRow, patience: Patience, found: &mut Vec<Finding>) -> Result<(), DeskError> {
        let (place, looked_at) = match row {
            ScannedRow::Order(row) => (of_order(row.store_id, row.order.id), self.look_at_order(&row, patience).await),
            ScannedRow::Appointment(appointment, version) => {
                let place = of_order(appointment.store_id, appointment.id.order);
                (place, self.look_at_appointment(*appointment, version, patience).await)
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
        let SweepWork::Repair { store_id, older_than_seconds } = sweep.work else { return Ok(Page::default()) };
        let patience = Patience { now: self.clock.now(), seconds: older_than_seconds.into() };
        let rows = i32::try_from(rows).unwrap_or(i32::MAX);
        let page = self.desk.table.scan_rows(store_id, cursor, rows).await?;
        let mut findings = vec![];
        for row in page.rows {
            // On the heap: a page's state would hold the whole of each row's on the stack.
            Box::pin(self.look_at(row, patience, &mut findings)).await?;
        }
        Ok(Page { seen: u64::try_from(page.read).unwrap_or_default(), findings, next: page.next, ..Page::default() })
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
