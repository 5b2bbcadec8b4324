//! The fields of an order that a person types: what the form calls them, and how they are read and written.

use std::borrow::Cow;

use domain::{Money, NewOrderItem, Order, OrderItem, Problem, body_digest};

use super::pairs::of_one_form;
use crate::form::Form;
use crate::view::Field;

/// So many empty rows for items are there.
const NEW_ROWS: usize = 5;

/// A form has at most so many rows of items.
const MAX_ROWS: usize = 250;

/// A field of an order: its name, which is the one in the domain's table; what people call it; and where it is.
pub(super) struct TextField {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) of: fn(&mut Order) -> &mut String,
}

const fn field(name: &'static str, label: &'static str, of: fn(&mut Order) -> &mut String) -> TextField {
    TextField { name, label, of }
}

/// Where it goes; the phone is the customer's, and last.
pub(super) const SHIPPING: [TextField; 10] = [
    field("shipping.first_name", "First name", |order| &mut order.shipping.first_name),
    field("shipping.last_name", "Last name", |order| &mut order.shipping.last_name),
    field("shipping.company", "Company", |order| &mut order.shipping.company),
    field("shipping.address1", "Street", |order| &mut order.shipping.address1),
    field("shipping.address2", "Second line", |order| &mut order.shipping.address2),
    field("shipping.city", "City", |order| &mut order.shipping.city),
    field("shipping.state", "State", |order| &mut order.shipping.state),
    field("shipping.postal_code", "Postal code", |order| &mut order.shipping.postal_code),
    field("shipping.country", "Country", |order| &mut order.shipping.country),
    field("shipping.phone", "Phone", |order| &mut order.shipping.phone),
];

/// Who pays, and how they are reached.
pub(super) const CUSTOMER: [TextField; 11] = [
    field("email", "E-mail", |order| &mut order.email),
    field("customer.first_name", "First name", |order| &mut order.customer.first_name),
    field("customer.last_name", "Last name", |order| &mut order.customer.last_name),
    field("customer.company", "Company", |order| &mut order.customer.company),
    field("customer.address1", "Street", |order| &mut order.customer.address1),
    field("customer.address2", "Second line", |order| &mut order.customer.address2),
    field("customer.city", "City", |order| &mut order.customer.city),
    field("customer.state", "State", |order| &mut order.customer.state),
    field("customer.postal_code", "Postal code", |order| &mut order.customer.postal_code),
    field("customer.country", "Country", |order| &mut order.customer.country),
    field("customer.phone", "Phone", |order| &mut order.customer.phone),
];

/// What else there is to type.
pub(super) const OTHERS: [TextField; 1] =
    [field("shipping_method", "Shipping method", |order| &mut order.shipping_method)];

/// The fields that a user may see and type.
pub(super) fn typed(sees_customers: bool) -> impl Iterator<Item = &'static TextField> {
    let shipping = SHIPPING.iter().filter(move |field| sees_customers || field.name != "shipping.phone");
    shipping.chain(CUSTOMER.iter().filter(move |_| sees_customers)).chain(&OTHERS)
}

/// What fields of a form keep of a text.
type Kept = fn(&str) -> String;

/// What a field of one line keeps: browsers leave line breaks out of it.
fn in_one_line(text: &str) -> String {
    text.replace(['\r', '\n'], "").trim().to_owned()
}

/// What a field of several lines keeps.
fn in_lines(text: &str) -> String {
    of_one_form(text).trim().to_owned()
}

/// A field of one line with what was typed; with what is there where nothing was.
pub(super) fn sent(form: &Form, name: &'static str, label: &'static str, now: &str) -> Field {
    Field::new(name, label, if is_typed(form, name, in_one_line) { form.text(name) } else { now })
}

/// The same of a field of several lines.
pub(super) fn sent_lines(form: &Form, name: &'static str, label: &'static str, now: &str) -> Field {
    Field::new(name, label, if is_typed(form, name, in_lines) { form.text(name) } else { now })
}

