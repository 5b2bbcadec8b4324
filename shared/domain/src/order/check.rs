//! What every order must be like, however it came.

use std::sync::LazyLock;

use jiff::Timestamp;

use crate::fields::{
    DISCOUNT_FIELDS, DiscountRead, ITEM_FIELDS, ItemRead, NOTE_FIELDS, NoteRead, ORDER_FIELDS, OrderField, PartField,
    Read, Write,
};
use crate::limits::{
    MAX_DISCOUNTS, MAX_ITEMS, MAX_NOTES, MAX_NOTES_LENGTH, check_count, check_map_length, check_text_length,
};
use crate::time::whole_seconds;
use crate::{Discount, NewOrderItem, Note, Order, OrderItem, PartsUsedUp, Problem, Variations};

/// Why an order is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// What it would become is wrong; each problem names its field.
    #[error("{} of the fields are wrong", .0.len())]
    Invalid(Vec<Problem>),
    /// There is no id for a new item.
    #[error(transparent)]
    UsedUp(#[from] PartsUsedUp),
}

/// `draft` as it is kept, however it came: without the blanks around what orders are found by, and of a card's number the
/// last four digits, as more is not ours to keep.
pub(super) fn kept(mut draft: Order) -> Order {
    keep(&mut draft);
    draft
}

/// As [`kept`], where it stands.
pub(super) fn keep(order: &mut Order) {
    for text in [&mut order.email, &mut order.source_name, &mut order.source_id, &mut order.customer_id] {
        trim(text);
    }
    if !order.cc_number.is_empty() {
        order.cc_number = last_four(&order.cc_number);
    }
}

/// Cuts off the blanks around a text; one without any is left where it is.
pub(super) fn trim(text: &mut String) {
    // No blank is a letter, a digit or a sign of ASCII, in its first byte or its last.
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return;
    }
    let trimmed = text.trim_matches(is_blank);
    if trimmed.len() < text.len() {
        *text = trimmed.to_owned();
    }
}

/// `new` is `old` when it differs only in what [`kept`] cuts off: it came back as it was read.
pub(super) fn as_kept(new: &mut String, old: &str) {
    if *new == old.trim_matches(is_blank) {
        old.clone_into(new);
    }
}

/// Whether a character shows nothing: blanks of any width, none included, and what a terminal would take for a command.
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What is told of an order with neither a name nor a company.
pub(super) const NO_NAME: &str =
    "a first name, a last name or a company is needed in the shipping or the customer address";

