//! Trying again, or calling off, what is due of many orders.

use domain::{Appointment, AppointmentStatus, OrderId, Store, Sweep, SweepAction};
use futures_util::future::join_all;

use super::{Became, LEFT_SCOPE, OrderSweeps, counted, is_meant, is_seen};
use crate::sweeps::Page;
use crate::{DeskError, appointments};

impl OrderSweeps {
    /// Changes the appointments of these orders. Done again it finds none that are to be changed.
    pub(super) async fn change_appointments(
        &self,
        sweep: &Sweep,
        action: &SweepAction,
        ids: &[OrderId],
    ) -> Result<Page, DeskError> {
        let store = self.store(sweep).await?;
        let became = ids.iter().map(|id| self.of_order(sweep, action, &store, *id));
        counted(sweep, ids, Box::pin(join_all(became)).await)
    }

    async fn of_order(
        &self,
        sweep: &Sweep,
        action: &SweepAction,
        store: &Store,
        order_id: OrderId,
    ) -> Result<Became, DeskError> {
        let row = match self.desk.table.order_without_labels(store.id, order_id).await {
            Ok(Some(row)) if self.desk.rights().covers(&row.order) => row,
            Ok(_) => return Ok(Became::Refused("Order not found".to_owned())),
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(_) => return Ok(Became::Refused("its row can't be read".to_owned())),
        };
        if !is_meant(sweep, &row) {
            return Ok(Became::Unchanged);
        }
        if !is_seen(sweep, &row) {
            return Ok(Became::Refused(LEFT_SCOPE.to_owned()));
        }
        let mut became = Became::Unchanged;
        for appointment in self.desk.table.appointments_of(store.id, order_id).await? {
            match self.one(action, store, &appointment).await {
                Ok(true) => became = Became::Changed,
                Ok(false) => {}
                Err(error) if error.is_passing() => return Err(error),
                Err(error) => return Ok(Became::Refused(format!("{}: {error}", appointment.id))),
            }
        }
        Ok(became)
    }

    /// Changes one appointment, if it is one that is meant.
    async fn one(&self, action: &SweepAction, store: &Store, found: &Appointment) -> Result<bool, DeskError> {
        let is_of = |kind: &str| kind.is_empty() || found.job.kind() == kind;
        match action {
            SweepAction::RetryAppointments { kind } if is_of(kind) && is_over(found.status) => {
                appointments::retry(&self.desk, store.id, found.id).await?;
            }
            SweepAction::CancelAppointments { kind } if is_of(kind) && found.status.is_open() => {
                appointments::cancel(&self.desk, store.id, found.id, self.clock.now()).await?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn is_over(status: AppointmentStatus) -> bool {
    matches!(status, AppointmentStatus::Failed | AppointmentStatus::Canceled)
}
