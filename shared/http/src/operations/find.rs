//! From an address to the call it is.

use domain::id_digits;

use super::Operation;

/// What a call's address leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A call, and the values in its address by their names.
    Operation(Operation, Vec<(&'static str, &'a str)>),
    /// An address that takes these other methods.
    OtherMethods(Vec<&'static str>),
    /// No address.
    Nothing,
}

impl Operation {
    /// The call that `method` at an address of these parts is. The singular spellings of the official text are taken
    /// too (orderdesk-api 2.10).
    pub fn find<'a>(method: &str, parts: &[&'a str]) -> Found<'a> {
        let mut others = vec![];
        for operation in Self::ALL {
            let Some(values) = operation.values(parts) else { continue };
            if operation.method() == method {
                return Found::Operation(*operation, values);
            }
            others.push(operation.method());
        }
        if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
    }

    /// The values in an address, if it is this call's.
    fn values<'a>(self, parts: &[&'a str]) -> Option<Vec<(&'static str, &'a str)>> {
        let mut wanted = self.path().split('/').skip(1);
        let mut values = vec![];
        for part in parts {
            let want = wanted.next()?;
            match want.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => values.push((name, id_digits(part))),
                None if want == plural(part) => {}
                None => return None,
            }
        }
        wanted.next().is_none().then_some(values)
    }
}

/// `/order/{id}/…` and `/inventory-item/{id}` stand in the official text beside the plural (orderdesk-api 2.10).
fn plural(part: &str) -> &str {
    match part {
        "order" => "orders",
        "order-item" => "order-items",
        "shipment" => "shipments",
        "inventory-item" => "inventory-items",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::path_parts;

    fn find<'a>(method: &str, path: &'a str) -> Found<'a> {
        Operation::find(method, &path_parts(path))
    }

    #[test]
    fn every_operation_is_found_at_its_own_address_and_nowhere_else() {
        let mut seen = HashSet::new();
        for operation in Operation::ALL {
            assert!(seen.insert((operation.method(), operation.path())), "{operation:?} stands there twice");
            let path = operation.path().replace(['{', '}'], "");
            assert!(matches!(find(operation.method(), &path), Found::Operation(found, _) if found == *operation));
        }
    }

    #[test]
    fn every_function_answers_some_operation() {
        let answering: HashSet<_> = Operation::ALL.iter().map(|operation| operation.function()).collect();
        assert_eq!(answering, HashSet::from(crate::Function::ALL));
    }

    #[test]
    fn values_come_out_of_the_address_in_both_spellings() {
        let expected = || Found::Operation(Operation::ShowShipment, vec![("order_id", "7"), ("shipment_id", "9")]);
        assert_eq!(find("GET", "/api/v2/orders/7/shipments/9"), expected());
        assert_eq!(find("GET", "/api/v2/order/7/shipments/9"), expected());
        let removed = Found::Operation(Operation::RemoveInventoryItem, vec![("inventory_item_id", "3")]);
        assert_eq!(find("DELETE", "/api/v2/inventory-item/3"), removed);
    }

    #[test]
    fn slashes_that_are_too_many_make_no_other_address() {
        for path in ["/api/v2/orders/7/", "//api/v2/orders/7", "/api//v2/orders//7//", "/api/v2/orders/7.0"] {
            assert_eq!(find("GET", path), Found::Operation(Operation::ShowOrder, vec![("order_id", "7")]), "{path}");
        }
        assert_eq!(find("GET", "/v1/rules/"), Found::Operation(Operation::ListRules, vec![]));
    }

    #[test]
    fn another_method_is_told_from_another_address() {
        assert_eq!(find("PATCH", "/api/v2/move-orders"), Found::OtherMethods(vec!["POST"]));
        assert_eq!(find("GET", "/api/v2/batch-orders"), Found::Nothing);
        assert_eq!(find("GET", "/api/v2/orders/7/shipments/9/more"), Found::Nothing);
        assert_eq!(find("GET", "/"), Found::Nothing);
    }
}
