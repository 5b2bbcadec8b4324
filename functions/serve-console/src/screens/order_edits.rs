//! What the forms on an order's page do: one change each, and then the page again.

use desk::DeskError;
use desk::orders::{self, EventRun, Expected, PaymentRecorded, Request, Running, event_by_hand};
use desk::shipments::{self, Added, Ledger};
use domain::{IdempotencyKey, Money, NewPayment, NewShipment, PaymentKind, Problem, SeenOrder, draft_shipment, ledger};
use http::{ApiReply, Failure};

use super::order::{find, led_on, refused};
use super::orders::read_event;
use super::problem::problems_of;
use crate::form::Form;
use crate::quantities::read_quantities;
use crate::visit::{Member, with_query};

/// The longest note on why an order was canceled.
const MAX_CANCEL_NOTE: usize = 2_000;

/// How long what tells a form that is sent twice is.
const ONCE_LENGTH: usize = 32;

/// Leads to the order's page, or to the list where it is none of theirs any more; or shows it with what is wrong with the form.
async fn answered<T>(
    member: &Member<'_>,
    order: &SeenOrder,
    result: Result<T, DeskError>,
    word: &str,
    form: Form,
) -> Result<ApiReply, Failure> {
    match result {
        Ok(_) => led_on(member, order.id, word).await,
        Err(error) => Box::pin(problem(member, error, form)).await,
    }
}

/// The order's page with what is wrong with the form; what is no fault of the form's is a failure.
async fn problem(member: &Member<'_>, error: DeskError, form: Form) -> Result<ApiReply, Failure> {
    refused(member, &problems_of(error)?, form).await
}

/// `POST …/move`.
pub(super) async fn move_one(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let folder = form.text("folder").parse().ok().and_then(|id| member.store.folder(id));
    let Some(folder) = folder else {
        return refused(member, &[Problem::new("folder", "there is no such folder")], form).await;
    };
    let actor = member.actor();
    let moved = orders::move_one(member.desk(), member.store.id, order.id, folder, &actor, member.now());
    let moved = Box::pin(moved).await;
    answered(member, &order, moved, "moved", form).await
}

/// `POST …/tag`: one of the tags, or none.
pub(super) async fn tag(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let (desk, actor) = (member.desk(), member.actor());
    let tagged = orders::tag(desk, member.store.id, order.id, form.text("tag"), &actor, member.now());
    let tagged = Box::pin(tagged).await;
    answered(member, &order, tagged, "tagged", form).await
}

/// `POST …/notes`: one more, by the user.
pub(super) async fn add_note(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let (desk, actor) = (member.desk(), member.actor());
    let noted = orders::write_note(desk, member.store.id, order.id, form.text("note"), &actor, member.now());
    let noted = Box::pin(noted).await;
    answered(member, &order, noted, "noted", form).await
}

/// `POST …/shipments`: a parcel of what is left.
pub(super) async fn ship(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let new = match shipment(member, &order, &form) {
        Ok(new) => new,
        Err(problems) => return refused(member, &problems, form).await,
    };
    let (desk, store_id) = (member.desk(), member.store.id);
    match Box::pin(shipments::add(desk, store_id, order.id, &new, Ledger::Kept, member.now())).await {
        Ok(Added::Now(_)) => led_on(member, order.id, "shipped").await,
        Ok(Added::Before(_)) => Ok(member.to_order(order.id, "shipped-before")),
        Err(error) => problem(member, error, form).await,
    }
}

fn shipment(member: &Member<'_>, order: &SeenOrder, form: &Form) -> Result<NewShipment, Vec<Problem>> {
    let (items, mut problems) = read_quantities(form, &ledger(order), |line| line.name.clone());
    if items.is_empty() && problems.is_empty() {
        problems.push(Problem::new("items", "say of at least one item how many are in the parcel"));
    }
    let draft = domain::Shipment {
        tracking_number: form.text("tracking_number").to_owned(),
        carrier_code: form.text("carrier_code").to_owned(),
        shipment_method: form.text("shipment_method").to_owned(),
        order_items: items,
        ..draft_shipment(member.now())
    };
    match NewShipment::new(draft, None, None) {
        Ok(new) if problems.is_empty() => Ok(new.from_source(&member.name())),
        Ok(_) => Err(problems),
        Err(problem) => {
            problems.push(problem);
            Err(problems)
        }
    }
}

/// `POST …/shipments/{id}/remove`.
pub(super) async fn remove_shipment(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let (desk, id, actor) = (member.desk(), member.visit().value("shipment_id"), member.actor());
    let removed = Box::pin(shipments::remove(desk, member.store.id, order.id, id, &actor, member.now())).await;
    answered(member, &order, removed, "unshipped", form).await
}

