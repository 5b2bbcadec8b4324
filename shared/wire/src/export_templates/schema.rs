//! What the fields of an export template can be, for the document of the API.

use utoipa::openapi::schema::Type;

use super::read::BUNDLES;
use crate::scalar;
use crate::schema::of;

scalar! {
    /// The form of a file: `csv`, values between commas or another sign; `tsv`, between tabs; `txt`, the same in a file of
    /// that ending; `xlsx`, a workbook; `xml`; `json`; `custom`, whatever the template of the whole document writes.
    ExportFormat = of(Type::String).enum_values(Some(domain::ExportFormat::ALL.iter().map(|one| one.name())));
    /// What a row is about: an order, an item of it, or a shipment of it.
    RowMode = of(Type::String).enum_values(Some(domain::RowMode::ALL.iter().map(|one| one.name())));
    /// Which values stand in quotes: those that would not be read back otherwise, or all.
    Quoting = of(Type::String).enum_values(Some(domain::Quoting::ALL.iter().map(|one| one.name())));
    /// What a line ends with.
    LineEnd = of(Type::String).enum_values(Some(domain::LineEnd::ALL.iter().map(|one| one.name())));
    /// How characters become bytes; what `windows-1252` lacks becomes `?`, with a warning.
    ExportEncoding = of(Type::String).enum_values(Some(domain::ExportEncoding::ALL.iter().map(|one| one.name())));
    /// As what a value is written: `text` keeps the zeros of codes, `date` is in the store's time zone.
    CellKind = of(Type::String).enum_values(Some(domain::CellKind::ALL.iter().map(|one| one.name())));
    /// Which orders share a file: all, none, or those that have the same value in a field.
    BundleKind = of(Type::String).enum_values(Some(BUNDLES));
    /// How files go: they are kept to be downloaded; `s3`, into the store's part of the bucket; `https_post`, as the body of a
    /// post; `mail`, attached to a mail; or to a server.
    ExportDeliveryKind = of(Type::String).enum_values(Some(domain::ExportDelivery::NAMES));
}
