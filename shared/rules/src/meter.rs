//! How much the rules of a record may take: steps, counted before they are made. No clock, so that a record that comes
//! again decides the same.

/// So many steps all rules of a run may take: about 200 ms of a whole core, at 12 ns a step by the slowest filters
/// known, which `cargo waybill bench` measures.
pub const MAX_STEPS: u64 = 16_000_000;

/// So many of them may be taken in a run to find out something for all rules together, on no rule's account: more than a
/// usual order needs by far, and so few that rules do not miss them.
const MAX_STEPS_OF_ALL: u64 = 40_000;

/// What it takes to look at one value.
const LOOK: u64 = 4;

/// What it takes to read a text as a time.
const READ_TIME: u64 = 40;

/// So many bytes are compared in one step.
const BYTES_A_STEP: u64 = 8;

/// What it takes to consider a rule.
const CONSIDER: u64 = 4;

/// What one action takes.
const ACTION: u64 = 2_000;

/// What one action on one item takes.
const ITEM_ACTION: u64 = 1_000;

/// What each item of the order takes that is copied when items are changed.
const ITEM: u64 = 50;

/// What it takes to fill in a template, for which the order is copied, beside the order's parts and its own steps.
const FILL_IN: u64 = 5_000;

/// What each item, discount, note and shipment takes that is copied for a template.
const PART: u64 = 100;

/// What a step of a template takes. The slowest known (a long list joined, a barcode) took some 800 ns.
const TEMPLATE_STEP: u64 = 60;

/// So many steps a template of an action may take.
const MAX_TEMPLATE_STEPS: u64 = 50_000;

/// What it takes to look at a text, beside [`LOOK`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Price {
    /// Its bytes are compared.
    Compared,
    /// It is read as a time.
    Timed,
    /// Its letters are made small first.
    Folded,
    /// A regular expression of this size is looked for, in as much as it sees of it.
    Searched(u64),
}

impl Price {
    #[inline]
    fn of(self, text: &str) -> u64 {
        let bytes = |text: &str| u64::try_from(text.len()).unwrap_or(u64::MAX);
        match self {
            Self::Compared => bytes(text) / BYTES_A_STEP,
            Self::Timed => bytes(text) / BYTES_A_STEP + READ_TIME,
            Self::Folded => bytes(text),
            Self::Searched(size) => (bytes(crate::pattern::seen(text)) + 1).saturating_mul(size),
        }
    }
}

/// A rule would take more steps than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overrun;

/// Counts the steps of a run.
#[derive(Debug)]
pub(crate) struct Meter {
    /// What all rules together may still take.
    rest: u64,
    /// What may still be found out for all of them together.
    of_all: u64,
}

/// Counts the steps of one rule. It may take half of what is left, so that those behind it have their part.
#[derive(Debug)]
pub(crate) struct Share {
    left: u64,
    given: u64,
    /// What it was refused.
    refused: u64,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self { rest: MAX_STEPS, of_all: MAX_STEPS_OF_ALL }
    }

    /// What the next rule may take.
    #[inline]
    pub(crate) fn share(&self) -> Share {
        let given = self.rest / 2;
        Share { left: given, given, refused: 0 }
    }

    /// Takes what a rule took of its share; answers what it wanted.
    #[inline]
    pub(crate) fn settle(&mut self, share: &Share) -> u64 {
        let taken = share.given - share.left;
        self.rest -= taken;
        taken.saturating_add(share.refused)
    }

    /// What may be taken to find out something for all rules together.
    pub(crate) fn share_of_all(&self) -> Share {
        let given = self.of_all.min(self.rest / 2);
        Share { left: given, given, refused: 0 }
    }

    /// Takes what was taken of that.
    pub(crate) fn settle_of_all(&mut self, share: &Share) {
        let taken = share.given - share.left;
        self.of_all -= taken;
        self.rest -= taken;
    }

    /// How many steps were taken.
    pub(crate) fn taken(&self) -> u64 {
        MAX_STEPS.saturating_sub(self.rest)
    }
}

impl Share {
    /// Takes the steps of considering the rule at all.
    #[inline]
    pub(crate) fn consider(&mut self) -> Result<(), Overrun> {
        self.take(CONSIDER)
    }

    /// Takes the steps of looking at `text`.
    #[inline]
    pub(crate) fn look(&mut self, price: Price, text: &str) -> Result<(), Overrun> {
        self.take(price.of(text).saturating_add(LOOK))
    }

    /// Takes the steps of finding `text` among so many.
    #[inline]
    pub(crate) fn find(&mut self, text: &str, among: usize) -> Result<(), Overrun> {
        let looks = u64::from(among.checked_ilog2().unwrap_or_default()) + 1;
        self.take(looks.saturating_mul(Price::Compared.of(text) + LOOK))
    }

    /// Takes the steps of so many actions.
    #[inline]
    pub(crate) fn act(&mut self, actions: usize) -> Result<(), Overrun> {
        self.take(ACTION.saturating_mul(u64::try_from(actions).unwrap_or(u64::MAX)))
    }

    /// Takes the steps of so many actions on so many of an order's items.
    pub(crate) fn act_on_items(&mut self, actions: usize, passing: usize, items: usize) -> Result<(), Overrun> {
        let [actions, passing, items] = [actions, passing, items].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        let each = ITEM_ACTION.saturating_mul(actions).saturating_mul(passing);
        self.take(each.saturating_add(ITEM.saturating_mul(items)))
    }

    /// Takes the steps of filling in a template from an order of so many parts; how many of its own it may take.
    pub(crate) fn template(&mut self, parts: usize) -> Result<u64, Overrun> {
        let parts = PART.saturating_mul(u64::try_from(parts).unwrap_or(u64::MAX));
        self.take(parts.saturating_add(FILL_IN))?;
        Ok(MAX_TEMPLATE_STEPS.min(self.left / TEMPLATE_STEP))
    }

    /// Takes the steps that a template took.
    pub(crate) fn template_took(&mut self, steps: u64) -> Result<(), Overrun> {
        self.take(steps.saturating_mul(TEMPLATE_STEP))
    }

    #[inline]
    fn take(&mut self, steps: u64) -> Result<(), Overrun> {
        let Some(left) = self.left.checked_sub(steps) else {
            self.refused = steps;
            return Err(Overrun);
        };
        self.left = left;
        Ok(())
    }
}
