//! What the fields of a supplier can be, for the document of the API.

use utoipa::openapi::schema::Type;

use crate::scalar;
use crate::schema::of;

scalar! {
    /// How orders reach a supplier: it fetches them by the supplier's API; a mail for each; a file for each, by an export
    /// template; a post of each.
    SupplierDeliveryKind = of(Type::String).enum_values(Some(domain::SupplierDelivery::NAMES));
}
