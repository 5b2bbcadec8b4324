//! Telling Etsy of shipments. Each call mails the buyer, so none is made twice.

use super::api::{receipt, receipt_path, signed, url};
use crate::json::Node;
use crate::request::{Access, CartError, CartReply, CartRequest, PushPlan, ShipmentPush};

/// Carriers by our names and by Etsy's; every other one is `other`.
const CARRIERS: [(&str, &str); 8] = [
    ("UPS", "ups"),
    ("USPS", "usps"),
    ("FedEx", "fedex"),
    ("DHL", "dhl"),
    ("Canada Post", "canada-post"),
    ("Royal Mail", "royal-mail"),
    ("Australia Post", "australia-post"),
    ("Deutsche Post", "deutsche-post"),
];

/// Asks for the receipt, which has its shipments.
pub(super) fn look(access: &Access, push: &ShipmentPush) -> Vec<CartRequest> {
    vec![receipt(access, &push.order_id)]
}

/// The parcel, unless the receipt has it already.
pub(super) fn plan(access: &Access, push: &ShipmentPush, replies: &[CartReply]) -> Result<PushPlan, CartError> {
    let document = CartReply::at(replies, 0)?.document()?;
    let shipments = Node::root(&document).list_of("shipments");
    let id = |entry: &Node| entry.text("receipt_shipping_id");
    let is_told = |entry: &&Node| push.is_known_as(&id(entry), &[entry.text("tracking_code")]);
    let found: Vec<String> = shipments.iter().filter(is_told).map(id).collect();
    let sends = if found.is_empty() { vec![tell(access, push)] } else { vec![] };
    Ok(PushPlan { found, sends, notes: vec![] })
}

fn tell(access: &Access, push: &ShipmentPush) -> CartRequest {
    let carrier = &push.shipment.carrier_code;
    let carrier = CARRIERS.iter().find(|(known, _)| known == carrier).map_or("other", |(_, own)| *own);
    let number = push.number();
    let fields = [("tracking_code", number), ("carrier_name", carrier), ("send_bcc", "false")];
    // A parcel without a number is told of without a carrier.
    let fields = if number.is_empty() { &fields[2..] } else { &fields[..] };
    signed(access, CartRequest::form(url(access, &format!("{}/tracking", receipt_path(&push.order_id))), fields))
}

/// It answers with the whole receipt: the newest of its shipments is the one that was told of.
pub(super) fn read(reply: &CartReply) -> Result<Option<String>, CartError> {
    let document = reply.document()?;
    let shipments = Node::root(&document).list_of("shipments");
    let newest = shipments.iter().max_by_key(|entry| entry.time("shipment_notification_timestamp"));
    Ok(newest.map(|entry| entry.text("receipt_shipping_id")).filter(|id| !id.is_empty()))
}
