//! Users of a store: who they are, and what they may do.

use std::cmp::Reverse;

use domain::{
    Account, AccountId, AuditChange, CannotGive, Invitation, LastOwner, LinkKind, MAX_INVITATIONS, MAX_USERS,
    Permission, Permissions, Problem, Store, StoreId, Supplier, User, UserChange, UserScope, check_given, check_user,
    owner_beside,
};
use jiff::Timestamp;
use table::{AuditOf, KeptUser, Outcome, StoreOfAccount};

use super::links::{self, LinkMade};
use super::sessions::SignedIn;
use super::{By, MAX_LOOKED_AT, SealingKey, account_of, invitations, mails, ships_for, throttle};
use crate::orders::Expected;
use crate::{Desk, DeskError, stores};

const USER: &str = "User";

/// Whom somebody invites, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// The address.
    pub email: String,
    /// What they may do.
    pub permissions: Permissions,
    /// Which orders they see.
    pub scope: UserScope,
    /// The class of their pages.
    pub css_class: String,
    /// Whether the link is mailed too.
    pub send_mail: SendMail,
}

/// Whether a link that is handed over is mailed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendMail {
    /// It is mailed to whom it is for.
    Yes,
    /// Whoever made it hands it over.
    No,
}

/// Who says what the users of a store may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giver<'a> {
    /// A user of the store, who gives no more than they have.
    User(&'a User),
    /// The holder of a key of the store's that may do everything, and so may give anything.
    Key(StoreId),
}

impl<'a> From<&'a User> for Giver<'a> {
    fn from(user: &'a User) -> Self {
        Self::User(user)
    }
}

impl Giver<'_> {
    const fn store_id(self) -> StoreId {
        match self {
            Self::User(user) => user.store_id,
            Self::Key(store_id) => store_id,
        }
    }

    /// Whose account it is; none of a key, which is nobody's. Then nobody can lose what an invitation gives.
    const fn account_id(self) -> Option<AccountId> {
        match self {
            Self::User(user) => Some(user.account_id),
            Self::Key(_) => None,
        }
    }

    /// Whether they may make somebody who was `before` somebody who has these: as they are now, as they may have lost
    /// it since their page was made.
    fn check(
        self,
        users: &[KeptUser],
        before: Option<&User>,
        permissions: Permissions,
        scope: &UserScope,
    ) -> Result<(), CannotGive> {
        let Self::User(user) = self else { return Ok(()) };
        let giver = one_of(users, user.account_id).ok_or(CannotGive::NotAllowed)?;
        check_given(&giver.user, before, permissions, scope)
    }
}

/// All users of a store, by their names.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<User>, DeskError> {
    desk.needs(Permission::ManageUsers)?;
    let mut users: Vec<User> = desk.table.users(store_id).await?.into_iter().map(|kept| kept.user).collect();
    users.sort_by_key(|user| (user.name.to_lowercase(), user.account_id));
    Ok(users)
}

/// A user of a store, and the version of their row.
pub async fn find(desk: &Desk, store_id: StoreId, account_id: AccountId) -> Result<(User, u64), DeskError> {
    desk.needs(Permission::ManageUsers)?;
    let kept = desk.table.user(store_id, account_id).await?.ok_or(DeskError::NotFound(USER))?;
    Ok((kept.user, kept.version))
}

/// The stores of an account, the one they turned to last first.
pub async fn stores_of(desk: &Desk, account_id: AccountId) -> Result<Vec<StoreOfAccount>, DeskError> {
    let mut stores = desk.table.stores_of_account(account_id).await?;
    stores.sort_by_key(|store| (Reverse(store.used_at), store.store_id));
    Ok(stores)
}

/// The stores that open to whoever is signed in, the one they turned to last first: to who came by a mailed link those
/// that they ship for.
pub async fn stores_open_to(desk: &Desk, signed_in: &SignedIn) -> Result<Vec<StoreOfAccount>, DeskError> {
    let all = stores_of(desk, signed_in.account.id).await?;
    if !signed_in.session.by_link {
        return Ok(all);
    }
    let mut open = vec![];
    for store in all.into_iter().take(MAX_LOOKED_AT) {
        if ships_for(desk, store.store_id, signed_in.account.id).await? {
            open.push(store);
        }
    }
    Ok(open)
}

