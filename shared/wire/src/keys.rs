//! A store's keys to the API: our own `/v1/keys`.

use std::time::Duration;

use domain::{ApiKey, MAX_STORE_NAME_LENGTH, NewKey, Problem, Scope, time};
use jiff::Timestamp;
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

/// How long a key that was rotated away still opens when nobody says otherwise: a day.
const OVERLAP_SECONDS: u64 = 86_400;

/// The longest overlap: ninety days.
const MAX_OVERLAP_SECONDS: u32 = 90 * 86_400;

body! {
    /// A new key.
    KeyInput: PassedOver {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_STORE_NAME_LENGTH).needed(),
        /// What it opens.
        scope: Field<String> = Field::one_of("Scope").or(Scope::Write.name(), || Scope::Write.name().to_owned()),
        /// With the scope `supplier`: the supplier whose orders alone it opens. Needed with it, and for no other.
        supplier_id: Field<String> = Field::sent_id(),
    }

    /// How a key is rotated.
    Rotation: PassedOver {
        /// How long the key that is replaced goes on opening: a day when left out, at most 90 days.
        overlap_seconds: Field<u64> = Field::between(0, MAX_OVERLAP_SECONDS).or("", || OVERLAP_SECONDS),
    }
}

/// Reads the body of `POST /v1/keys`. Reading and writing, and not more, where no other scope is asked for.
pub fn read_new(body: &str) -> Result<NewKey, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &KeyInput::READ;
    let name = fields.name.trimmed(&object);
    if name.is_empty() {
        object.refuse(fields.name.name(), "is needed");
    }
    let scope = Scope::named(&fields.scope.filled(&object));
    if scope.is_none() {
        object.refuse(fields.scope.name(), format!("must be one of {}", Scope::ALL.map(Scope::name).join(", ")));
    }
    let supplier_id = fields.supplier_id.given(&object);
    match (scope, &supplier_id) {
        (Some(Scope::Supplier), None) => object.refuse(fields.supplier_id.name(), "is needed with the scope supplier"),
        (Some(Scope::Supplier), Some(_)) | (_, None) => {}
        (_, Some(_)) => object.refuse(fields.supplier_id.name(), "is for the scope supplier alone"),
    }
    document.finish(NewKey { name, scope: scope.unwrap_or(Scope::Write), supplier_id })
}

/// Reads the body of `POST /v1/keys/{id}/rotate`: how long the old key still opens, a day where nothing is said. No body
/// at all is good.
pub fn read_overlap(body: &str) -> Result<Duration, Vec<Problem>> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    let document = Document::read(body)?;
    let object = document.object();
    let field = &Rotation::READ.overlap_seconds;
    let seconds = field.filled(&object);
    if seconds > MAX_OVERLAP_SECONDS.into() {
        object.refuse(field.name(), format!("must be at most {MAX_OVERLAP_SECONDS}"));
    }
    document.finish(Duration::from_secs(seconds))
}

/// A key as people see it: never the key.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Key))]
pub struct KeyView<'a> {
    /// What names it: the first 16 digits of its hash.
    #[cfg_attr(feature = "schema", schema(pattern = "^[0-9a-f]{16}$"))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// What it opens.
    scope: Scope,
    /// The supplier whose orders alone it opens, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    supplier_id: Option<&'a str>,
    /// Whether outbound posts are signed with it; one key of a store.
    primary: bool,
    /// When it was made.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When it was last used, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_used: Option<String>,
    /// When it closes, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    expires_at: Option<String>,
}

impl<'a> KeyView<'a> {
    /// The view of a key that was last used at this moment, if it was at all.
    pub fn new(key: &'a ApiKey, last_used: Option<Timestamp>) -> Self {
        Self {
            id: &key.id,
            name: &key.name,
            scope: key.scope,
            supplier_id: key.supplier_id.as_deref(),
            primary: key.primary,
            date_added: time::text(key.date_added),
            last_used: last_used.map(time::text),
            expires_at: key.expires_at.map(time::text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_of<T: std::fmt::Debug>(read: Result<T, Vec<Problem>>) -> Vec<String> {
        read.unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_key_may_write_unless_another_scope_is_asked_for() {
        for (body, scope) in
            [(r#"{"name":" Till "}"#, Scope::Write), (r#"{"name":"Till","scope":"admin"}"#, Scope::Admin)]
        {
            assert_eq!(read_new(body), Ok(NewKey { name: "Till".into(), scope, supplier_id: None }));
        }
        let supplier = read_new(r#"{"name":"Till","scope":"supplier","supplier_id":7}"#).unwrap();
        assert_eq!((supplier.scope, supplier.supplier_id.as_deref()), (Scope::Supplier, Some("7")));
        for bad in [r#"{"name":"Till","scope":"supplier"}"#, r#"{"name":"Till","supplier_id":"7"}"#] {
            assert_eq!(read_new(bad).unwrap_err()[0].field, "supplier_id", "{bad}");
        }
        assert_eq!(
            problems_of(read_new(r#"{"scope":"all"}"#)),
            ["name: is needed", "scope: must be one of supplier, read, write, admin"]
        );
    }

    #[test]
    fn an_overlap_is_a_day_by_default_and_ninety_days_at_most() {
        for (body, seconds) in [
            ("", 86_400),
            ("{}", 86_400),
            (r#"{"overlap_seconds":"0"}"#, 0),
            (r#"{"overlap_seconds":7776000}"#, 7_776_000),
        ] {
            assert_eq!(read_overlap(body), Ok(Duration::from_secs(seconds)), "{body}");
        }
        assert_eq!(
            problems_of(read_overlap(r#"{"overlap_seconds":7776001}"#)),
            ["overlap_seconds: must be at most 7776000"]
        );
    }

    #[test]
    fn a_key_is_written_without_its_hash() {
        let key = ApiKey {
            id: "0123456789abcdef".into(),
            hash: "0123456789abcdef0".into(),
            name: "Till".into(),
            primary: true,
            scope: Scope::Read,
            supplier_id: None,
            date_added: Timestamp::UNIX_EPOCH,
            expires_at: None,
        };
        let expected = r#"{"id":"0123456789abcdef","name":"Till","scope":"read","supplier_id":null,"primary":true,"date_added":"1970-01-01 00:00:00","last_used":"1970-01-01 00:00:00","expires_at":null}"#;
        assert_eq!(serde_json::to_string(&KeyView::new(&key, Some(Timestamp::UNIX_EPOCH))).unwrap(), expected);
    }
}
