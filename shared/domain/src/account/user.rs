//! A person in one store: what they may do there, and which orders they see.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::limits::{check_count, check_text_length};
use crate::{AccountId, FolderId, Permission, Permissions, Problem, StoreId};

/// A store has at most this many users.
pub const MAX_USERS: usize = 200;

/// So many invitations of a store wait at most to be accepted.
pub const MAX_INVITATIONS: usize = 200;

/// The class of a user's pages has at most this many characters.
pub const MAX_CSS_CLASS_LENGTH: usize = 40;

/// A user's scope names at most this many folders.
pub const MAX_SCOPE_FOLDERS: usize = 100;

/// An account in one store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The store.
    pub store_id: StoreId,
    /// The account.
    pub account_id: AccountId,
    /// Its address: a copy, so that a list of users reads their rows alone.
    pub email: String,
    /// What people call them: a copy too.
    pub name: String,
    /// What they may do.
    pub permissions: Permissions,
    /// Which orders they see.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub scope: UserScope,
    /// The class of their pages, for the store's own style sheet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub css_class: String,
    /// What whoever invited them was called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub invited_by: String,
    /// Since when.
    pub since: Timestamp,
}

/// Which orders of a store somebody sees.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserScope {
    /// All of them.
    #[default]
    Everything,
    /// Those in these folders.
    Folders(Vec<FolderId>),
    /// Those that were submitted to the supplier of this id, its own items alone.
    Supplier(String),
}

/// What is to be changed of a user; what is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserChange {
    /// What they may do.
    pub permissions: Option<Permissions>,
    /// Which orders they see.
    pub scope: Option<UserScope>,
    /// The class of their pages.
    pub css_class: Option<String>,
}

/// Why somebody may not give what is to be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotGive {
    /// They may not say what users may do.
    #[error("You may not invite or change users")]
    NotAllowed,
    /// They lack these permissions themselves.
    #[error("You can't give what you lack: {}", labels(*.0))]
    Lacking(Permissions),
    /// They see fewer orders themselves.
    #[error("You can't give a wider scope than your own")]
    WiderScope,
}

/// A store keeps one user who may manage users and billing, and sees everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A store keeps one user with all orders who may manage users and billing; give that to somebody else first")]
pub struct LastOwner;

impl User {
    /// Whether they may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Whether they can keep the store going by themselves: say who may do what, and see to its bills.
    pub fn is_owner(&self) -> bool {
        let manages = self.may(Permission::ManageUsers) && self.may(Permission::ManageBilling);
        manages && self.scope == UserScope::Everything
    }

    /// The user after a change.
    #[must_use]
    pub fn changed(&self, change: &UserChange) -> Self {
        Self {
            permissions: change.permissions.unwrap_or(self.permissions),
            scope: change.scope.clone().unwrap_or_else(|| self.scope.clone()),
            css_class: change.css_class.clone().unwrap_or_else(|| self.css_class.clone()),
            ..self.clone()
        }
    }
}

impl UserScope {
    /// Whether whoever has it sees all that `other` lets see.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Everything, _) => true,
            (Self::Folders(own), Self::Folders(others)) => others.iter().all(|folder| own.contains(folder)),
            (Self::Supplier(own), Self::Supplier(others)) => own == others,
            (Self::Folders(_) | Self::Supplier(_), _) => false,
        }
    }

    /// What people read of it.
    pub fn label(&self) -> String {
        match self {
            Self::Everything => "all orders".to_owned(),
            Self::Folders(folders) => {
                let folders: Vec<_> = folders.iter().map(ToString::to_string).collect();
                format!("folders {}", folders.join(", "))
            }
            Self::Supplier(id) => format!("supplier {id}"),
        }
    }
}

/// Whether `giver` may make somebody who has `before` (nobody yet has nothing) somebody who has these. Nobody gives
/// what they lack; what the other has already is not given.
pub fn check_given(
    giver: &User,
    before: Option<&User>,
    permissions: Permissions,
    scope: &UserScope,
) -> Result<(), CannotGive> {
    if !giver.may(Permission::ManageUsers) {
        return Err(CannotGive::NotAllowed);
    }
    let added = permissions.beyond(before.map_or(Permissions::none(), |before| before.permissions));
    if !giver.permissions.covers(added) {
        return Err(CannotGive::Lacking(added.beyond(giver.permissions)));
    }
    let had = before.is_some_and(|before| before.scope.covers(scope));
    if had || giver.scope.covers(scope) { Ok(()) } else { Err(CannotGive::WiderScope) }
}

