//! The row of an order: the order, its recent history, and what is still to come of its last change.

use domain::{Appointment, Brake, HistoryLine, IdempotencyKey, Identity, Order, OrderEvent, StoreId, body_digest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::labels::{Digests, Labels};
use crate::client::{Attributes, Item, NewItem};
use crate::search::{CountedSubmission, text};
use crate::{Image, Plan, Relation, TableError, keys};

/// What the supplier's items of an order are worth, as a month counts them; it is not there where they all counted before.
pub(crate) const SUPPLIER_VALUE: &str = "supplier_value";

/// When the supplier's items of an order were canceled.
pub(crate) const SUPPLIER_CANCELED: &str = "supplier_canceled";

/// The times that an order was submitted before, as a month counts them.
pub(crate) const SUPPLIER_EARLIER: &str = "supplier_earlier";

/// How many evaluated versions a row remembers; a stream repeats a day at most, and an order seldom changes more.
const REMEMBERED: usize = 16;

/// How many idempotency keys of what was done to an order its row remembers.
const MAX_DONE_BY: usize = 16;

/// So much of a digest tells two keys apart.
const SHORT_DIGEST: usize = 16;

/// An order with all that is kept beside it.
///
/// The row is the message: the events of the order's last change are in `events`, and what a rule wants done is
/// in `plans`, written in the one conditional write that changed the order. The stream carries both on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// The store it belongs to.
    pub store_id: StoreId,
    /// The order.
    pub order: Order,
    /// The version of the row, which counts up with every write.
    pub version: u64,
    /// What its id is a hash of.
    pub identity: Identity,
    /// The `Idempotency-Key` it was created with; empty without one.
    pub idempotency_key: String,
    /// A digest of the body it was created with, where there was such a key; empty in rows of before.
    pub body_digest: String,
    /// Its newest history; older lines are in rows of their own.
    pub history: Vec<HistoryLine>,
    /// How many rows of older history there are.
    pub history_parts: u64,
    /// The events of this version, for the rules; empty when they were the ones who wrote it.
    pub events: Vec<OrderEvent>,
    /// The versions whose events the rules have acted on, newest last.
    pub evaluated: Vec<u64>,
    /// What rules want done because of this version.
    pub plans: Vec<Plan>,
    /// How many posts rules planned because of it in the hour in which they last planned one.
    pub brake: Brake,
    /// When it was restored last, after it was removed.
    pub restored_at: Option<Timestamp>,
    /// What is remembered of it as its cart had it, in the words of the crate of carts; blank where it came from none.
    pub cart_memory: String,
    /// The newest idempotency keys by which something was done to it once, each with what that was, as digests.
    done_by: Vec<String>,
    /// Whether the next write of it is no change of the order, which then keeps the date of its last one.
    pub(super) keeps_date: bool,
    /// Whether its change is no event.
    pub(super) is_quiet: bool,
    /// Whether the rules' function looks at it though nothing happened to it.
    wakes_rules: bool,
    /// Which labels its shipments have, as the row was read or written.
    pub(super) labels: Labels,
}

/// What of a row is packed into its body.
#[derive(Serialize, Deserialize)]
struct Body {
    identity: Identity,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    idempotency_key: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    sent_digest: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    history: Vec<HistoryLine>,
    #[serde(default, skip_serializing_if = "is_default")]
    history_parts: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evaluated: Vec<u64>,
    order: Order,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    plans: Vec<Plan>,
    #[serde(default, skip_serializing_if = "is_default")]
    brake: Brake,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    restored_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    cart_memory: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    done_by: Vec<String>,
    /// Rows of before held the pictures themselves, in their shipments.
    #[serde(default, skip_serializing_if = "Digests::is_empty")]
    labels: Digests,
}

