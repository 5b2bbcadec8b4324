//! Values as the server reads them: numbers may be texts, null is absent (orderdesk-api 8).

use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};

use wire::read::{NO, YES};
use wire::scalar;
use wire::schema::{of, text};

use super::reference;

scalar! {
    /// A text. Numbers are taken as the text they are written as (`1005.0` as 1005), and so is `true`; null and `false` are
    /// absent.
    AnyText = texts();
    /// A decimal, as a number or a text: at most a trillion. More than eight places are rounded to eight, half away from
    /// zero. An empty text is none.
    AnyAmount = AnyOfBuilder::new()
        .item(of(Type::Number).minimum(Some(-TRILLION)).maximum(Some(TRILLION)))
        .item(text("^(-?[0-9]{1,12}(\\.[0-9]+)?)?$"))
        .item(null());
    /// A whole number that is not negative, as a number or a text. An empty text is none.
    AnyCount = AnyOfBuilder::new()
        .item(of(Type::Integer).minimum(Some(0)).maximum(Some(TRILLION)))
        .item(text("^[0-9]{0,12}$"))
        .item(null());
    /// A whole number, as a number or a text. An empty text is none.
    AnyWhole = AnyOfBuilder::new()
        .item(of(Type::Integer).minimum(Some(-BILLION)).maximum(Some(BILLION)))
        .item(text("^(-?[0-9]{1,9})?$"))
        .item(null());
    /// How many, at most a million, as a number or a text. An empty text is none.
    AnyQuantity = AnyOfBuilder::new()
        .item(of(Type::Integer).minimum(Some(0)).maximum(Some(1_000_000)))
        .item(text("^[0-9]{0,6}$"))
        .item(null());
    /// An id, as a number or a text of digits; `1168001896.0` is 1168001896.
    AnyId = AnyOfBuilder::new().item(of(Type::Integer).minimum(Some(1))).item(of(Type::String).min_length(Some(1)));
    /// A date: `2026-03-01`, `2026-03-01 08:15:00`, `2026-03-01T08:15:00.000+01:00`, `Sun, 01 Mar 2026 08:15:00 GMT`,
    /// what JavaScript makes a text of, `03/01/2026` with the month first, or seconds since 1970. What names no zone is
    /// UTC. An empty text, `0000-00-00` and a date of the year 1 are none.
    AnyDate = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Null]))
        .examples(["2026-03-01", "2026-03-01 08:15:00", "2026-03-01T08:15:00Z", "Sun, 01 Mar 2026 08:15:00 GMT"]);
    /// Yes or no, in one of the usual spellings.
    AnyFlag = AnyOfBuilder::new()
        .item(of(Type::Boolean))
        .item(of(Type::Integer).enum_values(Some([0, 1])))
        .item(of(Type::String).enum_values(Some(YES.into_iter().chain(NO).chain([""]))))
        .item(null());
    /// Names and texts. `[]`, `{}`, `""`, `false` and null are all the empty map; a list is the map of its places, `0`, `1`,
    /// …. A value that is no text is kept as it is written, a list or an object as JSON.
    AnyMap = AnyOfBuilder::new()
        .item(of(Type::Object).additional_properties(Some(reference::<AnyText>())))
        .item(ArrayBuilder::new().items(reference::<AnyText>()))
        .item(null());
}

const TRILLION: i64 = 1_000_000_000_000;
const BILLION: i64 = 1_000_000_000;

/// A text, or what is taken as one.
pub(crate) fn texts() -> ObjectBuilder {
    let types = [Type::String, Type::Number, Type::Boolean, Type::Null];
    ObjectBuilder::new().schema_type(SchemaType::from_iter(types))
}

fn null() -> Schema {
    of(Type::Null).into()
}