/// What is wrong with what a user is to have.
pub fn check_user(permissions: Permissions, scope: &UserScope, css_class: &str) -> Vec<Problem> {
    let mut problems = vec![];
    if permissions.is_empty() {
        problems.push(Problem::new("permissions", "a user needs at least one permission"));
    }
    match scope {
        UserScope::Folders(folders) if folders.is_empty() => {
            problems.push(Problem::new("scope", "must name at least one folder"));
        }
        UserScope::Folders(folders) => {
            problems.extend(check_count("scope", "folders", folders.len(), MAX_SCOPE_FOLDERS));
        }
        UserScope::Supplier(id) if id.is_empty() => problems.push(Problem::new("scope", "must name a supplier")),
        UserScope::Everything | UserScope::Supplier(_) => {}
    }
    problems.extend(check_text_length("css_class", css_class, MAX_CSS_CLASS_LENGTH));
    let is_class = css_class.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_class {
        problems.push(Problem::new("css_class", "may have small letters, digits and dashes"));
    }
    problems
}

/// An owner of the store who is left when the user of this account is `after`, or gone. The user themselves where they
/// stay one: then nobody else is needed.
pub fn owner_beside(users: &[User], changed: AccountId, after: Option<&User>) -> Result<AccountId, LastOwner> {
    if after.is_some_and(User::is_owner) {
        return Ok(changed);
    }
    let other = users.iter().find(|user| user.account_id != changed && user.is_owner());
    other.map(|user| user.account_id).ok_or(LastOwner)
}

fn labels(permissions: Permissions) -> String {
    permissions.iter().map(Permission::label).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;

    fn user(id: u64, permissions: Permissions) -> User {
        User {
            store_id: StoreId::new(42).unwrap(),
            account_id: AccountId::new(id).unwrap(),
            email: format!("{id}@example.com"),
            name: String::new(),
            permissions,
            scope: UserScope::Everything,
            css_class: String::new(),
            invited_by: String::new(),
            since: Timestamp::UNIX_EPOCH,
        }
    }

    fn folders(ids: &[u64]) -> UserScope {
        UserScope::Folders(ids.iter().filter_map(|id| FolderId::new(*id)).collect())
    }

    #[test]
    fn nobody_gives_what_they_lack() {
        let giver = user(1, Preset::Staff.permissions().with(Permission::ManageUsers));
        let give = |before, permissions| check_given(&giver, before, permissions, &UserScope::Everything);
        assert_eq!(give(None, Preset::Staff.permissions()), Ok(()));
        let lacking = Permissions::of([Permission::ManageBilling]);
        assert_eq!(
            give(None, Preset::Staff.permissions().with(Permission::ManageBilling)),
            Err(CannotGive::Lacking(lacking))
        );
        let has_more = user(2, Permissions::all());
        assert_eq!(give(Some(&has_more), Permissions::all().without(Permission::ShipOrders)), Ok(()));
        let staff = user(1, Preset::Staff.permissions());
        assert_eq!(check_given(&staff, None, Permissions::none(), &UserScope::Everything), Err(CannotGive::NotAllowed));
    }

    #[test]
    fn nobody_gives_a_wider_scope_than_their_own() {
        let giver = User { scope: folders(&[1, 2]), ..user(1, Permissions::all()) };
        let give = |scope| check_given(&giver, None, Preset::Staff.permissions(), &scope);
        assert_eq!(give(folders(&[2])), Ok(()));
        for wider in [folders(&[2, 3]), UserScope::Everything, UserScope::Supplier("1000000001".into())] {
            assert_eq!(give(wider), Err(CannotGive::WiderScope));
        }
        let sees_all = user(2, Permissions::all());
        assert_eq!(check_given(&giver, Some(&sees_all), Permissions::all(), &UserScope::Everything), Ok(()));
    }

    #[test]
    fn a_store_always_keeps_an_owner() {
        let owners = [user(1, Permissions::all()), user(2, Preset::Staff.permissions())];
        let first = owners[0].account_id;
        let demoted = owners[0].changed(&UserChange {
            permissions: Some(Permissions::all().without(Permission::ManageBilling)),
            ..UserChange::default()
        });
        assert_eq!(owner_beside(&owners, first, Some(&demoted)), Err(LastOwner));
        assert_eq!(owner_beside(&owners, first, None), Err(LastOwner));
        let narrowed = owners[0].changed(&UserChange { scope: Some(folders(&[1])), ..UserChange::default() });
        assert_eq!(owner_beside(&owners, first, Some(&narrowed)), Err(LastOwner));
        assert_eq!(owner_beside(&owners, owners[1].account_id, None), Ok(first));
        let two = [user(1, Permissions::all()), user(2, Permissions::all())];
        assert_eq!(owner_beside(&two, two[0].account_id, None), Ok(two[1].account_id));
    }

    #[test]
    fn a_user_has_a_permission_and_a_scope_that_names_something() {
        assert_eq!(check_user(Permissions::all(), &folders(&[1]), "vendor-2"), vec![]);
        let wrong = check_user(Permissions::none(), &UserScope::Supplier(String::new()), "A \"b\"");
        let fields: Vec<_> = wrong.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["permissions", "scope", "css_class"]);
        assert_eq!(check_user(Permissions::all(), &folders(&[]), "").len(), 1);
    }
}
