//! An order: what is in it, where it goes, what was done with it, and what is still to be done.

use askama::Template;
use desk::orders::{self, SeenRow};
use desk::{DeskError, appointments, custom_buttons, custom_events};
use domain::{AppointmentFilter, AppointmentStatus, Order, OrderId, Permission, Problem, SeenOrder, TAGS, ledger};
use http::{ApiReply, Failure};

use super::order_parts::{
    Event, Line, Note, Parcel, Payment, Sum, Task, earlier, event, failure, line_of, parcel, payment, payment_badge,
    sums,
};
use super::orders::{badges, event_choices, folder_choices};
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, folder_name};
use crate::screen::Entry;
use crate::view::{Badge, Choice, Shown, Tag, Times, When, address_lines};
use crate::visit::{Member, with_query};

/// So many appointments of an order are shown, and so many lines of its history.
const MAX_SHOWN: usize = 200;

/// The longest word that a page says of who an order belongs with.
const MAX_RELATIVES: usize = 30;

#[derive(Template)]
#[template(path = "orders/order.html")]
struct OrderPage {
    frame: Frame,
    order: Head,
    lines: Vec<Line>,
    sums: Vec<Sum>,
    parcels: Vec<Parcel>,
    tasks: Vec<Task>,
    timeline: Vec<Event>,
    ship_to: Vec<String>,
    customer: Vec<String>,
    email: String,
    earlier: String,
    checkout_data: Vec<(String, String)>,
    metadata: Vec<(String, String)>,
    payment: Option<Payment>,
    notes: Vec<Note>,
    folders: Vec<Choice>,
    tags: Vec<(Tag, bool)>,
    events: Vec<Choice>,
    buttons: Vec<Button>,
    may: May,
    problems: Vec<Shown>,
    form: Form,
    failures: Vec<String>,
    /// What tells a form that is sent twice.
    once: String,
}

/// What the user may do with the order.
#[expect(clippy::struct_excessive_bools, reason = "a page asks for one after the other")]
struct May {
    edit: bool,
    move_orders: bool,
    note: bool,
    ship: bool,
    split: bool,
    run_events: bool,
    cancel: bool,
    delete: bool,
    pay: bool,
    transfer: bool,
    retry: bool,
    see_prices: bool,
    see_appointments: bool,
}

/// What the page says of the order at its head.
struct Head {
    id: String,
    number: String,
    address: String,
    folder: String,
    folder_id: String,
    source: String,
    added: When,
    badges: Vec<Badge>,
    tag: Tag,
    paid: Option<Badge>,
    supplier: String,
    shipping_method: String,
    relatives: Vec<Relative>,
    is_all_shipped: bool,
    canceled: String,
}

/// An order that this one belongs with.
struct Relative {
    word: &'static str,
    id: String,
    /// Blank where it lies in another store.
    address: String,
}

struct Button {
    id: String,
    label: String,
    confirm: String,
}

/// The order that the address names, as the user sees it; with its row for what is done to it. Who may open a screen of an
/// order may see the order.
pub(super) async fn find(member: &Member<'_>) -> Result<(SeenRow, SeenOrder), Failure> {
    let not_found = || ApiReply::not_found("Order");
    let order_id: OrderId = member.visit().value("order_id").parse().map_err(|_| not_found())?;
    let row = orders::find_for(member.desk(), member.store.id, order_id, permission_of(member)).await?;
    let order = row.order();
    Ok((row, order))
}

/// What opens the order to who has opened its screen.
fn permission_of(member: &Member<'_>) -> Permission {
    match member.visit().screen.entry() {
        Entry::May(permission) => permission,
        _ => Permission::ViewOrders,
    }
}

/// Leads to the page of an order, which says what was done; to the list where the order left by that what the user sees.
pub(super) async fn led_on(member: &Member<'_>, order_id: OrderId, word: &str) -> Result<ApiReply, Failure> {
    // None leaves what somebody sees who sees all.
    if member.sees_all() {
        return Ok(member.to_order(order_id, word));
    }
    let found = orders::find_for(member.desk(), member.store.id, order_id, permission_of(member));
    match Box::pin(found).await {
        Ok(_) => Ok(member.to_order(order_id, word)),
        Err(DeskError::NotFound(_)) => Ok(ApiReply::see_other(&with_query(&member.path("orders"), &[("done", word)]))),
        Err(error) => Err(error.into()),
    }
}

/// `GET …/orders/{id}`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (row, order) = find(member).await?;
    page(member, 200, (&row, order), &[], Form::default()).await
}

/// The order's page again, with what is wrong with a form of it.
pub(super) async fn refused(member: &Member<'_>, problems: &[Problem], form: Form) -> Result<ApiReply, Failure> {
    let (row, order) = find(member).await?;
    page(member, 422, (&row, order), problems, form).await
}