/// `POST …/events`.
pub(super) async fn run_event(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let Some((event, event_id)) = read_event(form.text("event")) else {
        return refused(member, &[Problem::new("event", "choose an event")], form).await;
    };
    let (desk, actor) = (member.desk(), member.actor());
    let event = match event_by_hand(desk, member.store.id, event, &event_id).await {
        Ok(event) => event,
        Err(error) => return problem(member, error, form).await,
    };
    let running = Running { expected: Expected::Any, once: once(&form), by: &actor, now: member.now() };
    let run = Box::pin(orders::run_event(desk, member.store.id, order.id, &event, &running)).await;
    ran(member, &order, run, "event", form).await
}

/// `POST …/buttons`.
pub(super) async fn press_button(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let (desk, actor) = (member.desk(), member.actor());
    let (button, _) = desk::custom_buttons::find(desk, member.store.id, form.text("button")).await?;
    let running = Running { expected: Expected::Any, once: once(&form), by: &actor, now: member.now() };
    let run = Box::pin(orders::press_button(desk, &member.store, order.id, &button, &running)).await;
    ran(member, &order, run, "pressed", form).await
}

async fn ran(
    member: &Member<'_>,
    order: &SeenOrder,
    run: Result<EventRun, DeskError>,
    word: &str,
    form: Form,
) -> Result<ApiReply, Failure> {
    match run {
        Ok(EventRun::KeyOfAnother) => Err(sent_before()),
        run => answered(member, order, run, word, form).await,
    }
}

/// `POST …/payments`.
pub(super) async fn record_payment(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let (kind, word) = match form.text("kind") {
        "capture" => (PaymentKind::Capture, "captured"),
        "refund" => (PaymentKind::Refund, "refunded"),
        "void" => (PaymentKind::Void, "voided"),
        _ => return refused(member, &[Problem::new("kind", "use one of the buttons")], form).await,
    };
    let amount = match (form.text("amount"), kind) {
        ("", _) | (_, PaymentKind::Void) => None,
        (text, _) => match Money::parse(text) {
            Some(amount) => Some(amount),
            None => return refused(member, &[Problem::new("amount", "must be an amount, such as 12.50")], form).await,
        },
    };
    let (new, actor) = (NewPayment { kind, amount, note: form.text("note").to_owned() }, member.actor());
    let running = Running { expected: Expected::Any, once: once(&form), by: &actor, now: member.now() };
    let recorded = orders::record_payment(member.desk(), member.store.id, order.id, &new, &running);
    match Box::pin(recorded).await {
        Ok(PaymentRecorded::Done(..)) => led_on(member, order.id, word).await,
        Ok(PaymentRecorded::KeyOfAnother) => Err(sent_before()),
        Err(error) => problem(member, error, form).await,
    }
}

/// What tells a form that an impatient finger sent twice, from the page that it was on.
pub(super) fn once(form: &Form) -> Option<&str> {
    Some(form.text("once")).filter(|key| key.len() == ONCE_LENGTH)
}

/// The answer to a form that was sent before and says something else now.
fn sent_before() -> Failure {
    ApiReply::refusal(409, "This form was sent before. Look at the order, and try again").into()
}

/// `POST …/cancel`.
pub(super) async fn cancel(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let note = form.text("note").to_owned();
    if note.is_empty() || note.chars().count() > MAX_CANCEL_NOTE {
        let problem = Problem::new("note", format!("say why, in at most {MAX_CANCEL_NOTE} characters"));
        return refused(member, &[problem], form).await;
    }
    let (desk, store_id, actor) = (member.desk(), member.store.id, member.actor());
    let folder_id = match orders::canceled_folder(&member.store) {
        Ok(folder_id) => folder_id,
        Err(error) => return problem(member, error, form).await,
    };
    let canceled = orders::cancel(desk, store_id, order.id, folder_id, &note, &actor, member.now());
    let canceled = Box::pin(canceled).await;
    answered(member, &order, canceled, "canceled", form).await
}

/// `POST …/delete`: leads to the folder it lay in.
pub(super) async fn delete(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (_, order) = find(member).await?;
    let (desk, actor) = (member.desk(), member.actor());
    Box::pin(orders::remove(desk, member.store.id, order.id, &actor, member.now())).await?;
    let folder = order.folder_id.to_string();
    let list = with_query(&member.path("orders"), &[("folder", &folder), ("done", "deleted")]);
    Ok(ApiReply::see_other(&list))
}

/// `POST …/duplicate`: leads to the new order.
pub(super) async fn duplicate(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let (desk, actor) = (member.desk(), member.actor());
    let idempotency_key = once(&form).map(|key| IdempotencyKey { key, body_digest: "duplicate" });
    let request = Request { idempotency_key, by: &actor, now: member.now() };
    let made = Box::pin(orders::duplicate(desk, member.store.id, order.id, request)).await;
    match made {
        Ok(made) => {
            let new = made.orders.first().map_or(order.id, |row| row.order.id);
            Ok(member.to_order(new, "duplicated"))
        }
        Err(error) => problem(member, error, Form::default()).await,
    }
}
