//! Who has a code: an item claims it (`claims.rs`).

use domain::StoreId;
use jiff::Timestamp;

use crate::claims::{Claim, Claiming};
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
        let mut tries = self.client.tries();
        loop {
            let held = match self.claim(key.clone(), id, now).await? {
                Claiming::Done(claim) => return Ok(Ok(claim)),
                Claiming::Held(held) => held,
            };
            let owner = self.inventory_item(store_id, held.owner()).await;
            let has = owner.map(|item| item.is_some_and(|item| keys::inventory_code(store_id, &item.code) == key));
            if held.stands(has, now)? {
                return Ok(Err(CodeTaken(held.owner())));
            }
            if let Some(claim) = self.take_over(held, id, now).await? {
                return Ok(Ok(claim));
            }
            tries.again().await?;
        }
    }
}
