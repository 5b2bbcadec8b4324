//! Values as the server writes them (orderdesk-api 3 and 8).

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaType, Type};

scalar! {
    /// An exact decimal, written without trailing zeros: 42, 11.17.
    Amount = of(Type::Number);
    /// A decimal as a text, with two places at least: "5.00".
    AmountText = text("^-?[0-9]+\\.[0-9]{2,}$");
    /// A decimal as a text: "3.55", "0".
    DecimalText = text("^-?[0-9]+(\\.[0-9]+)?$");
    /// How many; never negative.
    Count = of(Type::Integer).minimum(Some(0));
    /// A count as a text: "12".
    CountText = text("^[0-9]+$");
    /// A whole number, maybe negative.
    Whole = of(Type::Integer);
    /// An id, as a text of digits.
    Id = text("^[1-9][0-9]*$");
    /// An id, as a number.
    IdNumber = of(Type::Integer).minimum(Some(1));
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
    /// A text.
    Text = of(Type::String);
    /// Yes or no.
    Flag = of(Type::Boolean);
    /// "0" or "1".
    FlagText = of(Type::String).enum_values(Some(["0", "1"]));
    /// Names and texts. The empty map is `[]`, as PHP writes its empty array; a filled one is an object.
    TextMap = OneOfBuilder::new().item(empty_list()).item(
        of(Type::Object).min_properties(Some(1)).additional_properties(Some(of(Type::String))),
    );
    /// Names and texts.
    TextObject = of(Type::Object).additional_properties(Some(of(Type::String)));
    /// Always empty.
    EmptyList = empty_list();
    /// Folder names by folder id, in the store's order.
    FolderNames = of(Type::Object).additional_properties(Some(of(Type::String)));
    /// The cursor of the next page, or null on the last one.
    NextCursor = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    /// A status code.
    StatusCode = of(Type::Integer).minimum(Some(100)).maximum(Some(599));
    /// A status code, or null when there was no reply.
    MaybeStatusCode = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::Null]))
        .minimum(Some(100))
        .maximum(Some(999));
    /// How long the call took: "0.1442 seconds".
    ExecutionTime = text("^[0-9]+\\.[0-9]{4} seconds$");
    /// "on" or "off".
    Switch = of(Type::String).enum_values(Some(["on", "off"]));
    /// It was done.
    Success = of(Type::String).enum_values(Some(["success"]));
    /// The two results of an entry of a batch.
    Outcome = of(Type::String).enum_values(Some(["success", "error"]));
    /// The document.
    OpenApiDocument = of(Type::Object).required("openapi").required("info").required("paths");
}

const DATE_TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$";

/// A schema of this type.
pub(crate) fn of(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}

/// A text of this form.
pub(crate) fn text(pattern: &str) -> ObjectBuilder {
    of(Type::String).pattern(Some(pattern))
}

/// `[]`.
pub(crate) fn empty_list() -> ArrayBuilder {
    ArrayBuilder::new().max_items(Some(0))
}
