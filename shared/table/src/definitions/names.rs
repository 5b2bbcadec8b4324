//! Names that no two of a kind have: a definition claims its name (`claims.rs`).

use domain::StoreId;
use jiff::Timestamp;

use super::{Definition, DefinitionKey, NameTaken};
use crate::claims::Claim;
use crate::{Table, TableError};

impl Table {
    /// Notes that a definition has its name; the claim, of a kind that has its names alone, or who has it.
    pub(super) async fn claim_name<D: Definition>(
        &self,
        store_id: StoreId,
        definition: &D,
        now: Timestamp,
    ) -> Result<Result<Option<Claim>, NameTaken>, TableError> {
        let Some(name) = definition.name_key(store_id) else { return Ok(Ok(None)) };
        let name = &name;
        let has = |other: u64| async move {
            let found = self.definition::<D>(store_id, &other.to_string()).await?;
            Ok(found.is_some_and(|(found, _)| found.name_key(store_id).as_ref() == Some(name)))
        };
        let claimed = self.claim(name.0.clone(), number_of(definition), now, has).await?;
        Ok(claimed.map(Some).map_err(NameTaken))
    }

    /// The claim a definition has of its name, to be given up when it has it no more.
    pub(super) async fn claim_of_name<D: Definition>(
        &self,
        store_id: StoreId,
        definition: &D,
    ) -> Result<Option<Claim>, TableError> {
        let Some(DefinitionKey(key)) = definition.name_key(store_id) else { return Ok(None) };
        let claim = self.claim_at(key).await?;
        Ok(claim.filter(|claim| claim.owner == number_of(definition)))
    }

    /// The same by its id. One that can't be read is gone without it: its claim is over then.
    pub(super) async fn claim_of<D: Definition>(
        &self,
        store_id: StoreId,
        id: &str,
    ) -> Result<Option<Claim>, TableError> {
        match self.definition::<D>(store_id, id).await {
            Ok(Some((definition, _))) => self.claim_of_name(store_id, &definition).await,
            Ok(None) => Ok(None),
            Err(error) if error.is_unreadable() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The id of a definition as claims have it: all are digits.
fn number_of<D: Definition>(definition: &D) -> u64 {
    definition.id().parse().unwrap_or_default()
}
