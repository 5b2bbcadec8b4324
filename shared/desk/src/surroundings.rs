//! What templates know of the store whose they are.

use std::sync::Arc;

use domain::{DocumentLinks, Store, StoreId};
use jiff::Timestamp;
use templates::{ReceiptLinks, Surroundings};

/// What a store gives to each of its templates, at this moment.
pub(crate) fn surroundings(store: &Store, now: Timestamp) -> Surroundings {
    let links = store.settings.document_links.clone();
    let receipts = links.map(|links| -> Arc<dyn ReceiptLinks> { Arc::new(Receipts { links, store_id: store.id }) });
    Surroundings {
        receipt_links: receipts,
        store_country: store.settings.store_country.clone(),
        time_zone: store.settings.time_zone(),
        folders: store.folders.clone().into(),
        ..Surroundings::new(store.name.clone(), now)
    }
}

/// The addresses of a store's documents.
#[derive(Debug)]
struct Receipts {
    links: DocumentLinks,
    store_id: StoreId,
}

impl ReceiptLinks for Receipts {
    fn link(&self, order_id: &str, number: u32) -> Option<String> {
        let template_id = self.links.templates.get(usize::try_from(number).ok()?)?;
        Some(self.links.of(self.store_id, order_id.parse().ok()?, template_id))
    }
}
