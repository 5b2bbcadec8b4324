//! The filters of rules without a rule: which orders somebody means, such as an export.

use domain::{AppliesTo, Combine, FilterEntry, Order, Problem};

use crate::conditions::{Conditions, Facts, Interner};
use crate::filter::Filters;
use crate::meter::Meter;
use crate::{Circumstances, book, check};

/// Filters that are made ready once and held against many orders, as those of an order rule are.
pub struct Selection {
    conditions: Conditions,
    filters: Filters,
}

/// To hold the filters against an order would take more steps than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its filters take too many steps on this order")]
pub struct TooManySteps;

/// What is wrong with filters that stand alone; each problem's field begins with `filters`.
pub fn check_filters(filters: &[FilterEntry]) -> Vec<Problem> {
    check::check_entries(filters, AppliesTo::Order, 0)
}

impl Selection {
    /// Makes filters ready, or tells the first that can't be.
    pub fn compile(combine: Combine, filters: &[FilterEntry]) -> Result<Self, Problem> {
        let (mut conditions, mut interner) = (Conditions::default(), Interner::default());
        let filters = book::intern_alone(filters, combine, &mut conditions, &mut interner)?;
        Ok(Self { conditions, filters })
    }

    /// Whether what the inventory has for an order's items matters.
    pub fn asks_inventory(&self) -> bool {
        self.conditions.ask_inventory()
    }

    /// Whether an order is meant; without filters each is.
    pub fn holds(&self, order: &Order, circumstances: &Circumstances<'_>) -> Result<bool, TooManySteps> {
        let (mut facts, mut share) = (Facts::new(&self.conditions), Meter::new().share());
        self.filters.hold(false, &mut facts, order, circumstances, &mut share).map_err(|_| TooManySteps)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Brake, Filter, FilterGroup, Store};

    use super::*;
    use crate::tests::{circumstances, order};

    fn filter(field: &str, comparator: &str, value: &str) -> FilterEntry {
        let (field, comparator, value) = (field.into(), comparator.into(), value.into());
        Filter { field, comparator, value, ..Filter::default() }.into()
    }

    /// Catches filters that mean other orders here than in a rule.
    #[test]
    fn filters_alone_mean_the_orders_that_they_mean_in_a_rule() {
        let (order, folders) = (Order { email: "mara@example.com".into(), ..order() }, Store::default_folders());
        let holds = |combine, filters: &[FilterEntry]| {
            Selection::compile(combine, filters)
                .unwrap()
                .holds(&order, &circumstances(&folders, Brake::default()))
                .unwrap()
        };
        let mine = filter("email", "equals", &order.email);
        let other = filter("email", "equals", "nobody@example.com");
        assert!(holds(Combine::All, &[]) && holds(Combine::Any, &[]));
        assert!(holds(Combine::All, std::slice::from_ref(&mine)));
        assert!(!holds(Combine::All, &[mine.clone(), other.clone()]));
        assert!(holds(Combine::Any, &[mine.clone(), other.clone()]));
        let group = FilterEntry::Group(FilterGroup { combine: Combine::Any, filters: vec![other.clone(), mine] });
        assert!(holds(Combine::All, std::slice::from_ref(&group)));
        assert!(!holds(Combine::All, &[group, other]));
    }

    #[test]
    fn what_is_no_filter_is_named_by_its_place() {
        let wrong = [filter("email", "equals", "a"), filter("colour", "equals", "red")];
        assert_eq!(check_filters(&wrong)[0].field, "filters[1].field");
        assert_eq!(Selection::compile(Combine::All, &wrong).err().unwrap().field, "filters[1].field");
        assert_eq!(check_filters(&wrong[..1]), []);
    }
}
