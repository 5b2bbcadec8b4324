//! The mail that says that the stock of an item is low.

use domain::plain::one_line;
use domain::{InventoryItem, Notice, NoticeContent, NoticeFacts, NoticeWords, Store};
use jiff::Timestamp;

/// So much of a name is told.
const MAX_TOLD: usize = 100;

/// The mail that tells a store's admin that the stock of an item fell to `left`, its reorder level or below; nothing where
/// nobody confirmed the address.
pub(crate) fn low_stock_notice(
    store: &Store,
    item: &InventoryItem,
    left: i64,
    id: String,
    now: Timestamp,
) -> Option<Notice> {
    let (level, settings) = (item.is_low_at()?, &store.settings);
    if settings.admin_email.is_empty() || !settings.admin_email_confirmed {
        return None;
    }
    let (code, name) = (one_line(&item.code, MAX_TOLD), one_line(&item.name, MAX_TOLD));
    let subject = format!("Low stock in {}: {code}", one_line(&store.name, MAX_TOLD));
    let text = format!(
        "{name} ({code}): {left} left, and the reorder level is {level}.\n\n\
         This mail is sent once, when the stock falls to the reorder level; and again when it has been above it since.\n"
    );
    let facts = NoticeFacts::new([
        ("code", code),
        ("name", name),
        ("stock", left.to_string()),
        ("reorder_level", level.to_string()),
        ("location", one_line(&item.location, MAX_TOLD)),
    ]);
    let content = NoticeContent::LowStock(NoticeWords { subject, text, facts });
    Some(Notice::new(id, store.id, settings.admin_email.clone(), content, now))
}

#[cfg(test)]
mod tests {
    use domain::{NewInventoryItem, Settings, StockKeeping};

    use super::*;

    #[test]
    fn the_mail_says_what_is_low_and_goes_to_an_address_that_is_confirmed_alone() {
        let keeping = StockKeeping { reorder_level: Some(3), ..StockKeeping::default() };
        let new =
            NewInventoryItem { name: "Mug\nhttp://evil.example".into(), code: "MUG".into(), ..Default::default() };
        let item = InventoryItem { keeping, ..new.item(7, Timestamp::UNIX_EPOCH) };
        let mut store = Store {
            id: "42".parse().unwrap(),
            name: "Harbor".into(),
            settings: Settings { admin_email: "ada@example.com".into(), ..Settings::default() },
            folders: vec![],
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        };
        let notice = |store: &Store| low_stock_notice(store, &item, 2, "n".into(), Timestamp::UNIX_EPOCH);
        assert_eq!(notice(&store), None);
        store.settings.admin_email_confirmed = true;
        let Some(NoticeContent::LowStock(words)) = notice(&store).map(|notice| notice.content) else {
            panic!("no mail")
        };
        let NoticeWords { subject, text, facts } = words;
        assert_eq!(subject, "Low stock in Harbor: MUG");
        assert!(text.starts_with("Mug http[:]//evil[.]example (MUG): 2 left, and the reorder level is 3.\n"), "{text}");
        assert_eq!(facts.values.get("stock").map(String::as_str), Some("2"));
    }
}
