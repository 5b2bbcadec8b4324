//! What item rules do: changes of one item, with the limits every item has.

use std::borrow::Cow;

use domain::{Event, InventoryItem, MAX_ITEM_QUANTITY, Money, Order, OrderItem};

use super::{Effect, Stage, Text, shown};

/// The metadata field of an inventory item that has the code to replace its own by.
const CODE_REPLACE: &str = "code_replace";

/// A field of an item that is set as a whole.
pub(crate) struct ItemField {
    /// Its name in the API.
    pub(crate) name: &'static str,
    write: Write,
}

enum Write {
    Text(fn(&mut OrderItem) -> &mut String),
    Amount(fn(&mut OrderItem) -> &mut Money),
    Quantity,
}

impl ItemField {
    pub(crate) const NAME: Self = text("name", |item| &mut item.name);
    pub(crate) const CODE: Self = text("code", |item| &mut item.code);
    pub(crate) const PRICE: Self = Self { name: "price", write: Write::Amount(|item| &mut item.price) };
    pub(crate) const QUANTITY: Self = Self { name: "quantity", write: Write::Quantity };
    pub(crate) const WEIGHT: Self = Self { name: "weight", write: Write::Amount(|item| &mut item.weight) };
    pub(crate) const CATEGORY_CODE: Self = text("category_code", |item| &mut item.category_code);
    pub(crate) const DELIVERY_TYPE: Self = text("delivery_type", |item| &mut item.delivery_type);
    pub(crate) const FULFILLMENT_METHOD: Self = text("fulfillment_method", |item| &mut item.fulfillment_method);
}

const fn text(name: &'static str, write: fn(&mut OrderItem) -> &mut String) -> ItemField {
    ItemField { name, write: Write::Text(write) }
}

/// A change of the item that is looked at.
pub(crate) enum ItemChange {
    /// A field is set.
    Set(ItemField, Text),
    /// A variation is removed where it is blank.
    RemoveBlank(Text),
    /// It is removed.
    Remove,
    /// It has the code its inventory item names.
    ReplaceCode,
    /// It has what the inventory says of it.
    Sync,
    /// It is the supplier's of this id.
    Assign(String),
}

impl ItemChange {
    /// So much memory it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Set(_, text) | Self::RemoveBlank(text) => text.bytes(),
            Self::Assign(supplier_id) => supplier_id.len(),
            Self::Remove | Self::ReplaceCode | Self::Sync => 0,
        }
    }

    pub(crate) fn asks_inventory(&self) -> bool {
        matches!(self, Self::ReplaceCode | Self::Sync)
    }

    /// Does it to the item of the stage; of an order rule, to each.
    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
        match (self, stage.item) {
            (Self::Sync, None) => sync_all(order, stage),
            (Self::Remove, Some(place)) if place < order.order_items.len() => {
                order.to_mut().order_items.remove(place);
                Effect { is_item_gone: true, ..Effect::with_note("removed") }
            }
            (_, Some(place)) => Effect::with_note(match self.change(place, order, stage) {
                Ok(note) => note,
                Err(why) => format!("did not {}: {why}", self.doing()),
            }),
            (_, None) => Effect::with_note(format!("did not {}: there is no item", self.doing())),
        }
    }

    fn doing(&self) -> String {
        match self {
            Self::Set(field, _) => format!("set {}", field.name),
            Self::RemoveBlank(_) => "remove a variation".to_owned(),
            Self::Remove => "remove it".to_owned(),
            Self::ReplaceCode => "replace the code".to_owned(),
            Self::Sync => "take details from the inventory".to_owned(),
            Self::Assign(_) => "assign it to a supplier".to_owned(),
        }
    }

    /// Changes the item at this place, or leaves it as it is and says why.
    fn change(&self, place: usize, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Result<String, String> {
        let Some(before) = order.order_items.get(place) else { return Err("there is no item".to_owned()) };
        let mut item = before.clone();
        let note = match self {
            Self::Set(field, value) => set(field, &value.fill_in(order, stage)?, &mut item)?,
            Self::RemoveBlank(name) => remove_blank(&name.fill_in(order, stage)?, &mut item),
            Self::ReplaceCode => replace_code(&mut item, stage.circumstances.inventory.item(&before.code))?,
            Self::Sync => sync(&mut item, stage.circumstances.inventory.item(&before.code))?,
            Self::Assign(supplier_id) => {
                item.supplier_id.clone_from(supplier_id);
                format!("assigned to supplier {supplier_id}")
            }
            Self::Remove => return Err("there is no item".to_owned()),
        };
        if item != *before {
            check(&item)?;
            if let Some(place) = order.to_mut().order_items.get_mut(place) {
                *place = item;
            }
        }
        Ok(note)
    }
}

