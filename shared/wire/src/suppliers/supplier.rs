//! Writing a supplier, in the form it is read in.

use domain::{FolderId, Supplier, SupplierDelivery};
use serde::Serialize;

/// A supplier of a store.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Supplier))]
pub struct SupplierView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// What people call it; orders that are submitted to it have it as their `fulfillment_name`.
    name: &'a str,
    /// Whether orders are submitted to it.
    active: bool,
    /// How orders reach it.
    delivery: &'a SupplierDelivery,
    /// The codes of the items it supplies.
    item_codes: &'a [String],
    /// The category codes of the items it supplies.
    category_codes: &'a [String],
    /// Whether what it is sent has the prices of its items.
    shows_prices: bool,
    /// Whether what it is sent has the customer's e-mail and billing address.
    shows_customer: bool,
    /// The folder an order goes to when it is submitted; not there where it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    after_submit_folder_id: Option<FolderId>,
    /// The folder an order goes to once all that was submitted is shipped; not there where it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    after_shipment_folder_id: Option<FolderId>,
    /// The folder an order goes to when the supplier cancels it; not there where that is Canceled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    if_canceled_folder_id: Option<FolderId>,
    /// The supplier's class of orders whose shipping method no line of `shipping_class_match` names.
    default_shipping_class: &'a str,
    /// Lines `class=shipping method`.
    shipping_class_match: &'a str,
    /// Lines `class|carrier|method=method`, or `=carrier|method`.
    shipping_method_match: &'a str,
    /// Lines `code=code` or `code=code,code`.
    product_code_match: &'a str,
    /// Codes that are not sent, one a line.
    product_code_skip: &'a str,
    /// What the store is paid, in percent of the value of orders that are not canceled.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DecimalText))]
    commission_percent: String,
}

impl<'a> From<&'a Supplier> for SupplierView<'a> {
    fn from(supplier: &'a Supplier) -> Self {
        let settings = &supplier.settings;
        Self {
            id: &supplier.id,
            name: &settings.name,
            active: settings.active,
            delivery: &settings.delivery,
            item_codes: &settings.item_codes,
            category_codes: &settings.category_codes,
            shows_prices: settings.shows_prices,
            shows_customer: settings.shows_customer,
            after_submit_folder_id: settings.after_submit_folder_id,
            after_shipment_folder_id: settings.after_shipment_folder_id,
            if_canceled_folder_id: settings.if_canceled_folder_id,
            default_shipping_class: &settings.default_shipping_class,
            shipping_class_match: &settings.shipping_class_match,
            shipping_method_match: &settings.shipping_method_match,
            product_code_match: &settings.product_code_match,
            product_code_skip: &settings.product_code_skip,
            commission_percent: settings.commission_percent.text(),
        }
    }
}