/// A field that has a limit, and how it is read.
enum Limited {
    Text(&'static str, usize, fn(&Order) -> &str),
    Map(&'static str, usize, fn(&Order) -> &Variations),
}

/// The fields of an order that have a limit, apart from all else that is known of them: each order goes through them.
static LIMITED: LazyLock<Vec<Limited>> = LazyLock::new(|| {
    let limited = |field: &OrderField| match (field.read, field.write) {
        (Read::Text(text), Write::Text(max, _)) => Some(Limited::Text(field.name, max, text)),
        (Read::Map(map), Write::Map(max, _)) => Some(Limited::Map(field.name, max, map)),
        _ => None,
    };
    ORDER_FIELDS.iter().filter_map(limited).collect()
});

/// No text of an order may have less characters than this.
static SHORTEST_LIMIT: LazyLock<usize> = LazyLock::new(|| {
    let limit = |limited: &Limited| match limited {
        Limited::Text(_, max, _) => Some(*max),
        Limited::Map(..) => None,
    };
    LIMITED.iter().filter_map(limit).min().unwrap_or_default()
});

/// How many bytes the longest text of an order has, but for what lies in its lists and maps.
fn longest_text(order: &Order) -> usize {
    let Order { email, shipping_method, cc_number, cc_exp, processor_response, payment_type, payment_status, .. } =
        order;
    let Order { customer_id, ip_address, tag_color, tag_name, source_name, source_id, .. } = order;
    let Order { fulfillment_name, fulfillment_id, shipping, customer, return_address, .. } = order;
    let texts = [
        email,
        shipping_method,
        cc_number,
        cc_exp,
        processor_response,
        payment_type,
        payment_status,
        customer_id,
        ip_address,
        tag_color,
        tag_name,
        source_name,
        source_id,
        fulfillment_name,
        fulfillment_id,
    ];
    let own = texts.iter().map(|text| text.len());
    let addresses = [shipping, customer].into_iter().flat_map(|address| address.lines().map(str::len));
    own.chain(addresses).chain(return_address.lines().map(str::len)).max().unwrap_or_default()
}

/// What of `order` is longer than it may be, but for its items and what lies in its lists' entries.
fn check_fields<'a>(order: &'a Order, is_looked_at: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = Problem> + 'a {
    // Mostly no text is longer than any may be; then nothing has to be known of each.
    let has_long_texts = longest_text(order) > *SHORTEST_LIMIT;
    LIMITED.iter().filter_map(move |limited| match limited {
        Limited::Text(name, max, text) if has_long_texts && is_looked_at(name) => {
            check_text_length(name, text(order), *max)
        }
        Limited::Map(name, max, map) if is_looked_at(name) => check_map_length(name, map(order), *max),
        _ => None,
    })
}

/// What of `order` is longer than it may be: of the fields of these names, and of these lists. Its items are checked as
/// they are sent.
pub(super) fn check_limits(order: &Order, is_looked_at: impl Fn(&str) -> bool) -> Vec<Problem> {
    let mut problems: Vec<Problem> = check_fields(order, &is_looked_at).collect();
    if is_looked_at("discount_list") {
        problems.extend(check_discounts(&order.discount_list));
    }
    if is_looked_at("order_notes") {
        problems.extend(check_notes(&order.order_notes));
    }
    if is_looked_at("order_items") {
        problems.extend(check_item_count(order.order_items.len()));
    }
    problems
}

fn check_discounts(discounts: &[Discount]) -> Vec<Problem> {
    if discounts.is_empty() {
        return vec![];
    }
    let long = |discount: &Discount| {
        check_texts(DISCOUNT_FIELDS, |read| match read {
            DiscountRead::Text(text) => Some(text(discount)),
            DiscountRead::Amount(_) => None,
        })
    };
    let entries = discounts.iter().enumerate();
    let long = entries.flat_map(|(index, it)| long(it).into_iter().map(move |it| it.within("discount_list", index)));
    check_discount_count(discounts.len()).into_iter().chain(long).collect()
}

fn check_notes(notes: &[Note]) -> Vec<Problem> {
    if notes.is_empty() {
        return vec![];
    }
    let long = |note: &Note| {
        check_texts(NOTE_FIELDS, |read| match read {
            NoteRead::Text(text) => Some(text(note)),
            NoteRead::Date(_) => None,
        })
    };
    let entries = notes.iter().enumerate();
    let long = entries.flat_map(|(index, it)| long(it).into_iter().map(move |it| it.within("order_notes", index)));
    check_note_count(notes.len()).into_iter().chain(check_notes_length(notes)).chain(long).collect()
}

/// What is wrong with the texts of a part that are longer than they may be.
fn check_texts<'a, R>(fields: &[PartField<R>], text: impl Fn(&R) -> Option<&'a str>) -> Vec<Problem> {
    let long = |field: &PartField<R>| check_text_length(field.name, text(&field.read)?, field.max_length?);
    fields.iter().filter_map(long).collect()
}

impl OrderItem {
    /// What of it is longer than it may be.
    pub fn check_limits(&self) -> Vec<Problem> {
        let long = ITEM_FIELDS.iter().filter_map(|field| match field.read {
            ItemRead::Text(text) => check_text_length(field.name, text(self), field.max_length?),
            ItemRead::Map(map) => check_map_length(field.name, map(self), field.max_length?),
            ItemRead::Amount(_) | ItemRead::Whole(_) => None,
        });
        long.collect()
    }
}

