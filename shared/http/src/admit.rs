//! Who makes a call, and whether they may.

use desk::access;
use desk::{Actor, Desk, KeyChecksums};
use domain::{Clock, Scope, Store, Tokens};
use jiff::Timestamp;

use crate::call::Call;
use crate::credentials::{credentials_of, has_token, wrong_credentials};
use crate::operations::Access;
use crate::reply::{ApiReply, Failure};

/// Who makes a call, and what is left to them.
pub(crate) struct Caller {
    pub(crate) store: Option<std::sync::Arc<Store>>,
    pub(crate) actor: Actor,
    /// What people call the key; blank where no key is needed.
    pub(crate) key_name: String,
    /// The supplier whose key it is; none where it is the store's own.
    pub(crate) supplier_id: Option<String>,
    /// How many calls may be made at this moment; `None` where no key is needed.
    pub(crate) tokens: Option<Tokens>,
    /// The scope the call needs and the key does not have.
    pub(crate) missing_scope: Option<Scope>,
}

/// Finds out who makes a call.
pub(crate) struct Admission {
    access: access::Access,
    checksums: KeyChecksums,
    pub(crate) admin_token_sha256: Option<String>,
}

impl Admission {
    pub(crate) fn new(desk: &Desk, clock: &Clock, checksums: KeyChecksums) -> Self {
        Self { access: access::Access::new(desk.table.clone(), clock), checksums, admin_token_sha256: None }
    }

    /// Who counts calls.
    pub(crate) fn access(&self) -> &access::Access {
        &self.access
    }

    /// Who tells a key's checksum.
    pub(crate) fn checksums(&self) -> &KeyChecksums {
        &self.checksums
    }

    /// Remembers a store as it is now: who changed it sees the change.
    pub(crate) fn remember(&self, store: Store) {
        self.access.remember(store);
    }

    /// Finds who calls. Takes a token of their store's bucket; 401 where nobody is found.
    pub(crate) async fn caller(&self, needed: Access, call: &Call<'_>, now: Timestamp) -> Result<Caller, Failure> {
        let scope = match needed {
            Access::Open => return Ok(nobody()),
            Access::AdminToken if self.has_admin_token(call) => return Ok(nobody()),
            Access::AdminToken => return Err(ApiReply::refusal(401, "The admin token is missing or wrong").into()),
            Access::Key(scope) => scope,
            Access::Supplier => Scope::Supplier,
        };
        let visitor =
            self.access.admit(&credentials_of(call, &self.checksums)?, now).await?.ok_or_else(wrong_credentials)?;
        let missing_scope = visitor.missing(scope);
        let access::Visitor { store, actor, key_name, supplier_id, tokens } = visitor;
        Ok(Caller { store: Some(store), actor, key_name, supplier_id, tokens: Some(tokens), missing_scope })
    }

    fn has_admin_token(&self, call: &Call<'_>) -> bool {
        self.admin_token_sha256.as_ref().is_some_and(|sha256| has_token(call, sha256))
    }
}

/// A caller without a key, of a call that needs none.
fn nobody() -> Caller {
    let actor = Actor::api_key("", Scope::Read);
    Caller { store: None, actor, key_name: String::new(), supplier_id: None, tokens: None, missing_scope: None }
}

/// The answer to a key whose scope is too narrow.
pub(crate) fn forbidden(has: Scope, needed: Scope) -> ApiReply {
    let (has, needed) = (has.name(), needed.name());
    ApiReply::refusal(403, format!("This key has the scope {has}, and the call needs the scope {needed}"))
}
