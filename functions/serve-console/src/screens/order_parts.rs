//! The parts of an order's page: items, parcels, appointments, history, payment and notes, as a person reads them.

use domain::{
    Appointment, AppointmentStatus, Attempt, HistoryLine, LedgerLine, OrderItem, PaymentKind, PaymentStatus, SeenOrder,
    Shipment,
};

use crate::form::Form;
use crate::view::{Badge, Times, When, amount};
use crate::visit::Member;

/// An item, with what of it is shipped.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) variations: Vec<String>,
    pub(super) ordered: u64,
    pub(super) shipped: u64,
    pub(super) left: u64,
    pub(super) price: String,
    pub(super) sum: String,
    /// What the form of a parcel begins with.
    pub(super) quantity: String,
}

pub(super) struct Sum {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) is_total: bool,
}

pub(super) struct Parcel {
    pub(super) carrier: String,
    pub(super) number: String,
    pub(super) url: String,
    pub(super) at: When,
    pub(super) source: String,
    pub(super) items: String,
    pub(super) cost: String,
    pub(super) remove: String,
}

/// An appointment of the order.
pub(super) struct Task {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) title: &'static str,
    pub(super) url: String,
    pub(super) rule: String,
    pub(super) state: Badge,
    pub(super) next: Option<When>,
    pub(super) why: String,
    pub(super) attempts: Vec<Try>,
    pub(super) can_retry: bool,
    pub(super) can_cancel: bool,
}

/// An attempt at an appointment.
pub(super) struct Try {
    pub(super) state: Badge,
    pub(super) at: When,
    pub(super) reply: String,
    pub(super) milliseconds: u64,
}

/// A line of the order's history.
pub(super) struct Event {
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
    pub(super) text: String,
    pub(super) who: String,
    pub(super) at: When,
}

pub(super) struct Payment {
    pub(super) facts: Vec<(String, String)>,
    pub(super) status: Option<Badge>,
    pub(super) balance: String,
    pub(super) can_refund: bool,
    pub(super) can_capture: bool,
    pub(super) can_void: bool,
}

pub(super) struct Note {
    pub(super) text: String,
    pub(super) who: String,
    pub(super) at: When,
}

pub(super) fn payment_badge(status: &str) -> Badge {
    let class = match PaymentStatus::of(status) {
        Some(PaymentStatus::Approved | PaymentStatus::Captured) => "good",
        Some(PaymentStatus::Rejected | PaymentStatus::Voided) => "bad",
        Some(PaymentStatus::Pending | PaymentStatus::Authorized) => "warn",
        _ => "",
    };
    Badge::new(status, class, "card")
}

pub(super) fn line_of(order: &SeenOrder, line: &LedgerLine, form: &Form) -> Line {
    let item = order.order_items.iter().find(|item| item.id == line.item_id);
    let variations = |item: &OrderItem| {
        item.variation_list.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>()
    };
    let sent = form.text(&format!("quantity-{}", line.item_id));
    let price = item.map(|item| item.price).unwrap_or_default();
    Line {
        id: line.item_id.clone(),
        name: line.name.clone(),
        code: line.code.clone(),
        variations: item.map(variations).unwrap_or_default(),
        ordered: line.ordered,
        shipped: line.shipped,
        left: line.left,
        price: price.text_with_cents(),
        sum: item.map(|item| (item.price * item.quantity).text_with_cents()).unwrap_or_default(),
        quantity: if sent.is_empty() { line.left.to_string() } else { sent.to_owned() },
    }
}

pub(super) fn sums(order: &SeenOrder) -> Vec<Sum> {
    let sum = |name: &str, money| Sum { name: name.to_owned(), text: amount(money), is_total: false };
    let discounts = order.discount_list.iter().map(|discount| Sum {
        name: format!("Discount {}", discount.name).trim().to_owned(),
        text: format!("−{}", discount.amount.text_with_cents()),
        is_total: false,
    });
    let parts = [sum("Items", order.product_total())].into_iter().chain(discounts).chain([
        sum("Shipping", order.shipping_total),
        sum("Handling", order.handling_total),
        sum("Tax", order.tax_total),
    ]);
    let total = Sum { name: "Total".to_owned(), text: order.order_total().text_with_cents(), is_total: true };
    parts.filter(|sum| !sum.text.is_empty()).chain([total]).collect()
}

pub(super) fn parcel(member: &Member<'_>, order: &SeenOrder, shipment: &Shipment, times: &Times) -> Parcel {
    let name_of = |id: &str, code: &str| {
        let item = order.order_items.iter().find(|item| item.id == id || (id.is_empty() && item.code == code));
        item.map_or_else(|| code.to_owned(), |item| item.name.clone())
    };
    let items = shipment.order_items.iter().map(|it| format!("{} × {}", it.quantity, name_of(&it.id, &it.code)));
    // Only addresses of the web are links.
    let is_link = ["https://", "http://"].iter().any(|scheme| shipment.tracking_url.starts_with(scheme));
    Parcel {
        carrier: format!("{} {}", shipment.carrier_code, shipment.shipment_method).trim().to_owned(),
        number: shipment.tracking_number.clone(),
        url: if is_link { shipment.tracking_url.clone() } else { String::new() },
        at: times.when(shipment.date_added),
        source: shipment.source.clone(),
        items: items.collect::<Vec<_>>().join("; "),
        cost: amount(shipment.cost),
        remove: member.path(&format!("orders/{}/shipments/{}/remove", order.id, shipment.id)),
    }
}

