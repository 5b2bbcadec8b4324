//! Who changed what in a store, the newest first.

use askama::Template;
use desk::accounts;
use domain::{AuditChange, AuditChannel, AuditLine, Permission, Permissions};
use http::{ApiReply, Failure};

use crate::answer;
use crate::frame::Frame;
use crate::view::{Times, When, sentence};
use crate::visit::{Member, with_query};

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

/// That somebody changed something.
struct Line {
    what: String,
    /// Of what: an id, or an address.
    thing: String,
    changes: Vec<Change>,
    who: String,
    how: String,
    at: When,
}

/// What of it was before, and is.
struct Change {
    field: String,
    before: String,
    after: String,
}

/// `GET …/audit`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let cursor = member.visit().call.query("cursor");
    let found = accounts::audit::list(&member.app().desk, member.store.id, cursor, PAGE).await?;
    let times = Times::of(&member.store, member.now());
    let frame = Frame::of(member, "Audit", None).await?;
    let here = frame.here.clone();
    let older = found.next.map(|next| with_query(&here, &[("cursor", next.as_str())]));
    let newest = cursor.map(|_| with_query(&here, &[("cursor", "")]));
    let page = ListPage {
        frame,
        text: match (found.lines.len(), cursor) {
            (0, _) => String::new(),
            (count, None) => format!("Newest {count}"),
            (count, Some(_)) => format!("{count} lines"),
        },
        lines: found.lines.iter().map(|line| shown(line, &times)).collect(),
        newer: newest.unwrap_or_default(),
        older: older.unwrap_or_default(),
    };
    answer::page(200, &page)
}

fn shown(line: &AuditLine, times: &Times) -> Line {
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
