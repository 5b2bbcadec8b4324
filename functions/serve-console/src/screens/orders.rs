//! Orders of a folder, or of all: the list, what narrows it, and what is done to many of them at once.

use askama::Template;
use desk::custom_events;
use desk::orders::{find_all, page, search};
use domain::{
    Event, FolderId, MAX_SWEPT_IDS, OrderId, Permission, Problem, SeenOrder, Selection, SweepAction, TAGS, ledger,
};
use http::{ApiReply, Failure};
use table::{Cursor, OrderRow, Sequence};
use wire::orders::{PageCursor, read_cursor};

use super::narrowing::{NARROWING, Narrowing};
use super::search::ship_to;
use super::sweeps;
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, folder_name, grouped};
use crate::view::{Badge, Choice, Field, Tag, Times, When, amount};
use crate::visit::{Member, with_query};

/// A page has so many orders.
pub(super) const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "orders/list.html")]
struct ListPage {
    frame: Frame,
    name: String,
    total: String,
    rows: Vec<Row>,
    fields: Vec<Field>,
    chips: Vec<Chip>,
    is_narrowed: bool,
    folder_id: String,
    pages: Pages,
    as_of: When,
    folders: Vec<Choice>,
    tags: Vec<Tag>,
    events: Vec<Choice>,
    may: May,
    matching: String,
}

/// What the user may do with what is ticked.
#[expect(clippy::struct_excessive_bools, reason = "a page asks for one after the other")]
struct May {
    sweep: bool,
    move_orders: bool,
    run_events: bool,
    merge: bool,
    delete: bool,
    create: bool,
    see_prices: bool,
}

/// An order in the list.
struct Row {
    id: String,
    number: String,
    address: String,
    name: String,
    place: String,
    tag: Tag,
    badges: Vec<Badge>,
    items: String,
    folder: String,
    total: String,
    added: When,
}

/// Something that narrows the list, and the address without it.
struct Chip {
    text: String,
    without: String,
}

/// The pages beside this one.
struct Pages {
    text: String,
    newer: String,
    older: String,
}

/// `GET …/orders`.
pub(super) async fn list(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let call = member.visit().call;
    let narrowing = Narrowing::of(|name| call.query(name).unwrap_or_default());
    let folders = narrowing.folders(member);
    if narrowing.folder.is_some() && folders.is_empty() {
        return Err(ApiReply::not_found("Folder").into());
    }
    let (rows, pages) = if narrowing.is_narrow() {
        found(member, &narrowing).await?
    } else {
        by_date(member, &folders, call.query("cursor")).await?
    };
    let name = narrowing.folder.map_or_else(|| "All orders".to_owned(), |id| folder_name(&member.store, id));
    let frame = Frame::of(member, name.as_str(), narrowing.folder).await?;
    let total = match frame.folders.iter().find(|folder| folder.is_here) {
        Some(folder) if !narrowing.is_narrow() => folder.count.clone(),
        _ => String::new(),
    };
    let here = frame.here.clone();
    let custom = custom_events::list(&member.app().desk, member.store.id).await?;
    let page = ListPage {
        matching: if total.is_empty() { format!("All that match in {name}") } else { format!("All {total} in {name}") },
        frame,
        name,
        total,
        rows: rows.into_iter().filter_map(|row| member.see(row.order)).map(|order| row(member, &order)).collect(),
        fields: fields(&narrowing),
        chips: chips(&narrowing, &here),
        is_narrowed: narrowing.is_narrow(),
        folder_id: narrowing.folder.map(|id| id.to_string()).unwrap_or_default(),
        pages,
        as_of: Times::of(&member.store, member.now()).when(member.now()),
        folders: folder_choices(member, None),
        tags: TAGS.iter().map(|(_, name)| Tag::of(name)).collect(),
        events: event_choices(&custom),
        may: may(member),
    };
    answer::page(200, &page)
}

