//! How the store is: today's orders, folders with their oldest order, what failed, and what is being done.

use std::collections::BTreeSet;

use askama::Template;
use desk::{appointments, orders, sweeps};
use domain::{Appointment, AppointmentFilter, AppointmentStatus, FolderId, OrderId, Permission, UserScope};
use futures_util::future::try_join_all;
use http::{ApiReply, Failure};
use jiff::{SignedDuration, Timestamp};
use table::Sequence;

use super::appointments::{answer, place};
use super::order_parts::state;
use super::sweeps::Brief;
use crate::frame::{Frame, grouped};
use crate::view::{Badge, Times, When};
use crate::visit::{Member, with_query};

/// Of so many folders the oldest order is looked for: that is a read for each.
const MAX_AGED: usize = 10;

/// So many folders have a tile of their own.
const MAX_TILES: usize = 3;

/// Today's orders are counted in at most so many folders, and to at most so many in all.
const MAX_COUNTED_FOLDERS: usize = 12;
const MAX_COUNTED: usize = 1_000;

/// So many of those that failed are shown, and among so many of the newest sweeps those that run are looked for.
const NEWEST: usize = 5;

#[derive(Template)]
#[template(path = "dashboard/show.html")]
struct DashboardPage {
    frame: Frame,
    as_of: When,
    zone: String,
    tiles: Vec<Tile>,
    folders: Vec<FolderRow>,
    failed: Vec<FailedRow>,
    sweeps: Vec<Brief>,
    may_open: bool,
}

/// A figure, and the list it is of.
struct Tile {
    address: String,
    name: String,
    figure: String,
    about: String,
    is_bad: bool,
}

/// A folder, and how old the oldest of its orders is.
struct FolderRow {
    address: String,
    name: String,
    orders: String,
    oldest: Option<When>,
}

/// An appointment that failed.
struct FailedRow {
    order: String,
    address: String,
    title: &'static str,
    place: String,
    answer: String,
    state: Badge,
    at: When,
}

/// What failed, and how much.
#[derive(Default)]
struct Failures {
    newest: Vec<Appointment>,
    failed: usize,
    retrying: usize,
}

/// `GET …`, the store's own address.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let clock = Times::of(&member.store, member.now());
    let sees_orders = member.may(Permission::ViewOrders);
    // What a supplier may see of the store is no figure of its folders.
    let is_supplier = matches!(member.user.scope, UserScope::Supplier(_));
    let ids = if sees_orders && !is_supplier { member.own_folders() } else { vec![] };
    let sees_failures = member.may(Permission::ViewAppointments) && member.sees_all();
    let (frame, today, oldest, failures, sweeps) = tokio::try_join!(
        Frame::of(member, "Dashboard", None),
        today(member, &ids),
        oldest(member, &ids),
        failures(member, sees_failures),
        running(member, sees_orders),
    )?;
    let mut tiles: Vec<Tile> = today.into_iter().collect();
    if sees_failures {
        tiles.push(failure_tile(member, &failures));
    }
    let folders = if ids.is_empty() { vec![] } else { folders(member, &frame, &oldest, &clock) };
    tiles.extend(folders.iter().take(MAX_TILES).map(folder_tile));
    let page = DashboardPage {
        as_of: clock.when(member.now()),
        zone: member.store.settings.timezone.clone(),
        tiles,
        folders,
        failed: failed(member, &failures.newest, &clock).await?,
        sweeps,
        may_open: sees_orders,
        frame,
    };
    crate::answer::page(200, &page)
}

/// How many orders are dated today and yesterday, in days of the store's zone. None where that would be much to read.
async fn today(member: &Member<'_>, ids: &[FolderId]) -> Result<Option<Tile>, Failure> {
    if ids.is_empty() || ids.len() > MAX_COUNTED_FOLDERS {
        return Ok(None);
    }
    let local = member.now().to_zoned(member.store.settings.time_zone());
    let (Ok(midnight), Ok(day_before)) = (local.start_of_day(), local.yesterday().and_then(|at| at.start_of_day()))
    else {
        return Ok(None);
    };
    let begin = midnight.timestamp();
    let last_of_yesterday = begin.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(begin);
    let (today, yesterday) = tokio::try_join!(
        count(member, ids, (Some(begin), None)),
        count(member, ids, (Some(day_before.timestamp()), Some(last_of_yesterday))),
    )?;
    let date = midnight.strftime("%Y-%m-%d").to_string();
    Ok(Some(Tile {
        address: with_query(&member.path("orders"), &[("from", &date)]),
        name: "Orders today".to_owned(),
        figure: today,
        about: format!("yesterday {yesterday}"),
        is_bad: false,
    }))
}

