//! What an order's row says is to be done because of its last change.

use domain::{Appointment, AppointmentId, Job, OrderId, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::TableError;

/// Something to be done because of one version of an order. Its row says so in the same write that changed the order,
/// and the stream has it carried out.
///
/// Forms are told apart by their fields, as rows of before hold an appointment's without a name. A new form needs a
/// field that no other has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Plan {
    /// An appointment is to be inserted.
    Appointment(PlannedAppointment),
    /// A form this build does not know, written by a later one. The order can be read and changed all the same; who
    /// carries plans out is told that the row is unreadable, so that its record is parked and not lost.
    Unknown(UnknownPlan),
}

/// An appointment before it is a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAppointment {
    /// Its number on the order.
    pub serial: u64,
    /// What it does.
    pub job: Job,
    /// The name of the rule that wants it; empty when none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// Since when.
    pub at: Timestamp,
}

/// The JSON of a plan as it stands in the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownPlan(serde_json::Value);

impl Plan {
    /// The appointment this plan of an order asks for.
    pub(super) fn appointment(&self, store_id: StoreId, order_id: OrderId) -> Result<Appointment, TableError> {
        let Self::Appointment(plan) = self else {
            return Err(TableError::unreadable(
                format!("O#{store_id}#{order_id}/O"),
                "it has a plan of an unknown form",
            ));
        };
        let id = AppointmentId { order: order_id, serial: plan.serial };
        Ok(Appointment::new(id, store_id, plan.job.clone(), plan.rule.clone(), plan.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As rows had it when a plan was nothing but an appointment.
    const APPOINTMENT: &str = r#"{"serial":3,"job":{"kind":"post_order_json","url":"https://shop.example.com/in","format":"form"},"rule":"To the warehouse","at":"2026-11-22T10:20:00Z"}"#;

    #[test]
    fn the_plan_of_an_appointment_is_the_same_bytes_as_ever() {
        let plan: Plan = serde_json::from_str(APPOINTMENT).unwrap();
        assert!(matches!(&plan, Plan::Appointment(it) if it.serial == 3 && it.rule == "To the warehouse"));
        assert_eq!(serde_json::to_string(&plan).unwrap(), APPOINTMENT);
    }

    #[test]
    fn a_form_of_a_later_build_stays_as_it_is_and_is_refused_to_who_would_carry_it_out() {
        let later = r#"{"part":2,"items":[{"id":"1","quantity":1}]}"#;
        let plan: Plan = serde_json::from_str(later).unwrap();
        assert_eq!(serde_json::to_string(&plan).unwrap(), later);
        let carried_out = plan.appointment(StoreId::new(42).unwrap(), OrderId::new(1001).unwrap());
        assert!(matches!(carried_out, Err(TableError::Unreadable { .. })));
    }

    #[test]
    fn an_appointment_with_a_job_of_a_later_build_is_of_an_unknown_form_too() {
        let plan: Plan =
            serde_json::from_str(r#"{"serial":3,"job":{"kind":"fax"},"at":"2026-11-22T10:20:00Z"}"#).unwrap();
        assert!(matches!(plan, Plan::Unknown(_)));
    }
}
