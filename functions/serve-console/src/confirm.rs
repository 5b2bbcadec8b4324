//! The page of who ships an order: what it is, where it goes, a button that confirms it, and a form for a parcel.

use askama::Template;
use desk::DeskError;
use desk::dropship::{self, Dropship, OpenDropship};
use desk::shipments::Added;
use domain::plain::one_line;
use domain::{LedgerLine, NewShipment, Problem, Shipment, draft_shipment, time};
use http::{ApiReply, Call, Failure};
use jiff::Timestamp;

use crate::app::App;
use crate::form::Form;
use crate::page;
use crate::quantities::read_quantities;
use crate::view::address_lines;

/// The most characters of a name of somebody else's.
const MAX_NAME_LENGTH: usize = 200;

/// The page of an order that can be confirmed and shipped.
#[derive(Template)]
#[template(path = "confirm.html")]
struct OrderPage<'a> {
    style: &'static str,
    store_name: String,
    order_id: String,
    source_id: &'a str,
    date_added: String,
    confirmed_at: String,
    lines: Vec<Line>,
    ship_to: Vec<String>,
    shipping_method: &'a str,
    parcels: Vec<Parcel<'a>>,
    is_all_shipped: bool,
    done: &'static str,
    problems: Vec<Shown>,
    form: &'a Form,
}

/// An item of the order, and what of it is left.
struct Line {
    item_id: String,
    name: String,
    code: String,
    variations: Vec<String>,
    ordered: u64,
    left: u64,
    /// What the form begins with.
    quantity: String,
}

/// A parcel that is on its way.
struct Parcel<'a> {
    tracking_number: &'a str,
    carrier: &'a str,
    date: String,
}

/// What is wrong, and with what: as the page calls it, and where it stands there.
struct Shown {
    label: String,
    place: String,
    message: String,
}

/// A page that says why there is nothing to do.
#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    style: &'static str,
    title: &'static str,
    text: &'static str,
}

const CANCELED: (&str, &str) = (
    "This order was canceled",
    "The shop has canceled this order, or taken it back. Please don't ship it. Ask the shop if it is on its way already.",
);
const LOCKED: (&str, &str) = (
    "Nothing can be entered now",
    "The shop is closed or locked at the moment. Ask it when this page works again; the link stays the same.",
);
const OVER: (&str, &str) = (
    "This link has ended",
    "A link can be used for 180 days. Ask the shop for another one, or for how to tell it of a parcel.",
);
const UNKNOWN: (&str, &str) =
    ("This link is not known", "It may have been cut off in the mail: try to copy the whole of it into your browser.");

/// `GET /confirm/{dropship_token}`: changes nothing.
pub(crate) async fn show(app: &App, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let found = dropship::find(&app.desk, call.value("dropship_token"), app.clock.now()).await?;
    let done = match call.query("done") {
        Some("confirmed") => "Thank you: the order is confirmed.",
        Some("shipped") => "Thank you: the parcel is entered.",
        Some("before") => "This parcel was entered before.",
        _ => "",
    };
    match found {
        Dropship::Open(open) => order_page(200, &open, &Form::default(), done, &[]),
        found => nothing_to_do(&found),
    }
}

/// `POST /confirm/{dropship_token}`. What is done leads back to the page.
pub(crate) async fn answer(app: &App, call: &Call<'_>) -> Result<ApiReply, Failure> {
    let (token, now) = (call.value("dropship_token"), app.clock.now());
    let open = match dropship::find(&app.desk, token, now).await? {
        Dropship::Open(open) => open,
        found => return nothing_to_do(&found),
    };
    let span = tracing::Span::current();
    span.record("store_id", tracing::field::display(open.link.store_id));
    span.record("order_id", tracing::field::display(open.link.order_id));
    if !open.store.state.is_active() {
        return page::reply(403, &MessagePage { style: page::style(), title: LOCKED.0, text: LOCKED.1 });
    }
    let form = Form::read(call.bytes());
    let done = match form.text("action") {
        "confirm" => {
            dropship::confirm(&app.desk, &open, now).await?;
            "confirmed"
        }
        "ship" => match Box::pin(ship(app, &open, &form, now)).await? {
            Ok(Added::Now(_)) => "shipped",
            Ok(Added::Before(_)) => "before",
            Err(_) if is_entered(&open, &form) => "before",
            Err(problems) => return order_page(422, &open, &form, "", &problems),
        },
        _ => {
            let problem = Problem::new("action", "Use one of the buttons of this page");
            return order_page(422, &open, &form, "", &[problem]);
        }
    };
    Ok(ApiReply::see_other(&format!("/confirm/{token}?done={done}")))
}

