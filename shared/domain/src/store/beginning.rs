//! What the page that welcomes knows of a store.

use serde::{Deserialize, Serialize};

use crate::kinds::kinds;
use crate::{StoreId, is_default};

/// Of what a duplicate lacks so many things are listed.
pub const MAX_LEFT_OUT: usize = 30;

kinds! {
    /// Who fulfils the orders of a store, as its people said at first (orderdesk-app 9.1).
    Business {
        /// A print-on-demand supplier makes and ships what was bought.
        PrintOnDemand = "print_on_demand",
        /// A third-party fulfilment service ships it.
        Fulfillment = "fulfillment",
        /// They ship it themselves.
        ShipsItself = "ships_itself",
        /// Something else.
        #[default]
        SomethingElse = "something_else",
    }
}

impl Business {
    /// What people choose it by, as the answer to "How do you handle orders?".
    pub const fn label(self) -> &'static str {
        match self {
            Self::PrintOnDemand => "Send them to a print-on-demand supplier",
            Self::Fulfillment => "Send them to a third-party fulfilment service",
            Self::ShipsItself => "We ship them ourselves",
            Self::SomethingElse => "Something else",
        }
    }
}

/// What the page that welcomes knows of a store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Beginning {
    /// Who fulfils its orders.
    #[serde(default, skip_serializing_if = "is_default")]
    pub business: Business,
    /// Whether its people put the page away.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_put_away: bool,
    /// The store that it is a duplicate of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<StoreId>,
    /// What of that it lacks, in sentences without a full stop; [`MAX_LEFT_OUT`] of them at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_before_says_nothing_of_how_it_began() {
        assert_eq!(serde_json::from_str::<Beginning>("{}").unwrap(), Beginning::default());
        assert_eq!(serde_json::to_string(&Beginning::default()).unwrap(), "{}");
        for business in Business::ALL {
            assert_eq!(Business::named(business.name()), Some(*business));
        }
    }
}
