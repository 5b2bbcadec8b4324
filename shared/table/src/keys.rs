//! Every key of the table, one function per kind of row. `docs/table.md` says what reads by them.

mod accounts;
mod definitions;
mod mails;
pub(crate) mod order_lists;
mod sweeps;

use domain::{
    AppointmentId, AppointmentStatus, DueKind, FolderId, OrderId, StoreId, SubmissionState, body_digest, folded_code,
};
use jiff::Timestamp;

use crate::client::{Index, Key};

pub(crate) use self::accounts::{
    AUDIT, AUDIT_END, INVITATION, SESSION, STORE_OF_ACCOUNT, TRUSTED, USER, account, account_link, account_partition,
    audit_line, invitation, login, session, store_of_account, tries, trusted, user,
};
pub(crate) use self::definitions::{
    ARRIVAL, ARRIVALS_END, CONNECTION, CONNECTION_PARTITION, CONNECTION_STATE, CUSTOM_BUTTON, CUSTOM_EVENT,
    EXPORT_TEMPLATE, IMPORT_TEMPLATE, MAIL_TEMPLATE, MAIL_TEMPLATE_VERSION, PICKUP, PICKUP_STATE, PRINT_TEMPLATE,
    SUPPLIER, arrival, connection, connection_partition, connection_state, custom_button, custom_event,
    export_template, export_template_name, import_template, import_template_name, mail_template, mail_template_version,
    mail_template_versions, pickup, pickup_state, print_template, supplier,
};
pub(crate) use self::mails::{
    NOTICE, SUPPRESSION, SUPPRESSIONS_END, dropship_link, mail_confirmation, mail_sender, mail_suppression,
    mail_suppressions, mailed_address, notice, read_notice_partition, suppressed, unsubscribe_link,
};
pub(crate) use self::sweeps::{
    SWEEP_NUMBERS, SWEEPS, export_claim, export_file, export_files_from, imported_file, kept_page, kept_pages_from,
    read_kept_page, sweep, sweep_partition, sweeps_before, swept_orders,
};

/// Index entries of one store and folder (or status) are spread over so many keys.
pub(crate) const SHARDS: u64 = 4;

/// Orders by folder and date, appointments by status and date, inventory items by date.
pub(crate) const LISTED: Index = Index { name: "listed", list: "listed_in", at: "listed_at" };
/// Orders by e-mail.
pub(crate) const BY_EMAIL: Index = Index { name: "by-email", list: "email_in", at: "listed_at" };
/// Orders by last change, in quarter hours, where that is another than the quarter hour of their date.
pub(crate) const BY_UPDATE: Index = Index { name: "by-update", list: "updated_in", at: "updated_at" };
/// Orders whose number in the cart does not lead to their id.
pub(crate) const BY_SOURCE: Index = Index { name: "by-source", list: "source_in", at: "listed_at" };

/// Orders by the supplier they were submitted to, and when.
pub(crate) const BY_SUPPLIER: Index = Index { name: "by-supplier", list: "supplier_in", at: "supplier_at" };

/// The partition of a store: its settings, keys and rules.
pub(crate) fn store_partition(store_id: StoreId) -> String {
    format!("S#{store_id}")
}

/// The sort key of every store.
pub(crate) const STORE: &str = "S";

/// The store itself.
pub(crate) fn store(store_id: StoreId) -> Key {
    Key::new(store_partition(store_id), STORE)
}

/// What a store keeps encrypted.
pub(crate) fn store_secrets(store_id: StoreId) -> Key {
    Key::new(store_partition(store_id), "X")
}

/// A store's own style sheet.
pub(crate) fn custom_css(store_id: StoreId) -> Key {
    Key::new(store_partition(store_id), "A")
}

/// In front of the hash of each API key.
pub(crate) const API_KEY: &str = "K#";

/// An API key, by its hash.
pub(crate) fn api_key(store_id: StoreId, hash: &str) -> Key {
    Key::new(store_partition(store_id), format!("{API_KEY}{hash}"))
}

/// What a creation of an API key with this idempotency key made.
pub(crate) fn key_creation(store_id: StoreId, idempotency_key: &str) -> Key {
    Key::new(store_partition(store_id), format!("J#{}", body_digest(idempotency_key)))
}

/// In front of the id of each rule.
pub(crate) const RULE: &str = "R#";

/// A rule.
pub(crate) fn rule(store_id: StoreId, id: &str) -> Key {
    Key::new(store_partition(store_id), format!("{RULE}{id}"))
}

/// In front of the id of each store that is linked to this one.
pub(crate) const LINK: &str = "L#";

/// That a store works together with another.
pub(crate) fn link(store_id: StoreId, other: StoreId) -> Key {
    Key::new(store_partition(store_id), format!("{LINK}{other}"))
}

/// The stack's data key, encrypted under its KMS key.
pub(crate) fn stack_data_key() -> Key {
    Key::new("STACK", "DATAKEY")
}

/// What the partitions of all orders of a store begin with.
pub(crate) fn order_partitions(store_id: StoreId) -> String {
    format!("O#{store_id}#")
}

