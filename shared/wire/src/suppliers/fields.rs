//! The fields of a supplier, a submission and a supplier's shipment as they are read.

use domain::limits::{MAX_ITEMS, MAX_SHORT_TEXT_LENGTH, MAX_URL_LENGTH};
use domain::{
    MAX_MAIL_LINE_LENGTH, MAX_POST_HEADERS, MAX_SUPPLIER_CODES, MAX_SUPPLIER_NAME_LENGTH, MAX_TRACKING_NUMBER_LENGTH,
    Money, PostFormat,
};
use jiff::Timestamp;

use crate::body::{Field, Form, ListField, ObjectField, Part, body};
use crate::rules::PostHeaderInput;

body! {
    /// A supplier as it is sent, always whole. A box of lines has at most 10,000 characters.
    SupplierInput: Refused {
        /// Its id, where it is sent back as it was shown; passed over.
        id: Field<String> = Field::sent_id(),
        /// What people call it; orders that are submitted to it have it as their `fulfillment_name`.
        name: Field<String> = Field::short_words(MAX_SUPPLIER_NAME_LENGTH).needed(),
        /// Whether orders are submitted to it. One that is switched off sees nothing by its keys either.
        active: Field<bool> = Field::flag().or("true", || true),
        /// How orders reach it; it fetches them when left out.
        delivery: ObjectField = ObjectField::new(&SupplierDeliveryInput::BODY),
        /// The codes of the items it supplies, in any case of letters.
        item_codes: Field<Vec<String>> = Field::texts(MAX_SUPPLIER_CODES, MAX_SHORT_TEXT_LENGTH),
        /// The category codes of the items it supplies, in any case of letters.
        category_codes: Field<Vec<String>> = Field::texts(MAX_SUPPLIER_CODES, MAX_SHORT_TEXT_LENGTH),
        /// Whether what it is sent has the prices of its items. What it fetches never has.
        shows_prices: Field<bool> = Field::flag(),
        /// Whether what it is sent has the customer's e-mail and billing address. What it fetches never has.
        shows_customer: Field<bool> = Field::flag(),
        /// The folder an order goes to when it is submitted, which must be there; it stays where it is when left out.
        after_submit_folder_id: Field<u64> = Field::id(),
        /// The folder an order goes to once all that was submitted is shipped; it stays where it is when left out.
        after_shipment_folder_id: Field<u64> = Field::id(),
        /// The folder an order goes to when the supplier cancels it; to Canceled when left out.
        if_canceled_folder_id: Field<u64> = Field::id(),
        /// The supplier's class of orders whose shipping method no line of `shipping_class_match` names; they keep theirs when
        /// left out.
        default_shipping_class: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Lines `class=shipping method`: which class of the supplier's an order's shipping method is.
        shipping_class_match: Field<String> = Field::checked_later(Form::Text),
        /// Lines `class|carrier|method=method`, or `=carrier|method`: what a shipment of the supplier's is called here. What
        /// is blank or `any` on the left is any; the first line that fits counts.
        shipping_method_match: Field<String> = Field::checked_later(Form::Text),
        /// Lines `code=code` or `code=code,code`: what the supplier calls an item. A code may repeat, and is sent as often.
        product_code_match: Field<String> = Field::checked_later(Form::Text),
        /// Codes that are not sent, one a line.
        product_code_skip: Field<String> = Field::checked_later(Form::Text),
        /// What the store is paid, in percent of the value of orders that are not canceled: from 0 to 100, with at most two
        /// places; 0 when left out.
        commission_percent: Field<Money> = Field::amount(),
    }

    /// How orders reach a supplier, as it is sent. Each way takes fields of its own and no others.
    SupplierDeliveryInput: Refused {
        /// The way.
        by: Field<String> = Field::one_of("SupplierDeliveryKind").needed(),
        /// With `mail`: the mail template, which must be there.
        mail_template_id: Field<String> = Field::sent_id(),
        /// With `mail`: who gets it, as addresses with commas between; whom the template names when left out.
        to: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// With `file`: the export template, which must be there, have a schedule, and make one file for each order.
        export_template_id: Field<String> = Field::sent_id(),
        /// With `post`: a public https address of at most 2,048 bytes; http where the store's settings allow it.
        url: Field<String> = Field::checked_later(Form::Link("^https?://")),
        /// With `post`: as a form field or as the body.
        format: Field<String> =
            Field::one_of("PostFormat").or(PostFormat::Form.name(), || PostFormat::Form.name().to_owned()),
        /// With `post`: the headers it has beside ours.
        headers: ListField = ListField::new(Part::Body(&PostHeaderInput::BODY), 0, MAX_POST_HEADERS),
    }

    /// To whom an order is submitted.
    SubmissionInput: Refused {
        /// The supplier.
        supplier_id: Field<String> = Field::sent_id().needed(),
        /// Whether once more where it stands there already, or was shipped from there; no when left out.
        again: Field<bool> = Field::flag(),
    }

    /// A shipment as a supplier sends it.
    SupplierShipmentInput: Refused {
        /// Its tracking number; `n/a` when there is none.
        tracking_number: Field<String> = Field::short_words(MAX_TRACKING_NUMBER_LENGTH).needed(),
        /// Who carries it: `UPS`, `USPS`, …; worked out from the number where it is sure when left out.
        carrier_code: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// By which of the carrier's services.
        shipment_method: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Where to follow it; worked out from the number where it is sure when left out.
        tracking_url: Field<String> = Field::short_text(MAX_URL_LENGTH),
        /// Weight.
        weight: Field<Money> = Field::amount(),
        /// Day it left; today when left out.
        date_shipped: Field<Timestamp> = Field::day(),
        /// What is in it; all that is left when left out.
        order_items: ListField = ListField::new(Part::Body(&SupplierShippedItemInput::BODY), 0, MAX_ITEMS),
    }

    /// So many of an item.
    SupplierShippedItemInput: Refused {
        /// The item's id.
        id: Field<String> = Field::part_id().needed(),
        /// How many.
        quantity: Field<u32> = Field::quantity().or("1", || 1),
    }
}
