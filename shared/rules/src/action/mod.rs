//! What rules do: an action is compiled with its rule, and done to an order by `apply`.

mod check;
mod documents;
mod effect;
mod entries;
mod fields;
mod items;
mod mails;
mod offshoots;
mod parts;
mod stock;
mod text;
mod whole;

use std::borrow::Cow;

use domain::{
    AUTO, Action, AppliesTo, Event, FolderId, Job, MAX_ADDRESS_BYTES, MAX_NOTES_LENGTH, NewTransfer, Note, Order,
    OrderEvent, OrderRequest, Problem, SplitBy, SplitRule, StockDirection, tag_of,
};

use crate::Circumstances;
use crate::conditions::Part;
use entries::{Change, EntryChange, Map};
use fields::{FieldChange, NewDiscount};
use items::{ItemChange, ItemField};
use mails::NewMail;
use parts::{NewItem, NewParcel};
use text::Text;

pub(crate) use check::check;
pub(crate) use effect::Effect;
pub(crate) use offshoots::bytes_of as bytes_of_offshoot;
pub(crate) use stock::give_back_of_gone_items;
pub(crate) use text::{Given, Stage};

/// A value in a history line is cut after so many characters.
const MAX_SHOWN_LENGTH: usize = 100;

/// What a split changes of the order that stays.
const SPLIT_CHANGES: [&str; 7] =
    ["order_items", "shipping_total", "handling_total", "tax_total", "discount_list", "order_metadata", "split_count"];

/// An action with its texts read.
pub(crate) struct CompiledAction {
    /// What it changes of the order; none for what changes nothing of it.
    pub(crate) changes: Vec<Part>,
    doing: Doing,
}

enum Doing {
    ChangeFolder(FolderId),
    TagOrder(String),
    RemoveTag,
    SetOrderField(FieldChange),
    ChangeEntry(EntryChange),
    AddOrderNote(Text),
    AddDiscount(Box<NewDiscount>),
    AddItem(Box<NewItem>),
    AddShipment(Box<NewParcel>),
    RunCustomEvent(String),
    ChangeItem(ItemChange),
    AdjustStock(StockDirection),
    Split(SplitRule),
    Duplicate,
    Post(Job),
    Mail(NewMail),
    CreatePdf(String),
    ReceiptUrl { field: String, template_id: String },
    StopProcessing,
    Cancel(Text),
    Request(OrderRequest),
    Merge(Option<FolderId>),
}

impl CompiledAction {
    /// Reads `action`: its texts, and the field it sets.
    pub(crate) fn compile(action: &Action) -> Result<Self, Problem> {
        let doing = Doing::of(action)?;
        let names: &[&str] = match &doing {
            Doing::ChangeFolder(_) | Doing::Cancel(_) => &["folder_id"],
            Doing::TagOrder(_) | Doing::RemoveTag => &["tag_name"],
            Doing::SetOrderField(change) => &[change.field.name],
            Doing::ChangeEntry(change) => &[change.map().field()],
            Doing::ReceiptUrl { .. } => &[Map::CheckoutData.field()],
            Doing::AddOrderNote(_) => &["order_notes"],
            Doing::AddDiscount(_) => &["discount_list"],
            // Fields of the inventory are read of the items.
            Doing::AddItem(_) | Doing::ChangeItem(_) | Doing::AdjustStock(_) => &["order_items"],
            Doing::AddShipment(_) => &["order_shipments"],
            Doing::Split(_) => &SPLIT_CHANGES,
            Doing::RunCustomEvent(_)
            | Doing::Duplicate
            | Doing::Post(_)
            | Doing::Mail(_)
            | Doing::CreatePdf(_)
            | Doing::StopProcessing
            | Doing::Request(_)
            | Doing::Merge(_) => &[],
        };
        let changes = names.iter().filter_map(|name| Part::named(name)).collect();
        Ok(Self { changes, doing })
    }

