//! Whichever work a sweep has.

use domain::{Clock, Sweep, SweepWork};

use super::{OrderSweeps, Page, Undos, Work};
use crate::repairs::Repairs;
use crate::{Desk, DeskError};

/// The work of any sweep, for one part.
pub enum AnyWork {
    /// What was begun and not ended is mended.
    Repair(Repairs),
    /// The same is done to many orders.
    Orders(OrderSweeps),
    /// Orders get back what they were.
    Undo(Undos),
    /// Another function's: an import, an export.
    Elsewhere,
}

impl AnyWork {
    /// The work of this sweep.
    pub fn of(sweep: &Sweep, desk: &Desk, clock: &Clock) -> Self {
        let (desk, clock) = (desk.clone(), clock.clone());
        match sweep.work {
            SweepWork::Repair { .. } => Self::Repair(Repairs::new(desk, clock)),
            SweepWork::Orders { .. } => Self::Orders(OrderSweeps::new(desk, clock)),
            SweepWork::Undo { .. } => Self::Undo(Undos::new(desk, clock)),
            SweepWork::Import(_) | SweepWork::Export(_) => Self::Elsewhere,
        }
    }
}

impl Work for AnyWork {
    async fn page(&self, sweep: &Sweep, cursor: &str, rows: u32) -> Result<Page, DeskError> {
        match self {
            Self::Repair(work) => Box::pin(work.page(sweep, cursor, rows)).await,
            Self::Orders(work) => Box::pin(work.page(sweep, cursor, rows)).await,
            Self::Undo(work) => Box::pin(work.page(sweep, cursor, rows)).await,
            Self::Elsewhere => {
                Ok(Page { failure: Some("its part came to another function".to_owned()), ..Page::default() })
            }
        }
    }
}