/// Whether a form that is refused says what a parcel of the order says: it was sent twice, and of its items less is left by
/// then than it says.
fn is_entered(open: &OpenDropship, form: &Form) -> bool {
    let quantity = |item_id: &str| form.text(&format!("quantity-{item_id}")).parse().unwrap_or(0_u32);
    let filled = open.lines.iter().filter(|line| quantity(&line.item_id) > 0).count();
    let number = form.text("tracking_number");
    open.order.order_shipments.iter().any(|shipment| {
        let items = &shipment.order_items;
        shipment.tracking_number == number
            && !items.is_empty()
            && items.len() == filled
            && items.iter().all(|item| quantity(&item.id) == item.quantity)
    })
}

/// Adds what the form says; or what is wrong with it.
async fn ship(
    app: &App,
    open: &OpenDropship,
    form: &Form,
    now: Timestamp,
) -> Result<Result<Added, Vec<Problem>>, Failure> {
    let new = match shipment(open, form, now) {
        Ok(new) => new,
        Err(problems) => return Ok(Err(problems)),
    };
    match dropship::ship(&app.desk, open, new, now).await {
        Ok(added) => Ok(Ok(added)),
        Err(DeskError::Invalid(problems) | DeskError::ConflictIn(problems)) => Ok(Err(problems)),
        Err(error) => Err(error.into()),
    }
}

fn shipment(open: &OpenDropship, form: &Form, now: Timestamp) -> Result<NewShipment, Vec<Problem>> {
    let (items, mut problems) = read_quantities(form, &open.lines, |line| format!("quantity-{}", line.item_id));
    if items.is_empty() && problems.is_empty() {
        problems.push(Problem::new("items", "Say of at least one item how many are in the parcel"));
    }
    let draft = Shipment {
        tracking_number: form.text("tracking_number").to_owned(),
        carrier_code: form.text("carrier_code").to_owned(),
        shipment_method: form.text("shipment_method").to_owned(),
        order_items: items,
        ..draft_shipment(now)
    };
    match NewShipment::new(draft, None, None) {
        Ok(new) if problems.is_empty() => Ok(new),
        Ok(_) => Err(problems),
        Err(problem) => {
            problems.push(problem);
            Err(problems)
        }
    }
}

fn nothing_to_do(found: &Dropship) -> Result<ApiReply, Failure> {
    let (status, (title, text)) = match found {
        Dropship::Canceled | Dropship::Open(_) => (410, CANCELED),
        Dropship::Over => (410, OVER),
        Dropship::Unknown => (404, UNKNOWN),
    };
    let page = MessagePage { style: page::style(), title, text };
    page::reply(status, &page)
}

fn order_page(
    status: u16,
    open: &OpenDropship,
    form: &Form,
    done: &'static str,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let OpenDropship { store, order, link, .. } = open;
    let zone = store.settings.time_zone();
    let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let lines: Vec<Line> = open.lines.iter().map(|line| line_of(open, form, line)).collect();
    let page = OrderPage {
        style: page::style(),
        store_name: one_line(&store.name, MAX_NAME_LENGTH),
        order_id: order.id.to_string(),
        source_id: &order.source_id,
        date_added: day(order.date_added),
        confirmed_at: link.confirmed_at.map(day).unwrap_or_default(),
        is_all_shipped: lines.iter().all(|line| line.left == 0),
        problems: problems.iter().map(|problem| shown(problem, &lines)).collect(),
        lines,
        ship_to: address_lines(&order.shipping),
        shipping_method: &order.shipping_method,
        parcels: order.order_shipments.iter().map(parcel).collect(),
        done,
        form,
    };
    page::reply(status, &page)
}

fn shown(problem: &Problem, lines: &[Line]) -> Shown {
    let (field, message) = (problem.field.as_str(), problem.message.clone());
    let of_item = lines.iter().find(|line| field.strip_prefix("quantity-") == Some(line.item_id.as_str()));
    let (label, place) = match field {
        "tracking_number" => ("Tracking number", field),
        "carrier_code" => ("Carrier", field),
        "shipment_method" => ("Service", field),
        "action" => ("", ""),
        _ => of_item.map_or(("Items", "items"), |line| (line.name.as_str(), field)),
    };
    Shown { label: label.to_owned(), place: place.to_owned(), message }
}

fn line_of(open: &OpenDropship, form: &Form, line: &LedgerLine) -> Line {
    let item = open.order.order_items.iter().find(|item| item.id == line.item_id);
    let variations =
        item.map(|item| item.variation_list.iter().map(|(name, value)| format!("{name}: {value}")).collect());
    let sent = form.text(&format!("quantity-{}", line.item_id));
    let quantity = if sent.is_empty() { line.left.to_string() } else { sent.to_owned() };
    Line {
        item_id: line.item_id.clone(),
        name: line.name.clone(),
        code: line.code.clone(),
        variations: variations.unwrap_or_default(),
        ordered: line.ordered,
        left: line.left,
        quantity,
    }
}

fn parcel(shipment: &Shipment) -> Parcel<'_> {
    let date = time::text(shipment.date_shipped);
    let day = date.split(' ').next().unwrap_or_default().to_owned();
    Parcel { tracking_number: &shipment.tracking_number, carrier: &shipment.carrier_code, date: day }
}
