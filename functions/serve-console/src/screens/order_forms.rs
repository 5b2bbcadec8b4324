//! The forms of an order as a whole: one that is entered by hand, and one that is changed.

use askama::Template;
use desk::DeskError;
use desk::orders::{self, Created, Creation, Edit, Expected, RunRules};
use domain::{
    IdempotencyKey, NewOrder, Order, OrderPatch, Origin, Permission, Problem, SeenOrder, body_digest, draft_order,
};
use http::{ApiReply, Failure};

use super::order::{find, led_on};
use super::order_edits::once;
use super::order_fields::{
    CUSTOMER, ITEMS_BEFORE, ItemRow, OTHERS, SHIPPING, TextField, before, changed, changed_lines, digest_of_rows,
    item_rows, read_items, sent, sent_lines, sent_rows, typed,
};
use super::orders::folder_choices;
use super::pairs;
use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::Frame;
use crate::view::{Choice, Field, Shown};
use crate::visit::Member;

/// The field of the form with the checkout data.
const CHECKOUT_DATA: &str = "checkout_data";

const CHANGED: &str = "Somebody changed the order at the same moment. What you typed stands below: save again";

const ITEMS_CHANGED: &str = "Somebody changed the items meanwhile. Yours stand below: look at the order in another tab, \
                             and save again";

#[derive(Template)]
#[template(path = "orders/form.html")]
struct FormPage {
    frame: Frame,
    title: String,
    /// Where the form leads when it is left.
    back: String,
    is_new: bool,
    shipping: Vec<Field>,
    customer: Vec<Field>,
    others: Vec<Field>,
    checkout_data: Field,
    items: Vec<ItemRow>,
    /// Where items of the inventory are suggested as somebody types; blank for who may not see them.
    suggest: String,
    folders: Vec<Choice>,
    see_prices: bool,
    /// What the fields say before anybody types, each in a hidden field of its own.
    was: Vec<(String, String)>,
    once: String,
    problems: Vec<Shown>,
}

/// `GET …/orders/new`.
pub(super) async fn show_new(member: &Member<'_>) -> Result<ApiReply, Failure> {
    page(member, 200, None, &Form::default(), &[]).await
}

/// `GET …/edit`.
pub(super) async fn show_edit(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (_, order) = find(member).await?;
    page(member, 200, Some(&order), &Form::default(), &[]).await
}

/// The form of an order and its version, or of a new one, with what was sent and what is wrong with that.
async fn page(
    member: &Member<'_>,
    status: u16,
    order: Option<&SeenOrder>,
    form: &Form,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let title = order.map_or_else(|| "Create order".to_owned(), |order| format!("Edit {}", order.shown_number()));
    let place = order.map_or_else(|| "orders".to_owned(), |order| format!("orders/{}", order.id));
    let mut now = order.map_or_else(|| draft_order(member.now()), |order| (**order).clone());
    let see_prices = member.may(Permission::ViewPrices);
    let was = if order.is_some() { said(member, &now) } else { vec![] };
    if order.is_none() {
        now.checkout_data.clone_from(&member.store.settings.default_checkout_data_fields);
    }
    let sees_customers = member.may(Permission::ViewCustomers);
    let mut fields = |wanted: &'static [TextField]| -> Vec<Field> {
        let seen = typed(sees_customers).filter(|field| wanted.iter().any(|it| it.name == field.name));
        let of = |field: &TextField| sent(form, field.name, field.label, (field.of)(&mut now)).with(problems);
        seen.map(of).collect()
    };
    let (shipping, customer, others) = (fields(&SHIPPING), fields(&CUSTOMER), fields(&OTHERS));
    let checkout_data = sent_lines(form, CHECKOUT_DATA, "Checkout data", &pairs::written(&now.checkout_data));
    let checkout_data = checkout_data.hint("A line for each: name = value").with(problems);
    let all: Vec<&Field> = shipping.iter().chain(&customer).chain(&others).chain([&checkout_data]).collect();
    let page = FormPage {
        frame: Frame::of(member, title.as_str(), order.map(|order| order.folder_id)).await?,
        title,
        back: member.path(&place),
        is_new: order.is_none(),
        problems: Shown::all(problems, &all),
        shipping,
        customer,
        others,
        checkout_data,
        items: item_rows(&now, form, see_prices),
        suggest: super::search::suggestions(member),
        folders: folder_choices(member, form.text("folder").parse().ok()),
        see_prices,
        was,
        once: member.new_once(),
    };
    answer::page(status, &page)
}

/// `POST …/orders/new`: leads to the order.
pub(super) async fn create(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let (desk, store, actor) = (member.desk(), &member.store, member.actor());
    let mut new = match new_order(member, &form) {
        Ok(new) => new,
        Err(problems) => return page(member, 422, None, &form, &problems).await,
    };
    let digest = body_digest(&format!("{new:?}"));
    Box::pin(orders::complete(desk, store, &mut new)).await?;
    let idempotency_key = once(&form).map(|key| IdempotencyKey { key, body_digest: &digest });
    let now = member.now();
    let creation = Creation { origin: Origin::Manual, idempotency_key, by: &actor, rules: RunRules::Yes, now };
    match Box::pin(orders::create(desk, store, &new, &creation)).await {
        Ok(Created::Order(row)) => Ok(member.to_order(row.order.id, "created")),
        Ok(Created::Duplicate(row) | Created::KeyOfAnother(row)) => Ok(member.to_order(row.order.id, "created-before")),
        Err(error) => page(member, 422, None, &form, &problems_of(error)?).await,
    }
}

