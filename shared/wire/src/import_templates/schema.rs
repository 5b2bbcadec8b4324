//! What the fields of an import template can be, for the document of the API.

use utoipa::openapi::schema::Type;

use crate::scalar;
use crate::schema::of;

scalar! {
    /// What is made of the rows of a file: orders, inventory items, or shipments of orders that are there.
    ImportKind = of(Type::String).enum_values(Some(domain::ImportKind::ALL.iter().map(|one| one.name())));
    /// What files are: `csv`, text whose cells stand between delimiters; `txt`, the same under another name; `xlsx`, a
    /// workbook.
    ImportFileFormat = of(Type::String).enum_values(Some(domain::FileFormat::ALL.iter().map(|one| one.name())));
    /// How characters are written as bytes, by the names of the Encoding Standard; what is called latin-1 is
    /// `windows-1252`.
    FileEncoding = of(Type::String).enum_values(Some(domain::FileEncoding::ALL.iter().map(|one| one.name())));
    /// What stands between two cells.
    Delimiter = of(Type::String).enum_values(Some(domain::Delimiter::ALL.iter().map(|one| one.name())));
    /// What stands around a cell; an empty text is nothing: a quotation mark is a character as any other.
    Quote = of(Type::String).enum_values(Some(domain::Quote::ALL.iter().map(|one| one.name())));
    /// How dates are written: `year_first` as 2026-03-31, `day_first` as 31.03.2026, `month_first` as 03/31/2026. A time may
    /// follow; without a zone it is UTC.
    DateForm = of(Type::String).enum_values(Some(domain::DateForm::ALL.iter().map(|one| one.name())));
    /// What stands between the whole of an amount and its places.
    DecimalSeparator = of(Type::String).enum_values(Some(domain::DecimalSeparator::ALL.iter().map(|one| one.name())));
    /// What a row of orders is: `one_row_per_item`, where rows with one `source_id` are one order; `one_row_per_order`, with
    /// at most one item; `fixed_item_columns`, where items have columns of their own: `sku1`, `qty1`, `sku2`, …
    OrderRows = of(Type::String).enum_values(Some(domain::OrderRows::ALL.iter().map(|one| one.name())));
    /// What becomes of an order whose `source_id` the store has already from the same `source_name`: `skip` passes over it,
    /// `update` changes what the file gives, `create_new` makes another.
    DuplicatePolicy = of(Type::String).enum_values(Some(domain::DuplicatePolicy::ALL.iter().map(|one| one.name())));
    /// What becomes of an inventory item whose code the store has: `upsert` changes what the file gives,
    /// `update_stock_only` its stock alone, `replace` makes blank what the file does not give.
    InventoryPolicy = of(Type::String).enum_values(Some(domain::InventoryPolicy::ALL.iter().map(|one| one.name())));
    /// What is done to the text of a cell: `squeeze` makes each run of blanks one, `digits` leaves nothing else,
    /// `first_word` cuts at the first blank, `without_hash` and `without_apostrophe` cut that off in front.
    Transform = of(Type::String).enum_values(Some(domain::Transform::ALL.iter().map(|one| one.name())));
}