    /// So much memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        let texts = match &self.doing {
            Doing::ChangeFolder(_)
            | Doing::RemoveTag
            | Doing::Duplicate
            | Doing::StopProcessing
            | Doing::AdjustStock(_)
            | Doing::Merge(_) => 0,
            Doing::Request(request) => request.bytes(),
            Doing::Split(rule) => rule.name.len() + rule.values.iter().map(String::len).sum::<usize>(),
            Doing::Cancel(note) => note.bytes(),
            Doing::TagOrder(color) => color.len(),
            Doing::RunCustomEvent(event_id) => event_id.len(),
            Doing::SetOrderField(change) => change.value.bytes(),
            Doing::ChangeEntry(change) => change.bytes(),
            Doing::AddOrderNote(content) => content.bytes(),
            Doing::AddDiscount(new) => {
                size_of::<NewDiscount>() + new.name.bytes() + new.code.bytes() + new.amount.bytes()
            }
            Doing::AddItem(new) => new.bytes(),
            Doing::AddShipment(new) => new.bytes(),
            Doing::ChangeItem(change) => change.bytes(),
            Doing::Post(job) => job.length() + size_of_val(job.headers()),
            Doing::Mail(new) => new.bytes(),
            Doing::CreatePdf(template_id) => template_id.len(),
            Doing::ReceiptUrl { field, template_id } => field.len() + template_id.len(),
        };
        size_of::<Self>() + texts
    }

    /// Whether it takes something from the inventory.
    pub(crate) fn asks_inventory(&self) -> bool {
        match &self.doing {
            Doing::AddItem(_) | Doing::AdjustStock(StockDirection::Take) => true,
            Doing::ChangeItem(change) => change.asks_inventory(),
            _ => false,
        }
    }

    /// Whether it asks whose an item is by the codes that suppliers list.
    pub(crate) fn asks_suppliers(&self) -> bool {
        matches!(&self.doing, Doing::Split(rule) if rule.by == SplitBy::Supplier)
    }

    /// Whether it moves stock.
    pub(crate) fn moves_stock(&self) -> bool {
        matches!(self.doing, Doing::AdjustStock(_))
    }

    /// Does it to `order`, or to the item of the stage. What can't be done, or would make the order larger than it may be, leaves the order as it is
    /// and says so.
    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
        match &self.doing {
            Doing::ChangeFolder(folder_id) => change_folder(*folder_id, order, stage.circumstances),
            Doing::TagOrder(color) => tag_order(color, order),
            Doing::RemoveTag => {
                let is_tagged = !order.tag_name.is_empty();
                order.to_mut().tag_name.clear();
                Effect::with_note(if is_tagged { "removed the tag" } else { "had no tag" })
            }
            Doing::SetOrderField(change) => change.apply(order, stage),
            Doing::ChangeEntry(change) => Effect::with_note(change.apply(order, stage)),
            Doing::AddOrderNote(content) => add_order_note(content, order, stage),
            Doing::AddDiscount(new) => new.apply(order, stage),
            Doing::AddItem(new) => new.apply(order, stage),
            Doing::AddShipment(new) => new.apply(order, stage),
            Doing::RunCustomEvent(event_id) => {
                let event = OrderEvent::of(Event::CustomEvent, event_id);
                Effect { follow_up: Some(event), ..Effect::with_note(format!("ran custom event {event_id}")) }
            }
            Doing::ChangeItem(change) => change.apply(order, stage),
            Doing::AdjustStock(direction) => stock::adjust(*direction, order, stage),
            Doing::Split(rule) => offshoots::split(rule, order, stage),
            Doing::Duplicate => offshoots::duplicate(order, stage),
            Doing::Post(job) if job.url().len() > MAX_ADDRESS_BYTES => Effect::with_note(format!(
                "did not post the order: its address is longer than {MAX_ADDRESS_BYTES} bytes"
            )),
            Doing::Post(job) => {
                Effect { job: Some(job.clone()), ..Effect::with_note(format!("will post the order to {}", job.url())) }
            }
            Doing::Mail(new) => new.apply(order, stage),
            Doing::CreatePdf(template_id) => documents::create_pdf(template_id),
            Doing::ReceiptUrl { field, template_id } => documents::set_receipt_url(field, template_id, order, stage),
            Doing::StopProcessing => Effect { stops: true, ..Effect::with_note("stopped the rules behind it") },
            Doing::Cancel(note) => whole::cancel(note, order, stage),
            Doing::Request(request) => whole::request(request.clone()),
            Doing::Merge(archive_folder_id) => whole::merge(*archive_folder_id, order, stage.circumstances),
        }
    }
}

