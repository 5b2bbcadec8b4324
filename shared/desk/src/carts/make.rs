//! What becomes of an order of a shop that is not here yet: whether it is taken, when, and as what.

use carts::{ImportState, MappedOrder, Stage};
use domain::{
    Arrival, BroughtBy, Cancellation, CartOrder, Connection, FolderId, Job, NewOrder, SplitBy, SplitRule, Store,
    split_by,
};
use jiff::Timestamp;
use table::{OrderRow, Plan, PlannedAppointment};

use crate::Actor;
use crate::orders::{RunRules, planned};

/// Why an order is canceled that comes so.
const BEFORE_IT_CAME: &str = "The shop had canceled it before it came";

/// What becomes of an order that is not here yet.
pub(super) enum Decision {
    /// Nothing, for this reason.
    PassOver(&'static str),
    /// It is taken when this is over.
    Wait(Timestamp),
    /// It is made.
    Make(Box<Made>),
}

/// An order as it is made.
pub(super) struct Made {
    pub(super) new: NewOrder,
    pub(super) rules: RunRules,
    cart: CartOrder,
    memory: String,
    notes: Vec<String>,
    is_canceled: bool,
    canceled_folder_id: Option<FolderId>,
    splits: bool,
    status: String,
}

/// Decides by the connection's settings. What a person imports by hand does not wait, and may be older than what comes by
/// itself.
pub(super) fn decide(
    connection: &Connection,
    store: &Store,
    arrival: &Arrival,
    mapped: MappedOrder,
    now: Timestamp,
) -> Decision {
    let settings = &connection.settings;
    let is_by_hand = arrival.by == BroughtBy::Hand;
    let draft = mapped.new.draft();
    let has_status = settings.statuses.is_empty() || settings.is_status(&mapped.cart_status);
    let is_polled = matches!(arrival.by, BroughtBy::Poll | BroughtBy::Hand);
    let country = if draft.shipping.country.is_empty() { &draft.customer.country } else { &draft.shipping.country };
    let why = match mapped.stage {
        Stage::Unfinished => Some("it is no order yet"),
        // A cancellation that comes before its order is kept, so that the order does not come in open behind it.
        Stage::Canceled if is_polled => Some("it was canceled before it came"),
        Stage::Unpaid if !settings.takes_unpaid && settings.statuses.is_empty() => Some("it is not paid"),
        Stage::Shipped if !settings.takes_shipped && settings.statuses.is_empty() => {
            Some("the shop shipped it already")
        }
        Stage::Unpaid | Stage::Open | Stage::Shipped if !has_status => Some("its status is none of those to take"),
        _ if mapped.is_test && !settings.takes_tests => Some("it only tries the shop out"),
        _ if !settings.takes_country(country) => Some("its country is none of those to take"),
        _ if !is_by_hand && draft.date_added < connection.takes_from() => Some("it was placed before orders are taken"),
        _ => None,
    };
    if let Some(why) = why {
        return Decision::PassOver(why);
    }
    let taken_at = settings.taken_at(draft.date_added);
    if taken_at > now && !is_by_hand && mapped.stage != Stage::Canceled {
        return Decision::Wait(taken_at);
    }
    made(connection, store, mapped)
}

fn made(connection: &Connection, store: &Store, mapped: MappedOrder) -> Decision {
    let settings = &connection.settings;
    let Some((mapped, left_out)) = of_vendors(connection, mapped) else {
        return Decision::PassOver("its vendors are none of those to take");
    };
    let (needs_person, is_canceled) = (mapped.needs_person(), mapped.stage == Stage::Canceled);
    let there = |id: Option<FolderId>| id.filter(|id| store.folder(*id).is_some());
    let usual = there(settings.folder_id);
    let folder = match (is_canceled, needs_person) {
        (true, _) => there(settings.canceled_folder_id).or(usual),
        (_, true) => there(settings.hold_folder_id).or(usual),
        _ => usual,
    };
    let mut notes: Vec<String> = mapped.shortfalls.iter().map(carts::Shortfall::text).collect();
    notes.extend(left_out_note(&left_out));
    if is_canceled {
        notes.push(BEFORE_IT_CAME.to_owned());
    } else if needs_person {
        notes.push("On hold: no rule was run, as a person is needed first".to_owned());
    }
    let cart = CartOrder { connection_id: connection.id.clone(), order_id: mapped.order_id.clone() };
    let memory = ImportState::of(&mapped).text();
    let is_open = !is_canceled && !needs_person;
    let mut new = mapped.new.prefixed(&settings.prefix);
    new.folder_id = folder;
    Decision::Make(Box::new(Made {
        new,
        rules: if is_open { RunRules::Yes } else { RunRules::No },
        cart,
        memory,
        notes,
        is_canceled,
        canceled_folder_id: there(settings.canceled_folder_id),
        splits: settings.splits_by_vendor && is_open,
        status: if is_canceled { String::new() } else { settings.status_after_import.clone() },
    }))
}

/// The order with the items of the vendors that are taken, and the names of the others; none where there is no other item.
pub(super) fn of_vendors(connection: &Connection, mut mapped: MappedOrder) -> Option<(MappedOrder, Vec<String>)> {
    let settings = &connection.settings;
    if settings.vendors.is_empty() {
        return Some((mapped, vec![]));
    }
    let (new, left_out) = mapped.new.of_items(|item| settings.takes_vendor(&item.category_code));
    let has_items = !new.draft().order_items.is_empty();
    mapped.new = new;
    has_items.then_some((mapped, left_out))
}

fn left_out_note(names: &[String]) -> Option<String> {
    let shown: String = names.join(", ").chars().take(200).collect();
    (!names.is_empty()).then(|| format!("Left out, as of other vendors: {shown}"))
}

impl Made {
    /// Puts into the order's row, before it is written, which order of which shop it is, and what follows from that.
    pub(super) fn finish(&self, row: &mut OrderRow, store: &Store, by: &Actor, now: Timestamp) {
        row.order.cart = Some(self.cart.clone());
        row.cart_memory.clone_from(&self.memory);
        if self.is_canceled {
            row.order.cancel(self.canceled_folder_id, Cancellation::by_shop(now, by.name(), BEFORE_IT_CAME));
        }
        row.history.extend(self.notes.iter().map(|note| by.line(now, note.clone())));
        if !self.status.is_empty() {
            let CartOrder { connection_id: connection, order_id: cart_order } = self.cart.clone();
            let job = Job::SetCartStatus { connection, cart_order, cart_status: self.status.clone() };
            let serial = row.order.next_serial();
            row.plans.push(Plan::Appointment(PlannedAppointment { serial, job, rule: String::new(), at: now }));
        }
        if self.splits {
            split(row, store, by, now);
        }
    }
}

/// Splits an order by its items' vendors; what is made of it is planned.
fn split(row: &mut OrderRow, store: &Store, by: &Actor, now: Timestamp) {
    let rule = SplitRule { by: SplitBy::CategoryCode, name: String::new(), values: vec![] };
    match split_by(&mut row.order, row.store_id, &rule, store.settings.split_method) {
        Ok(made) => {
            let plans: Vec<Plan> = made.into_iter().map(|part| planned(row.store_id, part, by, now)).collect();
            if !plans.is_empty() {
                let note = format!("Split by vendor into {} orders", plans.len().saturating_add(1));
                row.history.push(by.line(now, note));
            }
            row.plans.extend(plans);
        }
        Err(why) => row.history.push(by.line(now, format!("Not split by vendor: {why}"))),
    }
}