async fn count(
    member: &Member<'_>,
    ids: &[FolderId],
    dates: (Option<Timestamp>, Option<Timestamp>),
) -> Result<String, Failure> {
    let count = orders::count(member.desk(), member.store.id, ids, dates, MAX_COUNTED).await?;
    Ok(if count > MAX_COUNTED { format!("{}+", grouped(MAX_COUNTED)) } else { grouped(count) })
}

/// When the oldest order of each of the first folders is dated; none of an empty one.
async fn oldest(member: &Member<'_>, ids: &[FolderId]) -> Result<Vec<(FolderId, Timestamp)>, Failure> {
    let (desk, store_id) = (member.desk(), member.store.id);
    let first = ids.iter().take(MAX_AGED).map(async |id| {
        let page = orders::page(desk, store_id, std::slice::from_ref(id), None, Sequence::OldestFirst, 1).await?;
        Ok::<_, Failure>(page.rows.first().map(|row| (*id, row.order.date_added)))
    });
    Ok(try_join_all(first).await?.into_iter().flatten().collect())
}

async fn failures(member: &Member<'_>, sees_failures: bool) -> Result<Failures, Failure> {
    if !sees_failures {
        return Ok(Failures::default());
    }
    let (desk, store) = (member.desk(), &member.store);
    let of = |status| AppointmentFilter { status: Some(status), kind: None };
    let (failed, retrying) = (of(AppointmentStatus::Failed), of(AppointmentStatus::Retrying));
    let (failed, retrying) = tokio::try_join!(
        appointments::list(desk, store, None, &failed, 0, NEWEST),
        appointments::list(desk, store, None, &retrying, 0, 0),
    )?;
    Ok(Failures { newest: failed.rows, failed: failed.total, retrying: retrying.total })
}

fn failure_tile(member: &Member<'_>, failures: &Failures) -> Tile {
    Tile {
        address: member.path("appointments"),
        name: "Failed appointments".to_owned(),
        figure: grouped(failures.failed),
        about: format!("{} more are retrying", grouped(failures.retrying)),
        is_bad: failures.failed > 0,
    }
}

async fn failed(member: &Member<'_>, newest: &[Appointment], clock: &Times) -> Result<Vec<FailedRow>, Failure> {
    if newest.is_empty() {
        return Ok(vec![]);
    }
    let ids: BTreeSet<OrderId> = newest.iter().map(|appointment| appointment.id.order).collect();
    let numbers = orders::numbers(member.desk(), member.store.id, &Vec::from_iter(ids)).await?;
    let row = |appointment: &Appointment| {
        let id = appointment.id.order;
        FailedRow {
            order: numbers.get(&id).cloned().unwrap_or_else(|| id.to_string()),
            address: member.path(&format!("orders/{id}")),
            title: appointment.job.title(),
            place: place(&appointment.job),
            answer: answer(appointment),
            state: state(appointment.status),
            at: clock.when(appointment.date_completed.unwrap_or(appointment.date_added)),
        }
    };
    Ok(newest.iter().map(row).collect())
}

/// The sweeps that are not over.
async fn running(member: &Member<'_>, sees_orders: bool) -> Result<Vec<Brief>, Failure> {
    if !sees_orders {
        return Ok(vec![]);
    }
    let (found, _) = sweeps::list(member.desk(), member.store.id, None, NEWEST, &member.actor()).await?;
    let open = found.iter().filter(|sweep| sweep.status.is_open());
    Ok(open.map(|sweep| Brief::of(member, sweep)).collect())
}

fn folders(member: &Member<'_>, frame: &Frame, oldest: &[(FolderId, Timestamp)], clock: &Times) -> Vec<FolderRow> {
    let all = frame.folders.iter().map(|folder| {
        let aged = oldest.iter().find(|(id, _)| id.to_string() == folder.id);
        FolderRow {
            address: with_query(&member.path("orders"), &[("folder", &folder.id)]),
            name: folder.name.clone(),
            orders: folder.count.clone(),
            oldest: clock.maybe(aged.map(|(_, at)| *at)),
        }
    });
    all.collect()
}

fn folder_tile(folder: &FolderRow) -> Tile {
    Tile {
        address: folder.address.clone(),
        name: folder.name.clone(),
        figure: folder.orders.clone(),
        about: folder.oldest.as_ref().map(|oldest| format!("oldest {}", oldest.ago)).unwrap_or_default(),
        is_bad: false,
    }
}
