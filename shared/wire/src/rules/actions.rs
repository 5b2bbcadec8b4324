//! The actions of a rule as they are read.

use domain::{
    Action, ActionKind, AwaitedAction, FolderId, PostFormat, PostHeader, SplitRule, StockDirection, StoreId,
    TimestampZone,
};

use super::fields::{
    ACTIONS, AddDiscountInput, AddItemInput, AddOrderNoteInput, AddShipmentInput, AdjustInventoryInput,
    CancelOrderInput, ChangeFolderInput, MergeOrdersInput, PostHeaderInput, PostOrderJsonInput, ReceiptUrlInput,
    RemoveEntryInput, RunCustomEventInput, SendDropshipEmailInput, SetEntryInput, SetFieldInput, SetItemValueInput,
    SetTimestampInput, SupplierActionInput, TagOrderInput, TransferOrderInput,
};
use crate::orders::split_rule;
use crate::read::Object;

/// Reads an action; none where it is of no kind, or lacks its folder.
pub(super) fn action(entry: &Object) -> Option<Action> {
    let Some(kind) = ActionKind::named(&entry.text(ACTIONS.tag).unwrap_or_default()) else {
        refuse_kind(entry);
        return None;
    };
    Some(match kind {
        ActionKind::ChangeFolder => Action::ChangeFolder { folder_id: folder(entry)? },
        ActionKind::TagOrder => Action::TagOrder { color: TagOrderInput::READ.color.filled(entry) },
        ActionKind::RemoveTag => Action::RemoveTag,
        ActionKind::SetOrderField => Action::SetOrderField {
            field: SetFieldInput::READ.field.filled(entry),
            value: SetFieldInput::READ.value.filled(entry),
        },
        ActionKind::SetOrderMetadata => {
            let (name, value) = map_entry(entry);
            Action::SetOrderMetadata { name, value }
        }
        ActionKind::SetMetadataTimestamp => {
            Action::SetMetadataTimestamp { name: SetTimestampInput::READ.name.filled(entry), zone: zone(entry) }
        }
        ActionKind::RemoveOrderMetadata => {
            Action::RemoveOrderMetadata { name: RemoveEntryInput::READ.name.filled(entry) }
        }
        ActionKind::SetCheckoutData => {
            let (name, value) = map_entry(entry);
            Action::SetCheckoutData { name, value }
        }
        ActionKind::RemoveCheckoutData => {
            Action::RemoveCheckoutData { name: RemoveEntryInput::READ.name.filled(entry) }
        }
        ActionKind::AddOrderNote => Action::AddOrderNote { content: AddOrderNoteInput::READ.content.filled(entry) },
        ActionKind::AddDiscount => Action::AddDiscount {
            name: AddDiscountInput::READ.name.filled(entry),
            code: AddDiscountInput::READ.code.filled(entry),
            amount: AddDiscountInput::READ.amount.filled(entry),
        },
        ActionKind::RunCustomEvent => {
            let event_id = RunCustomEventInput::READ.event_id.of(entry);
            Action::RunCustomEvent { event_id: event_id.map(|id| id.to_string()).unwrap_or_default() }
        }
        ActionKind::AddItem | ActionKind::AddShipment => part(kind, entry)?,
        ActionKind::SplitOrder => {
            let SplitRule { by, name, values } = split_rule(entry)?;
            Action::SplitOrder { by, name, values }
        }
        ActionKind::DuplicateOrder => Action::DuplicateOrder,
        ActionKind::PostOrderJson => Action::PostOrderJson {
            url: PostOrderJsonInput::READ.url.filled(entry),
            format: format(entry),
            include_history: PostOrderJsonInput::READ.include_history.filled(entry),
            headers: PostOrderJsonInput::READ.headers.of(entry).iter().map(header).collect(),
        },
        ActionKind::StopProcessing => Action::StopProcessing,
        ActionKind::CancelOrder => Action::CancelOrder { note: CancelOrderInput::READ.note.filled(entry) },
        ActionKind::DeleteOrder => Action::DeleteOrder,
        ActionKind::CopyOrder => {
            let (store_id, folder_id) = transfer(entry)?;
            Action::CopyOrder { store_id, folder_id }
        }
        ActionKind::MoveOrder => {
            let (store_id, folder_id) = transfer(entry)?;
            Action::MoveOrder { store_id, folder_id }
        }
        ActionKind::MergeOrders => Action::MergeOrders { archive_folder_id: archive(entry) },
        ActionKind::AdjustInventory => Action::AdjustInventory { direction: direction(entry)? },
        _ => by_name(kind, entry).or_else(|| of_item(kind, entry))?,
    })
}

/// An action that names something of the store's: a template, a supplier.
fn by_name(kind: ActionKind, entry: &Object) -> Option<Action> {
    let template_id =
        || SendDropshipEmailInput::READ.template_id.of(entry).map(|id| id.to_string()).unwrap_or_default();
    Some(match kind {
        ActionKind::SendAdminEmail => Action::SendAdminEmail { template_id: template_id() },
        ActionKind::SendCustomerEmail => Action::SendCustomerEmail { template_id: template_id() },
        ActionKind::SendDropshipEmail => {
            Action::SendDropshipEmail { template_id: template_id(), to: SendDropshipEmailInput::READ.to.filled(entry) }
        }
        ActionKind::CreatePdf => Action::CreatePdf { template_id: template_id() },
        ActionKind::SetCheckoutDataReceiptUrl => Action::SetCheckoutDataReceiptUrl {
            name: ReceiptUrlInput::READ.name.trimmed(entry),
            template_id: template_id(),
        },
        ActionKind::AssignSupplier => Action::AssignSupplier { supplier_id: supplier(entry) },
        ActionKind::SubmitOrder => Action::SubmitOrder { supplier_id: supplier(entry) },
        _ => return None,
    })
}