/// What a field said when the form was shown stands in a hidden one of this name.
pub(super) fn before(name: &str) -> String {
    format!("was-{name}")
}

/// Whether a field says something else than it did when the form was shown.
fn is_typed(form: &Form, name: &str, kept: Kept) -> bool {
    let was = before(name);
    form.has(name) && !(form.has(&was) && kept(form.text(name)) == kept(form.text(&was)))
}

/// What somebody typed into a field of one line that says `now` by now; none where they left it or it is the same. Who typed
/// over what another changed since the form was shown is told so, and once more sent it is theirs.
pub(super) fn changed<'f>(form: &'f Form, name: &str, now: &str) -> Result<Option<&'f str>, Problem> {
    changed_as(form, name, now, in_one_line)
}

/// The same of a field of several lines.
pub(super) fn changed_lines<'f>(form: &'f Form, name: &str, now: &str) -> Result<Option<&'f str>, Problem> {
    changed_as(form, name, now, in_lines)
}

fn changed_as<'f>(form: &'f Form, name: &str, now: &str, kept: Kept) -> Result<Option<&'f str>, Problem> {
    let (text, now) = (form.text(name), kept(now));
    if !is_typed(form, name, kept) || kept(text) == now {
        return Ok(None);
    }
    let was = before(name);
    if form.has(&was) && kept(form.text(&was)) != now {
        let message = format!("somebody changed this meanwhile, to \"{now}\"; save again to have it as you typed it");
        return Err(Problem::new(name, message));
    }
    Ok(Some(text))
}

/// The hidden field of what the rows of items said when the form was shown.
pub(super) const ITEMS_BEFORE: &str = "was-items";

/// A digest of what the rows of items say; of texts without what fields of a form don't keep.
pub(super) fn digest_of_rows(rows: &[ItemRow]) -> String {
    let texts = rows.iter();
    let texts = texts.map(|row| [&row.id, &row.name, &row.code, &row.quantity, &row.price].map(|it| in_one_line(it)));
    body_digest(&format!("{:?}", texts.collect::<Vec<_>>()))
}

/// The rows of items as they were sent.
pub(super) fn sent_rows(form: &Form) -> Vec<ItemRow> {
    numbers_of_rows(form).map(|number| row(number, <[String; 5]>::default(), form)).collect()
}

/// The numbers of the rows of items that were sent.
fn numbers_of_rows(form: &Form) -> impl Iterator<Item = usize> {
    (0..MAX_ROWS).take_while(|number| form.has(&format!("item-{number}-name")))
}

/// An item in the form; a row without a name and a code is none.
pub(super) struct ItemRow {
    pub(super) number: usize,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) quantity: String,
    pub(super) price: String,
}

/// The rows of an order's items and some empty ones, with what was sent of them.
pub(super) fn item_rows(order: &Order, form: &Form, sees_prices: bool) -> Vec<ItemRow> {
    let there = order.order_items.iter().map(|item| {
        let price = if sees_prices { item.price.text() } else { String::new() };
        [item.id.clone(), item.name.clone(), item.code.clone(), item.quantity.to_string(), price]
    });
    let blank = std::iter::repeat_with(<[String; 5]>::default).take(NEW_ROWS);
    there.chain(blank).enumerate().map(|(number, now)| row(number, now, form)).collect()
}

fn row(number: usize, [id, name, code, quantity, price]: [String; 5], form: &Form) -> ItemRow {
    let of = |field: &str, now: String| {
        let field = format!("item-{number}-{field}");
        if form.has(&field) { form.text(&field).to_owned() } else { now }
    };
    ItemRow {
        number,
        id: of("id", id),
        name: of("name", name),
        code: of("code", code),
        quantity: of("quantity", quantity),
        price: of("price", price),
    }
}

/// The items as the form has them: those that are `there` with what was changed, without those whose name and code were
/// blanked, and new ones behind them.
pub(super) fn read_items(form: &Form, there: &[OrderItem], problems: &mut Vec<Problem>) -> Vec<NewOrderItem> {
    numbers_of_rows(form).filter_map(|number| read_item(form, number, there, problems)).collect()
}

