//! The form of an inventory item: what it begins with, and reading it.

use std::borrow::Cow;

use domain::{InventoryItem, Money, NewInventoryItem, Permission, Problem, StockKeeping, Variations};

use super::super::pairs;
use crate::form::Form;
use crate::view::{Field, Shown};
use crate::visit::Member;

/// The fields of an item.
pub(super) struct ItemForm {
    pub(super) name: Field,
    pub(super) code: Field,
    pub(super) price: Field,
    pub(super) cost: Field,
    pub(super) weight: Field,
    pub(super) stock: Field,
    /// What the stock was when the form was shown: left as it is, it stays what it is by then.
    pub(super) stock_before: String,
    pub(super) reorder_level: Field,
    pub(super) minimum_stock: Field,
    pub(super) maximum_stock: Field,
    pub(super) skip_sync: bool,
    pub(super) location: Field,
    pub(super) manufacturer_sku: Field,
    pub(super) variation_list: Field,
    pub(super) metadata: Field,
    pub(super) may_see_prices: bool,
    /// Whether it is made of others, so that its stock is counted from theirs.
    pub(super) is_kit: bool,
}

/// What is to be filled into the fields.
struct Texts<'a>(Vec<(&'static str, Cow<'a, str>)>);

impl<'a> Texts<'a> {
    /// What somebody typed.
    fn typed(form: &'a Form) -> Self {
        Self(NAMES.iter().map(|name| (*name, form.text(name).into())).collect())
    }

    /// What an item has.
    fn of(item: &'a InventoryItem) -> Self {
        let keeping = &item.keeping;
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let minimum = Some(keeping.minimum_stock).filter(|minimum| *minimum != 0);
        let skip_sync = if keeping.skip_sync { "yes" } else { "" };
        Self(vec![
            ("name", item.name.as_str().into()),
            ("code", item.code.as_str().into()),
            ("price", written(item.price).into()),
            ("cost", written(item.cost).into()),
            ("weight", written(item.weight).into()),
            ("stock", item.stock.to_string().into()),
            ("stock_before", item.stock.to_string().into()),
            ("reorder_level", number(keeping.reorder_level).into()),
            ("minimum_stock", number(minimum).into()),
            ("maximum_stock", number(keeping.maximum_stock).into()),
            ("skip_sync", skip_sync.into()),
            ("location", item.location.as_str().into()),
            ("manufacturer_sku", item.manufacturer_sku.as_deref().unwrap_or_default().into()),
            ("variation_list", pairs::written(&item.variation_list).into()),
            ("metadata", pairs::written(&item.metadata).into()),
        ])
    }

    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, text)| &**text).unwrap_or_default()
    }
}

/// The names of the fields.
const NAMES: [&str; 15] = [
    "name",
    "code",
    "price",
    "cost",
    "weight",
    "stock",
    "stock_before",
    "reorder_level",
    "minimum_stock",
    "maximum_stock",
    "skip_sync",
    "location",
    "manufacturer_sku",
    "variation_list",
    "metadata",
];

impl ItemForm {
    /// The form of an item; a blank one where there is none yet.
    pub(super) fn of(member: &Member<'_>, item: Option<&InventoryItem>) -> Self {
        let texts = item.map_or_else(|| Texts(vec![]), Texts::of);
        Self::with(member, &texts, &[], item.is_some_and(InventoryItem::is_kit))
    }

    /// The form as somebody filled it in, with what is wrong with that.
    pub(super) fn typed(member: &Member<'_>, form: &Form, problems: &[Problem], is_kit: bool) -> Self {
        Self::with(member, &Texts::typed(form), problems, is_kit)
    }

    fn with(member: &Member<'_>, texts: &Texts<'_>, problems: &[Problem], is_kit: bool) -> Self {
        let field = |name, label, hint| Field::new(name, label, texts.text(name)).hint(hint).with(problems);
        Self {
            name: field("name", "Name", ""),
            code: field("code", "Code", "The SKU; no other item has it."),
            price: field("price", "Price", ""),
            cost: field("cost", "Cost", "What you pay for it."),
            weight: field("weight", "Weight", ""),
            stock: field("stock", "Stock", ""),
            stock_before: texts.text("stock_before").to_owned(),
            reorder_level: field("reorder_level", "Reorder level", "Low when the stock falls to it; never without it."),
            minimum_stock: field("minimum_stock", "Kept back", "So many pieces shops are not told of."),
            maximum_stock: field("maximum_stock", "Told at most", "Shops are told of no more than so many."),
            skip_sync: !texts.text("skip_sync").is_empty(),
            location: field("location", "Location", ""),
            manufacturer_sku: field("manufacturer_sku", "Maker's SKU", ""),
            variation_list: field("variation_list", "Variations", "A line each: Size = A2"),
            metadata: field("metadata", "Metadata", "For machines and rules. A line each: name = value"),
            may_see_prices: member.may(Permission::ViewPrices),
            is_kit,
        }
    }