/// Says what actions there are, or what this one waits for.
fn refuse_kind(entry: &Object) {
    let name = entry.text(ACTIONS.tag).unwrap_or_default();
    let message = match AwaitedAction::named(&name) {
        Some(awaited) => format!("\"{}\" {}", awaited.name, awaited.waits_for),
        None => format!("must be one of {}", ActionKind::ALL.map(ActionKind::name).join(", ")),
    };
    entry.refuse(ACTIONS.tag, message);
}

fn part(kind: ActionKind, entry: &Object) -> Option<Action> {
    let (item, shipment) = (&AddItemInput::READ, &AddShipmentInput::READ);
    Some(match kind {
        ActionKind::AddItem => Action::AddItem {
            code: item.code.filled(entry),
            name: item.name.filled(entry),
            price: item.price.filled(entry),
            quantity: item.quantity.filled(entry),
        },
        ActionKind::AddShipment => Action::AddShipment {
            tracking_number: shipment.tracking_number.filled(entry),
            carrier_code: shipment.carrier_code.filled(entry),
            shipment_method: shipment.shipment_method.filled(entry),
        },
        _ => return None,
    })
}

/// An action on an item.
fn of_item(kind: ActionKind, entry: &Object) -> Option<Action> {
    let value = || SetItemValueInput::READ.value.filled(entry);
    Some(match kind {
        ActionKind::SetItemName => Action::SetItemName { value: value() },
        ActionKind::SetItemCode => Action::SetItemCode { value: value() },
        ActionKind::SetItemPrice => Action::SetItemPrice { value: value() },
        ActionKind::SetItemQuantity => Action::SetItemQuantity { value: value() },
        ActionKind::SetItemWeight => Action::SetItemWeight { value: value() },
        ActionKind::SetCategoryCode => Action::SetCategoryCode { value: value() },
        ActionKind::SetDeliveryType => Action::SetDeliveryType { value: value() },
        ActionKind::SetFulfillmentMethod => Action::SetFulfillmentMethod { value: value() },
        ActionKind::SetItemVariation => {
            let (name, value) = map_entry(entry);
            Action::SetItemVariation { name, value }
        }
        ActionKind::SetItemMetadata => {
            let (name, value) = map_entry(entry);
            Action::SetItemMetadata { name, value }
        }
        ActionKind::RemoveItemVariation => {
            Action::RemoveItemVariation { name: RemoveEntryInput::READ.name.filled(entry) }
        }
        ActionKind::RemoveItem => Action::RemoveItem,
        ActionKind::ReplaceCodeByInventoryMetadata => Action::ReplaceCodeByInventoryMetadata,
        ActionKind::SyncInventoryDetails => Action::SyncInventoryDetails,
        _ => return None,
    })
}

fn supplier(entry: &Object) -> String {
    SupplierActionInput::READ.supplier_id.of(entry).map(|id| id.to_string()).unwrap_or_default()
}

/// A header of a post.
pub(crate) fn header(entry: &Object) -> PostHeader {
    let fields = &PostHeaderInput::READ;
    let (name, value, secret) = (fields.name.trimmed(entry), fields.value.filled(entry), fields.secret.trimmed(entry));
    PostHeader { name, value, secret }
}

fn map_entry(entry: &Object) -> (String, String) {
    let fields = &SetEntryInput::READ;
    (fields.name.filled(entry), fields.value.filled(entry))
}

fn folder(entry: &Object) -> Option<FolderId> {
    let field = &ChangeFolderInput::READ.folder_id;
    let folder = field.of(entry).and_then(FolderId::new);
    if folder.is_none() {
        entry.refuse(field.name(), "must be the id of a folder");
    }
    folder
}

fn transfer(entry: &Object) -> Option<(StoreId, Option<FolderId>)> {
    let fields = &TransferOrderInput::READ;
    let store_id = fields.store_id.of(entry).and_then(|id| id.parse().ok());
    if store_id.is_none() {
        entry.demand(fields.store_id.name(), "must be the id of a store");
    }
    let folder_id = fields.folder_id.of(entry).map(FolderId::new);
    if folder_id == Some(None) {
        entry.demand(fields.folder_id.name(), "must be the id of a folder");
    }
    Some((store_id?, folder_id.flatten()))
}

/// The folder that merged orders go to, if one is named.
fn archive(entry: &Object) -> Option<FolderId> {
    let field = &MergeOrdersInput::READ.archive_folder_id;
    let folder_id = field.of(entry).map(FolderId::new);
    if folder_id == Some(None) {
        entry.demand(field.name(), "must be the id of a folder");
    }
    folder_id.flatten()
}

fn direction(entry: &Object) -> Option<StockDirection> {
    let field = &AdjustInventoryInput::READ.direction;
    let direction = StockDirection::named(&field.filled(entry));
    if direction.is_none() {
        let names = StockDirection::ALL.map(StockDirection::name).join(" or ");
        entry.demand(field.name(), format!("must be {names}"));
    }
    direction
}

fn zone(entry: &Object) -> TimestampZone {
    let field = &SetTimestampInput::READ.zone;
    TimestampZone::named(&field.filled(entry)).unwrap_or_else(|| {
        entry.refuse(field.name(), format!("must be {}", TimestampZone::ALL.map(TimestampZone::name).join(" or ")));
        TimestampZone::default()
    })
}

fn format(entry: &Object) -> PostFormat {
    let field = &PostOrderJsonInput::READ.format;
    PostFormat::named(&field.filled(entry)).unwrap_or_else(|| {
        entry.refuse(field.name(), format!("must be {}", PostFormat::ALL.map(PostFormat::name).join(" or ")));
        PostFormat::default()
    })
}
