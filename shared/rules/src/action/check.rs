//! What is wrong with an action before it is saved.

use domain::{
    Action, Folder, FolderId, MAX_ADDRESS_BYTES, MAX_NOTES_LENGTH, MAX_RULE_TEXT_LENGTH, Problem, TAGS,
    check_post_headers, tag_of,
};

use super::{CompiledAction, shown};
use crate::check::too_long;

const WHICH_PRINT_TEMPLATE: &str = "is needed: which print template";
const WHICH_TEMPLATE: &str = "is needed: which mail template";

/// What is wrong with `action` in a store with these `folders`.
pub(crate) fn check(action: &Action, folders: &[Folder]) -> Option<Problem> {
    let text = |field, text| too_long(field, text, MAX_RULE_TEXT_LENGTH);
    let problem = match action {
        Action::ChangeFolder { folder_id } => is_there("folder_id", *folder_id, folders),
        Action::MergeOrders { archive_folder_id } => {
            archive_folder_id.and_then(|folder_id| is_there("archive_folder_id", folder_id, folders))
        }
        Action::TagOrder { color } => tag_of(color).is_none().then(|| {
            let colors = TAGS.map(|(color, _)| color).join(", ");
            Problem::new("color", format!("there is no tag \"{}\"; there are {colors}", shown(color)))
        }),
        Action::SetMetadataTimestamp { name, .. }
        | Action::RemoveOrderMetadata { name }
        | Action::RemoveCheckoutData { name } => text("name", name),
        Action::AddOrderNote { content } => {
            empty("content", content, "a note needs a text").or_else(|| too_long("content", content, MAX_NOTES_LENGTH))
        }
        Action::AddDiscount { .. } | Action::AddItem { .. } | Action::AddShipment { .. } => check_part(action),
        Action::PostOrderJson { url, headers, .. } if url.len() <= MAX_ADDRESS_BYTES => check_post_headers(headers),
        Action::PostOrderJson { url, .. } => {
            let message = format!("is {} bytes long; at most {MAX_ADDRESS_BYTES} are allowed", url.len());
            Some(Problem::new("url", message))
        }
        Action::SetOrderField { value, .. }
        | Action::SetItemName { value }
        | Action::SetItemCode { value }
        | Action::SetItemPrice { value }
        | Action::SetItemQuantity { value }
        | Action::SetItemWeight { value }
        | Action::SetCategoryCode { value }
        | Action::SetDeliveryType { value }
        | Action::SetFulfillmentMethod { value } => text("value", value),
        Action::SetOrderMetadata { name, value }
        | Action::SetCheckoutData { name, value }
        | Action::SetItemVariation { name, value }
        | Action::SetItemMetadata { name, value } => text("name", name).or_else(|| text("value", value)),
        Action::RemoveItemVariation { name } => {
            empty("name", name, "the variation needs a name").or_else(|| text("name", name))
        }
        Action::SplitOrder { name, values, .. } => {
            let long = || values.iter().find_map(|value| text("values", value));
            text("name", name).or_else(long)
        }
        Action::CancelOrder { note } => {
            empty("note", note, "a cancellation needs a note").or_else(|| text("note", note))
        }
        Action::SendAdminEmail { .. }
        | Action::SendCustomerEmail { .. }
        | Action::SendDropshipEmail { .. }
        | Action::CreatePdf { .. }
        | Action::SetCheckoutDataReceiptUrl { .. }
        | Action::AssignSupplier { .. }
        | Action::SubmitOrder { .. } => check_named(action),
        Action::RunCustomEvent { event_id } => empty("event_id", event_id, "is needed: which custom event"),
        Action::RemoveTag
        | Action::DuplicateOrder
        | Action::DeleteOrder
        | Action::CopyOrder { .. }
        | Action::MoveOrder { .. }
        | Action::RemoveItem
        | Action::ReplaceCodeByInventoryMetadata
        | Action::SyncInventoryDetails
        | Action::AdjustInventory { .. }
        | Action::StopProcessing => None,
    };
    problem.or_else(|| CompiledAction::compile(action).err())
}

fn is_there(field: &str, folder_id: FolderId, folders: &[Folder]) -> Option<Problem> {
    let is_known = folders.iter().any(|folder| folder.id == folder_id);
    (!is_known).then(|| Problem::new(field, format!("there is no folder {folder_id}")))
}

/// What is wrong with an action that names something of the store's: a template, a supplier.
fn check_named(action: &Action) -> Option<Problem> {
    let text = |field, text| too_long(field, text, MAX_RULE_TEXT_LENGTH);
    match action {
        Action::SendAdminEmail { template_id } | Action::SendCustomerEmail { template_id } => {
            empty("template_id", template_id, WHICH_TEMPLATE)
        }
        Action::SendDropshipEmail { template_id, to } => {
            empty("template_id", template_id, WHICH_TEMPLATE).or_else(|| text("to", to))
        }
        Action::CreatePdf { template_id } => empty("template_id", template_id, WHICH_PRINT_TEMPLATE),
        Action::SetCheckoutDataReceiptUrl { name, template_id } => empty("name", name, "the field needs a name")
            .or_else(|| text("name", name))
            .or_else(|| empty("template_id", template_id, WHICH_PRINT_TEMPLATE)),
        Action::AssignSupplier { supplier_id } | Action::SubmitOrder { supplier_id } => {
            empty("supplier_id", supplier_id, "is needed: which supplier")
        }
        _ => None,
    }
}

/// What is wrong with an action that adds a part to the order.
fn check_part(action: &Action) -> Option<Problem> {
    let text = |field, text| too_long(field, text, MAX_RULE_TEXT_LENGTH);
    match action {
        Action::AddDiscount { name, code, amount } => {
            let missing = empty("name", name, "a discount needs a name");
            let missing = missing.or_else(|| empty("amount", amount, "a discount needs an amount"));
            missing.or_else(|| text("name", name)).or_else(|| text("code", code)).or_else(|| text("amount", amount))
        }
        Action::AddItem { code, name, price, quantity } => {
            let both = format!("{code}{name}");
            let missing = empty("code", &both, "an item needs a code or a name");
            missing.or_else(|| {
                [("code", code), ("name", name), ("price", price), ("quantity", quantity)]
                    .into_iter()
                    .find_map(|(field, it)| text(field, it))
            })
        }
        Action::AddShipment { tracking_number, carrier_code, shipment_method } => {
            let missing = empty("tracking_number", tracking_number, "a shipment needs a tracking number");
            let long = || text("tracking_number", tracking_number).or_else(|| text("carrier_code", carrier_code));
            missing.or_else(long).or_else(|| text("shipment_method", shipment_method))
        }
        _ => None,
    }
}

fn empty(field: &str, text: &str, message: &str) -> Option<Problem> {
    text.trim().is_empty().then(|| Problem::new(field, message))
}