/// The partition of an order: the order, its appointments, its older history.
pub(crate) fn order_partition(store_id: StoreId, order_id: OrderId) -> String {
    format!("O#{store_id}#{order_id}")
}

/// Reads the store back from its partition.
pub(crate) fn read_store_partition(pk: &str) -> Option<StoreId> {
    pk.strip_prefix("S#")?.parse().ok()
}

/// The sort key of every order.
pub(crate) const ORDER: &str = "O";

/// The order itself.
pub(crate) fn order(store_id: StoreId, order_id: OrderId) -> Key {
    Key::new(order_partition(store_id, order_id), ORDER)
}

/// Reads the store and the order back from an order's partition.
pub(crate) fn read_order_partition(pk: &str) -> Option<(StoreId, OrderId)> {
    let (store, order) = pk.strip_prefix("O#")?.split_once('#')?;
    Some((store.parse().ok()?, order.parse().ok()?))
}

/// In front of the number of each appointment.
pub(crate) const APPOINTMENT: &str = "A#";

/// An appointment of an order; sorted as they were made.
pub(crate) fn appointment(store_id: StoreId, id: AppointmentId) -> Key {
    Key::new(order_partition(store_id, id.order), format!("{APPOINTMENT}{:08}", id.serial))
}

/// In front of each row of older history.
const HISTORY: &str = "H#";

/// The `part`-th row of an order's older history.
pub(crate) fn history(store_id: StoreId, order_id: OrderId, part: u64) -> Key {
    Key::new(order_partition(store_id, order_id), format!("{HISTORY}{part:08}"))
}

/// In front of the number of each appointment that mails.
pub(crate) const ORDER_MAIL: &str = "E#";

/// The mail of an appointment of an order.
pub(crate) fn order_mail(store_id: StoreId, id: AppointmentId) -> Key {
    Key::new(order_partition(store_id, id.order), format!("{ORDER_MAIL}{:08}", id.serial))
}

/// The label of a shipment with this digest: another picture is another row.
pub(crate) fn label(store_id: StoreId, order_id: OrderId, shipment_id: &str, digest: &str) -> Key {
    Key::new(order_partition(store_id, order_id), format!("L#{shipment_id}#{digest}"))
}

/// That a movement of the stock of an inventory item is done which an order's row planned under this number, as builds of
/// before noted it (docs/adr/0041-movements-of-stock.md).
pub(crate) fn old_movement(store_id: StoreId, order_id: OrderId, serial: u64, inventory_item_id: u64) -> Key {
    Key::new(order_partition(store_id, order_id), format!("I#{serial:08}#{inventory_item_id}"))
}

/// The sort keys of what lies beside an order, from the first to the last: its appointments, the claims of
/// exports, its mails, its older history, its movements of stock and its labels. The order's own sort key is behind them.
pub(crate) const BESIDE_AN_ORDER: (&str, &str) = (APPOINTMENT, "L$");

/// What is kept of a removed order, so that it can be restored. It lies between the others, and is none of what lies
/// beside the order.
pub(crate) fn kept_order(store_id: StoreId, order_id: OrderId) -> Key {
    Key::new(order_partition(store_id, order_id), KEPT_ORDER)
}

/// The sort key of what is kept of a removed order.
pub(crate) const KEPT_ORDER: &str = "B#";

/// How many orders lie in each folder, of those in one shard.
pub(crate) fn folder_counts(store_id: StoreId, shard: u64) -> Key {
    Key::new(format!("N#{store_id}#{shard}"), "N")
}

/// The partition of a store's bucket.
pub(crate) fn bucket_partition(store_id: StoreId) -> String {
    format!("B#{store_id}")
}

/// In front of the second that each slot of a bucket began.
pub(crate) const BUCKET: &str = "B#";

/// What a store's rate limit counted in the slot of time that began then; sorted as they began.
pub(crate) fn bucket(store_id: StoreId, began: Timestamp) -> Key {
    Key::new(bucket_partition(store_id), format!("{BUCKET}{:012}", began.as_second()))
}

/// Reads when a slot began back from its sort key.
pub(crate) fn read_bucket(sk: &str) -> Option<Timestamp> {
    Timestamp::from_second(sk.strip_prefix(BUCKET)?.parse().ok()?).ok()
}

/// How many posts the functions took out of what a store may make in the minute that began then.
pub(crate) fn posts_of_minute(store_id: StoreId, minute: Timestamp) -> Key {
    Key::new(format!("P#{store_id}#{}", minute.as_second()), "P")
}

/// How many mails of its orders a store sent in the day that began then.
pub(crate) fn mails_of_day(store_id: StoreId, day: Timestamp) -> Key {
    Key::new(format!("P#{store_id}#{}", day.as_second()), "M")
}

/// One list of the due list.
pub(crate) fn due_list(list: u64) -> String {
    format!("D#{list}")
}

/// What is due at a moment: sorted by it.
pub(crate) fn due(list: u64, due_at: Timestamp, kind: &DueKind, key: &str) -> Key {
    Key::new(due_list(list), format!("{}#{kind}#{key}", domain::time::text(due_at)))
}

