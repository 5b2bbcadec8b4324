//! People who sign in to the console, and what they may do in stores (accounts 1 to 6).
//!
//! What a page may do begins with [`sessions::find`]: it answers who looks at the page, or that nobody does. A password
//! is right for the account alone: what somebody may do in a store says their [`User`](domain::User) there.

mod accept;
pub mod audit;
mod by;
mod change;
pub mod links;
pub mod passwords;
mod reset;
mod sealing_key;
pub mod second_factor;
pub mod sessions;
mod sign_in;
mod throttle;
pub mod users;

use domain::{Account, AccountId};

use crate::{Desk, DeskError};

pub use accept::{Accepted, NewPerson, accept, accept_as};
pub use by::By;
pub use change::{SingleKeys, change_names, change_password, change_single_keys};
pub use links::{FoundLink, LinkMade, welcome};
pub use reset::{Reset, request_reset, reset};
pub use sealing_key::SealingKey;
pub use second_factor::sign_in_with_code;
pub use sessions::{FoundSession, HalfSignedIn, NewSession, SignedIn};
pub use sign_in::{SignIn, prove, sign_in, sign_out};
pub use users::{repair_store_name, stores_of};

/// Ids of accounts have sixteen digits that nobody can foresee.
const IDS: std::ops::Range<u64> = 1_000_000_000_000_000..9_000_000_000_000_000;

/// How many ids are tried for a new account.
const TRIES: u32 = 8;

const ACCOUNT: &str = "Account";

/// The account of an address.
async fn account_of(desk: &Desk, email: &str) -> Result<Option<Account>, DeskError> {
    let digest = Account::digest_of_email(email);
    let Some(id) = desk.table.account_of_login(&digest).await? else { return Ok(None) };
    Ok(desk.table.account(id).await?.filter(|account| account.is_of(email)))
}

/// The id of a new account that no account has.
async fn new_id(desk: &Desk) -> Result<AccountId, DeskError> {
    for _ in 0..TRIES {
        let Some(id) = AccountId::new(desk.chance.within(IDS)) else { continue };
        if desk.table.account(id).await?.is_none() {
            return Ok(id);
        }
    }
    Err(DeskError::TryAgain("No free id of an account was found; nothing was made, try again"))
}