    /// What is wrong, with links to the fields.
    pub(super) fn problems(&self, problems: &[Problem]) -> Vec<Shown> {
        let fields = [
            &self.name,
            &self.code,
            &self.price,
            &self.cost,
            &self.weight,
            &self.stock,
            &self.reorder_level,
            &self.minimum_stock,
            &self.maximum_stock,
            &self.location,
            &self.manufacturer_sku,
            &self.variation_list,
            &self.metadata,
        ];
        Shown::all(problems, &fields)
    }
}

/// Reads the form. What it does not show stays as it is `before`: prices for who may not see them, the stock of a kit,
/// and a stock that nobody changed in the form, as orders may have taken of it since.
pub(super) fn read(
    member: &Member<'_>,
    form: &Form,
    before: Option<&InventoryItem>,
) -> Result<NewInventoryItem, Vec<Problem>> {
    let mut reading = Reading { form, problems: vec![] };
    let sees_prices = member.may(Permission::ViewPrices);
    let kept = |of: fn(&InventoryItem) -> Money| before.map(of).unwrap_or_default();
    let is_same_stock = form.text("stock") == form.text("stock_before");
    let stock = match before {
        Some(item) if item.is_kit() || is_same_stock => item.stock,
        _ => reading.number("stock").unwrap_or_default(),
    };
    let item = NewInventoryItem {
        name: form.text("name").to_owned(),
        code: form.text("code").to_owned(),
        price: if sees_prices { reading.amount("price") } else { kept(|item| item.price) },
        cost: if sees_prices { reading.amount("cost") } else { kept(|item| item.cost) },
        weight: reading.amount("weight"),
        stock,
        update_source: member.name().chars().take(domain::MAX_INVENTORY_TEXT_LENGTH).collect(),
        location: form.text("location").to_owned(),
        manufacturer_sku: Some(form.text("manufacturer_sku").to_owned()).filter(|sku| !sku.is_empty()),
        metadata: reading.pairs("metadata", before.map(|item| &item.metadata)),
        variation_list: reading.pairs("variation_list", before.map(|item| &item.variation_list)),
        keeping: StockKeeping {
            reorder_level: reading.number("reorder_level"),
            minimum_stock: reading.number("minimum_stock").unwrap_or_default(),
            maximum_stock: reading.number("maximum_stock"),
            skip_sync: form.has("skip_sync"),
            ..StockKeeping::default()
        },
        keeping_given: ["reorder_level", "minimum_stock", "maximum_stock", "skip_sync"].into_iter().collect(),
    };
    let mut problems = reading.problems;
    problems.extend(item.check());
    if problems.is_empty() { Ok(item) } else { Err(problems) }
}

/// A form that is read, and what is wrong with it so far.
struct Reading<'f> {
    form: &'f Form,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(field, message));
    }

    /// An amount; nothing is 0.
    fn amount(&mut self, name: &str) -> Money {
        let text = self.form.text(name);
        let read = if text.is_empty() { Some(Money::default()) } else { Money::parse(text) };
        if read.is_none() {
            self.refuse(name, "must be a number, such as 12.50");
        }
        read.unwrap_or_default()
    }

    /// A whole number, where one is given.
    fn number(&mut self, name: &str) -> Option<i64> {
        let text = self.form.text(name);
        let read = text.parse().ok();
        if read.is_none() && !text.is_empty() {
            self.refuse(name, "must be a whole number");
        }
        read
    }

    /// Names and values, a line each.
    fn pairs(&mut self, name: &str, before: Option<&Variations>) -> Variations {
        let before = before.cloned().unwrap_or_default();
        pairs::read(name, self.form.text(name), &before).unwrap_or_else(|problems| {
            self.problems.extend(problems);
            Variations::default()
        })
    }
}

/// An amount as it is typed; nothing where it is 0.
fn written(amount: Money) -> String {
    if amount == Money::default() { String::new() } else { amount.text() }
}
