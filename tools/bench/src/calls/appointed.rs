//! Appointments, as they are in front of calls.

use anyhow::{Context, Result, ensure};
use domain::{AppointmentId, AppointmentStatus};
use http::Operation;
use serde_json::Value;

use super::desk::{Ask, Desk, text};
use super::scenarios::MANY;
use crate::probes::{pending, post};

/// An appointment is made by a rule, which none of these functions runs, so it is written down as one would be.
pub(super) async fn appoint(desk: &Desk<'_>, order: &Value, status: AppointmentStatus) -> Result<AppointmentId> {
    let id = AppointmentId { order: text(order, "id").parse().ok().context("no order")?, serial: 1 };
    let mut appointment = pending(desk.account()?.store_id, id, post("https://print.example.com/orders"));
    appointment.status = status;
    ensure!(desk.table.insert_appointment(&appointment).await?.is_done(), "the appointment is there");
    Ok(id)
}

pub(super) async fn appointed(desk: &mut Desk<'_>, ask: Ask, status: AppointmentStatus) -> Result<Ask> {
    let order = desk.order().await?;
    let id = appoint(desk, &order, status).await?;
    Ok(ask.at("appointment_id", &id.to_string()))
}

pub(super) async fn appointment_lists(desk: &mut Desk<'_>) -> Result<Vec<Ask>> {
    let orders = desk.orders(MANY).await?;
    for order in &orders {
        appoint(desk, order, AppointmentStatus::Failed).await?;
    }
    desk.all_orders().await?;
    let ask = |what, query: &str| Ask::new(Operation::ListAppointments, what).query(query);
    let order = text(orders.first().context("no order")?, "id");
    Ok(vec![
        ask("of an order", &format!("order_id={order}")),
        ask("ten failed ones", "status=failed"),
        ask("of 50 of 400 orders", ""),
    ])
}