/// Notes that somebody turns to a store of theirs, so that it is the first of them; nothing where it is none of theirs.
pub async fn turn_to(desk: &Desk, account_id: AccountId, store_id: StoreId, now: Timestamp) -> Result<(), DeskError> {
    match desk.table.note_store_used(account_id, store_id, now).await? {
        Outcome::Done(()) => Ok(()),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound("Store")),
    }
}

/// Brings what an account's list of stores calls a store up to date, when the store was read anyway.
pub async fn repair_store_name(
    desk: &Desk,
    listed: &StoreOfAccount,
    store: &Store,
    id: AccountId,
) -> Result<(), DeskError> {
    if listed.store_id != store.id || listed.name == store.name {
        return Ok(());
    }
    Ok(desk.table.rename_store_of_account(id, store.id, &store.name).await?)
}

/// Makes a link by which somebody becomes a user of the inviter's store; it may be mailed too. Nobody gives what they
/// lack. The notice that mails it and the line of the audit follow behind the link.
pub async fn invite<'a>(
    desk: &Desk,
    keys: &SealingKey,
    inviter: impl Into<Giver<'a>>,
    new: &NewInvitation,
    by: &By,
    now: Timestamp,
) -> Result<LinkMade, DeskError> {
    desk.needs(Permission::ManageUsers)?;
    let inviter = inviter.into();
    let mut problems = check_user(new.permissions, &new.scope, &new.css_class);
    problems.extend(Account::check_email(new.email.trim()));
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    let store_id = inviter.store_id();
    let users = desk.table.users(store_id).await?;
    inviter.check(&users, None, new.permissions, &new.scope)?;
    let store = stores::find(desk, store_id).await?;
    check_scope(desk, &store, &new.scope).await?;
    if users.len() >= MAX_USERS {
        return Err(DeskError::Conflict(format!("A store has at most {MAX_USERS} users; remove one first")));
    }
    let known = account_of(desk, &new.email).await?;
    if known.is_some_and(|account| users.iter().any(|kept| kept.user.account_id == account.id)) {
        return Err(DeskError::Conflict(format!("{} is a user of this store already", new.email.trim())));
    }
    let kind = LinkKind::Invite(Invitation {
        store_id,
        store_name: store.name,
        permissions: new.permissions,
        scope: new.scope.clone(),
        css_class: new.css_class.clone(),
        by: inviter.account_id(),
        by_name: by.who.clone(),
    });
    if invitations::open(desk, store_id, now).await?.len() >= MAX_INVITATIONS {
        let message = format!("At most {MAX_INVITATIONS} invitations wait at a time; withdraw one first");
        return Err(DeskError::Conflict(message));
    }
    let mut made = links::make(desk, keys, kind, &new.email, None, now).await?;
    if new.send_mail == SendMail::Yes && throttle::may_mail_invitation(desk, &new.email, now).await? {
        let _ = desk.table.insert_notice(&mails::of_link(&made.link)).await?;
        made.is_mailed = true;
    }
    let given = AuditChange::between("permissions", "", &listed(new.permissions));
    let scope = AuditChange::between("scope", "", &new.scope.label());
    let line = by.line("user invited", new.email.trim(), given.into_iter().chain(scope).collect(), now);
    desk.table.append_audit(AuditOf::Store(store_id), &line).await?;
    Ok(made)
}

/// Changes what a user may do, and which orders they see. The row and the line of the audit are one transaction; so is
/// that an owner is left. Where a version is expected and it is another, nothing is changed.
pub async fn change<'a>(
    desk: &Desk,
    giver: impl Into<Giver<'a>>,
    account_id: AccountId,
    change: &UserChange,
    expected: &Expected,
    by: &By,
    now: Timestamp,
) -> Result<User, DeskError> {
    desk.needs(Permission::ManageUsers)?;
    let giver = giver.into();
    let store_id = giver.store_id();
    if let Some(scope) = &change.scope {
        check_scope(desk, &stores::find(desk, store_id).await?, scope).await?;
    }
    let mut tries = desk.table.tries();
    loop {
        let users = desk.table.users(store_id).await?;
        let seen = one_of(&users, account_id).ok_or(DeskError::NotFound(USER))?;
        expected.check("user", seen.version)?;
        let after = seen.user.changed(change);
        let problems = check_user(after.permissions, &after.scope, &after.css_class);
        if !problems.is_empty() {
            return Err(DeskError::Invalid(problems));
        }
        giver.check(&users, Some(&seen.user), after.permissions, &after.scope)?;
        let left = owner_left(&users, seen, Some(&after))?;
        let changes = changes_between(&seen.user, &after);
        if changes.is_empty() {
            return Ok(after);
        }
        let line = by.line("user changed", after.email.as_str(), changes, now);
        if desk.table.save_user(seen, &after, left, &line).await?.is_done() {
            return Ok(after);
        }
        tries.again().await?;
    }
}

