//! Folders whose counts are off.

use domain::Store;

use super::work::Repairs;
use crate::DeskError;

impl Repairs {
    /// Counts each folder of a store anew, removed ones too; which of them were off.
    pub(super) async fn look_at_folders(&self, store: &Store) -> Result<Vec<String>, DeskError> {
        let mut mended = vec![];
        let folders = store.folders.iter().map(|folder| folder.id);
        for folder_id in folders.chain(store.removed_folders.iter().copied()) {
            let off = self.desk.table.mend_folder_counts(store.id, folder_id).await?;
            if off > 0 {
                mended.push(format!("the count of folder {folder_id} was off by {off}"));
            }
        }
        Ok(mended)
    }
}
