//! What lies beside exports: their files, and which export has an order.
//!
//! A claim lies beside its order and stays as long as that: an order is in one export of a template at a time. It is taken
//! over under the condition that it is still the one that was read, so of two exports one has it.

use domain::{ExportFile, OrderId, StoreId, Sweep};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// The attribute of the export's number.
const EXPORT: &str = "export";

/// The attribute that says that an export delivered the order, where the order itself has no room to say so.
const DELIVERED: &str = "delivered";

/// That an export of a template has an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportClaim {
    /// The export's number.
    pub export: u64,
    /// Counts up each time that an export takes the order over.
    version: u64,
    /// Whether it is noted here, as the order has no room to say so, that an export of the template delivered it.
    pub is_delivered: bool,
}

impl Table {
    /// Notes that an export of a template has an order, unless one has it: [`Outcome::Unchanged`] brings which.
    pub async fn claim_for_export(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        template_id: &str,
        export: u64,
    ) -> Result<Outcome<(), ExportClaim>, TableError> {
        let key = keys::export_claim(store_id, order_id, template_id);
        let item = NewItem::at(key.clone()).number(EXPORT, export).number("version", 1).sized()?;
        let Outcome::Unchanged(found) = self.client.insert(item).await? else { return Ok(Outcome::Done(())) };
        let found = match found {
            Some(found) => Some(found),
            None => self.client.get(key, Consistency::Strong).await?,
        };
        // Nothing removes a claim but the time, with its order.
        let found = found.ok_or(TableError::Contended { tries: 1 })?;
        Ok(Outcome::Unchanged(read_claim(&found)?))
    }

    /// Gives an export the order that another one had; [`Outcome::Stale`] where that is no longer who has it.
    pub async fn take_over_for_export(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        template_id: &str,
        export: u64,
        seen: ExportClaim,
    ) -> Result<Outcome<()>, TableError> {
        self.change_claim(store_id, order_id, template_id, seen, |item| item.number(EXPORT, export)).await
    }

    /// Notes beside an order that its export delivered it. One that another export has by now stays as it is.
    pub async fn note_exported(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        template_id: &str,
        export: u64,
    ) -> Result<(), TableError> {
        let mut tries = self.client.tries();
        loop {
            let key = keys::export_claim(store_id, order_id, template_id);
            let Some(found) = self.client.get(key, Consistency::Strong).await? else { return Ok(()) };
            let seen = read_claim(&found)?;
            if seen.export != export || seen.is_delivered {
                return Ok(());
            }
            let noted = self.change_claim(store_id, order_id, template_id, seen, |item| item.number(DELIVERED, 1));
            if noted.await?.is_done() {
                return Ok(());
            }
            tries.again().await?;
        }
    }

    async fn change_claim(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        template_id: &str,
        seen: ExportClaim,
        change: impl Fn(NewItem) -> NewItem,
    ) -> Result<Outcome<()>, TableError> {
        let key = keys::export_claim(store_id, order_id, template_id);
        let Some(before) = self.client.get(key, Consistency::Strong).await? else { return Ok(Outcome::Stale) };
        if read_claim(&before)? != seen {
            return Ok(Outcome::Stale);
        }
        let item = change(NewItem::of(before)).number("version", seen.version.saturating_add(1)).sized()?;
        self.client.put_if(item, Condition::version_is(seen.version)).await
    }

    /// Inserts a file of an export; [`Outcome::Unchanged`] where it is there.
    pub async fn insert_export_file(&self, sweep: &Sweep, file: &ExportFile) -> Result<Outcome<(), ()>, TableError> {
        let Some(store_id) = sweep.id.store_id else { return Ok(Outcome::Unchanged(())) };
        let key = keys::export_file(store_id, file.export, file.index);
        let item = NewItem::at(key).number("version", 1).expiring(sweep.date_added).body(file)?.sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }

    /// A file of a store's export, and its row's version.
    pub async fn export_file(
        &self,
        store_id: StoreId,
        export: u64,
        index: u64,
    ) -> Result<Option<(ExportFile, u64)>, TableError> {
        let item = self.client.get(keys::export_file(store_id, export, index), Consistency::Strong).await?;
        item.as_ref().map(read_file).transpose()
    }

    /// Writes a file of a store's export as the version after `seen`; [`Outcome::Stale`] when it is no longer that.
    pub async fn save_export_file(
        &self,
        store_id: StoreId,
        file: &ExportFile,
        seen: u64,
    ) -> Result<Outcome<()>, TableError> {
        let key = keys::export_file(store_id, file.export, file.index);
        let Some(before) = self.client.get(key, Consistency::Strong).await? else { return Ok(Outcome::Stale) };
        let item = NewItem::of(before).number("version", seen.saturating_add(1)).body(file)?.sized()?;
        if self.client.put_if(item, Condition::version_is(seen)).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.export_file(store_id, file.export, file.index).await?;
        let is_ours = found.is_some_and(|(found, version)| version == seen.saturating_add(1) && found == *file);
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }

    /// The files of a store's export from one on, as they are now: at most so many, and as many as DynamoDB answers at once.
    pub async fn export_files(
        &self,
        store_id: StoreId,
        export: u64,
        from: u64,
        most: i32,
    ) -> Result<Vec<ExportFile>, TableError> {
        let (first, last) = keys::export_files_from(export, from);
        let partition = keys::export_file(store_id, export, from).pk;
        let items = self.client.query_first(&partition, &first, &last, most, Consistency::Strong).await?;
        items.iter().map(|item| Ok(read_file(item)?.0)).collect()
    }
}

fn read_claim(item: &Item) -> Result<ExportClaim, TableError> {
    let export = item.number(EXPORT).ok_or_else(|| TableError::unreadable(item.place(), "it names no export"))?;
    Ok(ExportClaim { export, version: item.version()?, is_delivered: item.number(DELIVERED).is_some() })
}

fn read_file(item: &Item) -> Result<(ExportFile, u64), TableError> {
    Ok((item.body()?, item.version()?))
}
