//! What templates know of the store whose they are.

use std::sync::Arc;

use domain::{DocumentLinks, Store, StoreId};
use jiff::Timestamp;
use templates::{ReceiptLinks, Surroundings};

/// What a store gives to each of its templates, at this moment.
pub(crate) fn surroundings(store: &Store, now: Timestamp) -> Surroundings {
    let settings = &store.settings;
    let links = settings.document_links.clone();
    // It is known since the store had its first print template.
    let base_url = links.as_ref().map(|links| links.base_url.clone()).unwrap_or_default();
    let receipts = links.map(|links| -> Arc<dyn ReceiptLinks> { Arc::new(Receipts { links, store_id: store.id }) });
    let surroundings = Surroundings {
        receipt_links: receipts,
        store_country: settings.store_country.clone(),
        time_zone: settings.time_zone(),
        folders: store.folders.clone().into(),
        base_url,
        ..Surroundings::new(store.name.clone(), now)
    };
    surroundings.written_in(&settings.currency, &settings.date_format)
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
