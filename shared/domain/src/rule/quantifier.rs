//! Of how many entries of a list a filter must hold.

use serde::{Deserialize, Serialize};

/// Of how many entries of a list (items, discounts, notes) a filter must hold (orderdesk-app 1.3).
///
/// A filter on items says something about items that are there: an order without any satisfies neither. By logic alone
/// "all" would hold for it, and a rule that moves what is all downloads would move every order whose items are still to
/// come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Quantifier {
    /// One entry at least.
    #[default]
    Any,
    /// Every entry, of one at least.
    All,
}

impl Quantifier {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Any, Self::All];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Any => "One entry at least must satisfy the filter.",
            Self::All => "Every entry must satisfy the filter, and there must be one.",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quantifier| quantifier.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;

    #[test]
    fn serde_names_quantifiers_as_their_list_does() {
        for quantifier in Quantifier::ALL {
            assert_eq!(serde_json::to_value(quantifier).unwrap(), quantifier.name());
            assert_eq!(Quantifier::named(quantifier.name()), Some(quantifier));
            assert!(quantifier.doc().ends_with('.'));
        }
        assert_eq!(Quantifier::named("some"), None);
    }

    #[test]
    fn a_filter_of_any_entry_is_kept_in_the_bytes_it_ever_was() {
        let any = r#"{"field":"item.code","comparator":"equals","value":"MUG"}"#;
        let filter: Filter = serde_json::from_str(any).unwrap();
        assert_eq!((filter.quantifier, serde_json::to_string(&filter).unwrap().as_str()), (Quantifier::Any, any));
        let all = Filter { quantifier: Quantifier::All, ..filter };
        let kept = serde_json::to_string(&all).unwrap();
        assert_eq!(kept, r#"{"field":"item.code","comparator":"equals","value":"MUG","quantifier":"all"}"#);
        assert_eq!(serde_json::from_str::<Filter>(&kept).unwrap(), all);
    }
}
