//! A store's secrets for its receivers: our own `/v1/secrets`.

use domain::{MAX_PRIVATE_KEY_LENGTH, MAX_SECRET_NAME_LENGTH, Problem, time};
use jiff::Timestamp;
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::{Document, Object};
use crate::signing::MAX_HOST_LENGTH;

/// A list of hosts is read up to so many.
const MAX_HOSTS: usize = 10;

body! {
    /// A new secret.
    SecretInput: PassedOver {
        /// What rules call it: letters, digits, `-` and `_`.
        name: Field<String> = Field::short_words(MAX_SECRET_NAME_LENGTH).needed(),
        /// What stands in headers, or is the password of a server for files: at most 2,000 visible ASCII letters. Or a private
        /// key for such a server, in OpenSSH's form and without a passphrase. It is never shown again.
        value: Field<String> = Field::only_text(MAX_PRIVATE_KEY_LENGTH).needed(),
        /// The hosts it may go to, each with its port where that is not the usual one; `*.example.com` is every name
        /// below that one.
        hosts: Field<Vec<String>> = Field::texts(MAX_HOSTS, MAX_HOST_LENGTH).needed(),
    }

    /// What is put in a secret's place.
    SecretReplacement: PassedOver {
        /// What stands in headers, or is the password of a server for files: at most 2,000 visible ASCII letters. Or a private
        /// key for such a server, in OpenSSH's form and without a passphrase. It is never shown again.
        value: Field<String> = Field::only_text(MAX_PRIVATE_KEY_LENGTH).needed(),
        /// The hosts it may go to, each with its port where that is not the usual one; `*.example.com` is every name
        /// below that one.
        hosts: Field<Vec<String>> = Field::texts(MAX_HOSTS, MAX_HOST_LENGTH).needed(),
    }
}

/// A secret as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SentSecret {
    /// Its name; blank where the address has it.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The hosts it may go to.
    pub hosts: Vec<String>,
}

/// Reads the body of `POST /v1/secrets`.
pub fn read_new(body: &str) -> Result<SentSecret, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &SecretInput::READ;
    let name = needed(&fields.name, &object);
    let value = needed(&fields.value, &object);
    document.finish(SentSecret { name, value, hosts: fields.hosts.filled(&object) })
}

/// Reads the body of `PUT /v1/secrets/{secret}`.
pub fn read_replacement(body: &str) -> Result<SentSecret, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &SecretReplacement::READ;
    let value = needed(&fields.value, &object);
    document.finish(SentSecret { name: String::new(), value, hosts: fields.hosts.filled(&object) })
}

fn needed(field: &Field<String>, object: &Object) -> String {
    let text = field.filled(object);
    if text.is_empty() {
        object.demand(field.name(), "is needed");
    }
    text
}

/// A secret as people see it: never its value.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Secret))]
pub struct SecretView<'a> {
    /// What rules call it.
    name: &'a str,
    /// The hosts it may go to.
    hosts: &'a [String],
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When it was last replaced, or added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
}

impl<'a> SecretView<'a> {
    /// A secret of this name.
    pub fn new(name: &'a str, hosts: &'a [String], date_added: Timestamp, date_updated: Timestamp) -> Self {
        Self { name, hosts, date_added: time::text(date_added), date_updated: time::text(date_updated) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_sent_and_what_is_missing_is_named() {
        let body = r#"{"name":"printer","value":" s3cret ","hosts":["hooks.example.com"]}"#;
        let sent = read_new(body).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!((sent.name.as_str(), sent.value.as_str(), sent.hosts.len()), ("printer", " s3cret ", 1));
        let Err(problems) = read_new("{}") else { panic!("nothing was sent") };
        let named: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(named, ["name", "value"]);
        let long = format!(r#"{{"value":"{}","hosts":["a.example"]}}"#, "x".repeat(8_001));
        assert!(read_replacement(&long).is_err());
    }
}
