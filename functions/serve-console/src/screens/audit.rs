//! Who changed what in a store, and what was done with an account; the newest first.

use askama::Template;
use desk::accounts;
use domain::{AuditChange, AuditChannel, AuditLine, Permission, Permissions};
use http::{ApiReply, Failure};

use crate::answer;
use crate::frame::{Frame, PlainFrame};
use crate::view::{Times, When, sentence};
use crate::visit::{Member, Person, with_query};

/// A page has so many lines.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "audit/list.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<Line>,
    text: String,
    newer: String,
    older: String,
}

#[derive(Template)]
#[template(path = "account/audit.html")]
struct AccountPage {
    frame: PlainFrame,
    lines: Vec<Line>,
    text: String,
    newer: String,
    older: String,
}

/// That somebody changed something.
pub(super) struct Line {
    pub(super) what: String,
    /// Of what: an id, or an address.
    pub(super) thing: String,
    pub(super) changes: Vec<Change>,
    pub(super) who: String,
    pub(super) how: String,
    pub(super) at: When,
}

/// What of it was before, and is.
pub(super) struct Change {
    pub(super) field: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// `GET …/audit`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let cursor = member.visit().call.query("cursor");
    let found = accounts::audit::list(member.desk(), member.store.id, cursor, PAGE).await?;
    let times = Times::of(&member.store, member.now());
    let frame = Frame::of(member, "Audit", None).await?;
    let (newer, older) = others(&frame.here, cursor, found.next.as_deref());
    let (text, lines) = (counted(found.lines.len(), cursor), all_shown(&found.lines, &times));
    answer::page(200, &ListPage { frame, lines, text, newer, older })
}

/// `GET /console/account/audit`.
pub(super) async fn of_account(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let visit = person.visit;
    let cursor = visit.call.query("cursor");
    let found = accounts::audit::of_account(&visit.app.desk, person.account().id, cursor, PAGE).await?;
    let (newer, older) = others(&visit.address(), cursor, found.next.as_deref());
    let (text, lines) = (counted(found.lines.len(), cursor), all_shown(&found.lines, &Times::utc(visit.now)));
    let frame = PlainFrame::of(person, "What was done with your account");
    answer::page(200, &AccountPage { frame, lines, text, newer, older })
}

/// The addresses of the newest lines and of those behind this page; blank where it leads to none.
fn others(here: &str, cursor: Option<&str>, next: Option<&str>) -> (String, String) {
    let newer = cursor.map(|_| with_query(here, &[("cursor", "")]));
    let older = next.map(|next| with_query(here, &[("cursor", next)]));
    (newer.unwrap_or_default(), older.unwrap_or_default())
}

fn counted(count: usize, cursor: Option<&str>) -> String {
    match (count, cursor) {
        (0, _) => String::new(),
        (count, None) => format!("Newest {count}"),
        (count, Some(_)) => format!("{count} lines"),
    }
}

fn all_shown(lines: &[AuditLine], times: &Times) -> Vec<Line> {
    lines.iter().map(|line| shown(line, times)).collect()
}

pub(super) fn shown(line: &AuditLine, times: &Times) -> Line {
    let channel = match line.how {
        AuditChannel::Console => "Console",
        AuditChannel::Api => "API",
        AuditChannel::CommandLine => "Command line",
        AuditChannel::Agent => "Agent",
    };
    Line {
        what: sentence(&line.what),
        thing: line.id.clone(),
        changes: line.changes.iter().map(change).collect(),
        who: line.who.clone(),
        how: if line.network.is_empty() { channel.to_owned() } else { format!("{channel}, {}", line.network) },
        at: times.when(line.at),
    }
}

/// A change as people read it: of permissions those that were taken, and those that were given.
fn change(change: &AuditChange) -> Change {
    let field = sentence(&change.field.replace('_', " "));
    if change.field != "permissions" {
        return Change { field, before: change.before.clone(), after: change.after.clone() };
    }
    let [before, after] = [&change.before, &change.after].map(|names| Permissions::named(names.split_whitespace()));
    Change { field, before: labels(before.beyond(after)), after: labels(after.beyond(before)) }
}

fn labels(permissions: Permissions) -> String {
    permissions.iter().map(Permission::label).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_permissions_those_are_named_that_were_taken_and_given() {
        let line = AuditChange::between("permissions", "view_orders add_notes", "view_orders ship_orders").unwrap();
        let shown = change(&line);
        assert_eq!(shown.field, "Permissions");
        assert_eq!(shown.before, Permission::AddNotes.label());
        assert_eq!(shown.after, Permission::ShipOrders.label());
        let shown = change(&AuditChange::between("store_email", "", "desk@example.com").unwrap());
        assert_eq!((shown.field.as_str(), shown.after.as_str()), ("Store email", "desk@example.com"));
    }
}