fn digests(sent: &IdempotencyKey<'_>) -> (String, String) {
    let short = |text: &str| body_digest(text).chars().take(SHORT_DIGEST).collect();
    (short(sent.key), short(sent.body_digest))
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl OrderRow {
    /// A row that is not in the table yet.
    pub fn new(store_id: StoreId, order: Order, identity: Identity, events: Vec<OrderEvent>) -> Self {
        Self {
            store_id,
            order,
            version: 1,
            identity,
            idempotency_key: String::new(),
            body_digest: String::new(),
            history: vec![],
            history_parts: 0,
            events,
            evaluated: vec![],
            plans: vec![],
            brake: Brake::default(),
            restored_at: None,
            cart_memory: String::new(),
            done_by: vec![],
            keeps_date: false,
            is_quiet: false,
            wakes_rules: false,
            labels: Labels::default(),
        }
    }

    /// Reads the row a stream tells of. Its shipments come without the pictures of their labels, and keep them when the
    /// row is saved.
    pub fn from_image(image: &Image) -> Result<Self, TableError> {
        Self::read(image)
    }

    /// Whether the rules have acted on the events of `version`. Versions too old to be remembered count as acted on.
    pub fn is_evaluated(&self, version: u64) -> bool {
        let is_forgotten = self.evaluated.len() >= REMEMBERED && self.evaluated.iter().all(|done| version < *done);
        is_forgotten || self.evaluated.contains(&version)
    }

    /// Notes that the rules have acted on the events of `version`.
    pub fn mark_evaluated(&mut self, version: u64) {
        self.evaluated.push(version);
        let surplus = self.evaluated.len().saturating_sub(REMEMBERED);
        self.evaluated.drain(..surplus);
    }

    /// The next write of it is no change of the order: `date_updated` stays as it is.
    pub fn keep_date_updated(&mut self) {
        self.keeps_date = true;
    }

    /// The change that is being made of it is no event: no rule runs for it, and nothing is posted.
    pub fn keep_quiet(&mut self) {
        self.is_quiet = true;
    }

    /// Stock follows what becomes of it by its next write, also where that is no event and no rule runs.
    pub fn have_stock_followed(&mut self) {
        self.wakes_rules = true;
    }

    /// How what is to be done by this key, which `sent.body_digest` says, is related to what was done before: the same, or
    /// something else by the same key. A key too old to be remembered is as good as a new one.
    pub fn done_by(&self, sent: &IdempotencyKey<'_>) -> Relation {
        let (key, what) = digests(sent);
        match self.done_by.iter().filter_map(|done| done.split_once(':')).find(|(done_by, _)| *done_by == key) {
            Some((_, done)) if done == what => Relation::Same,
            Some(_) => Relation::OtherBody,
            None => Relation::Other,
        }
    }

    /// Notes that something was done by this key.
    pub fn note_done_by(&mut self, sent: &IdempotencyKey<'_>) {
        let (key, what) = digests(sent);
        self.done_by.push(format!("{key}:{what}"));
        let surplus = self.done_by.len().saturating_sub(MAX_DONE_BY);
        self.done_by.drain(..surplus);
    }

    /// The appointments this version asks for, in the sequence of its plans. One whose form this build does not know is
    /// an unreadable row.
    pub fn appointments(&self) -> impl Iterator<Item = Result<Appointment, TableError>> + '_ {
        self.plans.iter().filter_map(|plan| plan.appointment(self.store_id, self.order.id))
    }

    pub(crate) fn read(attributes: &impl Attributes) -> Result<Self, TableError> {
        Self::read_counted(attributes).map(|(row, _)| row)
    }

    /// The row, and how many bytes what is packed in it takes in an answer.
    pub(super) fn read_counted(attributes: &impl Attributes) -> Result<(Self, usize), TableError> {
        let pk = attributes.text("pk").unwrap_or_default();
        let (store_id, order_id) = keys::read_order_partition(pk)
            .ok_or_else(|| TableError::unreadable(attributes.place(), "its key is not an order's"))?;
        let (body, bytes): (Body, usize) = attributes.counted_body()?;
        if body.order.id != order_id {
            return Err(TableError::unreadable(attributes.place(), "it holds another order"));
        }
        let row = Self {
            store_id,
            order: body.order,
            version: attributes.version()?,
            identity: body.identity,
            idempotency_key: body.idempotency_key,
            body_digest: body.sent_digest,
            history: body.history,
            history_parts: body.history_parts,
            events: attributes.json("events")?,
            evaluated: body.evaluated,
            plans: body.plans,
            brake: body.brake,
            restored_at: body.restored_at,
            cart_memory: body.cart_memory,
            done_by: body.done_by,
            keeps_date: false,
            is_quiet: false,
            wakes_rules: false,
            labels: Labels::named(body.labels),
        };
        Ok((row, bytes))
    }

    /// What of it is packed; the pictures of labels lie in rows of their own.
    fn body(&self) -> Body {
        let mut order = self.order.clone();
        order.order_shipments.iter_mut().for_each(|shipment| shipment.label_image.clear());
        Body {
            identity: self.identity.clone(),
            idempotency_key: self.idempotency_key.clone(),
            sent_digest: self.body_digest.clone(),
            history: self.history.clone(),
            history_parts: self.history_parts,
            evaluated: self.evaluated.clone(),
            order,
            plans: self.plans.clone(),
            brake: self.brake,
            restored_at: self.restored_at,
            cart_memory: self.cart_memory.clone(),
            done_by: self.done_by.clone(),
            labels: self.labels.to_name(&self.order),
        }
    }

    pub(crate) fn item(&self) -> Result<Item, TableError> {
        let (store_id, order) = (self.store_id, &self.order);
        let shard = keys::shard(order.id);
        let mut item = NewItem::at(keys::order(store_id, order.id))
            .number("version", self.version)
            .text("listed_in", keys::folder_list(store_id, order.folder_id, shard))
            .text("listed_at", domain::time::text(order.date_added))
            .text(text::ATTRIBUTE, text::of(order))
            .json("events", &self.events)?
            .body(&self.body())?;
        // The stream's filter asks whether it is there. The plans themselves lie beside the history line that tells the
        // same, so that packed they cost next to nothing.
        if !self.plans.is_empty() {
            item = item.text("jobs", "1");
        }
        if self.wakes_rules && self.events.is_empty() {
            item = item.text("events", "[]");
        }
        if !order.email.is_empty() {
            item = item.text("email_in", keys::email_list(store_id, &order.email));
        }
        // Who never numbered it finds it by its id: the number is the id.
        if order.source_id != order.id.to_string() && !order.source_id.is_empty() {
            item = item.text("source_in", keys::source_list(store_id, &order.source_id));
        }
        let changed_in = keys::quarter_hour(order.date_updated);
        if changed_in != keys::quarter_hour(order.date_added) {
            item = item.text("updated_in", keys::update_list(store_id, shard));
            item = item.text("updated_at", domain::time::text(changed_in));
        }
        if let Some(submission) = &order.submission {
            let list = keys::supplier_list(store_id, &submission.supplier_id, submission.state, shard);
            item = item.text("supplier_in", list).text("supplier_at", domain::time::text(submission.submitted_at));
            if let Some(value) = submission.counted_value(order) {
                item = item.text(SUPPLIER_VALUE, value.text());
            }
            if let Some(canceled) = &submission.canceled {
                item = item.text(SUPPLIER_CANCELED, domain::time::text(canceled.at));
            }
            let earlier: Vec<_> = submission.earlier.iter().map(CountedSubmission::from).collect();
            item = item.json(SUPPLIER_EARLIER, &earlier)?;
        }
        item.sized()
    }
}