async fn page(
    member: &Member<'_>,
    status: u16,
    (row, order): (&SeenRow, SeenOrder),
    problems: &[Problem],
    form: Form,
) -> Result<ApiReply, Failure> {
    let (desk, store, times) = (member.desk(), &member.store, Times::of(&member.store, member.now()));
    let may = may(member);
    let filter = AppointmentFilter::default();
    let tasks = if may.see_appointments {
        appointments::list(desk, store, Some(order.id), &filter, 0, MAX_SHOWN).await?.rows
    } else {
        vec![]
    };
    let history = if member.may(Permission::ViewOrders) { orders::history(desk, row).await? } else { vec![] };
    let custom = if may.run_events { custom_events::list(desk, store.id).await? } else { vec![] };
    let buttons = if may.run_events { custom_buttons::list(desk, store.id).await? } else { vec![] };
    let buttons = buttons.into_iter().filter(|button| button.is_shown_in(order.folder_id)).map(|button| Button {
        id: button.id,
        label: button.label,
        confirm: button.confirm,
    });
    let lines: Vec<Line> = ledger(&order).iter().map(|line| line_of(&order, line, &form)).collect();
    let pair = |(name, value): (&String, &String)| (name.clone(), value.clone());
    let page = OrderPage {
        frame: Frame::of(member, format!("Order {}", order.shown_number()), Some(order.folder_id)).await?,
        order: head(member, &order, &times, &lines),
        lines,
        sums: if may.see_prices { sums(&order) } else { vec![] },
        parcels: order.order_shipments.iter().map(|shipment| parcel(member, &order, shipment, &times)).collect(),
        failures: tasks.iter().filter(|task| task.status == AppointmentStatus::Failed).map(failure).collect(),
        tasks: tasks.iter().rev().map(|task| super::order_parts::task(member, task, &times)).collect(),
        timeline: history.iter().rev().take(MAX_SHOWN).map(|line| event(line, &times)).collect(),
        ship_to: address_lines(&order.shipping),
        customer: address_lines(&order.customer),
        email: order.email.clone(),
        earlier: earlier(&order),
        checkout_data: order.checkout_data.iter().map(pair).collect(),
        metadata: order.order_metadata.iter().map(pair).collect(),
        payment: may.see_prices.then(|| payment(&order)),
        notes: order.order_notes.iter().map(|note| super::order_parts::note(note, &times)).collect(),
        folders: folder_choices(member, Some(order.folder_id)),
        tags: TAGS.iter().map(|(_, name)| (Tag::of(name), *name == order.tag_name)).collect(),
        events: event_choices(&custom),
        buttons: buttons.collect(),
        may,
        problems: Shown::all(problems, &[]),
        form,
        once: member.new_once(),
    };
    answer::page(status, &page)
}

fn may(member: &Member<'_>) -> May {
    let may = |permission| member.may(permission);
    May {
        edit: may(Permission::EditOrders),
        move_orders: may(Permission::MoveOrders),
        note: may(Permission::AddNotes),
        ship: may(Permission::ShipOrders),
        split: may(Permission::SplitMergeOrders),
        run_events: may(Permission::RunEvents),
        cancel: may(Permission::CancelOrders),
        delete: may(Permission::DeleteOrders),
        pay: may(Permission::ManagePayments),
        transfer: orders::check_transfer(member.desk()).is_ok(),
        retry: may(Permission::RetryAppointments),
        see_prices: may(Permission::ViewPrices),
        see_appointments: may(Permission::ViewAppointments),
    }
}

fn head(member: &Member<'_>, order: &SeenOrder, times: &Times, lines: &[Line]) -> Head {
    let paid = Some(order.payment_status.as_str()).filter(|status| !status.is_empty()).map(payment_badge);
    Head {
        id: order.id.to_string(),
        number: order.shown_number(),
        address: member.path(&format!("orders/{}", order.id)),
        folder: folder_name(&member.store, order.folder_id),
        folder_id: order.folder_id.to_string(),
        source: format!("{} {}", order.source_name, order.source_id).trim().to_owned(),
        added: times.when(order.date_added),
        badges: badges(order),
        tag: Tag::of(&order.tag_name),
        paid: paid.filter(|_| member.may(Permission::ViewPrices)),
        supplier: order.fulfillment_name.clone(),
        shipping_method: order.shipping_method.clone(),
        relatives: relatives(member, order),
        is_all_shipped: lines.iter().all(|line| line.left == 0),
        canceled: order
            .cancellation
            .as_ref()
            .map(|it| format!("Canceled by {}: {}", it.by, it.note))
            .unwrap_or_default(),
    }
}

fn relatives(member: &Member<'_>, order: &Order) -> Vec<Relative> {
    let family = &order.family;
    let own = |word, id: &OrderId| Relative { word, id: id.to_string(), address: member.path(&format!("orders/{id}")) };
    let other = |word, relative: &domain::Relative| Relative {
        word,
        id: format!("{} in store {}", relative.order_id, relative.store_id),
        address: String::new(),
    };
    let here = [
        ("Split from", family.split_from.iter().collect::<Vec<_>>()),
        ("Split to", family.split_to.iter().collect()),
        ("Merged from", family.merged_from.iter().collect()),
        ("Merged into", family.merged_to.iter().collect()),
        ("Duplicate of", family.duplicate_of.iter().collect()),
        ("Duplicates", family.duplicates.iter().collect()),
    ];
    let there = [
        ("Copy of", family.copy_of.iter().collect::<Vec<_>>()),
        ("Copied to", family.copied_to.iter().collect()),
        ("Moved from", family.moved_from.iter().collect()),
        ("Moved to", family.moved_to.iter().collect()),
    ];
    let here = here.into_iter().flat_map(|(word, ids)| ids.into_iter().map(move |id| (word, id)));
    let there = there.into_iter().flat_map(|(word, ids)| ids.into_iter().map(move |id| (word, id)));
    let all = here.map(|(word, id)| own(word, id)).chain(there.map(|(word, relative)| other(word, relative)));
    all.take(MAX_RELATIVES).collect()
}
