//! A store's own style sheet: a row of its own, as nobody reads it but to change it or to load it. Which version of it
//! its pages load says the store's row, which every page reads.

use domain::{AuditLine, CustomCss, StoreId};

use crate::accounts::{AuditOf, audit};
use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Together, Update, Write};
use crate::stores::REVISION;
use crate::{Outcome, Table, TableError, keys};

const VERSION: &str = "version";

impl Table {
    /// A store's own style sheet, and its row's version; blank and 0 where there was none yet.
    pub async fn custom_css(&self, store_id: StoreId) -> Result<(CustomCss, u64), TableError> {
        match self.client.get(keys::custom_css(store_id), Consistency::Strong).await? {
            Some(item) => Ok((item.body()?, item.version()?)),
            None => Ok((CustomCss::default(), 0)),
        }
    }

    /// Writes a store's own style sheet in place of the version that was read, notes in the store's row which it is,
    /// and adds a line that says so: all or nothing. [`Outcome::Stale`] when one of the rows was changed since.
    pub async fn save_custom_css(
        &self,
        store_id: StoreId,
        seen: u64,
        css: &CustomCss,
        line: &AuditLine,
    ) -> Result<Outcome<()>, TableError> {
        let Some(mut store) = self.store(store_id).await? else { return Ok(Outcome::Missing) };
        let revision = store.rules_revision;
        store.settings.custom_css_digest = css.digest();
        store.rules_revision = revision.saturating_add(1);
        let item = NewItem::at(keys::store(store_id)).number(REVISION, store.rules_revision).body(&store)?.sized()?;
        let is_same = Condition::number_is_or_none(REVISION, revision);
        let is_seen = if seen == 0 { Condition::absent() } else { Condition::version_is(seen) };
        let writes = vec![
            Write::Put(row(store_id, css, seen.saturating_add(1))?, is_seen),
            Write::Update(Update::of(keys::store(store_id)).set_all(item).only_if(is_same)),
            audit::write(AuditOf::Store(store_id), line)?,
        ];
        Ok(match Box::pin(self.client.write_together(writes)).await? {
            Together::Done => Outcome::Done(()),
            Together::Refused(..) | Together::Conflict => Outcome::Stale,
        })
    }

    /// Gives a store that is being made the sheet of another, which its row names already.
    pub async fn put_custom_css(&self, store_id: StoreId, css: &CustomCss) -> Result<(), TableError> {
        self.client.put(row(store_id, css, 1)?).await
    }
}

fn row(store_id: StoreId, css: &CustomCss, version: u64) -> Result<Item, TableError> {
    NewItem::at(keys::custom_css(store_id)).number(VERSION, version).body(css)?.sized()
}
