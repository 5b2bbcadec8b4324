//! Keys of sweeps of each list, and of what lies beside them.

use domain::{OrderId, StoreId, SweepId, SweepList};

use super::order_partition;
use crate::client::Key;

/// In front of whose sweeps they are.
pub(crate) const SWEEPS: &str = "W#";

/// The sweeps of a store's list, or the operator's.
pub(crate) fn sweep_partition(store_id: Option<StoreId>, list: SweepList) -> String {
    let whose = store_id.map_or_else(|| "operator".to_owned(), |store_id| store_id.to_string());
    match list {
        SweepList::Sweeps => format!("{SWEEPS}{whose}"),
        SweepList::Imports => format!("{SWEEPS}{whose}#imports"),
        SweepList::Exports => format!("{SWEEPS}{whose}#exports"),
    }
}

/// Which import a file of a store is, by the file's digest.
pub(crate) fn imported_file(store_id: StoreId, digest: &str) -> Key {
    Key::new(sweep_partition(Some(store_id), SweepList::Imports), format!("M#{digest}"))
}

/// What the sort keys of the files of a store's export begin with.
fn export_files(export: u64) -> String {
    format!("F#{export:012}#")
}

/// A file of a store's export.
pub(crate) fn export_file(store_id: StoreId, export: u64, index: u64) -> Key {
    let sk = format!("{}{index:06}", export_files(export));
    Key::new(sweep_partition(Some(store_id), SweepList::Exports), sk)
}

/// The sort keys of the files of an export from one on: the first and the last.
pub(crate) fn export_files_from(export: u64, index: u64) -> (String, String) {
    let files = export_files(export);
    (format!("{files}{index:06}"), format!("{}$", files.trim_end_matches('#')))
}

/// Which export of a template has an order. It lies beside the order.
pub(crate) fn export_claim(store_id: StoreId, order_id: OrderId, template_id: &str) -> Key {
    Key::new(order_partition(store_id, order_id), format!("G#{template_id}"))
}

/// What the sort keys of all sweeps begin with.
pub(crate) const SWEEP_NUMBERS: &str = "0";

/// The sort keys of the sweeps before the one of a number, or of all: the first and the last.
pub(crate) fn sweeps_before(number: Option<u64>) -> (String, String) {
    let last = number.map_or_else(|| "0~".to_owned(), |number| format!("{:012}", number.saturating_sub(1)));
    (SWEEP_NUMBERS.to_owned(), last)
}

/// A sweep; sorted by their numbers.
pub(crate) fn sweep(id: SweepId) -> Key {
    Key::new(sweep_partition(id.store_id, id.list), format!("{:012}", id.number))
}

/// Some of the orders that a store's sweep is for, as they were found.
pub(crate) fn swept_orders(id: SweepId, index: u64) -> Key {
    Key::new(sweep_partition(id.store_id, id.list), format!("G#{:012}#{index:06}", id.number))
}

/// In front of the position of each page of a store's sweep.
fn kept_pages(id: SweepId) -> String {
    format!("P#{:012}#", id.number)
}

/// What the orders of one page of a store's sweep were before, by where the page begins.
pub(crate) fn kept_page(id: SweepId, position: u64) -> Key {
    Key::new(sweep_partition(id.store_id, id.list), format!("{}{position:08}", kept_pages(id)))
}

/// The sort keys of the pages of a sweep from a position on: the first and the last.
pub(crate) fn kept_pages_from(id: SweepId, position: u64) -> (String, String) {
    (kept_page(id, position).sk, format!("{}$", kept_pages(id).trim_end_matches('#')))
}

/// Reads the position of a page back from its sort key.
pub(crate) fn read_kept_page(sk: &str) -> Option<u64> {
    sk.rsplit_once('#')?.1.parse().ok()
}
