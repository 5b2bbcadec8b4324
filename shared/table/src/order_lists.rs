//! What is set of the lists of orders on screen: the columns of a folder's list for everybody, and what a user keeps for
//! themselves. Saved views for everybody are definitions (`definitions.rs`).

use domain::{AccountId, FolderColumns, FolderId, OwnLists, StoreId};

use crate::client::{Attributes, Condition, Consistency, NewItem};
use crate::keys::order_lists;
use crate::{Outcome, Table, TableError};

const VERSION: &str = "version";

impl Table {
    /// The columns of a folder's list, or of that of all orders, for everybody; nothing where nobody ever chose any.
    pub async fn folder_columns(
        &self,
        store_id: StoreId,
        folder_id: Option<FolderId>,
    ) -> Result<Option<FolderColumns>, TableError> {
        let found = self.client.get(order_lists::folder_columns(store_id, folder_id), Consistency::Strong).await?;
        found.as_ref().map(Attributes::body).transpose()
    }

    /// Writes the columns of a folder's list for everybody, whatever they were.
    pub async fn put_folder_columns(&self, store_id: StoreId, columns: &FolderColumns) -> Result<(), TableError> {
        let item = NewItem::at(order_lists::folder_columns(store_id, columns.folder_id));
        self.client.put(item.body(columns)?.sized()?).await
    }

    /// What a user keeps of a store's lists for themselves, and the version of the row; nothing and 0 where there is none.
    pub async fn own_lists(&self, store_id: StoreId, account_id: AccountId) -> Result<(OwnLists, u64), TableError> {
        let found = self.client.get(order_lists::own_lists(store_id, account_id), Consistency::Strong).await?;
        match found {
            Some(item) => Ok((item.body()?, item.number(VERSION).unwrap_or_default())),
            None => Ok((OwnLists::default(), 0)),
        }
    }

    /// Writes what a user keeps for themselves in place of the version that was read; [`Outcome::Stale`] when it is
    /// another by now.
    pub async fn save_own_lists(
        &self,
        store_id: StoreId,
        account_id: AccountId,
        lists: &OwnLists,
        seen: u64,
    ) -> Result<Outcome<()>, TableError> {
        let condition = if seen == 0 { Condition::absent() } else { Condition::version_is(seen) };
        let item = NewItem::at(order_lists::own_lists(store_id, account_id)).number(VERSION, seen.saturating_add(1));
        self.client.put_if(item.body(lists)?.sized()?, condition).await
    }
}