impl Doing {
    fn of(action: &Action) -> Result<Self, Problem> {
        let entry = |map, name: &str, change| EntryChange::new(map, name, change).map(Self::ChangeEntry);
        match action {
            Action::ChangeFolder { folder_id } => Ok(Self::ChangeFolder(*folder_id)),
            Action::TagOrder { color } => Ok(Self::TagOrder(color.clone())),
            Action::RemoveTag => Ok(Self::RemoveTag),
            Action::SetOrderField { field, value } => {
                let (field, value) = (fields::settable(field)?, Text::compile("value", value)?);
                Ok(Self::SetOrderField(FieldChange { field, value }))
            }
            Action::SetOrderMetadata { name, value } => {
                EntryChange::read(Map::OrderMetadata, name, value).map(Self::ChangeEntry)
            }
            Action::SetMetadataTimestamp { name, zone } => entry(Map::OrderMetadata, name, Change::Time(*zone)),
            Action::RemoveOrderMetadata { name } => entry(Map::OrderMetadata, name, Change::Remove),
            Action::SetCheckoutData { name, value } => {
                EntryChange::read(Map::CheckoutData, name, value).map(Self::ChangeEntry)
            }
            Action::RemoveCheckoutData { name } => entry(Map::CheckoutData, name, Change::Remove),
            Action::AddOrderNote { content } => Text::compile("content", content).map(Self::AddOrderNote),
            Action::AddDiscount { name, code, amount } => {
                let (name, code) = (Text::compile("name", name)?, Text::compile("code", code)?);
                Ok(Self::AddDiscount(NewDiscount { name, code, amount: Text::compile("amount", amount)? }.into()))
            }
            Action::PostOrderJson { url, format, include_history, headers } => {
                let (url, headers) = (url.clone(), headers.clone());
                let (format, include_history) = (*format, *include_history);
                Ok(Self::Post(Job::PostOrderJson { url, format, include_history, headers }))
            }
            Action::SendAdminEmail { template_id } | Action::SendCustomerEmail { template_id } => {
                NewMail::compile(template_id, "").map(Self::Mail)
            }
            Action::SendDropshipEmail { template_id, to } => NewMail::compile(template_id, to).map(Self::Mail),
            Action::CreatePdf { template_id } => Ok(Self::CreatePdf(template_id.clone())),
            Action::SetCheckoutDataReceiptUrl { name, template_id } => {
                Ok(Self::ReceiptUrl { field: name.trim().to_owned(), template_id: template_id.clone() })
            }
            Action::SplitOrder { by, name, values } => {
                let rule = SplitRule { by: *by, name: name.clone(), values: values.clone() };
                rule.check().into_iter().next().map_or(Ok(Self::Split(rule)), Err)
            }
            Action::DuplicateOrder => Ok(Self::Duplicate),
            Action::StopProcessing => Ok(Self::StopProcessing),
            Action::CancelOrder { note } => Text::compile("note", note).map(Self::Cancel),
            Action::DeleteOrder => Ok(Self::Request(OrderRequest::Remove)),
            Action::CopyOrder { store_id, folder_id } => {
                let to = NewTransfer { store_id: *store_id, folder_id: *folder_id };
                Ok(Self::Request(OrderRequest::Copy(to)))
            }
            Action::MoveOrder { store_id, folder_id } => {
                let to = NewTransfer { store_id: *store_id, folder_id: *folder_id };
                Ok(Self::Request(OrderRequest::Move(to)))
            }
            Action::SubmitOrder { supplier_id } => {
                Ok(Self::Request(OrderRequest::Submit { supplier_id: supplier_id.clone() }))
            }
            Action::MergeOrders { archive_folder_id } => Ok(Self::Merge(*archive_folder_id)),
            Action::RunCustomEvent { event_id } => Ok(Self::RunCustomEvent(event_id.clone())),
            Action::AdjustInventory { direction } => Ok(Self::AdjustStock(*direction)),
            Action::AddItem { .. } | Action::AddShipment { .. } => Self::of_part(action),
            _ => Self::of_item(action),
        }
    }

    /// That of an action that adds a part to the order.
    fn of_part(action: &Action) -> Result<Self, Problem> {
        match action {
            Action::AddItem { code, name, price, quantity } => {
                let (code, name) = (Text::compile("code", code)?, Text::compile("name", name)?);
                let (price, quantity) = (Text::compile("price", price)?, Text::compile("quantity", quantity)?);
                Ok(Self::AddItem(NewItem { code, name, price, quantity }.into()))
            }
            Action::AddShipment { tracking_number, carrier_code, shipment_method } => {
                let tracking_number = Text::compile("tracking_number", tracking_number)?;
                let carrier_code = Text::compile("carrier_code", carrier_code)?;
                let shipment_method = Text::compile("shipment_method", shipment_method)?;
                Ok(Self::AddShipment(NewParcel { tracking_number, carrier_code, shipment_method }.into()))
            }
            _ => Err(Problem::new("action", "adds nothing to an order")),
        }
    }