/// What the page says of an appointment that failed.
pub(super) fn failure(task: &Appointment) -> String {
    let url = task.job.url();
    let to = if url.is_empty() { String::new() } else { format!(" to {url}") };
    format!("{}{to} failed: {}", task.job.title(), task.failure)
}

pub(super) fn task(member: &Member<'_>, task: &Appointment, times: &Times) -> Task {
    Task {
        id: task.id.to_string(),
        address: member.path(&format!("appointments/{}", task.id)),
        title: task.job.title(),
        url: task.job.url().to_owned(),
        rule: task.rule.clone(),
        state: state(task.status),
        next: times.maybe(task.due_at.filter(|_| task.status.is_open())),
        why: if task.failure.is_empty() {
            task.hold.as_ref().filter(|_| task.status.is_open()).map(|hold| hold.why.clone()).unwrap_or_default()
        } else {
            task.failure.clone()
        },
        attempts: task.attempts.iter().rev().map(|attempt| attempted(attempt, times)).collect(),
        can_retry: matches!(task.status, AppointmentStatus::Failed | AppointmentStatus::Canceled),
        can_cancel: task.status.is_open(),
    }
}

/// How far an appointment is, in a word.
pub(super) fn state(status: AppointmentStatus) -> Badge {
    match status {
        AppointmentStatus::Pending => Badge::new("Pending", "info", "clock"),
        AppointmentStatus::Retrying => Badge::new("Retrying", "warn", "clock"),
        AppointmentStatus::Complete => Badge::new("Complete", "good", "check"),
        AppointmentStatus::Failed => Badge::new("Failed", "bad", "alert"),
        AppointmentStatus::Canceled => Badge::new("Canceled", "", "x"),
    }
}

fn attempted(attempt: &Attempt, times: &Times) -> Try {
    let reply = attempt.reply.clone();
    Try { state: outcome(attempt), at: times.when(attempt.at), reply, milliseconds: attempt.duration_ms }
}

/// What became of an attempt, in a word.
pub(super) fn outcome(attempt: &Attempt) -> Badge {
    match attempt.status {
        Some(status) if (200..300).contains(&status) => Badge::new(status.to_string(), "good", ""),
        Some(status) => Badge::new(status.to_string(), "bad", ""),
        None if attempt.reply.is_empty() => Badge::new("Done", "good", ""),
        None => Badge::new("No answer", "bad", ""),
    }
}

pub(super) fn event(line: &HistoryLine, times: &Times) -> Event {
    let note = line.note.as_str();
    let (icon, class) = if note.contains("failed") {
        ("alert", "bad")
    } else if note.starts_with("Shipment") {
        ("truck", "good")
    } else if note.starts_with("Rule") {
        ("rules", "")
    } else if note.contains("Moved") {
        ("folder", "")
    } else if note.contains("attempt") {
        ("retry", "")
    } else {
        ("edit", "")
    };
    Event { icon, class, text: line.note.clone(), who: line.source_name.clone(), at: times.when(line.date_added) }
}

pub(super) fn earlier(order: &SeenOrder) -> String {
    match order.email_count {
        0 => String::new(),
        1 => "First order of this address".to_owned(),
        count => format!("Order {count} of this address"),
    }
}

pub(super) fn payment(order: &SeenOrder) -> Payment {
    let card = if order.cc_number.is_empty() { String::new() } else { format!("ending {}", order.cc_number) };
    let facts = [
        ("Method", format!("{} {card}", order.payment_type).trim().to_owned()),
        ("Processor", order.processor_response.clone()),
        ("Refunded", amount(order.refund_total)),
        ("Balance", order.processor_balance.text_with_cents()),
    ];
    let payments = order.order_payments.iter().map(|payment| {
        let word = match payment.kind {
            PaymentKind::Capture => "Captured",
            PaymentKind::Refund => "Refund",
            PaymentKind::Void => "Voided",
        };
        (format!("{word} by {}", payment.by), format!("{} {}", payment.amount.text_with_cents(), payment.note))
    });
    let facts = facts.into_iter().map(|(name, text)| (name.to_owned(), text)).filter(|(_, text)| !text.is_empty());
    let status = PaymentStatus::of(&order.payment_status);
    let is_held = matches!(status, Some(PaymentStatus::Authorized | PaymentStatus::Pending));
    let has_balance = order.processor_balance > domain::Money::default();
    Payment {
        facts: facts.chain(payments).collect(),
        status: Some(order.payment_status.as_str()).filter(|text| !text.is_empty()).map(payment_badge),
        balance: order.processor_balance.text_with_cents(),
        can_refund: has_balance && !is_held,
        can_capture: has_balance && is_held,
        can_void: is_held,
    }
}

pub(super) fn note(note: &domain::Note, times: &Times) -> Note {
    Note { text: note.content.clone(), who: note.username.clone(), at: times.when(note.date_added) }
}
