//! Orders of a folder, or of all: the list, what narrows it, and what is done to many of them at once.

use askama::Template;
use desk::{custom_events, order_lists, suppliers};
use domain::{
    Event, FolderId, ListColumn, MAX_SWEPT_IDS, OrderId, Permission, Problem, SeenOrder, Selection, SweepAction, TAGS,
    ledger,
};
use http::{ApiReply, Failure};

use super::cells::{self, Cell, Head};
use super::list_forms::{Narrowed, ViewForm, columns_address, matching, narrowed, shown, view_form};
use super::list_pages::{self, ListPages, Pages};
use super::narrowing::Narrowing;
use super::opened::{self, Opened, Opening};
use super::sweeps;
use crate::answer;
use crate::form::Form;
use crate::frame::{Around, Frame, folder_name};
use crate::lists::Lists;
use crate::view::{Badge, Choice, Shown, Tag, Times, When};
use crate::visit::{Member, with_query};

/// A page has so many orders.
pub(super) const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "orders/list.html")]
struct ListPage {
    frame: Frame,
    name: String,
    total: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    narrowed: Narrowed,
    view: ViewForm,
    problems: Vec<Shown>,
    notes: Vec<String>,
    pages: Pages,
    as_of: When,
    folders: Vec<Choice>,
    tags: Vec<Tag>,
    events: Vec<Choice>,
    may: May,
    /// What all that match are called; blank where a sweep can't take them all.
    matching: String,
    /// Where the columns are chosen; blank for who can't.
    columns: String,
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
}

/// An order in the list.
struct Row {
    id: String,
    number: String,
    address: String,
    cells: Vec<Cell>,
}

/// `GET …/orders`.
pub(super) async fn list(member: &Member<'_>) -> Result<ApiReply, Failure> {
    // A saved view says itself what is to be read; for any other list all is read at once.
    let (opening, read) = if opened::names_view(member) {
        let around = Box::pin(Around::read(member)).await?;
        (opened::open(member, &around.lists)?, Some(around))
    } else {
        (opened::open(member, &Lists::default())?, None)
    };
    let opened = match opening {
        Opening::List(opened) => opened,
        Opening::Elsewhere(reply) => return Ok(reply),
    };
    let folder = opened.narrowing.folder;
    let around = async {
        match read {
            Some(around) => Ok(around),
            None => Box::pin(Around::read(member)).await,
        }
    };
    let custom = async { Ok::<_, Failure>(custom_events::list(member.desk(), member.store.id).await?) };
    let kept = async { Ok::<_, Failure>(order_lists::columns_of(member.desk(), &member.store, folder).await?.columns) };
    let listed = Box::pin(list_pages::read(member, &opened));
    let (around, custom, kept, listed) = tokio::try_join!(Box::pin(around), Box::pin(custom), Box::pin(kept), listed)?;
    let view = opened.view.as_ref().map(|(view, _)| view);
    let names = opened::names(member, &around.lists, folder, view, kept);
    let (columns, gone) = cells::columns_of(member, &names);
    let rows = rows(member, &columns, &listed.orders).await?;
    page(member, *opened, around, listed, (columns, gone, rows), event_choices(&custom))
}

fn page(
    member: &Member<'_>,
    opened: Opened,
    around: Around,
    listed: ListPages,
    (columns, gone, rows): (Vec<ListColumn>, Vec<String>, Vec<Row>),
    events: Vec<Choice>,
) -> Result<ApiReply, Failure> {
    let problems: Vec<Problem> = opened.problems.iter().cloned().chain(listed.problems).collect();
    let folder = opened.narrowing.folder;
    let name = match (&opened.view, folder) {
        (Some((view, _)), _) => view.name.clone(),
        (None, Some(id)) => folder_name(&member.store, id),
        (None, None) => "All orders".to_owned(),
    };
    let mut frame = Frame::with(member, name.as_str(), folder, around);
    let total = match frame.folders.iter().find(|folder| folder.is_here) {
        Some(folder) if !opened.narrowing.is_narrow() => folder.count.clone(),
        _ => String::new(),
    };
    if let Some((view, _)) = &opened.view {
        frame.mark_view(&view.id);
    }
    let gone = gone.into_iter().map(|name| format!("The column \"{name}\" is not there any more."));
    let page = ListPage {
        matching: matching(&opened.narrowing, &total, &name),
        columns: columns_address(member, &opened),
        frame,
        name,
        total,
        heads: cells::heads(&columns),
        rows,
        narrowed: narrowed(member, &opened, &problems),
        view: view_form(member, &opened, &columns),
        problems: shown(&problems),
        notes: opened.note.into_iter().chain(gone).collect(),
        pages: listed.pages,
        as_of: Times::of(&member.store, member.now()).when(member.now()),
        folders: folder_choices(member, None),
        tags: TAGS.iter().map(|(_, name)| Tag::of(name)).collect(),
        events,
        may: may(member),
    };
    answer::page(if problems.is_empty() { 200 } else { 422 }, &page)
}

async fn rows(member: &Member<'_>, columns: &[ListColumn], orders: &[SeenOrder]) -> Result<Vec<Row>, Failure> {
    // Their names are read for a column of them alone, whoever looks at it.
    let has_suppliers = columns.iter().any(|column| column.name() == "supplier");
    let suppliers = if has_suppliers { suppliers::list(&member.app().desk, member.store.id).await? } else { vec![] };
    let row = |order: &SeenOrder| Row {
        id: order.id.to_string(),
        number: order.shown_number(),
        address: member.path(&format!("orders/{}", order.id)),
        cells: cells::cells(member, &suppliers, columns, order),
    };
    Ok(orders.iter().map(row).collect())
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
        Selection::Query(Box::new(Narrowing::of_form(&form).query(member)?))
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
        self.desk().rights().sees_all_orders()
    }
}