    /// That of an action on an item.
    fn of_item(action: &Action) -> Result<Self, Problem> {
        let set = |field, value: &str| Ok(ItemChange::Set(field, Text::compile("value", value)?));
        let change = match action {
            Action::SetItemName { value } => set(ItemField::NAME, value),
            Action::SetItemCode { value } => set(ItemField::CODE, value),
            Action::SetItemPrice { value } => set(ItemField::PRICE, value),
            Action::SetItemQuantity { value } => set(ItemField::QUANTITY, value),
            Action::SetItemWeight { value } => set(ItemField::WEIGHT, value),
            Action::SetCategoryCode { value } => set(ItemField::CATEGORY_CODE, value),
            Action::SetDeliveryType { value } => set(ItemField::DELIVERY_TYPE, value),
            Action::SetFulfillmentMethod { value } => set(ItemField::FULFILLMENT_METHOD, value),
            Action::SetItemVariation { name, value } => {
                return EntryChange::read(Map::ItemVariations, name, value).map(Self::ChangeEntry);
            }
            Action::SetItemMetadata { name, value } => {
                return EntryChange::read(Map::ItemMetadata, name, value).map(Self::ChangeEntry);
            }
            Action::RemoveItemVariation { name } => Text::compile("name", name).map(ItemChange::RemoveBlank),
            Action::RemoveItem => Ok(ItemChange::Remove),
            Action::ReplaceCodeByInventoryMetadata => Ok(ItemChange::ReplaceCode),
            Action::SyncInventoryDetails => Ok(ItemChange::Sync),
            Action::AssignSupplier { supplier_id } => Ok(ItemChange::Assign(supplier_id.clone())),
            _ => Err(Problem::new("action", "changes no item")),
        };
        change.map(Self::ChangeItem)
    }
}

/// What is wrong with an action that can't stand in a rule of this kind.
pub(crate) fn check_level(action: &Action, applies_to: AppliesTo) -> Result<(), Problem> {
    let kind = action.kind();
    if kind.level().fits(applies_to) {
        return Ok(());
    }
    let (fitting, this) = match applies_to {
        AppliesTo::Order => ("items", "an order rule"),
        AppliesTo::Items => ("orders", "an item rule"),
    };
    Err(Problem::new("action", format!("\"{}\" is an action on {fitting}, and this is {this}", kind.name())))
}

fn change_folder(folder_id: FolderId, order: &mut Cow<'_, Order>, circumstances: &Circumstances<'_>) -> Effect {
    let Some(name) = circumstances.folder_name(folder_id) else {
        return Effect::with_note(format!("did not move the order: there is no folder {folder_id}"));
    };
    // Moving to where it lies is no move: without this, two rules could chase each other.
    if order.folder_id == folder_id {
        return Effect::with_note(format!("left it in folder {name}"));
    }
    order.to_mut().folder_id = folder_id;
    Effect { follow_up: Some(Event::FolderChanged.into()), ..Effect::with_note(format!("moved to folder {name}")) }
}

fn tag_order(color: &str, order: &mut Cow<'_, Order>) -> Effect {
    let Some((color, tag_name)) = tag_of(color) else {
        return Effect::with_note(format!("did not tag the order: there is no tag \"{}\"", shown(color)));
    };
    tag_name.clone_into(&mut order.to_mut().tag_name);
    Effect::with_note(format!("tagged {color}"))
}

fn add_order_note(content: &Text, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
    let content = match content.fill_in(order, stage) {
        Ok(content) if content.trim().is_empty() => return Effect::with_note("did not add a note: it is blank"),
        Ok(content) => content,
        Err(why) => return Effect::with_note(format!("did not add a note: {why}")),
    };
    let contents = order.order_notes.iter().map(|note| note.content.as_str());
    let length: usize = contents.chain([&*content]).map(|content| content.chars().count()).sum();
    if length > MAX_NOTES_LENGTH {
        let note = format!("did not add a note: notes may have {MAX_NOTES_LENGTH} characters, and would have {length}");
        return Effect::with_note(note);
    }
    let date_added = stage.circumstances.now;
    let note = Note { date_added, username: AUTO.to_owned(), content: content.into_owned() };
    order.to_mut().order_notes.push(note);
    Effect { follow_up: Some(Event::NoteAdded.into()), ..Effect::with_note("added a note") }
}

pub(crate) fn shown(text: &str) -> String {
    cut(text, MAX_SHOWN_LENGTH)
}

/// The first `max` characters of `text`, with an ellipsis where there were more.
pub(crate) fn cut(text: &str, max: usize) -> String {
    let mut shown: String = text.chars().take(max).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
