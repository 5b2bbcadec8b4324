//! Writing a submission, and an order as a supplier sees it.

use domain::{Cancellation, ItemQuantity, Order, OrderItem, StoreId, Submission, SubmissionState, Variations, time};
use serde::Serialize;

use crate::orders::{AddressView, ReturnAddressView};
use crate::shipments::ShipmentView;
use crate::values::Number;

/// That an order stands at a supplier, and how far it is there.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Submission))]
pub struct SubmissionView<'a> {
    /// The supplier.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    supplier_id: &'a str,
    /// How far it is.
    status: SubmissionState,
    /// The items that are the supplier's, and how many of each.
    items: Vec<SubmittedItemView<'a>>,
    /// How often the order was submitted.
    count: u32,
    /// When, the last time.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    submitted_at: String,
    /// That it is canceled; left out unless it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = CancellationView, required = false))]
    canceled: Option<CancellationView<'a>>,
}

/// So many of an item of the order.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SubmittedItem))]
pub struct SubmittedItemView<'a> {
    /// The item's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// How many were left to be shipped when the order was submitted.
    quantity: u32,
}

impl<'a> From<&'a ItemQuantity> for SubmittedItemView<'a> {
    fn from(item: &'a ItemQuantity) -> Self {
        Self { id: &item.id, quantity: item.quantity }
    }
}

/// That something was canceled, and why.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Cancellation))]
pub struct CancellationView<'a> {
    /// When.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    at: String,
    /// Why.
    note: &'a str,
    /// By whom, as the history calls them.
    by: &'a str,
}

impl<'a> From<&'a Cancellation> for CancellationView<'a> {
    fn from(canceled: &'a Cancellation) -> Self {
        Self { at: time::text(canceled.at), note: &canceled.note, by: &canceled.by }
    }
}

impl<'a> From<&'a Submission> for SubmissionView<'a> {
    fn from(submission: &'a Submission) -> Self {
        Self {
            supplier_id: &submission.supplier_id,
            status: submission.state,
            items: submission.items.iter().map(Into::into).collect(),
            count: submission.count,
            submitted_at: time::text(submission.submitted_at),
            canceled: submission.canceled.as_ref().map(Into::into),
        }
    }
}

/// An order as a supplier sees it: its own items, without prices and without the customer.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SupplierOrder))]
pub struct SupplierOrderView<'a> {
    /// The order's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// What the submission is called: the order's id, and which time it was submitted where that is not the first.
    reference: &'a str,
    /// The order's number in the store.
    source_id: &'a str,
    /// How far it is.
    status: SubmissionState,
    /// Date of the order.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When it was submitted, which lists go by.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    submitted_at: String,
    /// The supplier's class of shipping.
    shipping_method: &'a str,
    /// Ship to.
    shipping: AddressView<'a>,
    /// Return to.
    return_address: ReturnAddressView<'a>,
    /// What the store says of the order, for people: a gift note, a day of delivery.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TextObject))]
    checkout_data: &'a Variations,
    /// The supplier's items. Those of one bundle have one id.
    order_items: Vec<SupplierItemView<'a>>,
    /// The shipments of them.
    order_shipments: Vec<ShipmentView<'a>>,
    /// That it is canceled; left out unless it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = CancellationView, required = false))]
    canceled: Option<CancellationView<'a>>,
}

/// An item of an order as its supplier sees it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SupplierItem))]
pub struct SupplierItemView<'a> {
    /// Its id, by which it is shipped.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// The supplier's code of it.
    code: &'a str,
    /// Its name.
    name: &'a str,
    /// How many.
    quantity: u32,
    /// Weight of one.
    weight: Number,
    /// Options people see.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TextObject))]
    variation_list: &'a Variations,
    /// Options for machines, such as what is to be printed.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TextObject))]
    metadata: &'a Variations,
}

impl<'a> From<&'a OrderItem> for SupplierItemView<'a> {
    fn from(item: &'a OrderItem) -> Self {
        Self {
            id: &item.id,
            code: &item.code,
            name: &item.name,
            quantity: item.quantity,
            weight: Number::from(item.weight),
            variation_list: &item.variation_list,
            metadata: &item.metadata,
        }
    }
}

impl<'a> SupplierOrderView<'a> {
    /// The view of an order that was made for its supplier, see `domain::outbound`.
    pub fn new(order: &'a Order, submission: &'a Submission, store_id: StoreId) -> Self {
        let shipments = order.order_shipments.iter();
        Self {
            id: order.id.to_string(),
            reference: &order.fulfillment_id,
            source_id: &order.source_id,
            status: submission.state,
            date_added: time::text(order.date_added),
            submitted_at: time::text(submission.submitted_at),
            shipping_method: &order.shipping_method,
            shipping: AddressView::from(&order.shipping),
            return_address: ReturnAddressView::from(&order.return_address),
            checkout_data: &order.checkout_data,
            order_items: order.order_items.iter().map(Into::into).collect(),
            order_shipments: shipments.map(|shipment| ShipmentView::new(shipment, order.id, store_id)).collect(),
            canceled: submission.canceled.as_ref().map(Into::into),
        }
    }
}