fn read_item(form: &Form, number: usize, there: &[OrderItem], problems: &mut Vec<Problem>) -> Option<NewOrderItem> {
    let of = |field: &str| form.text(&format!("item-{number}-{field}"));
    if of("name").is_empty() && of("code").is_empty() {
        return None;
    }
    let mut values = there.iter().find(|item| item.id == of("id")).cloned().unwrap_or_default();
    of("name").clone_into(&mut values.name);
    of("code").clone_into(&mut values.code);
    let place = format!("Item {}", number.saturating_add(1));
    match of("quantity") {
        "" => values.quantity = 1,
        text => match text.parse() {
            Ok(quantity) => values.quantity = quantity,
            Err(_) => problems.push(Problem::new(place.as_str(), "the quantity must be a whole number")),
        },
    }
    // Who does not see prices has no field for them, and the price stays.
    match of("price") {
        "" => {}
        text => match Money::parse(text) {
            Some(price) => values.price = price,
            None => problems.push(Problem::new(place.as_str(), "the price must be an amount, such as 12.50")),
        },
    }
    let given = ["name", "code", "quantity", "price"].into_iter().filter(|field| !of(field).is_empty());
    Some(NewOrderItem { values, given: given.collect(), place: Cow::Owned(place) })
}

#[cfg(test)]
mod tests {
    use domain::fields::ORDER_FIELDS;

    use super::*;

    /// Catches a field whose change would be passed over, as the domain has none of its name.
    #[test]
    fn every_field_is_one_of_an_order() {
        for field in typed(true) {
            assert!(ORDER_FIELDS.iter().any(|known| known.name == field.name), "{}", field.name);
        }
    }

    /// Catches a line break that is lost as a browser leaves it out of a field of one line, and one that is not seen in a field
    /// of several.
    #[test]
    fn a_line_break_that_a_browser_left_out_was_not_typed() {
        let (name, there) = ("shipping.address1", "Pier 3\r\nHarbor");
        let left = Form::read(b"shipping.address1=Pier+3Harbor&was-shipping.address1=Pier+3%0D%0AHarbor");
        assert_eq!(changed(&left, name, there), Ok(None));
        assert_eq!(changed(&left, name, "Pier 4"), Ok(None), "what another changed stays");
        assert!(!is_typed(&left, name, in_one_line), "the form shows what is there");
        let typed = Form::read(b"shipping.address1=Pier+5Harbor&was-shipping.address1=Pier+3%0D%0AHarbor");
        assert_eq!(changed(&typed, name, there), Ok(Some("Pier 5Harbor")));
        assert!(changed(&typed, name, "Pier 4").is_err());
        assert_eq!(changed_lines(&left, name, there), Ok(Some("Pier 3Harbor")));
    }

    #[test]
    fn rows_that_are_blanked_are_no_items_and_what_is_not_sent_stays() {
        let item = OrderItem { id: "9".into(), name: "Mug".into(), price: Money::whole(7), ..OrderItem::default() };
        let form =
            Form::read(b"item-0-id=9&item-0-name=Mug&item-0-quantity=2&item-1-name=&item-1-code=&item-2-name=Cup");
        let mut problems = vec![];
        let items = read_items(&form, std::slice::from_ref(&item), &mut problems);
        let read: Vec<_> =
            items.iter().map(|it| (it.values.name.as_str(), it.values.quantity, it.values.price)).collect();
        assert_eq!(read, [("Mug", 2, Money::whole(7)), ("Cup", 1, Money::default())]);
        assert_eq!(problems, []);
        let wrong = Form::read(b"item-0-name=Mug&item-0-quantity=two&item-0-price=free");
        assert_eq!(read_items(&wrong, &[], &mut problems).len(), 1);
        assert_eq!(problems.len(), 2);
    }
}