fn new_order(member: &Member<'_>, form: &Form) -> Result<NewOrder, Vec<Problem>> {
    let (mut order, mut problems) = (draft_order(member.now()), vec![]);
    for field in typed(true) {
        form.text(field.name).clone_into((field.of)(&mut order));
    }
    let defaults = &member.store.settings.default_checkout_data_fields;
    match pairs::read(CHECKOUT_DATA, form.text(CHECKOUT_DATA), defaults) {
        Ok(data) => order.checkout_data = data,
        Err(found) => problems.extend(found),
    }
    let items = read_items(form, &[], &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut new = NewOrder::new(order, items, None);
    let allowed = member.own_folders();
    new.folder_id = form.text("folder").parse().ok().filter(|id| allowed.contains(id)).or(allowed.first().copied());
    let problems = new.check();
    if problems.is_empty() { Ok(new) } else { Err(problems) }
}

/// `POST …/edit`: what differs from the order is changed, and nothing else.
pub(super) async fn edit(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((row, order), form) = (find(member).await?, member.visit().form());
    let problems = match patch_of(member, &order, &form) {
        Ok(None) => vec![],
        Ok(Some(patch)) => {
            let (desk, actor) = (member.desk(), member.actor());
            let expected = Expected::OneOf(vec![row.version]);
            let change = Edit::Patch(&patch);
            let edited = orders::edit(desk, &member.store, order.id, change, &expected, &actor, member.now());
            match Box::pin(edited).await {
                Ok(_) => vec![],
                Err(DeskError::Changed(..)) => vec![Problem::new("", CHANGED)],
                Err(error) => problems_of(error)?,
            }
        }
        Err(problems) => problems,
    };
    if problems.is_empty() {
        return led_on(member, order.id, "edited").await;
    }
    // What stands there by now, where somebody changed it meanwhile.
    let (_, order) = find(member).await?;
    page(member, 422, Some(&order), &form, &problems).await
}

/// What the fields of an order's form say before anybody types.
fn said(member: &Member<'_>, order: &Order) -> Vec<(String, String)> {
    let (mut order, mut said) = (order.clone(), vec![]);
    for field in typed(member.may(Permission::ViewCustomers)) {
        said.push((before(field.name), (field.of)(&mut order).clone()));
    }
    said.push((before(CHECKOUT_DATA), pairs::written(&order.checkout_data)));
    said.push((ITEMS_BEFORE.to_owned(), digest_of_items(member, &order)));
    said
}

/// What tells whether the items are those that the form was shown with.
fn digest_of_items(member: &Member<'_>, order: &Order) -> String {
    digest_of_rows(&item_rows(order, &Form::default(), member.may(Permission::ViewPrices)))
}

/// What of the form differs from the order as the user sees it; none where nothing does.
fn patch_of(member: &Member<'_>, seen: &SeenOrder, form: &Form) -> Result<Option<OrderPatch>, Vec<Problem>> {
    let (mut patch, mut problems, mut now) = (OrderPatch::new(member.now()), vec![], (**seen).clone());
    let mut changes = 0_usize;
    for field in typed(member.may(Permission::ViewCustomers)) {
        match changed(form, field.name, (field.of)(&mut now)) {
            Ok(None) => {}
            Ok(Some(text)) => {
                patch = patch.change(field.name, |order| text.clone_into((field.of)(order)));
                changes += 1;
            }
            Err(problem) => problems.push(problem),
        }
    }
    match changed_lines(form, CHECKOUT_DATA, &pairs::written(&seen.checkout_data)) {
        Ok(None) => {}
        Ok(Some(text)) => match pairs::read(CHECKOUT_DATA, text, &seen.checkout_data) {
            Ok(data) => {
                patch.checkout_data.is_cleared = true;
                patch.checkout_data.edits = data.into_iter().map(|(name, value)| (name, Some(value))).collect();
                changes += 1;
            }
            Err(found) => problems.extend(found),
        },
        Err(problem) => problems.push(problem),
    }
    let rows = sent_rows(form);
    if !rows.is_empty() && digest_of_rows(&rows) != form.text(ITEMS_BEFORE) {
        if form.has(ITEMS_BEFORE) && digest_of_items(member, seen) != form.text(ITEMS_BEFORE) {
            problems.push(Problem::new("", ITEMS_CHANGED));
        }
        let items = read_items(form, &seen.order_items, &mut problems);
        patch = patch.change_items(items);
        changes += 1;
    }
    if problems.is_empty() { Ok(Some(patch).filter(|_| changes > 0)) } else { Err(problems) }
}
