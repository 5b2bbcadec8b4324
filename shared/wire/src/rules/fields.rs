//! The fields of a rule as it is read, of its filters, and of each kind of its actions.

use domain::{
    ActionKind, AppliesTo, Combine, MAX_ACTIONS, MAX_FILTERS, MAX_HEADER_NAME_LENGTH, MAX_HEADER_VALUE_LENGTH,
    MAX_NOTES_LENGTH, MAX_POST_HEADERS, MAX_RULE_NAME_LENGTH, MAX_RULE_TEXT_LENGTH, MAX_SECRET_NAME_LENGTH, PostFormat,
    Quantifier, TimestampZone,
};

use domain::limits::MAX_SHORT_TEXT_LENGTH;

use crate::body::{Body, Field, Form, Kind, Kinds, ListField, Part, Unknown, body};
use crate::orders::MAX_SPLIT_VALUES;

body! {
    /// A rule as it is sent, always whole.
    RuleInput: PassedOver {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_RULE_NAME_LENGTH).needed(),
        /// The event it runs for.
        event: Field<String> = Field::one_of("Event").needed(),
        /// Which custom event or custom button it runs for, by its id; left out for other events.
        event_id: Field<u64> = Field::id(),
        /// What it is about: an order rule, or an item rule.
        applies_to: Field<String> =
            Field::one_of("AppliesTo").or(AppliesTo::Order.name(), || AppliesTo::Order.name().to_owned()),
        /// How its filters are joined.
        combine: Field<String> = Field::one_of("Combine").or(Combine::All.name(), || Combine::All.name().to_owned()),
        /// Which orders it is for; none means every order. Those in groups count too.
        filters: ListField = ListField::new(Part::Named("FilterEntryInput"), 0, MAX_FILTERS),
        /// What it does, in this order.
        actions: ListField = ListField::new(Part::Kinds(&ACTIONS), 1, MAX_ACTIONS).needed(),
        /// Where it runs among the rules of its event; a new one runs last, a replaced one stays, when left out.
        position: Field<u32> = Field::quantity(),
        /// Whether it runs. When left out, a new one does, and a replaced one as before.
        enabled: Field<bool> = Field::flag(),
    }

    /// Filters that are joined in a way of their own, as they are sent: a group, in the place of a filter. Groups may be
    /// nested five deep. The original has none.
    FilterGroupInput: PassedOver {
        /// How they are joined.
        combine: Field<String> = Field::one_of("Combine").or(Combine::All.name(), || Combine::All.name().to_owned()),
        /// Filters and groups.
        filters: ListField = ListField::new(Part::Named("FilterEntryInput"), 1, MAX_FILTERS).needed(),
    }

    /// One comparison as it is sent.
    FilterInput: PassedOver {
        /// What is looked at. `order_metadata`, `checkout_data` and those of an item's maps take a `name`; what is of
        /// items, discounts or notes holds when it holds of any of them, or of all by the `quantifier`.
        field: Field<String> = Field::one_of("FilterField").needed(),
        /// How. It must fit what kind of value the field has.
        comparator: Field<String> = Field::one_of("Comparator").needed(),
        /// Which entry of it, for metadata, checkout data and variations.
        name: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// With what.
        value: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// Whether letters of another case are the same; no when left out.
        ignore_case: Field<bool> = Field::flag(),
        /// Of how many items, discounts or notes it must hold; other fields take none. An order without items satisfies
        /// no filter on items.
        quantifier: Field<String> =
            Field::one_of("Quantifier").or(Quantifier::Any.name(), || Quantifier::Any.name().to_owned()),
    }

    /// What an action takes that moves the order.
    ChangeFolderInput: PassedOver {
        /// The folder, which must be there.
        folder_id: Field<u64> = Field::id().needed(),
    }

    /// What an action takes that tags the order.
    TagOrderInput: PassedOver {
        /// The colour.
        color: Field<String> = Field::one_of("TagColor").needed(),
    }

    /// What an action takes that sets a field of the order.
    SetFieldInput: PassedOver {
        /// The field.
        field: Field<String> = Field::one_of("PlainField").needed(),
        /// What it becomes: a template.
        value: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
    }

    /// What an action takes that sets one entry of a map of the order or of an item.
    SetEntryInput: PassedOver {
        /// The field: a template. Left out where the value is in the notation `Name|value`, or `[REMOVEALL]`.
        name: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// What it becomes: a template; or one of `[REMOVE]`, `[DATE+5days]`, `[SHORTDATE-1week]`, `++` and `--`.
        value: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
    }

    /// What an action takes that sets one entry of a map to the time.
    SetTimestampInput: PassedOver {
        /// The field: a template.
        name: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
        /// Whose time.
        zone: Field<String> = Field::one_of("TimestampZone")
            .or(TimestampZone::Utc.name(), || TimestampZone::Utc.name().to_owned()),
    }

    /// What an action takes that removes one entry of a map of the order or of an item.
    RemoveEntryInput: PassedOver {
        /// The field: a template.
        name: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
    }

    /// What an action takes that adds a discount.
    AddDiscountInput: PassedOver {
        /// What it is called: a template.
        name: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
        /// The code that gave it: a template.
        code: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// How much is taken off: an amount, or a template of one. Its sign does not matter.
        amount: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
    }

    /// What an action takes that adds a note.
    AddOrderNoteInput: PassedOver {
        /// What it says: a template.
        content: Field<String> = Field::checked_later(Form::ShortWords(MAX_NOTES_LENGTH)).needed(),
    }

    /// What an action takes that adds an item; a code or a name is needed.
    AddItemInput: PassedOver {
        /// Its SKU, by which the inventory knows it: a template.
        code: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// What it is called: a template. Of the inventory when it is blank.
        name: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// Price of one: an amount, or a template of one. Of the inventory when it is blank.
        price: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// How many: a whole number, or a template of one. 1 when it is blank.
        quantity: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
    }

    /// What an action takes that adds a shipment.
    AddShipmentInput: PassedOver {
        /// Its tracking number: a template.
        tracking_number: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
        /// Who carries it: a template. By the number when it is blank.
        carrier_code: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// By which of the carrier's services: a template.
        shipment_method: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
    }

    /// What an action takes that splits an order.
    SplitOrderInput: PassedOver {
        /// What items are told apart by.
        by: Field<String> = Field::one_of("SplitBy").needed(),
        /// The variation or the metadata field; blank for others.
        name: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Items with one of these values go into one order; without any there is an order for each value but the first.
        values: Field<Vec<String>> = Field::texts(MAX_SPLIT_VALUES, MAX_SHORT_TEXT_LENGTH),
    }

    /// What an action takes that causes a custom event.
    RunCustomEventInput: PassedOver {
        /// Which custom event, by its id; it must be there.
        event_id: Field<u64> = Field::id().needed(),
    }

    /// What an action takes that mails a template.
    SendEmailInput: PassedOver {
        /// Which mail template, by its id; it must be there, and of the action's kind.
        template_id: Field<u64> = Field::id().needed(),
    }

    /// What an action takes that mails who ships the order.
    SendDropshipEmailInput: PassedOver {
        /// Which mail template, by its id; it must be there, and of the kind `dropship`.
        template_id: Field<u64> = Field::id().needed(),
        /// Who gets it instead of whom the template names: addresses, as a template.
        to: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
    }

    /// What an action takes that makes a PDF.
    CreatePdfInput: PassedOver {
        /// Which print template, by its id; it must be there.
        template_id: Field<u64> = Field::id().needed(),
    }

    /// What an action takes that sets checkout data to the address of a document.
    ReceiptUrlInput: PassedOver {
        /// The field.
        name: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
        /// Which print template, by its id; it must be there.
        template_id: Field<u64> = Field::id().needed(),
    }

    /// What an action takes that sets a field of an item.
    SetItemValueInput: PassedOver {
        /// What it becomes: a template, in which `item` is the item.
        value: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
    }

    /// What an action takes that moves stock.
    AdjustInventoryInput: PassedOver {
        /// Which way.
        direction: Field<String> = Field::one_of("StockDirection").needed(),
    }

    /// What an action takes that cancels the order.
    CancelOrderInput: PassedOver {
        /// Why: a template.
        note: Field<String> = Field::checked_later(Form::ShortWords(MAX_RULE_TEXT_LENGTH)).needed(),
    }

    /// What an action takes that copies or moves the order to another store.
    TransferOrderInput: PassedOver {
        /// The other store, which this one is linked with.
        store_id: Field<String> = Field::sent_id().needed(),
        /// The folder there; its first one when it is left out.
        folder_id: Field<u64> = Field::id(),
    }

    /// What an action takes that assigns an item to a supplier, or submits the order to one.
    SupplierActionInput: PassedOver {
        /// Which supplier, by its id; it must be there.
        supplier_id: Field<u64> = Field::id().needed(),
    }

    /// What an action takes that merges the order with others.
    MergeOrdersInput: PassedOver {
        /// The folder the merged ones go to, which must be there; where they lie when it is left out.
        archive_folder_id: Field<u64> = Field::id(),
    }

    /// What an action takes that posts the order.
    PostOrderJsonInput: PassedOver {
        /// Where to: a public https address of at most 2,048 bytes; http where the store's settings allow it.
        url: Field<String> = Field::checked_later(Form::Link("^https?://")).needed(),
        /// As a form field or as the body.
        format: Field<String> =
            Field::one_of("PostFormat").or(PostFormat::Form.name(), || PostFormat::Form.name().to_owned()),
        /// Whether the order's history goes with it; no when left out.
        include_history: Field<bool> = Field::flag(),
        /// Headers it has beside ours.
        headers: ListField = ListField::new(Part::Body(&PostHeaderInput::BODY), 0, MAX_POST_HEADERS),
    }

    /// A header that a post has beside ours: a text, or a secret of the store by its name. None of the connection's, no
    /// `Content-…`, and none that posts have by themselves.
    PostHeaderInput: PassedOver {
        /// Its name.
        name: Field<String> = Field::checked_later(Form::ShortWords(MAX_HEADER_NAME_LENGTH)).needed(),
        /// What it says; with a secret, what stands before that, such as `Bearer ` with its blank.
        value: Field<String> = Field::checked_later(Form::ShortText(MAX_HEADER_VALUE_LENGTH)),
        /// The name of the store's secret that follows; the address must be of a host it may go to.
        secret: Field<String> = Field::checked_later(Form::ShortText(MAX_SECRET_NAME_LENGTH)),
    }
}