#[cfg(test)]
mod tests {
    use domain::{Event, FolderId, OrderId};
    use jiff::Timestamp;

    use super::*;

    fn row() -> OrderRow {
        let at: Timestamp = "2026-11-22T10:20:00Z".parse().unwrap();
        let mut order = Order::new(OrderId::new(1001).unwrap(), FolderId::new(1).unwrap(), at);
        order.email = "Mara@Example.test".into();
        order.source_name = "Shopify".into();
        order.source_id = "S-5005".into();
        let identity = Identity::Source("Shopify".into(), "S-5005".into());
        OrderRow::new(StoreId::new(42).unwrap(), order, identity, vec![Event::OrderImported.into()])
    }

    #[test]
    fn the_row_of_an_order_is_this() {
        let item = row().item().unwrap();
        let mut shown: Vec<_> = item
            .iter()
            .filter(|(name, _)| *name != "body")
            .map(|(name, value)| format!("{name} = {value:?}"))
            .collect();
        shown.sort();
        insta::assert_snapshot!(shown.join("\n"));
        assert_eq!(OrderRow::read(&item).unwrap(), row());
    }

    #[test]
    fn a_version_is_evaluated_once_in_whatever_order_they_come() {
        let mut row = row();
        row.mark_evaluated(3);
        assert!(row.is_evaluated(3));
        assert!(!row.is_evaluated(2));
        for version in 4..30 {
            row.mark_evaluated(version);
        }
        assert!(row.is_evaluated(2), "too old to be remembered");
        assert!(!row.is_evaluated(30));
    }

    #[test]
    fn a_row_of_400_kilobytes_is_refused_with_its_size() {
        let mut row = row();
        // Not to be compressed: digits of a product of primes.
        let mut state = 7_u64;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from_u32(0x4e00 + u32::try_from(state >> 50).unwrap()).unwrap()
        });
        row.order.shipping_method = noise.take(300_000).collect();
        assert!(matches!(row.item(), Err(TableError::TooLarge { bytes, .. }) if bytes > 400 * 1024));
    }

    #[test]
    fn a_row_under_another_orders_key_is_unreadable() {
        let mut item = row().item().unwrap();
        item.insert("pk".into(), aws_sdk_dynamodb::types::AttributeValue::S("O#42#1002".into()));
        assert!(matches!(OrderRow::read(&item), Err(TableError::Unreadable { .. })));
    }

    #[test]
    fn a_row_remembers_what_the_newest_sixteen_keys_did_and_comes_back_with_it() {
        let sent = |key| IdempotencyKey { key, body_digest: "order_imported " };
        let keys: Vec<String> = (0..17).map(|number| format!("K-{number}")).collect();
        let mut row = row();
        for key in &keys {
            assert_eq!(row.done_by(&sent(key)), Relation::Other);
            row.note_done_by(&sent(key));
        }
        let row = OrderRow::read(&row.item().unwrap()).unwrap();
        assert_eq!(row.done_by(&sent("K-0")), Relation::Other);
        for key in &keys[1..] {
            assert_eq!(row.done_by(&sent(key)), Relation::Same);
            assert_eq!(row.done_by(&IdempotencyKey { key, body_digest: "note_added " }), Relation::OtherBody);
        }
    }
}
