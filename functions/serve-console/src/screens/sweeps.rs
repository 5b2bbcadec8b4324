//! What was done to many orders at once: the list of sweeps, and one of them, which can be called off or undone.

mod start;
mod words;

use askama::Template;
use desk::sweeps;
use domain::{FindingResult, OrderId, Permission, Sweep, SweepWork};
use http::{ApiReply, Failure};

pub(crate) use self::start::begin;
use self::start::{led_on, note, seen_of};
pub(super) use self::words::kind_words;
use self::words::{by, number, selection, state, work};
use crate::answer;
use crate::frame::Frame;
use crate::view::{Badge, Times, When, sentence};
use crate::visit::{Member, with_query};

/// A page has so many sweeps.
const PAGE: usize = 50;

/// The list.
#[derive(Template)]
#[template(path = "sweeps/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    is_any_open: bool,
    newer: String,
    older: String,
}

/// A sweep in the list.
struct Row {
    what: String,
    which: String,
    by: String,
    at: When,
    progress: Progress,
    may: May,
}

/// One of them.
#[derive(Template)]
#[template(path = "sweeps/show.html")]
struct ShowPage {
    frame: Frame,
    what: String,
    which: String,
    by: String,
    at: When,
    progress: Progress,
    may: May,
    /// Where the sweep is that this one undoes; blank where it undoes none.
    undone: String,
    refusals: Vec<Refusal>,
    more_refusals: String,
}

/// How far it is, as a part of its page that is loaded again.
#[derive(Template)]
#[template(path = "sweeps/progress.html")]
struct ProgressPart {
    progress: Progress,
}

/// How far a sweep is.
struct Progress {
    address: String,
    state: Badge,
    is_open: bool,
    is_part: bool,
    done: u64,
    total: u64,
    text: String,
    changed: String,
    unchanged: String,
    refused: String,
    failure: String,
    updated: When,
}

/// What the user may do with a sweep.
struct May {
    stop: bool,
    undo: bool,
    /// Whether it is over and can't be undone by anybody.
    is_final: bool,
}

/// An order that was left out, and why.
struct Refusal {
    /// Blank where it is about none.
    order_id: String,
    address: String,
    why: String,
}

/// A sweep in a few words, for other pages.
pub(super) struct Brief {
    pub(super) address: String,
    pub(super) what: String,
    pub(super) done: u64,
    pub(super) total: u64,
    pub(super) text: String,
}

impl Brief {
    pub(super) fn of(member: &Member<'_>, sweep: &Sweep) -> Self {
        let Progress { address, done, total, text, .. } = progress(member, sweep);
        Self { address, what: work(&member.store, sweep), done, total, text }
    }
}

/// `GET …/sweeps`, the newest first.
pub(super) async fn list(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let before: Option<u64> = member.visit().call.query("before").and_then(|text| text.parse().ok());
    let (found, next) = sweeps::list(member.desk(), member.store.id, before, PAGE, &member.actor()).await?;
    let here = member.visit().address();
    let page = ListPage {
        frame: Frame::of(member, "Sweeps", None).await?,
        rows: found.iter().map(|sweep| row(member, sweep, &found)).collect(),
        is_any_open: found.iter().any(|sweep| sweep.status.is_open()),
        newer: before.map(|_| with_query(&here, &[("before", "")])).unwrap_or_default(),
        older: next.map(|next| with_query(&here, &[("before", &next.to_string())])).unwrap_or_default(),
    };
    answer::page(200, &page)
}

fn row(member: &Member<'_>, sweep: &Sweep, others: &[Sweep]) -> Row {
    // What undoing takes stands with what it undoes, where that is on the page too.
    let permission = match &sweep.work {
        SweepWork::Undo { of, .. } => others.iter().find(|other| other.id.number == *of).and_then(own_permission),
        _ => own_permission(sweep),
    };
    let undoes = |other: &Sweep| matches!(other.work, SweepWork::Undo { of, .. } if of == sweep.id.number);
    let mut may = may(member, sweep, permission);
    may.undo &= !others.iter().any(undoes);
    Row {
        what: work(&member.store, sweep),
        which: selection(member, sweep),
        by: by(sweep),
        at: Times::of(&member.store, member.now()).when(sweep.date_added),
        progress: progress(member, sweep),
        may,
    }
}

/// What a sweep of orders takes.
fn own_permission(sweep: &Sweep) -> Option<Permission> {
    match &sweep.work {
        SweepWork::Orders { action, .. } => Some(action.permission()),
        _ => None,
    }
}

