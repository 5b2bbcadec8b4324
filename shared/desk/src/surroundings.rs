//! What templates know of the store whose they are.

use domain::Store;
use jiff::Timestamp;
use templates::Surroundings;

/// What a store gives to each of its templates, at this moment.
pub(crate) fn surroundings(store: &Store, now: Timestamp) -> Surroundings {
    Surroundings {
        store_country: store.settings.store_country.clone(),
        time_zone: store.settings.time_zone(),
        folders: store.folders.clone().into(),
        ..Surroundings::new(store.name.clone(), now)
    }
}
