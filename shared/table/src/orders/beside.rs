//! What lies beside an order when the order is removed or restored: its appointments, its older history, its labels.
//!
//! The order's row says what has become of it, in one conditional write; the stream has the rows beside it follow. Each
//! notes the version of the order's row that it followed last, and is written only while it is as it was before that
//! row was looked at. So neither a record that comes late nor two that are handled at once lay aside what was taken
//! back, or the other way round.

use domain::{OrderId, StoreId};
use futures_util::future::try_join_all;
use jiff::Timestamp;

use super::restore::RESTORABLE_FOR;
use super::tombstone::{is_tombstone, removal_of};
use crate::appointments::taken_back;
use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::{Table, TableError, keys};

/// The attribute of the version of its order's row that a row followed last.
pub(crate) const SETTLED: &str = "settled";

/// Behind the time in which an order can be restored: so long its rows stay, as a restoration at the last moment is
/// carried out a little later.
const SPARE_SECONDS: u64 = 24 * 60 * 60;

/// Whether a row beside an order is laid aside, as its order was removed.
pub(crate) fn is_laid_aside(attributes: &impl Attributes) -> bool {
    attributes.number("expires_at").is_some()
}

/// When what is kept of an order removed at `at` may go, in seconds.
pub(super) fn expiry_of(at: Timestamp) -> u64 {
    let after = u64::try_from(RESTORABLE_FOR.as_secs()).unwrap_or_default().saturating_add(SPARE_SECONDS);
    u64::try_from(at.as_second()).unwrap_or_default().saturating_add(after)
}

/// What the rows beside an order are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Laid aside: in no list, and gone at `expires_at`.
    Aside { since: u64, expires_at: u64 },
    /// As they were.
    Back { since: u64 },
}

impl State {
    fn since(self) -> u64 {
        match self {
            Self::Aside { since, .. } | Self::Back { since } => since,
        }
    }

    /// What the order's row says now of what its version `since` began; nothing where that is over.
    fn of(row: &Item, since: u64) -> Result<Option<Self>, TableError> {
        if !is_tombstone(row) {
            return Ok((row.version()? >= since).then_some(Self::Back { since }));
        }
        let removal = removal_of(row)?;
        let aside = |(removed_at, since)| Self::Aside { since, expires_at: expiry_of(second(removed_at)) };
        Ok(removal.map(aside))
    }

    /// A row beside the order, as it is to be.
    fn settle(self, item: &Item, now: Timestamp) -> Result<Item, TableError> {
        let is_appointment = item.text("sk").is_some_and(|sk| sk.starts_with(keys::APPOINTMENT));
        let version = item.number("version").filter(|_| is_appointment);
        match self {
            Self::Back { since } if is_appointment && is_laid_aside(item) => taken_back(item, since, now)?.sized(),
            Self::Back { since } => {
                let back = NewItem::of(item.clone()).without("expires_at").number(SETTLED, since);
                counted_up(back, version).sized()
            }
            Self::Aside { since, expires_at } => {
                let aside = NewItem::of(item.clone()).without("listed_in").without("listed_at").without("wake");
                counted_up(aside.number("expires_at", expires_at).number(SETTLED, since), version).sized()
            }
        }
    }
}

/// An attempt that is under way must find that the appointment is another.
fn counted_up(item: NewItem, version: Option<u64>) -> NewItem {
    match version {
        Some(version) => item.number("version", version.saturating_add(1)),
        None => item,
    }
}

fn second(at: u64) -> Timestamp {
    i64::try_from(at).ok().and_then(|at| Timestamp::from_second(at).ok()).unwrap_or(Timestamp::MAX)
}

impl Table {
    /// Lays aside what lies beside an order, or takes it back, as the version `since` of its row began it: until the order
    /// can't be restored any more, laid aside rows stay, and nobody finds them. Done again it writes nothing.
    pub async fn settle_beside(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        since: u64,
        now: Timestamp,
    ) -> Result<(), TableError> {
        let (from, to) = keys::BESIDE_AN_ORDER;
        let mut tries = self.client.tries();
        loop {
            // These first: whatever is restored or removed behind the look at the order writes them anew.
            let beside = self.client.query_between(&keys::order_partition(store_id, order_id), from, to).await?;
            let row = self.client.get(keys::order(store_id, order_id), Consistency::Strong).await?;
            let Some(state) = row.as_ref().map(|row| State::of(row, since)).transpose()?.flatten() else {
                return Ok(());
            };
            let behind = beside.iter().filter(|item| item.text("sk") != Some(keys::KEPT_ORDER));
            let behind = behind.filter(|item| item.number(SETTLED).is_none_or(|seen| seen < state.since()));
            let settled = try_join_all(behind.map(|item| self.settle(state, item, now))).await?;
            if settled.into_iter().all(|is_settled| is_settled) {
                return Ok(());
            }
            tries.again().await?;
        }
    }

    async fn settle(&self, state: State, item: &Item, now: Timestamp) -> Result<bool, TableError> {
        let seen = |name: &str| item.get(name).cloned();
        let unchanged = Condition::unchanged("version", seen("version")).and_unchanged(SETTLED, seen(SETTLED));
        Ok(self.client.put_if(state.settle(item, now)?, unchanged).await?.is_done())
    }
}