/// A page by date.
async fn by_date(
    member: &Member<'_>,
    folders: &[FolderId],
    cursor: Option<&str>,
) -> Result<(Vec<OrderRow>, Pages), Failure> {
    let store_id = member.store.id;
    let after = cursor.and_then(|text| read_cursor(text, store_id));
    let cursor = after.as_ref().map(|cursor| Cursor { at: cursor.at, passed: cursor.passed });
    let found = page(&member.app().desk, store_id, folders, cursor, Sequence::NewestFirst, PAGE).await?;
    let here = member.visit().address();
    let older = found.next.map(|next| {
        let cursor = PageCursor { store_id, folders: vec![], ascending: false, at: next.at, passed: next.passed };
        with_query(&here, &[("cursor", &cursor.text())])
    });
    let newer = if cursor.is_some() { with_query(&here, &[("cursor", "")]) } else { String::new() };
    let text = match (found.rows.len(), cursor) {
        (0, _) => String::new(),
        (count, None) => format!("Newest {count}"),
        (count, Some(_)) => format!("{count} orders"),
    };
    Ok((found.rows, Pages { text, newer, older: older.unwrap_or_default() }))
}

/// A page of those that are looked for.
async fn found(member: &Member<'_>, narrowing: &Narrowing) -> Result<(Vec<OrderRow>, Pages), Failure> {
    let offset: usize = member.visit().call.query("offset").and_then(|text| text.parse().ok()).unwrap_or_default();
    let wanted = narrowing.search(member, offset)?;
    let (found, _) = search(&member.app().desk, member.store.id, &wanted, member.now()).await?;
    let (here, end) = (member.visit().address(), offset.saturating_add(found.rows.len()));
    let to = |offset: usize| with_query(&here, &[("offset", &offset.to_string())]);
    let newer = if offset == 0 { String::new() } else { to(offset.saturating_sub(PAGE)) };
    let older = if end < found.total && end > offset { to(end) } else { String::new() };
    let text = if found.total == 0 {
        String::new()
    } else {
        format!("{} to {} of {}", grouped(offset.saturating_add(1)), grouped(end), grouped(found.total))
    };
    Ok((found.rows, Pages { text, newer, older }))
}

fn row(member: &Member<'_>, order: &SeenOrder) -> Row {
    let (name, place) = ship_to(order);
    Row {
        id: order.id.to_string(),
        number: order.shown_number(),
        address: member.path(&format!("orders/{}", order.id)),
        name,
        place,
        tag: Tag::of(&order.tag_name),
        badges: badges(order),
        items: order.quantity_total().to_string(),
        folder: folder_name(&member.store, order.folder_id),
        total: amount(order.order_total()),
        added: Times::of(&member.store, member.now()).when(order.date_added),
    }
}

/// What of an order is worth a look, in a word each.
pub(super) fn badges(order: &SeenOrder) -> Vec<Badge> {
    let family = &order.family;
    let mut badges = vec![];
    if family.split_from.is_some() || !family.split_to.is_empty() {
        badges.push(Badge::new("Split", "", "split"));
    }
    if order.is_merged() || family.merged_to.is_some() {
        badges.push(Badge::new("Merged", "", "merge"));
    }
    if family.copy_of.is_some() || family.moved_from.is_some() {
        badges.push(Badge::new("Copy", "", "copy"));
    }
    let lines = ledger(order);
    let (shipped, left) = (lines.iter().any(|line| line.shipped > 0), lines.iter().any(|line| line.left > 0));
    match (shipped, left) {
        (true, true) => badges.push(Badge::new("Partly shipped", "info", "truck")),
        (true, false) => badges.push(Badge::new("Shipped", "good", "truck")),
        _ => {}
    }
    badges
}

fn fields(narrowing: &Narrowing) -> Vec<Field> {
    let all = NARROWING.into_iter().zip(narrowing.values());
    all.map(|((name, label), value)| Field::new(name, label, value)).collect()
}

fn chips(narrowing: &Narrowing, here: &str) -> Vec<Chip> {
    let all = NARROWING.into_iter().zip(narrowing.values()).filter(|(_, value)| !value.is_empty());
    let chip = |((name, label), value): ((&str, &str), &str)| Chip {
        text: format!("{label} {value}"),
        without: with_query(here, &[(name, ""), ("offset", "")]),
    };
    all.map(chip).collect()
}

/// The folders that the user may see, to choose from.
pub(super) fn folder_choices(member: &Member<'_>, chosen: Option<FolderId>) -> Vec<Choice> {
    let ids = member.own_folders();
    ids.into_iter().map(|id| Choice::new(id.to_string(), folder_name(&member.store, id), chosen == Some(id))).collect()
}

