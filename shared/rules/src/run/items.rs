//! Item rules: what they do to each item that passed.

use std::collections::BTreeMap;

use domain::{Event, OrderItem};

use super::{Next, Run, Step};
use crate::action::{CompiledAction, Effect, Stage, cut, give_back_of_gone_items};
use crate::book::CompiledRule;
use crate::conditions::Part;
use crate::meter::Share;

/// An item's name in a history line is cut after so many characters.
const MAX_TITLE_LENGTH: usize = 40;

impl Run<'_, '_> {
    /// Does what `rule` does to the items at these places, one after another. Which passed is decided before the first is
    /// changed, and an event follows once, if any is another than before. The history has one line, in which items are
    /// named together that had the same done. Where stock was moved, what was taken for items that are gone is given back.
    pub(super) fn act_on_items(
        &mut self,
        rule: &CompiledRule,
        passing: &[usize],
        step: &Step,
        share: &mut Share,
    ) -> Next {
        let before = self.outcome.bytes;
        let (mut said, mut next, mut removed, mut is_changed) = (Said::default(), Next::Run, 0, false);
        for place in passing {
            let place = place.saturating_sub(removed);
            let Some(item) = self.outcome.order.order_items.get(place).cloned() else { break };
            let mut notes = vec![];
            for action in &rule.actions {
                let effect = self.act_on_item(action, place, share);
                if effect.stops {
                    next = Next::Stop;
                }
                self.move_stock(effect.stock);
                notes.push(effect.note);
                if effect.is_item_gone {
                    removed += 1;
                    break;
                }
            }
            is_changed |= self.outcome.order.order_items.get(place) != Some(&item);
            said.add(&item, notes.join(", "));
        }
        let moves_stock = rule.actions.iter().any(CompiledAction::moves_stock);
        let gone = moves_stock.then(|| give_back_of_gone_items(&mut self.outcome.order)).flatten();
        let gone = gone.map(|effect| {
            self.move_stock(effect.stock);
            effect.note
        });
        if (is_changed || moves_stock)
            && let Some(part) = Part::named("order_items")
        {
            self.facts.forget(part);
            self.changed.push(part);
        }
        if is_changed {
            self.queue_follow_up(Event::OrderItemsChanged.into(), rule, step);
        }
        let title = step.event.event.title();
        let said = std::iter::once(said.text()).chain(gone).collect::<Vec<_>>().join("; ");
        self.say(&format!("Rule \"{}\" ({title}): {said}", rule.name));
        self.outcome.wrote(rule.number, before);
        next
    }

    fn act_on_item(&mut self, action: &CompiledAction, place: usize, share: &mut Share) -> Effect {
        let (circumstances, given) = (self.circumstances, &mut self.given);
        let mut stage = Stage { circumstances, given, share, item: Some(place) };
        let effect = action.apply(&mut self.outcome.order, &mut stage);
        if !action.changes.is_empty() {
            self.given.forget_order();
        }
        effect
    }
}

/// What was done to items, each named with those that had the same done, in the sequence of the first of them.
#[derive(Default)]
struct Said {
    all: Vec<(Vec<String>, String)>,
    places: BTreeMap<String, usize>,
}

impl Said {
    fn add(&mut self, item: &OrderItem, note: String) {
        let place = *self.places.entry(note.clone()).or_insert(self.all.len());
        match self.all.get_mut(place) {
            Some((titles, _)) => titles.push(title_of(item)),
            None => self.all.push((vec![title_of(item)], note)),
        }
    }

    fn text(&self) -> String {
        let each = self.all.iter().map(|(titles, note)| format!("{}: {note}", titles.join(", ")));
        each.collect::<Vec<_>>().join("; ")
    }
}

/// What an item is called: by its code, or its name, or its id.
fn title_of(item: &OrderItem) -> String {
    let named = [item.code.trim(), item.name.trim()].into_iter().find(|title| !title.is_empty());
    named.map_or_else(|| format!("item {}", item.id), |title| cut(title, MAX_TITLE_LENGTH))
}
