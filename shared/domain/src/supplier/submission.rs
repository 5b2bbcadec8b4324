//! That an order stands at a supplier, and how far it is there (orderdesk-app 10.2, 12).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ListedItems;
use super::earlier::EarlierSubmission;
use super::matches::folded_lines;
use crate::{
    Cancellation, FolderId, ItemQuantity, LedgerLine, Money, Order, OrderItem, Supplier, folded_code, is_default,
    ledger,
};

/// That an order was submitted to a supplier. An order stands at one supplier at most: what goes to several is split first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The supplier.
    pub supplier_id: String,
    /// The items that are the supplier's, by their ids, and how many of each were left to be shipped then.
    pub items: Vec<ItemQuantity>,
    /// How far it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: SubmissionState,
    /// How often the order was submitted, this time included.
    pub count: u32,
    /// When.
    pub submitted_at: Timestamp,
    /// The folder the order goes to once all of them are shipped; it stays where it is without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_shipment_folder_id: Option<FolderId>,
    /// That it was canceled, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canceled: Option<Cancellation>,
    /// Where it was submitted again while it stood there: what of its items is worth that counted before. Nothing where it
    /// was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_before: Option<Money>,
    /// The submissions before it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierSubmission>,
}

/// How far an order is at its supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Not all of it is shipped.
    #[default]
    Open,
    /// All of it is shipped.
    Shipped,
    /// It is canceled.
    Canceled,
}

impl SubmissionState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Shipped, Self::Canceled];

    /// Its name in the API and in keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Shipped => "shipped",
            Self::Canceled => "canceled",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Open => "Not all of it is shipped.",
            Self::Shipped => "All of it is shipped.",
            Self::Canceled => "It is canceled.",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Why an order is not submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSubmitted {
    /// It stands there already.
    #[error("it was submitted there before")]
    StandsThere,
    /// It is another supplier's.
    #[error("it was submitted to another supplier; split off what goes to this one")]
    AtAnother,
    /// None of its items that are left to be shipped is the supplier's.
    #[error("none of its items that are left to be shipped is the supplier's")]
    NoItems,
    /// The supplier is switched off.
    #[error("the supplier is switched off")]
    SwitchedOff,
}

/// Whether an order is submitted once more to the supplier at which it stands or was shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It is.
    Yes,
    /// It is left as it is.
    No,
}

impl Submission {
    /// Whether an item of the order is the supplier's.
    pub fn has(&self, item: &OrderItem) -> bool {
        self.quantity_of(&item.id).is_some()
    }

    /// How many of the item of this id are the supplier's; none where it is not.
    pub fn quantity_of(&self, item_id: &str) -> Option<u32> {
        self.items.iter().find(|own| own.id == item_id).map(|own| own.quantity)
    }

    /// The supplier's items of the order, each with as many as are the supplier's.
    pub fn own_items<'a>(&'a self, order: &'a Order) -> impl Iterator<Item = (&'a OrderItem, u32)> {
        let quantity = |item: &OrderItem| Some(self.quantity_of(&item.id)?.min(item.quantity));
        order.order_items.iter().filter_map(move |item| Some((item, quantity(item)?)))
    }

    /// The value of the supplier's items of the order.
    pub fn value(&self, order: &Order) -> Money {
        self.own_items(order).map(|(item, quantity)| item.price * quantity).sum()
    }

    /// What the supplier is told the order is called: the order's id, and which time it is where it is not the first.
    pub fn reference(&self, order: &Order) -> String {
        if self.count <= 1 { order.id.to_string() } else { format!("{}-{}", order.id, self.count) }
    }

    /// Whether all that was submitted, and is still in the order, is shipped.
    fn is_all_shipped(&self, order: &Order) -> bool {
        let is_own = |line: &LedgerLine| self.quantity_of(&line.item_id).is_some();
        let mut lines = ledger(order).into_iter().filter(is_own).peekable();
        lines.peek().is_some() && lines.all(|line| line.left == 0)
    }
}