/// The events that may be run by hand, to choose from: `name`, or `custom_event 7`.
pub(super) fn event_choices(custom: &[domain::CustomEvent]) -> Vec<Choice> {
    let own = custom
        .iter()
        .map(|event| Choice::new(format!("{} {}", Event::CustomEvent.name(), event.id), event.name.as_str(), false));
    let built_in = Event::ALL.iter().filter(|event| event.runs_by_hand() && !event.takes_id());
    own.chain(built_in.map(|event| Choice::new(event.name(), event.title(), false))).collect()
}

/// The event that a form's choice is, and its id.
pub(super) fn read_event(choice: &str) -> Option<(Event, String)> {
    let (name, id) = choice.split_once(' ').unwrap_or((choice, ""));
    Some((Event::named(name)?, id.to_owned()))
}

fn may(member: &Member<'_>) -> May {
    let may = |permission| member.may(permission);
    let all = [Permission::MoveOrders, Permission::RunEvents, Permission::SplitMergeOrders, Permission::DeleteOrders];
    May {
        sweep: all.into_iter().any(may),
        move_orders: may(Permission::MoveOrders),
        run_events: may(Permission::RunEvents),
        merge: may(Permission::SplitMergeOrders),
        delete: may(Permission::DeleteOrders),
        create: may(Permission::CreateOrders),
        see_prices: may(Permission::ViewPrices),
    }
}

/// `POST …/orders`: the same to all that are ticked, or to all that match.
pub(super) async fn sweep(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let kind = form.text("action");
    if kind == "merge" {
        let ids: Vec<&str> = form.all("id").collect();
        return Ok(ApiReply::see_other(&with_query(&member.path("orders/merge"), &[("ids", &ids.join(","))])));
    }
    let (action, done) = action_of(&form)?;
    let selection = if form.has("matching") {
        Selection::Query(Box::new(Narrowing::of(|name| form.text(name)).query(member)?))
    } else {
        Selection::Ids(ticked(&form)?)
    };
    sweeps::begin(member, &form, action, selection, done).await
}

/// What the form wants to be done, and what is said of it afterwards.
fn action_of(form: &Form) -> Result<(SweepAction, &'static str), Failure> {
    let refused = |field: &str, message: &str| ApiReply::refused(422, &[Problem::new(field, message)]).into();
    match form.text("action") {
        "move" => {
            let folder_id = form.text("to").parse();
            let folder_id = folder_id.map_err(|_| refused("to", "choose a folder"))?;
            Ok((SweepAction::Move { folder_id }, "moved"))
        }
        "tag" if form.text("tag").is_empty() => Ok((SweepAction::RemoveTag, "tagged")),
        "tag" => {
            let color = Tag::of(form.text("tag")).color;
            if color.is_empty() {
                Err(refused("tag", "choose a colour"))
            } else {
                Ok((SweepAction::SetTag { color }, "tagged"))
            }
        }
        "event" => {
            let (event, event_id) =
                read_event(form.text("event")).ok_or_else(|| refused("event", "choose an event"))?;
            Ok((SweepAction::RunEvent { event, event_id }, "event"))
        }
        "delete" => Ok((SweepAction::Delete, "deleted")),
        _ => Err(refused("action", "choose what is to be done")),
    }
}

/// The orders that are ticked. Those outside of the user's scope are left out when the sweep begins.
fn ticked(form: &Form) -> Result<Vec<OrderId>, Failure> {
    let mut ids: Vec<OrderId> = form.all("id").filter_map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > MAX_SWEPT_IDS {
        let message = format!("Tick from 1 to {MAX_SWEPT_IDS} orders");
        return Err(ApiReply::refusal(422, message).into());
    }
    Ok(ids)
}

impl Member<'_> {
    /// Whether the user's scope is all of the store.
    pub(super) fn sees_all(&self) -> bool {
        self.user.scope == domain::UserScope::Everything
    }

    /// Refuses orders outside of the user's scope, as if they were not there. Nothing is read for who sees all.
    pub(super) async fn check_scope(&self, ids: &[OrderId]) -> Result<(), Failure> {
        if self.sees_all() {
            return Ok(());
        }
        let rows = find_all(&self.app().desk, self.store.id, ids).await?;
        let seen = rows.into_iter().filter_map(|row| self.see(row.order)).count();
        if seen == ids.len() { Ok(()) } else { Err(ApiReply::not_found("Order").into()) }
    }
}