/// What of these items is longer than it may be; each problem names its item as it was sent.
pub(super) fn check_items(items: &[NewOrderItem]) -> Vec<Problem> {
    let named = |(index, item): (usize, &NewOrderItem)| {
        let of_item = |problem: Problem| match &*item.place {
            "" => problem.within("order_items", index),
            place => Problem { field: format!("{place}.{}", problem.field), ..problem },
        };
        item.values.check_limits().into_iter().map(of_item).collect::<Vec<_>>()
    };
    items.iter().enumerate().flat_map(named).collect()
}

/// What is wrong with notes that are too long together.
pub fn check_notes_length(notes: &[Note]) -> Option<Problem> {
    let characters: usize = notes.iter().map(|note| note.content.chars().count()).sum();
    let message = || format!("must be at most {MAX_NOTES_LENGTH} characters together, and is {characters}");
    (characters > MAX_NOTES_LENGTH).then(|| Problem::new("order_notes", message()))
}

/// What is wrong with an order of so many items.
pub fn check_item_count(count: usize) -> Option<Problem> {
    check_count("order_items", "items", count, MAX_ITEMS)
}

/// What is wrong with an order of so many discounts.
pub fn check_discount_count(count: usize) -> Option<Problem> {
    check_count("discount_list", "discounts", count, MAX_DISCOUNTS)
}

/// What is wrong with an order of so many notes.
pub fn check_note_count(count: usize) -> Option<Problem> {
    check_count("order_notes", "notes", count, MAX_NOTES)
}

/// An order keeps a name or a company (orderdesk-api 4.6), unless it never had one and nobody touches its addresses.
pub(super) fn check_name(changed: &Order, order: &Order) -> Option<Problem> {
    let same = changed.shipping == order.shipping && changed.customer == order.customer;
    let is_named = same || changed.shipping.is_named() || changed.customer.is_named();
    (!is_named).then(|| Problem::new("shipping", NO_NAME))
}

/// The last four digits of a card's number, whatever was sent.
fn last_four(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(4)).collect()
}

/// The items as they are to be (orderdesk-api 4.4): a listed one is replaced, one without an id is added, what is not
/// listed is gone. Takes new ids from `changed`.
pub(super) fn replaced_items(
    items: &[NewOrderItem],
    changed: &mut Order,
    order: &Order,
    problems: &mut Vec<Problem>,
) -> Result<Vec<OrderItem>, PartsUsedUp> {
    let mut replaced: Vec<OrderItem> = vec![];
    for item in items {
        let Some(id) = item.sent_id() else {
            replaced.push(item.item(changed.next_part_id()?));
            continue;
        };
        let field = format!("{}.id", item.place);
        match order.order_items.iter().find(|old| old.id == id) {
            _ if replaced.iter().any(|other| other.id == id) => {
                problems.push(Problem::new(field, format!("{id} is listed twice")));
            }
            Some(old) => replaced.push(item.replacing(old)),
            None => problems.push(Problem::new(field, format!("the order has no item {id}"))),
        }
    }
    Ok(replaced)
}

/// `notes`, each with the moment it is kept with when it is one of `kept` told again to the second.
pub(super) fn kept_notes(notes: &[Note], kept: &[Note]) -> Vec<Note> {
    let as_kept = |(index, note): (usize, &Note)| {
        let told_again =
            |old: &&Note| **old == Note { date_added: same_second(note.date_added, old.date_added), ..note.clone() };
        let in_place = kept.get(index).filter(told_again);
        in_place.or_else(|| kept.iter().find(told_again)).unwrap_or(note).clone()
    };
    notes.iter().enumerate().map(as_kept).collect()
}

/// `kept`, when `sent` is it to the second.
pub(super) fn same_second(sent: Timestamp, kept: Timestamp) -> Timestamp {
    if sent == whole_seconds(kept) { kept } else { sent }
}