impl Order {
    /// Submits it to a supplier: it names the supplier as its fulfilment service. Into which folder it goes is not looked
    /// at here. The order stays as it is where it is refused.
    pub fn submit(&mut self, supplier: &Supplier, again: Again, now: Timestamp) -> Result<(), NotSubmitted> {
        if !supplier.settings.active {
            return Err(NotSubmitted::SwitchedOff);
        }
        if let Some(before) = self.submission.as_ref().filter(|before| before.state != SubmissionState::Canceled) {
            match again {
                _ if before.supplier_id != supplier.id => return Err(NotSubmitted::AtAnother),
                Again::No => return Err(NotSubmitted::StandsThere),
                Again::Yes => {}
            }
        }
        let items = self.items_of(supplier);
        if items.is_empty() {
            return Err(NotSubmitted::NoItems);
        }
        let before = self.submission.as_deref();
        let submission = Submission {
            supplier_id: supplier.id.clone(),
            counted_before: before.and_then(|before| before.counts_already(self, supplier, &items)),
            earlier: before.map(|before| before.followed(self)).unwrap_or_default(),
            items,
            state: SubmissionState::Open,
            count: before.map_or(0, |before| before.count).saturating_add(1),
            submitted_at: now,
            after_shipment_folder_id: supplier.settings.after_shipment_folder_id,
            canceled: None,
        };
        self.fulfillment_name.clone_from(&supplier.settings.name);
        self.fulfillment_id = submission.reference(self);
        self.submission = Some(submission.into());
        Ok(())
    }

    /// What of it is a supplier's and left to be shipped: what was assigned to it, and what nobody was assigned and it
    /// lists. What it skips by the order's code it is not sent, so nobody waits for that.
    fn items_of(&self, supplier: &Supplier) -> Vec<ItemQuantity> {
        let (listed, skipped) = (ListedItems::of([supplier]), folded_lines(&supplier.settings.product_code_skip));
        let is_own = |item: &OrderItem| {
            if item.supplier_id.is_empty() { listed.first(item).is_some() } else { item.supplier_id == supplier.id }
        };
        let pairs = self.order_items.iter().zip(ledger(self));
        let own =
            pairs.filter(|(item, line)| line.left > 0 && is_own(item) && !skipped.contains(&folded_code(&item.code)));
        let entry = |(_, line): (&OrderItem, LedgerLine)| ItemQuantity {
            id: line.item_id,
            code: String::new(),
            quantity: u32::try_from(line.left).unwrap_or(u32::MAX),
        };
        own.map(entry).collect()
    }

    /// Whether it stands at a supplier that has not shipped all of it.
    pub fn is_open_at_supplier(&self) -> bool {
        self.submission.as_ref().is_some_and(|it| it.state == SubmissionState::Open)
    }

    /// Whether all that was submitted to a supplier is shipped, and that is not noted yet.
    pub fn is_all_shipped_by_supplier(&self) -> bool {
        let open = self.submission.as_ref().filter(|it| it.state == SubmissionState::Open);
        open.is_some_and(|submission| submission.is_all_shipped(self))
    }

    /// Notes that all that was submitted is shipped, where it is and was not before; the folder it then goes to, if it goes
    /// to one.
    pub fn note_all_shipped(&mut self) -> Option<Option<FolderId>> {
        if !self.is_all_shipped_by_supplier() {
            return None;
        }
        let submission = self.submission.as_mut()?;
        submission.settle(SubmissionState::Shipped, None);
        Some(submission.after_shipment_folder_id)
    }

    /// Notes that what stands at a supplier is canceled; whether anything stood there. Where what is shipped stays so, that is
    /// noted of what was shipped as a whole, and nothing else.
    pub fn note_canceled(&mut self, canceled: Cancellation) -> bool {
        if canceled.keeps_shipped {
            let _ = self.note_all_shipped();
        }
        let is_meant = |state: SubmissionState| match state {
            SubmissionState::Open => true,
            SubmissionState::Shipped => !canceled.keeps_shipped,
            SubmissionState::Canceled => false,
        };
        let Some(submission) = self.submission.as_mut().filter(|it| is_meant(it.state)) else {
            return false;
        };
        submission.settle(SubmissionState::Canceled, Some(canceled));
        true
    }
}