/// The kinds of actions.
pub(super) const ACTIONS: Kinds = Kinds {
    name: "ActionInput",
    doc: "One thing a rule is to do.",
    tag: "action",
    all: || ActionKind::ALL.map(|kind| Kind { name: kind.name(), doc: kind.doc(), body: body_of(kind) }).to_vec(),
};

/// What an action takes that needs nothing more.
const BARE: Body =
    Body::new("BareActionInput", "What an action takes that needs nothing more.", Unknown::PassedOver, &[], None);

/// What an action of this kind takes.
pub(crate) const fn body_of(kind: ActionKind) -> &'static Body {
    match kind {
        ActionKind::ChangeFolder => &ChangeFolderInput::BODY,
        ActionKind::TagOrder => &TagOrderInput::BODY,
        ActionKind::RemoveTag
        | ActionKind::RemoveItem
        | ActionKind::ReplaceCodeByInventoryMetadata
        | ActionKind::SyncInventoryDetails
        | ActionKind::DuplicateOrder
        | ActionKind::DeleteOrder
        | ActionKind::StopProcessing => &BARE,
        ActionKind::AdjustInventory => &AdjustInventoryInput::BODY,
        ActionKind::CancelOrder => &CancelOrderInput::BODY,
        ActionKind::CopyOrder | ActionKind::MoveOrder => &TransferOrderInput::BODY,
        ActionKind::AssignSupplier | ActionKind::SubmitOrder => &SupplierActionInput::BODY,
        ActionKind::MergeOrders => &MergeOrdersInput::BODY,
        ActionKind::AddItem => &AddItemInput::BODY,
        ActionKind::RunCustomEvent => &RunCustomEventInput::BODY,
        ActionKind::AddShipment => &AddShipmentInput::BODY,
        ActionKind::SplitOrder => &SplitOrderInput::BODY,
        ActionKind::SetItemName
        | ActionKind::SetItemCode
        | ActionKind::SetItemPrice
        | ActionKind::SetItemQuantity
        | ActionKind::SetItemWeight
        | ActionKind::SetCategoryCode
        | ActionKind::SetDeliveryType
        | ActionKind::SetFulfillmentMethod => &SetItemValueInput::BODY,
        ActionKind::SetOrderField => &SetFieldInput::BODY,
        ActionKind::SetOrderMetadata
        | ActionKind::SetCheckoutData
        | ActionKind::SetItemVariation
        | ActionKind::SetItemMetadata => &SetEntryInput::BODY,
        ActionKind::SetMetadataTimestamp => &SetTimestampInput::BODY,
        ActionKind::RemoveOrderMetadata | ActionKind::RemoveCheckoutData | ActionKind::RemoveItemVariation => {
            &RemoveEntryInput::BODY
        }
        ActionKind::AddDiscount => &AddDiscountInput::BODY,
        ActionKind::AddOrderNote => &AddOrderNoteInput::BODY,
        ActionKind::PostOrderJson => &PostOrderJsonInput::BODY,
        ActionKind::SendAdminEmail | ActionKind::SendCustomerEmail => &SendEmailInput::BODY,
        ActionKind::SendDropshipEmail => &SendDropshipEmailInput::BODY,
        ActionKind::CreatePdf => &CreatePdfInput::BODY,
        ActionKind::SetCheckoutDataReceiptUrl => &ReceiptUrlInput::BODY,
    }
}
