//! Adding items and shipments to the order, with the limits the API has for them.

use std::borrow::Cow;

use domain::{
    AUTO, Event, NewOrderItem, NewShipment, Order, OrderEvent, OrderItem, Shipment, check_item_count, check_shipments,
    draft_shipment,
};

use super::items::{amount, quantity};
use super::{Effect, Stage, Text, shown};

/// An item that is added.
pub(crate) struct NewItem {
    pub(crate) code: Text,
    pub(crate) name: Text,
    pub(crate) price: Text,
    pub(crate) quantity: Text,
}

impl NewItem {
    /// So much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.code.bytes() + self.name.bytes() + self.price.bytes() + self.quantity.bytes()
    }

    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
        match self.add(order, stage) {
            Ok(note) => Effect { follow_up: Some(Event::OrderItemsChanged.into()), ..Effect::with_note(note) },
            Err(why) => Effect::with_note(format!("did not add an item: {why}")),
        }
    }

    fn add(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Result<String, String> {
        let new = self.new_item(order, stage)?;
        let problem = new.values.check_limits().into_iter().next();
        if let Some(problem) = problem.or_else(|| check_item_count(order.order_items.len() + 1)) {
            return Err(problem.to_string());
        }
        let mut item = new.item(String::new());
        if let Some(known) = stage.circumstances.inventory.item(&item.code) {
            known.complete(&mut item, new.given());
        }
        let order = order.to_mut();
        item.id = order.next_part_id().map_err(|error| error.to_string())?;
        let title = if item.code.is_empty() { &item.name } else { &item.code };
        let note = format!("added {} of {}", item.quantity, shown(title));
        order.order_items.push(item);
        Ok(note)
    }

    /// The item with what the rule gives of it; a field left blank is not given.
    fn new_item(&self, order: &Order, stage: &mut Stage<'_, '_>) -> Result<NewOrderItem, String> {
        let code = self.code.fill_in(order, stage)?.trim().to_owned();
        let name = self.name.fill_in(order, stage)?.into_owned();
        if code.is_empty() && name.trim().is_empty() {
            return Err("it has neither a code nor a name".to_owned());
        }
        let price = self.price.fill_in(order, stage)?;
        let many = self.quantity.fill_in(order, stage)?;
        let mut item = OrderItem { code, name, quantity: 1, ..OrderItem::default() };
        let mut given = vec![];
        if !item.name.trim().is_empty() {
            given.push("name");
        }
        if !price.trim().is_empty() {
            item.price = amount(&price)?;
            given.push("price");
        }
        if !many.trim().is_empty() {
            item.quantity = quantity(&many)?;
        }
        Ok(NewOrderItem::new(item, given.into_iter().collect()))
    }
}

/// A shipment that is added.
pub(crate) struct NewParcel {
    pub(crate) tracking_number: Text,
    pub(crate) carrier_code: Text,
    pub(crate) shipment_method: Text,
}

impl NewParcel {
    /// So much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.tracking_number.bytes() + self.carrier_code.bytes() + self.shipment_method.bytes()
    }

    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
        match self.add(order, stage) {
            Ok(Some(shipment)) => {
                let note = format!("added shipment {} {}", shipment.carrier_code, shown(&shipment.tracking_number));
                let event = OrderEvent { shipment_id: shipment.id, ..Event::ShipmentAdded.into() };
                Effect { follow_up: Some(event), ..Effect::with_note(note) }
            }
            Ok(None) => Effect::with_note("did not add a shipment: the order has it"),
            Err(why) => Effect::with_note(format!("did not add a shipment: {why}")),
        }
    }

    /// The shipment, unless the order has it.
    fn add(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Result<Option<Shipment>, String> {
        let draft = Shipment {
            tracking_number: self.tracking_number.fill_in(order, stage)?.into_owned(),
            carrier_code: self.carrier_code.fill_in(order, stage)?.into_owned(),
            shipment_method: self.shipment_method.fill_in(order, stage)?.into_owned(),
            source: AUTO.to_owned(),
            ..draft_shipment(stage.circumstances.now)
        };
        let new = NewShipment::new(draft, None, None).map_err(|problem| problem.to_string())?;
        if order.order_shipments.iter().any(|shipment| new.repeats(shipment)) {
            return Ok(None);
        }
        let shipment = new.shipment(String::new());
        if let Some(problem) = check_shipments(order.order_shipments.iter().chain([&shipment])) {
            return Err(problem.to_string());
        }
        let order = order.to_mut();
        let id = order.next_part_id().map_err(|error| error.to_string())?;
        let shipment = Shipment { id, ..shipment };
        order.order_shipments.push(shipment.clone());
        Ok(Some(shipment))
    }
}
