//! How many of each item, as the forms of a parcel and of a split say it.

use domain::{ItemQuantity, LedgerLine, Problem};

use crate::form::Form;

/// The items that the form's fields `quantity-<id>` name, of those that something is left of. What is wrong is said of
/// what `place` calls the line.
pub(crate) fn read_quantities(
    form: &Form,
    lines: &[LedgerLine],
    place: impl Fn(&LedgerLine) -> String,
) -> (Vec<ItemQuantity>, Vec<Problem>) {
    let (mut items, mut problems) = (vec![], vec![]);
    for line in lines.iter().filter(|line| line.left > 0) {
        match form.text(&format!("quantity-{}", line.item_id)) {
            "" | "0" => {}
            text => match text.parse::<u32>() {
                Ok(quantity) if u64::from(quantity) <= line.left => {
                    items.push(ItemQuantity { id: line.item_id.clone(), code: line.code.clone(), quantity });
                }
                _ => problems.push(Problem::new(place(line), format!("must be a whole number up to {}", line.left))),
            },
        }
    }
    (items, problems)
}
