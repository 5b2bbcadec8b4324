//! Who has a code: an item claims it (`claims.rs`).

use domain::StoreId;
use jiff::Timestamp;

use crate::claims::Claim;
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
        let key = &keys::inventory_code(store_id, code);
        let has = |other: u64| async move {
            let item = self.inventory_item(store_id, other).await?;
            Ok(item.is_some_and(|item| keys::inventory_code(store_id, &item.code) == *key))
        };
        Ok(self.claim(key.clone(), id, now, has).await?.map_err(CodeTaken))
    }
}
