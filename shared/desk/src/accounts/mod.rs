//! People who sign in to the console, and what they may do in stores (accounts 1 to 6).
//!
//! What a page may do begins with [`sessions::find`]: it answers who looks at the page, or that nobody does. A password
//! is right for the account alone: what somebody may do in a store says their [`User`](domain::User) there.

#[cfg(feature = "accounts")]
mod accept;
#[cfg(feature = "accounts")]
pub mod audit;
#[cfg(feature = "accounts")]
mod by;
#[cfg(feature = "accounts")]
mod change;
#[cfg(feature = "accounts")]
mod confirm;
#[cfg(feature = "accounts")]
pub mod email;
#[cfg(feature = "accounts")]
pub mod invitations;
pub mod links;
pub mod mails;
#[cfg(feature = "accounts")]
pub mod passwords;
#[cfg(feature = "accounts")]
mod reset;
mod sealing_key;
#[cfg(feature = "accounts")]
pub mod second_factor;
#[cfg(feature = "accounts")]
pub mod sessions;
#[cfg(feature = "accounts")]
mod sign_in;
#[cfg(feature = "accounts")]
mod sign_in_link;
#[cfg(feature = "accounts")]
pub mod sign_up;
#[cfg(feature = "accounts")]
mod throttle;
#[cfg(feature = "accounts")]
pub mod trust;
#[cfg(feature = "accounts")]
pub mod users;

use domain::{Account, AccountId, StoreId, UserScope};

use crate::{Desk, DeskError};

#[cfg(feature = "accounts")]
pub use accept::{Accepted, NewPerson, accept, accept_as, needs_no_password};
#[cfg(feature = "accounts")]
pub use by::By;
#[cfg(feature = "accounts")]
pub use change::{SingleKeys, change_names, change_password, change_single_keys};
#[cfg(feature = "accounts")]
pub use confirm::{EmailConfirmed, confirm_email};
pub use links::{FoundLink, LinkMade, welcome};
#[cfg(feature = "accounts")]
pub use reset::{Reset, request_reset, reset};
pub use sealing_key::SealingKey;
#[cfg(feature = "accounts")]
pub use second_factor::sign_in_with_code;
#[cfg(feature = "accounts")]
pub use sessions::{FoundSession, HalfSignedIn, NewSession, SignedIn};
#[cfg(feature = "accounts")]
pub use sign_in::{Entered, SignIn, prove, sign_in, sign_in_with, sign_out};
#[cfg(feature = "accounts")]
pub use sign_in_link::{ByLink, sign_in_by_link};
#[cfg(feature = "accounts")]
pub use sign_up::SignUpMode;
#[cfg(feature = "accounts")]
pub(crate) use throttle::may_make_store;
#[cfg(feature = "accounts")]
pub use trust::Trust;
#[cfg(feature = "accounts")]
pub use users::{Giver, repair_store_name, stores_of, stores_open_to};

/// Ids of accounts have sixteen digits that nobody can foresee.
#[cfg(feature = "accounts")]
const IDS: std::ops::Range<u64> = 1_000_000_000_000_000..9_000_000_000_000_000;

/// How many ids are tried for a new account.
#[cfg(feature = "accounts")]
const TRIES: u32 = 8;

#[cfg(feature = "accounts")]
const ACCOUNT: &str = "Account";

/// So many stores of somebody are looked at for one that they ship for.
const MAX_LOOKED_AT: usize = 50;

/// The account of an address.
async fn account_of(desk: &Desk, email: &str) -> Result<Option<Account>, DeskError> {
    let digest = Account::digest_of_email(email);
    let Some(id) = desk.table.account_of_login(&digest).await? else { return Ok(None) };
    Ok(desk.table.account(id).await?.filter(|account| account.is_of(email)))
}

/// Whether somebody ships for a store as its supplier, and so may sign in by a mailed link.
async fn ships_for_a_store(desk: &Desk, id: AccountId) -> Result<bool, DeskError> {
    for store in desk.table.stores_of_account(id).await?.iter().take(MAX_LOOKED_AT) {
        if ships_for(desk, store.store_id, id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether somebody ships for this store as its supplier.
async fn ships_for(desk: &Desk, store_id: StoreId, id: AccountId) -> Result<bool, DeskError> {
    let user = desk.table.user(store_id, id).await?;
    Ok(user.is_some_and(|kept| matches!(kept.user.scope, UserScope::Supplier(_))))
}

/// The id of a new account that no account has.
#[cfg(feature = "accounts")]
async fn new_id(desk: &Desk) -> Result<AccountId, DeskError> {
    for _ in 0..TRIES {
        let Some(id) = AccountId::new(desk.chance.within(IDS)) else { continue };
        if desk.table.account(id).await?.is_none() {
            return Ok(id);
        }
    }
    Err(DeskError::TryAgain("No free id of an account was found; nothing was made, try again"))
}