fn check(item: &OrderItem) -> Result<(), String> {
    item.check_limits().first().map_or(Ok(()), |problem| Err(problem.to_string()))
}

fn set(field: &ItemField, value: &str, item: &mut OrderItem) -> Result<String, String> {
    match field.write {
        Write::Text(write) if field.name == "code" => value.trim().clone_into(write(item)),
        Write::Text(write) => value.clone_into(write(item)),
        Write::Amount(write) => {
            *write(item) = if value.trim().is_empty() { Money::default() } else { amount(value)? };
        }
        Write::Quantity => item.quantity = quantity(value)?,
    }
    Ok(format!("set {} to \"{}\"", field.name, shown(value.trim())))
}

pub(super) fn amount(value: &str) -> Result<Money, String> {
    Money::parse(value.trim()).ok_or_else(|| format!("\"{}\" is no amount", shown(value)))
}

/// A whole number; `2.00` is one too, as templates work with decimals.
pub(super) fn quantity(value: &str) -> Result<u32, String> {
    let number = Money::parse(value.trim()).map(Money::decimal).filter(rust_decimal::Decimal::is_integer);
    let quantity = number.and_then(|number| u32::try_from(number).ok()).filter(|it| *it <= MAX_ITEM_QUANTITY);
    quantity.ok_or_else(|| format!("\"{}\" is no whole number from 0 to {MAX_ITEM_QUANTITY}", shown(value)))
}

fn remove_blank(name: &str, item: &mut OrderItem) -> String {
    match item.variation_list.get(name) {
        Some(value) if value.trim().is_empty() => {
            item.variation_list.shift_remove(name);
            format!("removed variation {}", shown(name))
        }
        Some(_) => format!("left variation {}", shown(name)),
        None => format!("had no variation {}", shown(name)),
    }
}

const UNKNOWN: &str = "the inventory has no such code";

fn replace_code(item: &mut OrderItem, known: Option<&InventoryItem>) -> Result<String, String> {
    let new = known.ok_or(UNKNOWN)?.metadata.get(CODE_REPLACE).map(|code| code.trim()).unwrap_or_default();
    if new.is_empty() {
        return Err(format!("its inventory item has no {CODE_REPLACE}"));
    }
    if new.contains(',') {
        return Err(format!("{CODE_REPLACE} has several codes: {}", shown(new)));
    }
    new.clone_into(&mut item.code);
    Ok(format!("replaced the code by \"{}\"", shown(new)))
}

/// Takes what the inventory has; what it has blank stays as the order has it.
fn sync(item: &mut OrderItem, known: Option<&InventoryItem>) -> Result<String, String> {
    let known = known.ok_or(UNKNOWN)?;
    if !known.name.is_empty() {
        item.name.clone_from(&known.name);
    }
    if known.price != Money::default() {
        item.price = known.price;
    }
    if known.weight != Money::default() {
        item.weight = known.weight;
    }
    let entries = |map: &domain::Variations| map.clone().into_iter().filter(|(_, value)| !value.is_empty());
    item.variation_list.extend(entries(&known.variation_list));
    item.metadata.extend(entries(&known.metadata));
    Ok("took details from the inventory".to_owned())
}

/// What the inventory has for each item; an item that would be too large stays as it is.
fn sync_all(order: &mut Cow<'_, Order>, stage: &Stage<'_, '_>) -> Effect {
    let mut synced = order.order_items.clone();
    let mut known = 0;
    for item in &mut synced {
        let mut after = item.clone();
        if sync(&mut after, stage.circumstances.inventory.item(&item.code)).is_ok() && check(&after).is_ok() {
            known += 1;
            *item = after;
        }
    }
    let note = format!("took details of {known} of {} items from the inventory", synced.len());
    if synced == order.order_items {
        return Effect::with_note(note);
    }
    order.to_mut().order_items = synced;
    Effect { follow_up: Some(Event::OrderItemsChanged.into()), ..Effect::with_note(note) }
}
