//! Setting fields of the order, and adding discounts: as a change by the API does it, with the same limits.

use std::borrow::Cow;

use domain::fields::{OrderField, Read, Write, plain_fields};
use domain::{ChangeError, Discount, Event, Money, Order, OrderPatch, Problem};

use super::items::amount;
use super::{Effect, Stage, Text, shown};

/// The field of this name, if actions may set it.
pub(crate) fn settable(name: &str) -> Result<&'static OrderField, Problem> {
    let found = plain_fields().find(|field| field.name == name);
    found.ok_or_else(|| Problem::new("field", format!("there is no field \"{}\" that can be set", shown(name))))
}

/// A field, and what it is set to.
pub(crate) struct FieldChange {
    pub(crate) field: &'static OrderField,
    pub(crate) value: Text,
}

impl FieldChange {
    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
        let (field, before) = (self.field, text_of(self.field, order));
        if let Err(why) = self.set(order, stage) {
            return Effect::with_note(format!("did not set {}: {why}", field.name));
        }
        let after = text_of(field, order);
        let is_address = matches!(field.address, Some("shipping" | "customer"));
        let follow_up = (is_address && before != after).then(|| Event::OrderAddressChanged.into());
        Effect { follow_up, ..Effect::with_note(format!("set {} to \"{}\"", field.name, shown(&after))) }
    }

    fn set(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Result<(), String> {
        let text = self.value.fill_in(order, stage)?;
        if self.field.is_never_blank && text.trim().is_empty() {
            return Err("it can't be blank".to_owned());
        }
        let patch = OrderPatch::new(stage.circumstances.now);
        let patch = match self.field.write {
            Write::Text(_, field) => patch.change(self.field.name, |values| *field(values) = text.into_owned()),
            Write::Amount(field) => {
                let amount = if text.trim().is_empty() { Money::default() } else { amount(&text)? };
                patch.change(self.field.name, |values| *field(values) = amount)
            }
            Write::No | Write::Map(..) | Write::Own => return Err("it can't be set".to_owned()),
        };
        changed(&patch, order)
    }
}

/// A discount that is added.
pub(crate) struct NewDiscount {
    pub(crate) name: Text,
    pub(crate) code: Text,
    pub(crate) amount: Text,
}

impl NewDiscount {
    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
        Effect::with_note(match self.add(order, stage) {
            Ok(discount) => format!("added the discount \"{}\" of {}", shown(&discount.name), discount.amount.text()),
            Err(why) => format!("did not add a discount: {why}"),
        })
    }

    fn add(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Result<Discount, String> {
        let name = self.name.fill_in(order, stage)?.into_owned();
        let code = self.code.fill_in(order, stage)?.into_owned();
        let amount = amount(&self.amount.fill_in(order, stage)?)?.abs();
        let discount = Discount { name, code, amount };
        let discounts = order.discount_list.iter().chain([&discount]).cloned().collect();
        let patch = OrderPatch::new(stage.circumstances.now);
        changed(&patch.change("discount_list", |values| values.discount_list = discounts), order)?;
        Ok(discount)
    }
}

/// Changes the order, or leaves it as it is and says why.
fn changed(patch: &OrderPatch, order: &mut Cow<'_, Order>) -> Result<(), String> {
    patch.apply(order.to_mut()).map_err(|error| match error {
        ChangeError::Invalid(problems) => problems.first().map(ToString::to_string).unwrap_or_default(),
        ChangeError::UsedUp(error) => error.to_string(),
    })
}

fn text_of(field: &OrderField, order: &Order) -> String {
    match field.read {
        Read::Text(read) => read(order).to_owned(),
        Read::Amount(read) => read(order).text(),
        Read::Whole(_) | Read::Flag(_) | Read::Date(_) | Read::Map(_) | Read::FolderName | Read::Parts => String::new(),
    }
}
