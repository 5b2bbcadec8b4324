//! Notices: mails to be sent, each a row of its own. One that is new wakes `carry-out-plans` by the stream, which
//! queues it. DynamoDB removes the row in the end.

use domain::{Notice, StoreId};
use jiff::SignedDuration;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::error::readable;
use crate::{Image, Outcome, Table, TableError, keys};

/// How long the row of a notice stays, from when it was made, or is due where that is later.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Table {
    /// Inserts a notice and has it queued; [`Outcome::Unchanged`] when it was there before.
    pub async fn insert_notice(&self, notice: &Notice) -> Result<Outcome<(), ()>, TableError> {
        Ok(self.client.insert(new_notice(notice)?).await?.map_present(drop))
    }

    /// Inserts a notice that waits, which nobody queues before [`queue_notice`](Self::queue_notice);
    /// [`Outcome::Unchanged`] when it was there before.
    pub async fn insert_waiting_notice(&self, notice: &Notice) -> Result<Outcome<(), ()>, TableError> {
        Ok(self.client.insert(item(notice, 1)?.sized()?).await?.map_present(drop))
    }

    /// The notice of this id, of a store or of people, and its row's version.
    pub async fn notice(
        &self,
        store_id: impl Into<Option<StoreId>>,
        id: &str,
    ) -> Result<Option<(Notice, u64)>, TableError> {
        let item = self.client.get(keys::notice(store_id.into(), id), Consistency::Strong).await?;
        item.as_ref().map(read).transpose()
    }

    /// Those of these notices that are there, in any sequence.
    pub async fn notices(&self, store_id: StoreId, ids: &[String]) -> Result<Vec<Notice>, TableError> {
        let keys: Vec<Key> = ids.iter().map(|id| keys::notice(Some(store_id), id)).collect();
        let items = self.client.get_all(&keys, Consistency::Strong).await?;
        Ok(readable(items.iter().map(|item| read(item).map(|(notice, _)| notice))))
    }

    /// Writes `notice` as the version after `seen`; [`Outcome::Stale`] when it is no longer that version.
    pub async fn change_notice(&self, notice: &Notice, seen: u64) -> Result<Outcome<()>, TableError> {
        self.save_notice(notice, seen, item(notice, seen.saturating_add(1))?.sized()?).await
    }

    /// The same, and has it queued.
    pub async fn queue_notice(&self, notice: &Notice, seen: u64) -> Result<Outcome<()>, TableError> {
        let item = item(notice, seen.saturating_add(1))?.text("wake", "1").sized()?;
        self.save_notice(notice, seen, item).await
    }

    async fn save_notice(&self, notice: &Notice, seen: u64, item: Item) -> Result<Outcome<()>, TableError> {
        if self.client.put_if(item, Condition::version_is(seen)).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.notice(notice.store_id, &notice.id).await?;
        let is_ours = found.is_some_and(|(found, _)| found == *notice);
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }
}

impl Image {
    /// Reads the notice a stream tells of.
    pub fn notice(&self) -> Result<Notice, TableError> {
        read(self).map(|(notice, _)| notice)
    }
}

/// The row of a notice that is new, which has it queued.
pub(crate) fn new_notice(notice: &Notice) -> Result<Item, TableError> {
    item(notice, 1)?.text("wake", "1").sized()
}

fn item(notice: &Notice, version: u64) -> Result<NewItem, TableError> {
    let from = notice.due_at.map_or(notice.date_added, |due_at| due_at.max(notice.date_added));
    let ends_at = from.checked_add(KEPT_FOR).unwrap_or(from).as_second();
    let item = NewItem::at(keys::notice(notice.store_id, &notice.id)).number("version", version);
    item.number("expires_at", u64::try_from(ends_at).unwrap_or_default()).body(notice)
}

fn read(attributes: &impl Attributes) -> Result<(Notice, u64), TableError> {
    Ok((attributes.body()?, attributes.version()?))
}

#[cfg(test)]
mod tests {
    use domain::{AccountMail, NoticeContent, NoticeWords};

    use super::*;

    #[test]
    fn the_row_of_a_notice_is_this() {
        let content = NoticeContent::Incidents(NoticeWords {
            subject: "1 appointment failed".into(),
            text: "It did.".into(),
            ..NoticeWords::default()
        });
        let now = "2026-11-25T09:15:30Z".parse().unwrap();
        let notice = Notice::new("incidents-1".into(), "42".parse().unwrap(), "ada@example.com".into(), content, now);
        let row = item(&notice, 1).unwrap().sized().unwrap();
        assert_eq!((row.text("pk"), row.text("sk")), (Some("M#42#incidents-1"), Some("M")));
        assert_eq!((row.number("version"), row.number("expires_at")), (Some(1), Some(1_798_190_130)));
        let body: serde_json::Value = row.body().unwrap();
        assert_eq!(
            body.to_string(),
            concat!(
                r#"{"id":"incidents-1","store_id":42,"recipient":"ada@example.com","kind":"incidents","#,
                r#""subject":"1 appointment failed","text":"It did.","status":"pending","#,
                r#""date_added":"2026-11-25T09:15:30Z"}"#
            )
        );
        assert_eq!(read(&row).unwrap(), (notice, 1));
    }

    /// Catches a mail that waits and whose row is gone before it may be sent, or is queued though it goes nowhere yet.
    #[test]
    fn the_row_of_a_notice_that_waits_stays_for_as_long_behind_that_and_wakes_nobody() {
        let (now, until) = ("2026-11-25T09:15:30Z".parse().unwrap(), "2026-12-25T09:15:30Z".parse().unwrap());
        let content = NoticeContent::Cancellation { order: None, words: NoticeWords::default() };
        let notice =
            Notice::new("canceled-1".into(), "42".parse().unwrap(), String::new(), content, now).waiting(until);
        let row = item(&notice, 1).unwrap().sized().unwrap();
        assert_eq!((row.number("expires_at"), row.text("wake")), (Some(1_800_782_130), None));
        assert!(notice.is_waiting());
    }

    #[test]
    fn the_row_of_what_a_person_is_mailed_is_no_store_s_and_holds_no_secret() {
        let now = "2026-11-25T09:15:30Z".parse().unwrap();
        let mail = AccountMail::Link { link_id: "0a".into() };
        let notice = Notice::of_person("link-0a".into(), "ada@example.com".into(), mail, now);
        let row = item(&notice, 1).unwrap().sized().unwrap();
        assert_eq!((row.text("pk"), row.text("sk")), (Some("M#people#link-0a"), Some("M")));
        let body: serde_json::Value = row.body().unwrap();
        assert_eq!(
            body.to_string(),
            concat!(
                r#"{"id":"link-0a","recipient":"ada@example.com","kind":"account","#,
                r#""mail":{"about":"link","link_id":"0a"},"status":"pending","date_added":"2026-11-25T09:15:30Z"}"#
            )
        );
        assert_eq!(read(&row).unwrap(), (notice, 1));
        assert_eq!(keys::read_notice_partition("M#people#link-0a"), None);
    }
}
