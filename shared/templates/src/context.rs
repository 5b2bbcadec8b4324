//! What a run of a template is given, and what it notes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::{Folder, NoticeFacts, Order, currency_places};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::value::Object;
use minijinja::{State, Value};

use crate::values::{Entries, OrderValue, item_of, shipment_of};

/// The name the run itself has among the engine's variables; no template can write it.
pub(crate) const CONTEXT: &str = "_w_context";

/// So many warnings of a run are kept.
const MAX_WARNINGS: usize = 50;

/// Tells the public address of a document of an order.
pub trait ReceiptLinks: fmt::Debug + Send + Sync {
    /// That of the order's document number `number`, counted from 0; none when there is no such document.
    fn link(&self, order_id: &str, number: u32) -> Option<String>;
}

/// How amounts are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyForm {
    /// What stands before an amount: `$`, `EUR `.
    pub before: String,
    /// What stands behind it: ` €`.
    pub behind: String,
    /// How many places it has.
    pub places: u32,
    /// What stands before the places.
    pub point: String,
    /// What stands between thousands.
    pub thousands: String,
}

impl Default for MoneyForm {
    fn default() -> Self {
        let (before, behind) = (String::new(), String::new());
        Self { before, behind, places: 2, point: ".".into(), thousands: ",".into() }
    }
}

/// The signs of currencies. An amount of another one has its code in front.
const SIGNS: [(&str, &str); 12] = [
    ("USD", "$"),
    ("CAD", "$"),
    ("AUD", "$"),
    ("NZD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("CNY", "¥"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("ILS", "₪"),
    ("UAH", "₴"),
];

impl MoneyForm {
    /// How amounts of the currency of this code are written: its sign, or its code, and as many places as it has. Without a
    /// code with two places and no sign.
    pub fn of(currency: &str) -> Self {
        let usual = Self::default();
        if currency.is_empty() {
            return usual;
        }
        let sign = SIGNS.iter().find(|(code, _)| *code == currency).map(|(_, sign)| (*sign).to_owned());
        let before = sign.unwrap_or_else(|| format!("{currency} "));
        Self { before, places: currency_places(currency), ..usual }
    }
}

/// What a store gives to each of its templates.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The store's name.
    pub store_name: String,
    /// Code of the store's country.
    pub store_country: String,
    /// The store's form of dates, in PHP's letters.
    pub date_format: String,
    /// The store's time zone.
    pub time_zone: TimeZone,
    /// The store's form of amounts.
    pub money: MoneyForm,
    /// The store's folders, for their names.
    pub folders: Arc<[Folder]>,
    /// Now.
    pub now: Timestamp,
    /// The address of the desk, without a path; blank where it is not known.
    pub base_url: String,
    /// Knows the addresses of documents.
    pub receipt_links: Option<Arc<dyn ReceiptLinks>>,
}

impl Surroundings {
    /// Those of a store that says nothing of itself but its name.
    pub fn new(store_name: impl Into<String>, now: Timestamp) -> Self {
        Self {
            store_name: store_name.into(),
            store_country: String::new(),
            date_format: "m/d/Y".into(),
            time_zone: TimeZone::UTC,
            money: MoneyForm::default(),
            folders: Arc::new([]),
            now,
            base_url: String::new(),
            receipt_links: None,
        }
    }

    /// The same with amounts in this currency, and dates in this form; as usual where one is blank.
    #[must_use]
    pub fn written_in(self, currency: &str, date_format: &str) -> Self {
        let date_format = if date_format.is_empty() { self.date_format } else { date_format.to_owned() };
        Self { money: MoneyForm::of(currency), date_format, ..self }
    }
}

/// What a template is about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// An order, whose fields are variables of their own, and `order`.
    Order(Arc<Order>),
    /// An item of an order besides, by its place: `item`.
    Item(Arc<Order>, usize),
    /// A shipment of an order besides, by its place: `shipment`.
    Shipment(Arc<Order>, usize),
    /// Several orders: `orders`.
    Orders(Vec<Arc<Order>>),
    /// What a store is sent: its values and lists, by their names; and the order it is about, where it is about one.
    Notice(Arc<NoticeFacts>, Option<Arc<Order>>),
}

/// What a run is given.
#[derive(Debug, Clone)]
pub struct Context {
    /// The store.
    pub surroundings: Arc<Surroundings>,
    /// What it is about.
    pub subject: Subject,
    /// Further variables, such as `confirm_url`.
    pub extra: BTreeMap<String, String>,
}

