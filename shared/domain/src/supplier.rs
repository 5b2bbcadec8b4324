//! Suppliers: who makes or ships what a store sells, how orders reach them, and what becomes of those orders (orderdesk-app
//! 10.2, 12).

mod delivery;
mod earlier;
mod items;
mod matches;
mod outbound;
mod submission;
mod summary;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::limits::{MAX_SHORT_TEXT_LENGTH, check_text_length};
use crate::{Folder, FolderId, Money, Problem};

pub use delivery::SupplierDelivery;
pub use earlier::{EarlierSubmission, MAX_EARLIER_SUBMISSIONS};
pub(crate) use items::ListedItems;
pub use items::assign_suppliers;
pub use matches::{CodeMatches, MAX_BUNDLE_CODES, MethodMatches, ShippingClasses};
pub(crate) use outbound::own_shipments;
pub use outbound::{Audience, class_of, outbound};
pub use submission::{Again, NotSubmitted, Submission, SubmissionState};
pub use summary::{SummarizedMonth, next_summary, summarized_month};

/// A store has at most this many suppliers.
pub const MAX_SUPPLIERS: usize = 100;

/// The name of a supplier has at most this many characters: it is in history lines.
pub const MAX_SUPPLIER_NAME_LENGTH: usize = 100;

/// A box of a supplier's settings has at most this many characters (orderdesk-app 7.1), and so have its lists of codes, with
/// one more for each code.
pub const MAX_SUPPLIER_BOX_LENGTH: usize = 10_000;

/// A supplier lists at most this many codes, and as many category codes.
pub const MAX_SUPPLIER_CODES: usize = 1_000;

/// A supplier of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    /// Its id, digits.
    pub id: String,
    /// What a person says of it.
    #[serde(flatten)]
    pub settings: SupplierSettings,
}

/// What a person says of a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SupplierSettings {
    /// What people call it; orders that are submitted to it have it as their `fulfillment_name`.
    pub name: String,
    /// Whether orders are submitted to it. One that is switched off sees nothing by its keys either.
    pub active: bool,
    /// How orders reach it.
    pub delivery: SupplierDelivery,
    /// The codes of the items it supplies, in any case of letters.
    pub item_codes: Vec<String>,
    /// The category codes of the items it supplies, in any case of letters.
    pub category_codes: Vec<String>,
    /// Whether what it is sent has the prices of its items. What it fetches never has.
    pub shows_prices: bool,
    /// Whether what it is sent has the customer's e-mail and billing address. What it fetches never has.
    pub shows_customer: bool,
    /// The folder an order goes to when it is submitted; it stays where it is without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_submit_folder_id: Option<FolderId>,
    /// The folder an order goes to once all that was submitted is shipped; it stays where it is without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_shipment_folder_id: Option<FolderId>,
    /// The folder an order goes to when the supplier cancels it; to Canceled without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_canceled_folder_id: Option<FolderId>,
    /// The supplier's class of orders whose shipping method no line of `shipping_class_match` names; blank: they keep theirs.
    pub default_shipping_class: String,
    /// Lines `class=shipping method`: which class of the supplier's an order's shipping method is.
    pub shipping_class_match: String,
    /// Lines `class|carrier|method=method`, or `=carrier|method`: what a shipment of the supplier's is called here. What is
    /// blank or `any` on the left is any.
    pub shipping_method_match: String,
    /// Lines `code=code` or `code=code,code`: what the supplier calls an item.
    pub product_code_match: String,
    /// Codes that are not sent, one a line.
    pub product_code_skip: String,
    /// What the store is paid, in percent of the value of orders that are not canceled: digits with at most two places.
    pub commission_percent: Money,
}

impl SupplierSettings {
    /// The same with an id.
    pub fn with_id(self, id: String) -> Supplier {
        Supplier { id, settings: self }
    }

    /// Everything that keeps it from being saved in a store with these `folders`, as far as can be told without knowing
    /// whether an address is open and whether what it names is there.
    pub fn check(&self, folders: &[Folder]) -> Vec<Problem> {
        let mut problems = vec![];
        if self.name.trim().is_empty() {
            problems.push(Problem::new("name", "a supplier needs a name"));
        }
        problems.extend(check_text_length("name", &self.name, MAX_SUPPLIER_NAME_LENGTH));
        problems.extend(self.delivery.check());
        problems.extend(check_codes("item_codes", &self.item_codes));
        problems.extend(check_codes("category_codes", &self.category_codes));
        problems.extend(check_text_length(
            "default_shipping_class",
            &self.default_shipping_class,
            MAX_SHORT_TEXT_LENGTH,
        ));
        problems.extend(self.check_folders(folders));
        problems.extend(self.check_boxes());
        problems.extend(check_percent(self.commission_percent));
        problems
    }

    fn check_folders(&self, folders: &[Folder]) -> Vec<Problem> {
        let named = [
            ("after_submit_folder_id", self.after_submit_folder_id),
            ("after_shipment_folder_id", self.after_shipment_folder_id),
            ("if_canceled_folder_id", self.if_canceled_folder_id),
        ];
        let is_there = |id: FolderId| folders.iter().any(|folder| folder.id == id);
        let unknown = named.into_iter().filter_map(|(field, id)| Some((field, id.filter(|id| !is_there(*id))?)));
        unknown.map(|(field, id)| Problem::new(field, format!("there is no folder {id}"))).collect()
    }

    fn check_boxes(&self) -> Vec<Problem> {
        let boxes = [
            ("shipping_class_match", &self.shipping_class_match, ShippingClasses::check(&self.shipping_class_match)),
            ("shipping_method_match", &self.shipping_method_match, MethodMatches::check(&self.shipping_method_match)),
            ("product_code_match", &self.product_code_match, CodeMatches::check(&self.product_code_match)),
            ("product_code_skip", &self.product_code_skip, vec![]),
        ];
        let problems = |(field, text, lines): (&'static str, &String, Vec<String>)| {
            let long = check_text_length(field, text, MAX_SUPPLIER_BOX_LENGTH);
            long.into_iter().chain(lines.into_iter().map(|why| Problem::new(field, why))).collect::<Vec<_>>()
        };
        boxes.into_iter().flat_map(problems).collect()
    }
}

/// What is wrong with a list of codes.
fn check_codes(field: &str, codes: &[String]) -> Option<Problem> {
    let length: usize = codes.iter().map(|code| code.chars().count().saturating_add(1)).sum();
    let message = format!("must have at most {MAX_SUPPLIER_BOX_LENGTH} characters together, and has {length}");
    (length > MAX_SUPPLIER_BOX_LENGTH).then(|| Problem::new(field, message))
}

fn check_percent(percent: Money) -> Option<Problem> {
    let is_one = percent.is_percent();
    (!is_one).then(|| Problem::new("commission_percent", "must be from 0 to 100, with at most two places"))
}
