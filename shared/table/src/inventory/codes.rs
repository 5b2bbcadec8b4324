//! Who has a code: an item claims it (`claims.rs`).

use domain::StoreId;
use jiff::Timestamp;

use crate::claims::{Claim, Taken};
use crate::{Table, TableError, keys};

/// Another item, of this id, has the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeTaken(pub u64);

impl Table {
    /// Notes that the item of this id has a code; the claim, or who has it.
    pub(super) async fn claim_code(
        &self,
        store_id: StoreId,
        code: &str,
        id: u64,
        now: Timestamp,
    ) -> Result<Result<Claim, CodeTaken>, TableError> {
        let key = keys::inventory_code(store_id, code);
        let has = async |id: u64| {
            let item = self.inventory_item(store_id, id).await?;
            Ok(item.is_some_and(|item| keys::inventory_code(store_id, &item.code) == key))
        };
        let claimed = self.claim(key.clone(), id, now, has).await?;
        Ok(claimed.map_err(|Taken(id)| CodeTaken(id)))
    }
}
