//! What a sweep does, to which orders, and how far it is, in words.

use domain::{
    PERSON_PREFIX, Permission, Selection, Store, Sweep, SweepAction, SweepQuery, SweepStatus, SweepWork, tag_of,
};

use crate::frame::{folder_name, grouped};
use crate::view::{Badge, Tag, Times, sentence};
use crate::visit::Member;

/// A name or a value is shown in so many characters.
const MAX_SHOWN_LENGTH: usize = 60;

/// What it does: `Move to Prepared`.
pub(super) fn work(store: &Store, sweep: &Sweep) -> String {
    match &sweep.work {
        SweepWork::Orders { action: done, .. } => action(store, done),
        SweepWork::Undo { of, .. } => format!("Undo sweep {of}"),
        SweepWork::Repair { .. } => "Repair".to_owned(),
        SweepWork::Import(_) => "Import".to_owned(),
        SweepWork::Export(_) => "Export".to_owned(),
    }
}

/// What an action does to each order.
pub(super) fn action(store: &Store, action: &SweepAction) -> String {
    match action {
        SweepAction::Move { folder_id } => format!("Move to {}", folder_name(store, *folder_id)),
        SweepAction::SetTag { color } => format!("Tag {}", tag_of(color).map_or(color.as_str(), |(known, _)| known)),
        SweepAction::RemoveTag => "Take the tag away".to_owned(),
        SweepAction::SetOrderMetadata { name, value } => format!("Set metadata {} to {}", short(name), short(value)),
        SweepAction::RemoveOrderMetadata { name } => format!("Remove metadata {}", short(name)),
        SweepAction::SetCheckoutData { name, value } => {
            format!("Set checkout data {} to {}", short(name), short(value))
        }
        SweepAction::RemoveCheckoutData { name } => format!("Remove checkout data {}", short(name)),
        SweepAction::RunEvent { event, event_id } => {
            format!("Run event {} {event_id}", event.title()).trim().to_owned()
        }
        SweepAction::Delete => "Delete".to_owned(),
        SweepAction::Restore => "Restore".to_owned(),
        SweepAction::RetryAppointments { kind } => format!("Retry {}", appointments(kind)),
        SweepAction::CancelAppointments { kind } => format!("Call off {}", appointments(kind)),
    }
}

fn appointments(kind: &str) -> String {
    if kind.is_empty() { "appointments".to_owned() } else { format!("appointments: {}", kind_words(kind)) }
}

/// A kind of appointment, as people read it: `Send mail`.
pub(crate) fn kind_words(kind: &str) -> String {
    sentence(&kind.replace('_', " ")).replace("json", "JSON")
}

/// To which orders: `25 orders`, `12,340 orders: all in New, tagged Green`.
pub(super) fn selection(member: &Member<'_>, sweep: &Sweep) -> String {
    let total = sweep.total.map(orders);
    match &sweep.work {
        SweepWork::Orders { selection: Selection::Ids(ids), .. } => {
            orders(u64::try_from(ids.len()).unwrap_or(u64::MAX))
        }
        SweepWork::Orders { selection: Selection::Query(wanted), .. } => {
            let wanted = query(member, wanted);
            total.map_or_else(|| sentence(&wanted), |total| format!("{total}: {wanted}"))
        }
        _ => total.unwrap_or_default(),
    }
}

fn query(member: &Member<'_>, query: &SweepQuery) -> String {
    let (store, times) = (&member.store, Times::of(&member.store, member.now()));
    let folders: Vec<String> = query.folder_ids.iter().map(|id| folder_name(store, *id)).collect();
    let folders =
        if folders.is_empty() { "all of the store".to_owned() } else { format!("all in {}", folders.join(", ")) };
    // Who may not see customers is not told of one either.
    let shown =
        |text: &String| if member.may(Permission::ViewCustomers) { short(text) } else { "one customer".to_owned() };
    let tag = |name: &String| match Tag::of(name).color {
        color if color.is_empty() => "without a tag".to_owned(),
        color => format!("tagged {color}"),
    };
    let at = |word: &str, at: Option<jiff::Timestamp>| at.map(|at| format!("{word} {}", times.when(at).text));
    let parts = [
        Some(folders),
        query.source_name.as_ref().map(|name| format!("from {}", short(name))),
        query.email.as_ref().map(|email| format!("of {}", shown(email))),
        query.customer_id.as_ref().map(|id| format!("of {}", shown(id))),
        query.tag_name.as_ref().map(tag),
        at("added from", query.added_from),
        at("added to", query.added_to),
        at("changed from", query.updated_from),
        at("changed to", query.updated_to),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Who began it.
pub(super) fn by(sweep: &Sweep) -> String {
    match &sweep.work {
        SweepWork::Orders { by, .. } | SweepWork::Undo { by, .. } if !by.is_empty() => {
            by.strip_prefix(PERSON_PREFIX).map_or_else(|| format!("API key {by}"), str::to_owned)
        }
        _ => "Schedule".to_owned(),
    }
}

/// How far it is, in a word.
pub(super) fn state(status: SweepStatus) -> Badge {
    match status {
        SweepStatus::Waiting => Badge::new("Waits", "info", "clock"),
        SweepStatus::Running => Badge::new("Running", "info", "play"),
        SweepStatus::Done => Badge::new("Complete", "good", "check"),
        SweepStatus::Canceled => Badge::new("Called off", "", "x"),
        SweepStatus::Failed => Badge::new("Failed", "bad", "alert"),
    }
}

/// How many orders.
pub(super) fn orders(count: u64) -> String {
    if count == 1 { "1 order".to_owned() } else { format!("{} orders", number(count)) }
}

/// A number with commas.
pub(super) fn number(count: u64) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}

/// A text that may be long, cut.
fn short(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN_LENGTH).collect();
    if cut.len() == text.len() { cut } else { format!("{cut}…") }
}

#[cfg(test)]
mod tests {
    use domain::{Event, FolderId, Settings, StoreId};
    use jiff::Timestamp;

    use super::*;

    fn store() -> Store {
        Store {
            id: StoreId::new(42).unwrap(),
            name: "Harbor".into(),
            settings: Settings::default(),
            folders: Store::default_folders(),
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_a_sweep_does_is_told_in_the_words_of_the_store() {
        let folder = |id| FolderId::new(id).unwrap();
        for (done, words) in [
            (SweepAction::Move { folder_id: folder(2) }, "Move to Prepared"),
            (SweepAction::Move { folder_id: folder(9) }, "Move to Folder 9"),
            (SweepAction::SetTag { color: "blue".into() }, "Tag Blue"),
            (SweepAction::RunEvent { event: Event::CustomEvent, event_id: "7".into() }, "Run event Custom Event 7"),
            (SweepAction::RunEvent { event: Event::NoteAdded, event_id: String::new() }, "Run event Note Added"),
            (SweepAction::RetryAppointments { kind: String::new() }, "Retry appointments"),
            (
                SweepAction::CancelAppointments { kind: "post_order_json".into() },
                "Call off appointments: Post order JSON",
            ),
        ] {
            assert_eq!(action(&store(), &done), words);
        }
    }

    #[test]
    fn long_texts_are_cut_and_counts_have_their_word() {
        assert_eq!((short("fern").as_str(), short(&"ü".repeat(80)).chars().count()), ("fern", 61));
        assert_eq!([0, 1, 12_340].map(orders), ["0 orders", "1 order", "12,340 orders"]);
    }
}
