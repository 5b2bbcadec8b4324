//! Links for people who sign in to the console: our own `/v1/accounts`.

use domain::{AccountLink, MAX_EMAIL_LENGTH, Problem, StoreId, time};
use serde::Serialize;

use crate::body::{Field, body};
use crate::mails::read_bare_address;
use crate::read::Document;

body! {
    /// Who is to have an account.
    PersonInput: Refused {
        /// The address they sign in with.
        email: Field<String> = Field::short_text(MAX_EMAIL_LENGTH).needed(),
        /// The store they are to be a user of, who may do everything there; none when left out.
        store_id: Field<u64> = Field::id(),
    }

    /// Whose password is to be another.
    LockedOutInput: Refused {
        /// The address they sign in with.
        email: Field<String> = Field::short_text(MAX_EMAIL_LENGTH).needed(),
    }
}

/// Reads the body of `POST /v1/accounts/invite`: an address, and perhaps a store.
pub fn read_invitation(body: &str) -> Result<(String, Option<StoreId>), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    PersonInput::BODY.refuse_unknown(&object);
    let fields = &PersonInput::READ;
    let (email, number) = (fields.email.trimmed(&object), fields.store_id.of(&object));
    if email.is_empty() {
        object.refuse(fields.email.name(), "must be a mail address");
    }
    let store_id = number.and_then(StoreId::new);
    if number.is_some() && store_id.is_none() {
        object.refuse(fields.store_id.name(), "must be a store's id");
    }
    document.finish((email, store_id))
}

/// Reads the body of `POST /v1/accounts/reset`: an address.
pub fn read_reset(body: &str) -> Result<String, Vec<Problem>> {
    read_bare_address(body, &LockedOutInput::BODY, &LockedOutInput::READ.email, "must be a mail address")
}

/// A link to be handed over.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AccountLink))]
pub struct AccountLinkView<'a> {
    /// The address it is for.
    email: &'a str,
    /// Where it leads, behind the address of the API. Who knows it can use it, once.
    path: String,
    /// When it ends.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    expires_at: String,
}

impl<'a> AccountLinkView<'a> {
    /// A link, and what stands in its address.
    pub fn new(link: &'a AccountLink, token: &str) -> Self {
        let path = format!("{}/{token}", link.kind.page());
        Self { email: &link.email, path, expires_at: time::text(link.expires_at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_names_an_address_and_perhaps_a_store() {
        let read = read_invitation(r#"{"email": " ada@example.com ", "store_id": 42}"#);
        assert_eq!(read, Ok(("ada@example.com".to_owned(), StoreId::new(42))));
        assert_eq!(read_invitation(r#"{"email": "ada@example.com"}"#), Ok(("ada@example.com".to_owned(), None)));
        for wrong in ["{}", r#"{"email": ""}"#, r#"{"email": "ada@example.com", "store": 1}"#] {
            assert!(read_invitation(wrong).is_err(), "{wrong}");
        }
    }
}
