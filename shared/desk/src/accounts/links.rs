//! Links to be mailed or handed over. To look at one changes nothing, as mail scanners follow links; it is used by what
//! comes of its page, once.

use domain::{Account, AccountId, AccountLink, Invitation, LinkKind, Permissions, StoreId, UserScope, check_given};
use jiff::Timestamp;

use super::{SealingKey, account_of};
use crate::{Desk, DeskError, stores};

/// So many hexadecimal digits has a link's id.
const ID_LENGTH: usize = 32;

/// What an invitation of whoever runs the stack names them.
const OPERATOR: &str = "Operator";

/// A link that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkMade {
    /// The link.
    pub link: AccountLink,
    /// What stands in its address: the id and the secret.
    pub token: String,
    /// Whether it is mailed too.
    pub is_mailed: bool,
}

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundLink {
    /// It can be used.
    Good {
        /// The link.
        link: Box<AccountLink>,
        /// The account that has its address already.
        account_id: Option<AccountId>,
    },
    /// It was used before.
    Used,
    /// It has ended, whoever invited may no longer, or the store is locked or closed.
    Over,
    /// Nobody ever made it, or that is long ago.
    Unknown,
}

/// What the link with this token is good for. Changes nothing.
pub async fn find(desk: &Desk, keys: &SealingKey, token: &str, now: Timestamp) -> Result<FoundLink, DeskError> {
    let Some((id, secret)) = token.split_at_checked(ID_LENGTH) else { return Ok(FoundLink::Unknown) };
    if !keys.get().await?.is_link_secret(id, secret) {
        return Ok(FoundLink::Unknown);
    }
    let Some(link) = desk.table.account_link(id).await? else { return Ok(FoundLink::Unknown) };
    if link.used_at.is_some() {
        return Ok(FoundLink::Used);
    }
    if link.is_over(now) || !stands(desk, &link).await? {
        return Ok(FoundLink::Over);
    }
    let account_id = account_of(desk, &link.email).await?.map(|account| account.id);
    Ok(FoundLink::Good { link: Box::new(link), account_id })
}

/// What stands in the address of the link of this id: for the mail that brings it, which is written later.
pub async fn token(keys: &SealingKey, link_id: &str) -> Result<String, DeskError> {
    Ok(format!("{link_id}{}", keys.get().await?.link_secret(link_id)))
}

/// Makes a link by which somebody who has no account makes one: of whoever runs the stack, for the first people of it.
/// With a store they are its user with everything; then a known account joins it. The stack's data key is made where it
/// has none: the first person comes before the first store.
pub async fn welcome(
    desk: &Desk,
    keys: &SealingKey,
    email: &str,
    store_id: Option<StoreId>,
    now: Timestamp,
) -> Result<LinkMade, DeskError> {
    if let Some(problem) = Account::check_email(email.trim()) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    let kind = match store_id {
        Some(store_id) => {
            let store = stores::find(desk, store_id).await?;
            store.state.check()?;
            LinkKind::Invite(Invitation {
                store_id,
                store_name: store.name,
                permissions: Permissions::all(),
                scope: UserScope::Everything,
                css_class: String::new(),
                by: None,
                by_name: OPERATOR.to_owned(),
            })
        }
        None if account_of(desk, email).await?.is_some() => {
            return Err(DeskError::Conflict(
                "There is an account with this address; make a link that resets it".to_owned(),
            ));
        }
        None => LinkKind::Welcome,
    };
    Box::pin(keys.get_or_make()).await?;
    make(desk, keys, kind, email, None, now).await
}

/// Makes a link.
pub(super) async fn make(
    desk: &Desk,
    keys: &SealingKey,
    kind: LinkKind,
    email: &str,
    account_id: Option<AccountId>,
    now: Timestamp,
) -> Result<LinkMade, DeskError> {
    // Without the key there is no secret, and so no link.
    keys.get().await?;
    let link = keep(desk, kind, email, account_id, now).await?;
    let token = token(keys, &link.id).await?;
    Ok(LinkMade { link, token, is_mailed: false })
}

/// Keeps a new link, whose secret nobody is shown: the mail that brings it makes it.
pub(super) async fn keep(
    desk: &Desk,
    kind: LinkKind,
    email: &str,
    account_id: Option<AccountId>,
    now: Timestamp,
) -> Result<AccountLink, DeskError> {
    let link = AccountLink::new(secrets::random_hex(ID_LENGTH)?, kind, email, account_id, now);
    if desk.table.insert_account_link(&link).await?.is_done() {
        return Ok(link);
    }
    Err(DeskError::TryAgain("The link was not kept; try again"))
}

/// Whether what a link gives may still be given: whoever invites may have lost it since, and a store that is locked or
/// closed lets nobody in.
pub(super) async fn stands(desk: &Desk, link: &AccountLink) -> Result<bool, DeskError> {
    let Some(invitation) = link.kind.invitation() else { return Ok(true) };
    let store = desk.table.store(invitation.store_id).await?;
    if store.is_none_or(|store| !store.state.is_active()) {
        return Ok(false);
    }
    let Some(inviter) = invitation.by else { return Ok(true) };
    let inviter = desk.table.user(invitation.store_id, inviter).await?;
    Ok(inviter
        .is_some_and(|inviter| check_given(&inviter.user, None, invitation.permissions, &invitation.scope).is_ok()))
}
