//! Values as the server writes them, beside those of views ([`wire::schema`]): what envelopes are made of.

use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use wire::scalar;
pub(crate) use wire::schema::{CountText, DateTime, Id, of, text};

scalar! {
    /// How many; never negative.
    Count = of(Type::Integer).minimum(Some(0));
    /// An id, as a number.
    IdNumber = of(Type::Integer).minimum(Some(1));
    /// A text.
    Text = of(Type::String);
    /// Yes or no.
    Flag = of(Type::Boolean);
    /// The cells of a row of a file, each a text; one that is long is cut.
    FileRow = ArrayBuilder::new().items(of(Type::String));
    /// The cursor of the next page, or null on the last one.
    NextCursor = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    /// A status code.
    StatusCode = of(Type::Integer).minimum(Some(100)).maximum(Some(599));
    /// How long the call took: "0.1442 seconds".
    ExecutionTime = text("^[0-9]+\\.[0-9]{4} seconds$");
    /// It was done.
    Success = of(Type::String).enum_values(Some(["success"]));
    /// Something of it was done, or nothing.
    BatchStatus = of(Type::String).enum_values(Some(["success", "error"]));
    /// The document.
    OpenApiDocument = of(Type::Object).required("openapi").required("info").required("paths");
}