fn may(member: &Member<'_>, sweep: &Sweep, permission: Option<Permission>) -> May {
    let can_be_undone = matches!(&sweep.work, SweepWork::Orders { action, .. } if action.kind().can_be_undone());
    let (is_open, is_allowed) = (sweep.status.is_open(), permission.is_some_and(|permission| member.may(permission)));
    May {
        stop: is_open && is_allowed,
        undo: !is_open && is_allowed && can_be_undone && sweep.changed > 0,
        is_final: !is_open && !can_be_undone,
    }
}

fn progress(member: &Member<'_>, sweep: &Sweep) -> Progress {
    let done = sweep.changed.saturating_add(sweep.unchanged).saturating_add(sweep.refused);
    let text = match sweep.total {
        Some(total) => format!("{} of {}", number(done), number(total)),
        None if sweep.status.is_open() => "Looking for orders".to_owned(),
        None => number(done),
    };
    Progress {
        address: member.path(&format!("sweeps/{}", sweep.id.number)),
        state: state(sweep.status),
        is_open: sweep.status.is_open(),
        is_part: false,
        done,
        total: sweep.total.unwrap_or_default(),
        text,
        changed: number(sweep.changed),
        unchanged: number(sweep.unchanged),
        refused: number(sweep.refused),
        failure: sentence(&sweep.failure),
        updated: Times::of(&member.store, member.now()).when(sweep.date_updated),
    }
}

/// `GET …/sweeps/{id}`; with `part=progress` how far it is alone.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let sweep = find(member).await?;
    if member.visit().call.query("part") == Some("progress") {
        let progress = Progress { is_part: true, ..progress(member, &sweep) };
        return answer::page(200, &ProgressPart { progress });
    }
    let permission = sweeps::permission_of(member.desk(), &sweep).await?;
    let refusals = refusals(member, &sweep).await?;
    let kept = sweep.findings.iter().filter(|finding| finding.result == FindingResult::Refused).count();
    let more = sweep.refused.saturating_sub(u64::try_from(kept).unwrap_or_default());
    let what = work(&member.store, &sweep);
    let page = ShowPage {
        frame: Frame::of(member, what.as_str(), None).await?,
        what,
        which: selection(member, &sweep),
        by: by(&sweep),
        at: Times::of(&member.store, member.now()).when(sweep.date_added),
        progress: progress(member, &sweep),
        may: may(member, &sweep, permission),
        undone: match sweep.work {
            SweepWork::Undo { of, .. } => member.path(&format!("sweeps/{of}")),
            _ => String::new(),
        },
        more_refusals: if more == 0 { String::new() } else { number(more) },
        refusals,
    };
    answer::page(200, &page)
}

/// The sweep that the address names.
async fn find(member: &Member<'_>) -> Result<Sweep, Failure> {
    let number = member.visit().value("sweep_id");
    let (sweep, _) = sweeps::find(member.desk(), member.store.id, number, &member.actor()).await?;
    Ok(sweep)
}

/// The orders that were left out, of those that the user sees.
async fn refusals(member: &Member<'_>, sweep: &Sweep) -> Result<Vec<Refusal>, Failure> {
    let refused = sweep.findings.iter().filter(|finding| finding.result == FindingResult::Refused);
    let mut refused: Vec<_> = refused.collect();
    if !member.sees_all() {
        let ids: Vec<OrderId> = refused.iter().filter_map(|finding| finding.order_id).collect();
        let seen = seen_of(member, &ids).await?;
        refused.retain(|finding| finding.order_id.is_some_and(|id| seen.contains(&id)));
    }
    let shown = refused.into_iter().map(|finding| {
        let order_id = finding.order_id.map(|id| id.to_string()).unwrap_or_default();
        Refusal { address: member.path(&format!("orders/{order_id}")), order_id, why: sentence(&finding.what) }
    });
    Ok(shown.collect())
}

/// `POST …/sweeps/{id}/cancel`: what it changed stays.
pub(super) async fn cancel(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let sweep = find(member).await?;
    let (number, actor) = (sweep.id.number.to_string(), member.actor());
    Box::pin(sweeps::cancel(member.desk(), member.store.id, &number, &actor, member.now())).await?;
    note(member, "sweep canceled", sweep.id.number, &work(&member.store, &sweep)).await?;
    Ok(member.done(&member.visit().form(), &format!("sweeps/{number}"), "called-off"))
}

/// `POST …/sweeps/{id}/undo`: another sweep, which gives orders back what they were.
pub(super) async fn undo(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (sweep, form, app) = (find(member).await?, member.visit().form(), member.app());
    let (number, actor) = (sweep.id.number.to_string(), member.actor());
    let begun = Box::pin(sweeps::undo(member.desk(), &app.clock, &member.store, &number, None, &actor)).await?;
    note(member, "sweep undone", sweep.id.number, &work(&member.store, &sweep)).await?;
    Ok(led_on(member, &form, begun, "undone", false))
}
