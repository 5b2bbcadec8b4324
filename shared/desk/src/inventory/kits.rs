//! Kits: inventory items that are made of others.

use domain::{InventoryItem, NewInventoryItem, Problem, StoreId, folded_code};

use crate::{Desk, DeskError};

/// Whether a kit can be made of what `new` lists: each component must be there, and none may be a kit itself.
pub(super) async fn check(desk: &Desk, store_id: StoreId, new: &NewInventoryItem) -> Result<(), DeskError> {
    let components = &new.keeping.components;
    if components.is_empty() {
        return Ok(());
    }
    let codes: Vec<String> = components.iter().map(|component| component.code.clone()).collect();
    let known = desk.table.inventory_items_by_code(store_id, &codes).await?;
    let problem = |(place, code): (usize, &String)| {
        let found = known.iter().find(|item| folded_code(&item.code) == folded_code(code));
        let why = match found {
            None => format!("the inventory has no \"{code}\""),
            Some(item) if item.is_kit() => format!("\"{code}\" is a kit itself, and a kit is not made of kits"),
            Some(_) => return None,
        };
        Some(Problem::new(format!("components[{place}].code"), why))
    };
    let problems: Vec<Problem> = codes.iter().enumerate().filter_map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// Gives each kit among these items the stock that its components allow. Reads the components, at once.
pub(super) async fn count(desk: &Desk, store_id: StoreId, items: &mut [InventoryItem]) -> Result<(), DeskError> {
    let components = items.iter().flat_map(|item| &item.keeping.components);
    let codes: Vec<String> = components.map(|component| component.code.clone()).collect();
    if codes.is_empty() {
        return Ok(());
    }
    let known = desk.table.inventory_items_by_code(store_id, &codes).await?;
    let stock_of =
        |code: &str| known.iter().find(|item| folded_code(&item.code) == folded_code(code)).map(|it| it.stock);
    for item in items {
        item.stock = item.available(stock_of);
    }
    Ok(())
}
