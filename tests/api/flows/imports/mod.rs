//! Imports: a file that is dropped becomes orders, inventory items and shipments.

mod calls;
mod hostile;
mod inventory;
pub(crate) mod mailed;
mod orders;
mod shipments;

use cloud::TABLE;
use domain::{
    DroppedFile, Import, ImportColumn, ImportKind, ImportTemplate, ImportedEntry, StoreId, Sweep, SweepId, SweepList,
    SweepStatus, SweepWork,
};
use table::Table;

use crate::shop::Shop;
use crate::world::BUCKET;

/// A template of this shop with these columns, each under its heading.
pub(crate) fn template(kind: ImportKind, columns: &[(&str, &str)]) -> ImportTemplate {
    let columns = columns.iter().map(|(heading, target)| ImportColumn::headed(heading, target)).collect();
    ImportTemplate { id: "1000000001".into(), ..ImportTemplate::new("Harbor file", kind, columns) }
}

/// The template of orders, a row for each item.
pub(crate) fn order_template() -> ImportTemplate {
    let columns = [
        ("Order", "source_id"),
        ("Email", "email"),
        ("Name", "shipping.full_name"),
        ("City", "shipping.city"),
        ("SKU", "item.code"),
        ("Item", "item.name"),
        ("Qty", "item.quantity"),
        ("Price", "item.price"),
        ("Gift", "checkout_data:Gift"),
    ];
    template(ImportKind::Orders, &columns)
}

/// The headings of [`order_template`], and rows below them.
pub(crate) fn order_file(rows: &[&str]) -> String {
    let headings = "Order,Email,Name,City,SKU,Item,Qty,Price,Gift\r\n".to_owned();
    rows.iter().fold(headings, |file, row| file + row + "\r\n")
}

/// What is in the way of a shop's imports in the table and the bucket.
pub(crate) struct Desk<'s> {
    shop: &'s Shop,
    table: Table,
    store_id: StoreId,
}

impl<'s> Desk<'s> {
    /// Of a shop that has this template.
    pub(crate) async fn with(shop: &'s Shop, template: &ImportTemplate) -> Self {
        let table = Table::new(&shop.world.aws.config("tests"), TABLE);
        let store_id = shop.id.parse().unwrap();
        assert!(table.insert_definition(store_id, template, None, shop.world.aws.time.now()).await.unwrap().is_done());
        Self { shop, table, store_id }
    }

    /// Drops a file, of which S3 tells once.
    pub(crate) fn drop(&self, file_name: &str, body: impl AsRef<[u8]>) {
        self.drop_times(file_name, body, 1);
    }

    /// Drops a file, of which S3 tells so often.
    pub(crate) fn drop_times(&self, file_name: &str, body: impl AsRef<[u8]>, times: usize) {
        let name = DroppedFile::name_for(self.store_id, "1000000001", file_name);
        self.shop.world.drop_file(&name, body.as_ref(), times);
    }

    /// All imports, the oldest first, when everything is worked off.
    pub(crate) async fn imports(&self) -> Vec<Sweep> {
        self.shop.world.settle().await;
        let found = self.table.newest_sweeps((Some(self.store_id), SweepList::Imports), 50, None).await.unwrap();
        found.into_iter().rev().map(|found| found.value).collect()
    }

    /// Drops a file and has it imported; the newest import then.
    pub(crate) async fn import(&self, file_name: &str, body: impl AsRef<[u8]>) -> Sweep {
        self.drop(file_name, body);
        let newest = self.imports().await.pop().unwrap();
        assert!(!newest.status.is_open(), "{newest:?}");
        newest
    }

    /// The same without a write.
    pub(crate) async fn try_out(&self, template: &ImportTemplate, body: &str) -> Sweep {
        let name = DroppedFile::name_for(self.store_id, "1000000001", "tried.csv");
        let etag = self.shop.world.aws.buckets.put(BUCKET, &name, body.as_bytes());
        let file = DroppedFile { name, etag, size: body.len().try_into().unwrap() };
        let import = Import { template: template.clone(), file, is_dry_run: true, by: String::new() };
        let id = SweepId::import(self.store_id, 1);
        let sweep = Sweep::new(id, SweepWork::Import(Box::new(import)), self.shop.world.aws.time.now());
        assert!(self.table.insert_sweep(&sweep, None).await.unwrap().is_done());
        self.shop.world.settle().await;
        self.table.sweep(id).await.unwrap().unwrap().0
    }

    /// What the reports of an import say of each of its entries.
    pub(crate) fn report(&self, import: &Sweep) -> Vec<ImportedEntry> {
        let objects = self.shop.world.aws.buckets.texts(BUCKET);
        let parts = (0..import.part).filter_map(|part| objects.get(&import.report_name(part)));
        parts.flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The file of refused rows of an import, if there is one.
    pub(crate) fn refused(&self, import: &Sweep) -> Option<String> {
        self.shop.world.aws.buckets.texts(BUCKET).remove(&import.refused_rows_name())
    }
}

/// Created, updated, skipped, refused.
pub(crate) fn counts(import: &Sweep) -> [u64; 4] {
    assert_eq!(import.status, SweepStatus::Done, "{import:?}");
    [import.created, import.changed, import.unchanged, import.refused]
}
