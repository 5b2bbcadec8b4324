//! What an order's row says is to be done because of its last change.

use domain::{
    Appointment, AppointmentId, Cancellation, HistoryLine, Identity, Job, Order, OrderEvent, OrderId, OrderRequest,
    ShipTo, Shipment, StockChange, StockFloor, StockReason, StoreId,
};
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
    /// Another order is to be inserted, of this one.
    Order(Box<PlannedOrder>),
    /// A shipment of this order is to be put on another one.
    Shipment(Box<PlannedShipment>),
    /// This order and others are to be merged into a new one.
    Merge(PlannedMerge),
    /// Something is to be done with the order as a whole.
    Request(PlannedRequest),
    /// The inventory's stock is to change.
    Stock(PlannedStock),
    /// The store is to be mailed that this order was canceled.
    Cancellation(PlannedCancellation),
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

/// What a rule asked to be done with the order as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRequest {
    /// What.
    pub request: OrderRequest,
    /// The name of the rule that asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Timestamp,
}

/// Changes of the inventory's stock, each to be made once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStock {
    /// The number of the movement on the order.
    pub movement: u64,
    /// The changes, one for each inventory item.
    pub stock: Vec<StockChange>,
    /// When.
    pub moved_at: Timestamp,
    /// Why; in plans of before because of a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<StockReason>,
    /// How low they may take the stock.
    #[serde(default, skip_serializing_if = "is_default")]
    pub floor: StockFloor,
}

/// A mail to the store's admin about a cancellation, which nobody can leave out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCancellation {
    /// The number of the mail on the order.
    pub mail: u64,
    /// What it tells.
    pub canceled: Cancellation,
}

/// An order before it is a row. It is inserted as it stands here, whatever became of the order it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedOrder {
    /// The store it is to lie in.
    pub store_id: StoreId,
    /// What its id is a hash of; the order made of it names the id of the first probe until it is known.
    pub identity: Identity,
    /// What it is to be. Its own id, and those of its items and shipments, are given when it is inserted.
    pub draft: Order,
    /// The events of its creation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<OrderEvent>,
    /// What its history begins with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<HistoryLine>,
}

impl PlannedOrder {
    /// The id it is expected to have.
    pub fn expected_id(&self) -> OrderId {
        self.identity.order_id(self.store_id, 0)
    }
}

/// A shipment that is to be put on another order, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedShipment {
    /// The store of the other order.
    pub store_id: StoreId,
    /// The other order.
    pub order_id: OrderId,
    /// What names the shipment among those of all stores.
    pub received: String,
    /// The shipment; its id is given when it is put on.
    pub shipment: Shipment,
}

/// A merge that is begun: the first of its orders is the one whose row says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMerge {
    /// What the merged order's id is a hash of.
    pub merge_as: Identity,
    /// The other orders.
    pub order_ids: Vec<OrderId>,
    /// The folder the merged ones go to; where they lie without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_folder_id: Option<domain::FolderId>,
    /// The folder the merged order goes to.
    pub folder_id: domain::FolderId,
    /// Of a merge that a rule asked for: whom its orders go to. One that goes elsewhere by now, or lies in another folder
    /// than the merged order, is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_to: Option<ShipTo>,
    /// Who asked for it, as histories call them.
    pub by: String,
    /// Since when.
    pub at: Timestamp,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The JSON of a plan as it stands in the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownPlan(serde_json::Value);

impl Plan {
    /// The appointment this plan of an order asks for; nothing where it asks for something else.
    pub(super) fn appointment(&self, store_id: StoreId, order_id: OrderId) -> Option<Result<Appointment, TableError>> {
        match self {
            Self::Appointment(plan) => {
                let id = AppointmentId { order: order_id, serial: plan.serial };
                Some(Ok(Appointment::new(id, store_id, plan.job.clone(), plan.rule.clone(), plan.at)))
            }
            Self::Request(_)
            | Self::Order(_)
            | Self::Shipment(_)
            | Self::Merge(_)
            | Self::Stock(_)
            | Self::Cancellation(_) => None,
            Self::Unknown(_) => Some(Err(TableError::unreadable(
                format!("O#{store_id}#{order_id}/O"),
                "it has a plan of an unknown form",
            ))),
        }
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
        assert!(matches!(carried_out, Some(Err(TableError::Unreadable { .. }))));
    }

    #[test]
    fn each_form_is_read_back_as_what_it_was() {
        let (store_id, order_id) = (StoreId::new(42).unwrap(), OrderId::new(1001).unwrap());
        let at: Timestamp = "2026-11-22T10:20:00Z".parse().unwrap();
        let draft = Order::new(order_id, domain::FolderId::new(1).unwrap(), at);
        let identity = Identity::Part(order_id, 3);
        let order = PlannedOrder { store_id, identity: identity.clone(), draft, events: vec![], lines: vec![] };
        let shipment = domain::draft_shipment(at);
        let shipment = PlannedShipment { store_id, order_id, received: "42-1002-7".into(), shipment };
        let merge = PlannedMerge {
            merge_as: identity,
            order_ids: vec![order_id],
            archive_folder_id: None,
            folder_id: domain::FolderId::new(1).unwrap(),
            ship_to: None,
            by: "API".into(),
            at,
        };
        let change = StockChange { inventory_item_id: 7, code: "MUG".into(), taken: -2, store_id: None };
        let (reason, floor) = (Some(domain::StockReason::Canceled), domain::StockFloor::Zero);
        let stock = PlannedStock { movement: 3, stock: vec![change], moved_at: at, reason, floor };
        let canceled = Cancellation::new(at, "API", "Sold out");
        for plan in [
            Plan::Order(order.into()),
            Plan::Shipment(shipment.into()),
            Plan::Merge(merge),
            Plan::Stock(stock),
            Plan::Cancellation(PlannedCancellation { mail: 4, canceled }),
        ] {
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan, "{json}");
            assert!(plan.appointment(store_id, order_id).is_none());
        }
    }

    #[test]
    fn an_appointment_with_a_job_of_a_later_build_is_of_an_unknown_form_too() {
        let plan: Plan =
            serde_json::from_str(r#"{"serial":3,"job":{"kind":"fax"},"at":"2026-11-22T10:20:00Z"}"#).unwrap();
        assert!(matches!(plan, Plan::Unknown(_)));
    }
}