/// A run, with what it was given, its own variables, and what it noted.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) context: Context,
    variables: Mutex<BTreeMap<String, Value>>,
    warnings: Mutex<Vec<String>>,
    /// How many steps were taken when something of the run was last asked for.
    steps: AtomicU64,
    /// How many barcodes were drawn.
    barcodes: AtomicU64,
    /// The order it is about.
    order: OnceLock<Value>,
    /// The item or the shipment of it that it is about.
    part: OnceLock<Value>,
}

impl Object for Run {}

impl Run {
    pub(crate) fn new(context: Context) -> Self {
        let (variables, warnings) = (Mutex::default(), Mutex::default());
        let (steps, barcodes) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { context, variables, warnings, steps, barcodes, order: OnceLock::new(), part: OnceLock::new() }
    }

    /// The run a function is called in.
    pub(crate) fn of<T>(state: &State<'_, '_>, then: impl FnOnce(&Self) -> T) -> Option<T> {
        let run = state.lookup(CONTEXT)?;
        let run = run.downcast_object_ref::<Self>()?;
        if let Some((taken, _)) = state.fuel_levels() {
            run.steps.store(taken, Ordering::Relaxed);
        }
        Some(then(run))
    }

    /// How many steps were taken, about, and the warnings.
    pub(crate) fn noted(&self) -> (u64, Vec<String>) {
        let warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (self.steps.load(Ordering::Relaxed), warnings)
    }

    pub(crate) fn warn(&self, warning: String) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if warnings.len() < MAX_WARNINGS && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    /// Counts a barcode; how many there are now.
    pub(crate) fn count_barcode(&self) -> u64 {
        self.barcodes.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    pub(crate) fn set(&self, name: &str, value: Value) {
        self.variables.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), value);
    }

    pub(crate) fn variable(&self, name: &str) -> Option<Value> {
        self.variables.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// A variable that the template did not set itself.
    pub(crate) fn field(&self, name: &str) -> Option<Value> {
        let context = &self.context;
        if let Some(text) = context.extra.get(name) {
            return Some(Value::from(text.as_str()));
        }
        self.of_store(name).or_else(|| match &context.subject {
            Subject::Item(order, place) if name == "item" => Some(self.part(|| item_of(order, *place))),
            Subject::Shipment(order, place) if name == "shipment" => Some(self.part(|| shipment_of(order, *place))),
            Subject::Order(order) | Subject::Item(order, _) | Subject::Shipment(order, _) => self.of_order(order, name),
            Subject::Orders(orders) if name == "orders" => {
                Some(orders.iter().map(|order| Value::from_object(self.order(order))).collect())
            }
            Subject::Orders(_) => None,
            Subject::Notice(facts, order) => {
                fact(facts, name).or_else(|| order.as_ref().and_then(|order| self.of_order(order, name)))
            }
        })
    }

    fn part(&self, make: impl FnOnce() -> Value) -> Value {
        self.part.get_or_init(make).clone()
    }

    fn order(&self, order: &Arc<Order>) -> OrderValue {
        OrderValue::new(order.clone(), self.context.surroundings.folders.clone())
    }

    fn of_order(&self, order: &Arc<Order>, name: &str) -> Option<Value> {
        let order = self.order.get_or_init(|| Value::from_object(self.order(order)));
        if name == "order" { Some(order.clone()) } else { order.downcast_object_ref::<OrderValue>()?.field(name) }
    }

    fn of_store(&self, name: &str) -> Option<Value> {
        let store = &*self.context.surroundings;
        let zone = store.time_zone.iana_name().unwrap_or("UTC");
        let text = match name {
            "store_name" => &store.store_name,
            "store_country" => &store.store_country,
            "store_date_format" => &store.date_format,
            "store_timezone" => zone,
            "base_url" => &store.base_url,
            _ => return None,
        };
        Some(Value::from(text))
    }
}

/// The value or the list of this name.
fn fact(facts: &NoticeFacts, name: &str) -> Option<Value> {
    let value = |text: &String| Value::from(text.as_str());
    let entry = |entry: &BTreeMap<String, String>| {
        Value::from_object(Entries(entry.iter().map(|(name, text)| (name.clone(), value(text))).collect()))
    };
    let list = || facts.lists.get(name).map(|list| list.iter().map(entry).collect());
    facts.values.get(name).map(value).or_else(list)
}