/// Removes a user from a store, or lets somebody leave it. Row and line are one transaction; so is that an owner is
/// left.
pub async fn remove<'a>(
    desk: &Desk,
    remover: impl Into<Giver<'a>>,
    account_id: AccountId,
    by: &By,
    now: Timestamp,
) -> Result<(), DeskError> {
    let remover = remover.into();
    let store_id = remover.store_id();
    let mut tries = desk.table.tries();
    loop {
        let users = desk.table.users(store_id).await?;
        let seen = one_of(&users, account_id).ok_or(DeskError::NotFound(USER))?;
        let is_self = match remover {
            Giver::Key(_) => false,
            Giver::User(user) => {
                let remover = one_of(&users, user.account_id).ok_or(CannotGive::NotAllowed)?;
                let is_self = user.account_id == account_id;
                if !is_self && !remover.user.may(Permission::ManageUsers) {
                    return Err(CannotGive::NotAllowed.into());
                }
                is_self
            }
        };
        let left = owner_left(&users, seen, None)?;
        let what = if is_self { "store left" } else { "user removed" };
        let line = by.line(what, seen.user.email.as_str(), vec![], now);
        if desk.table.remove_user(seen, left, &line).await?.is_done() {
            return Ok(());
        }
        tries.again().await?;
    }
}

fn one_of(users: &[KeptUser], account_id: AccountId) -> Option<&KeptUser> {
    users.iter().find(|kept| kept.user.account_id == account_id)
}

/// The owner who must still be there when an owner is one no more; none where that is nobody's change.
fn owner_left<'a>(
    users: &'a [KeptUser],
    seen: &KeptUser,
    after: Option<&User>,
) -> Result<Option<&'a KeptUser>, LastOwner> {
    if !seen.user.is_owner() || after.is_some_and(User::is_owner) {
        return Ok(None);
    }
    let all: Vec<User> = users.iter().map(|kept| kept.user.clone()).collect();
    let left = owner_beside(&all, seen.user.account_id, after)?;
    Ok(one_of(users, left))
}

/// Whether what a scope names is there.
async fn check_scope(desk: &Desk, store: &Store, scope: &UserScope) -> Result<(), DeskError> {
    match scope {
        UserScope::Everything => Ok(()),
        UserScope::Folders(folders) => match folders.iter().find(|id| store.folder(**id).is_none()) {
            Some(missing) => Err(DeskError::invalid("scope", format!("there is no folder {missing}"))),
            None => Ok(()),
        },
        UserScope::Supplier(id) => match desk.table.definition::<Supplier>(store.id, id).await? {
            Some(_) => Ok(()),
            None => Err(DeskError::invalid("scope", format!("there is no supplier {id}"))),
        },
    }
}

fn changes_between(before: &User, after: &User) -> Vec<AuditChange> {
    let changes = [
        AuditChange::between("permissions", &listed(before.permissions), &listed(after.permissions)),
        AuditChange::between("scope", &before.scope.label(), &after.scope.label()),
        AuditChange::between("css_class", &before.css_class, &after.css_class),
    ];
    changes.into_iter().flatten().collect()
}

fn listed(permissions: Permissions) -> String {
    permissions.names().join(" ")
}

impl From<CannotGive> for DeskError {
    fn from(error: CannotGive) -> Self {
        let field = if error == CannotGive::WiderScope { "scope" } else { "permissions" };
        Self::Forbidden(vec![Problem::new(field, error.to_string())])
    }
}

impl From<LastOwner> for DeskError {
    fn from(error: LastOwner) -> Self {
        Self::Conflict(error.to_string())
    }
}