/// Behind the sort keys of all that is due by now.
pub(crate) fn due_by(now: Timestamp) -> String {
    format!("{}$", domain::time::text(now))
}

/// Reads moment, kind and key back from a sort key of the due list.
pub(crate) fn read_due(sk: &str) -> Option<(Timestamp, &str, &str)> {
    let mut parts = sk.splitn(3, '#');
    Some((domain::time::parse(parts.next()?)?, parts.next()?, parts.next()?))
}

/// The partition of an inventory item: the item, and the history of its stock.
pub(crate) fn inventory_partition(store_id: StoreId, id: u64) -> String {
    format!("I#{store_id}#{id}")
}

/// An inventory item.
pub(crate) fn inventory_item(store_id: StoreId, id: u64) -> Key {
    Key::new(inventory_partition(store_id, id), "I")
}

/// In front of each line of the history of an inventory item's stock.
pub(crate) const STOCK_LINE: &str = "M#";

/// A line of the history of an inventory item's stock, by when it was decided and what names it among those of a second.
pub(crate) fn stock_line(store_id: StoreId, id: u64, at: Timestamp, name: &str) -> Key {
    let at = domain::time::text(at);
    Key::new(inventory_partition(store_id, id), format!("{STOCK_LINE}{at}#{name}"))
}

/// Reads when and by what name back from the sort key of a line of stock history.
pub(crate) fn read_stock_line(sk: &str) -> Option<(Timestamp, &str)> {
    let (at, name) = sk.strip_prefix(STOCK_LINE)?.split_once('#')?;
    Some((domain::time::parse(at)?, name))
}

/// Which inventory item has a code, whatever the case of its letters.
pub(crate) fn inventory_code(store_id: StoreId, code: &str) -> Key {
    Key::new(format!("C#{store_id}#{}", folded_code(code)), "C")
}

/// One shard of the list of inventory items.
pub(crate) fn inventory_list(store_id: StoreId, shard: u64) -> String {
    format!("I#{store_id}#{shard}")
}

/// One shard of a folder's list.
pub(crate) fn folder_list(store_id: StoreId, folder: FolderId, shard: u64) -> String {
    format!("F#{store_id}#{folder}#{shard}")
}

/// The folder of one shard of a folder's list.
pub(crate) fn read_folder_list(list: &str) -> Option<FolderId> {
    list.strip_prefix("F#")?.split('#').nth(1)?.parse().ok()
}

/// One shard of the list of a store's removed orders.
pub(crate) fn removed_list(store_id: StoreId, shard: u64) -> String {
    format!("B#{store_id}#{shard}")
}

/// One shard of the list of appointments of a status.
pub(crate) fn status_list(store_id: StoreId, status: AppointmentStatus, shard: u64) -> String {
    format!("A#{store_id}#{}#{shard}", status.name())
}

/// One shard of a store's list by last change.
pub(crate) fn update_list(store_id: StoreId, shard: u64) -> String {
    format!("U#{store_id}#{shard}")
}

/// One shard of the list of orders that are so far at a supplier.
pub(crate) fn supplier_list(store_id: StoreId, supplier_id: &str, state: SubmissionState, shard: u64) -> String {
    format!("Z#{store_id}#{supplier_id}#{}#{shard}", state.name())
}

/// The orders of one e-mail address, whatever the case of its letters.
pub(crate) fn email_list(store_id: StoreId, email: &str) -> String {
    format!("E#{store_id}#{}", email.to_lowercase())
}

/// The orders of one number in the cart, whatever the case of its letters.
pub(crate) fn source_list(store_id: StoreId, source_id: &str) -> String {
    format!("N#{store_id}#{}", source_id.to_lowercase())
}

/// The shard an order's entries lie in.
pub(crate) fn shard(order_id: OrderId) -> u64 {
    order_id.number() % SHARDS
}

/// The quarter hour `at` lies in. Changes within one leave the index by last change alone.
pub(crate) fn quarter_hour(at: Timestamp) -> Timestamp {
    let seconds = at.as_second();
    Timestamp::from_second(seconds.saturating_sub(seconds.rem_euclid(900))).unwrap_or(at)
}

/// `2026-03-01 08:15:00` as 20260301081500: a smaller thing to hold a million of, which sorts as the text does.
pub(crate) fn digits(text: &str) -> u64 {
    let digits = text.bytes().filter(u8::is_ascii_digit);
    digits.fold(0, |number: u64, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
}

/// A time as [`digits`] has it.
pub(crate) fn stamp(at: Timestamp) -> u64 {
    digits(&domain::time::text(at))
}

/// The text of [`digits`] again.
pub(crate) fn stamp_text(stamp: u64) -> String {
    let part = |divisor: u64, size: u64| stamp / divisor % size;
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        part(10_000_000_000, 10_000),
        part(100_000_000, 100),
        part(1_000_000, 100),
        part(10_000, 100),
        part(100, 100),
        part(1, 100)
    )
}
