//! Made-up occasions, for who tries a template of what a store's admin is mailed.

use domain::{MailKind, NoticeFacts, entry};

/// What such a mail is about; none of a kind that is of orders.
pub(super) fn facts(kind: MailKind) -> Option<NoticeFacts> {
    let text = |text: &str| text.to_owned();
    Some(match kind {
        MailKind::Admin | MailKind::Customer | MailKind::Dropship | MailKind::Shipment => return None,
        MailKind::Cancellation => NoticeFacts::new([
            ("note", text("The paper is out of stock until May.")),
            ("canceled_by", text("The Printer")),
            ("supplier", text("The Printer")),
            ("order_number", text("1001")),
        ]),
        MailKind::LowStock => NoticeFacts::new([
            ("code", text("MUG-01")),
            ("name", text("Mug")),
            ("stock", text("3")),
            ("reorder_level", text("5")),
            ("location", text("A-12")),
        ]),
        MailKind::MonthlySummary => {
            let supplier = entry([
                ("name", text("The Printer")),
                ("placed_count", text("12")),
                ("placed_value", text("480.00")),
                ("shipped_count", text("11")),
                ("shipped_value", text("440.00")),
                ("canceled_count", text("1")),
                ("canceled_value", text("40.00")),
                ("canceled_late_count", text("0")),
                ("canceled_late_value", text("0.00")),
                ("commission_base", text("440.00")),
                ("commission_percent", text("10")),
                ("commission", text("44.00")),
            ]);
            let cancellation = entry([
                ("supplier", text("The Printer")),
                ("order_number", text("1001")),
                ("order_id", text("100000000001")),
                ("note", text("The paper is out of stock until May.")),
            ]);
            NoticeFacts::new([("month", text("2026-04"))])
                .with_list("suppliers", vec![supplier])
                .with_list("cancellations", vec![cancellation])
        }
        MailKind::FailedAppointment => {
            let failure = entry([
                ("what", text("Send Order To Website")),
                ("why", text("the last of 10 attempts failed")),
                ("order_id", text("100000000001")),
                ("appointment_id", text("100000000001-3")),
                ("url", text("https://printer.example.com/orders")),
                ("rule", text("Send to the printer")),
                ("attempts", text("10")),
                ("status", text("500")),
                ("reply", text("Internal Server Error")),
            ]);
            NoticeFacts::new([("summary", text("1 appointment failed")), ("more", text("0"))])
                .with_list("failures", vec![failure])
        }
    })
}
