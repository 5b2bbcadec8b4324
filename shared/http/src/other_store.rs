//! The key of another store that a call shows beside its own, in headers.

use desk::access::Credentials;
use domain::{ApiKey, Scope, StoreId};

use crate::AuthorizedCall;
use crate::reply::{ApiReply, Failure};

/// The header with the other store's id.
const STORE_ID: &str = "x-linked-store-id";

/// The header with one of its keys.
const API_KEY: &str = "x-linked-api-key";

impl AuthorizedCall<'_> {
    /// The other store, of which the call shows a key of scope `admin`. A missing or forged header, an unknown store, a
    /// wrong key and one of a narrower scope are one and the same answer, which takes a further token of the caller's
    /// bucket: who guesses learns nothing, and not fast.
    pub async fn other_store(&self) -> Result<StoreId, Failure> {
        match self.shown_of_other() {
            Some(shown) if self.admission.access().scope_of(&shown, self.now).await? == Some(Scope::Admin) => {
                Ok(shown.store_id)
            }
            _ => {
                self.charge(1).await;
                Err(wrong())
            }
        }
    }

    fn shown_of_other(&self) -> Option<Credentials> {
        let store_id = self.header(STORE_ID)?.parse().ok()?;
        let api_key = self.header(API_KEY).filter(|api_key| self.admission.checksums().admit(store_id, api_key))?;
        Some(Credentials { store_id, key_hash: ApiKey::hash_of(api_key) })
    }
}

fn wrong() -> Failure {
    let message = format!("{STORE_ID} or {API_KEY} is missing or wrong, or the key has not the scope admin");
    ApiReply::refusal(401, message).into()
}
