//! How values are written, for the document of the API: forms that several views share (orderdesk-api 3 and 8).

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaType, Type};

/// A type that stands for a form of values, with a schema of its own.
#[macro_export]
macro_rules! scalar {
    ($($(#[doc = $doc:literal])+ $name:ident = $schema:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, serde::Serialize)]
        pub struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $schema.description(Some(concat!($($doc),+).trim())).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

scalar! {
    /// An exact decimal, written without trailing zeros: 42, 11.17.
    Amount = of(Type::Number);
    /// A decimal as a text, with two places at least: "5.00".
    AmountText = text("^-?[0-9]+\\.[0-9]{2,}$");
    /// A decimal as a text: "3.55", "0".
    DecimalText = text("^-?[0-9]+(\\.[0-9]+)?$");
    /// A count as a text: "12".
    CountText = text("^[0-9]+$");
    /// An id, as a text of digits.
    Id = text("^[1-9][0-9]*$");
    /// An id as a number, or null when none was sent.
    MaybeId = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Integer, Type::Null]));
    /// An order's id: a number where what was sent can be one, otherwise what was sent, null when nothing was.
    SentId = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Integer, Type::String, Type::Null]));
    /// A date in UTC: 2026-03-01 08:15:00.
    DateTime = text(DATE_TIME);
    /// A date in UTC, or null.
    MaybeDateTime = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .pattern(Some(DATE_TIME));
    /// A day: 2026-03-01.
    Day = text("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    /// A text, or null.
    MaybeText = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    /// "0" or "1".
    FlagText = of(Type::String).enum_values(Some(["0", "1"]));
    /// Names and texts. The empty map is `[]`, as PHP writes its empty array; a filled one is an object.
    TextMap = OneOfBuilder::new().item(empty_list()).item(
        of(Type::Object).min_properties(Some(1)).additional_properties(Some(of(Type::String))),
    );
    /// Always empty.
    EmptyList = empty_list();
    /// Names and texts.
    TextObject = of(Type::Object).additional_properties(Some(of(Type::String)));
    /// Names and whole numbers.
    Counts = of(Type::Object).additional_properties(Some(of(Type::Integer)));
    /// A status code, or null when there was no reply.
    MaybeStatusCode = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::Null]))
        .minimum(Some(100))
        .maximum(Some(999));
    /// How often a custom event runs: many times a day, or at a time of the day.
    Every = of(Type::String).enum_values(Some(domain::Schedule::NAMES));
    /// How often a shop is asked for its orders: many times a day, at a time of the day, or never.
    EveryOrNever = of(Type::String)
        .enum_values(Some(std::iter::once(crate::connections::NEVER).chain(domain::Schedule::NAMES)));
    /// In what weights are kept.
    WeightUnit = of(Type::String).enum_values(Some(domain::WeightUnit::ALL.map(domain::WeightUnit::name)));
    /// What becomes of taxes that are in a shop's prices: they stay, or are taken out of them.
    IncludedTax = of(Type::String).enum_values(Some(domain::IncludedTax::ALL.map(domain::IncludedTax::name)));
    /// Why an order of a shop is kept.
    WhyKept = of(Type::String).enum_values(Some(crate::connections::WHY_KEPT));
    /// How a server for files is spoken to: `ftps` is FTP within TLS, and what goes by `ftp` can be read on the way.
    FileProtocol = of(Type::String).enum_values(Some(domain::FileProtocol::ALL.iter().map(|one| one.name())));
    /// What becomes of a file on its server once it was fetched.
    AfterPickup = of(Type::String).enum_values(Some(crate::pickups::AFTER_PICKUP));
    /// A time of the day: 09:05.
    TimeOfDay = text("^([01][0-9]|2[0-3]):[0-5][0-9]$");
    /// "on" or "off".
    Switch = of(Type::String).enum_values(Some(["on", "off"]));
    /// The two results of an entry of a batch.
    Outcome = of(Type::String).enum_values(Some(["success", "error"]));
    /// What somebody may do in a store, in a word.
    PermissionPreset = of(Type::String).enum_values(Some(domain::Preset::ALL.iter().map(|one| one.name())));
    /// Which orders of a store somebody sees: all, those in some folders, or those that stand at one supplier.
    UserScope = of(Type::String).enum_values(Some(crate::users::SCOPES));
    /// How a change came in.
    AuditChannel = of(Type::String).enum_values(Some(domain::AuditChannel::ALL.iter().map(|one| one.name())));
    /// What kind of job an appointment is.
    AppointmentKind = of(Type::String).enum_values(Some(domain::Job::KINDS));
}

const DATE_TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$";

/// A schema of this type.
pub fn of(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}

/// A text of this form.
pub fn text(pattern: &str) -> ObjectBuilder {
    of(Type::String).pattern(Some(pattern))
}

/// `[]`.
pub fn empty_list() -> ArrayBuilder {
    ArrayBuilder::new().max_items(Some(0))
}
