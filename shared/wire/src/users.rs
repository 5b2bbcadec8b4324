//! Users of a store, `/v1/users`, and invitations into it, `/v1/invitations`.

use domain::{
    AccountLink, FolderId, Invitation, MAX_CSS_CLASS_LENGTH, MAX_EMAIL_LENGTH, MAX_SCOPE_FOLDERS, Permission,
    Permissions, Preset, Problem, User, UserChange, UserScope, time,
};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::{Document, Object};

/// Which orders somebody sees, by name.
pub const SCOPES: [&str; 3] = ["all", "folders", "supplier"];

/// The name of a permission has at most this many characters.
const MAX_PERMISSION_LENGTH: usize = 40;

body! {
    /// What a user may do and sees, as it is sent; what is left out stays as it is.
    UserInput: Refused {
        /// What they may do, in a word: the permissions of a usual set.
        preset: Field<String> = Field::one_of("PermissionPreset"),
        /// What they may do, by the names of the permissions, in place of a `preset`.
        permissions: Field<Vec<String>> = Field::texts(Permission::ALL.len(), MAX_PERMISSION_LENGTH),
        /// Which orders they see. One who is invited sees all when it is left out.
        scope: Field<String> = Field::one_of("UserScope"),
        /// With the scope `folders`: the folders.
        folder_ids: Field<Vec<String>> = Field::ids(0, Some(MAX_SCOPE_FOLDERS)),
        /// With the scope `supplier`: the supplier.
        supplier_id: Field<String> = Field::sent_id(),
        /// The class of their pages, for the store's own style sheet: small letters, digits and dashes.
        css_class: Field<String> = Field::short_text(MAX_CSS_CLASS_LENGTH),
    }

    /// Who is invited, and as what. It takes a `preset` or `permissions`.
    InvitationInput: Refused, and UserInput {
        /// The address.
        email: Field<String> = Field::short_text(MAX_EMAIL_LENGTH).needed(),
        /// Whether the link is mailed to them. It is answered in any case.
        send_mail: Field<bool> = Field::flag().or("true", || true),
    }
}

/// Who is invited, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The address.
    pub email: String,
    /// What they may do.
    pub permissions: Permissions,
    /// Which orders they see.
    pub scope: UserScope,
    /// The class of their pages.
    pub css_class: String,
    /// Whether the link is mailed to them.
    pub sends_mail: bool,
}

/// Reads the body of `PATCH /v1/users/{id}`.
pub fn read_change(body: &str) -> Result<UserChange, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    UserInput::BODY.refuse_unknown(&object);
    let change = change_of(&object);
    document.finish(change)
}

/// Reads the body of `POST /v1/invitations`.
pub fn read_invitation(body: &str) -> Result<Invited, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    InvitationInput::BODY.refuse_unknown(&object);
    let (fields, change) = (&InvitationInput::READ, change_of(&object));
    let email = fields.email.trimmed(&object);
    if email.is_empty() {
        object.demand(fields.email.name(), "must be a mail address");
    }
    let permissions = change.permissions.unwrap_or_default();
    if change.permissions.is_none() {
        object.demand(UserInput::READ.preset.name(), "is needed, or permissions in its place");
    }
    document.finish(Invited {
        email,
        permissions,
        scope: change.scope.unwrap_or_default(),
        css_class: change.css_class.unwrap_or_default(),
        sends_mail: fields.send_mail.filled(&object),
    })
}

fn change_of(object: &Object) -> UserChange {
    UserChange {
        permissions: permissions_of(object),
        scope: scope_of(object),
        css_class: UserInput::READ.css_class.of(object),
    }
}

fn permissions_of(object: &Object) -> Option<Permissions> {
    let fields = &UserInput::READ;
    let (preset, names) = (fields.preset.given(object), fields.permissions.of(object));
    let Some(preset) = preset else { return names.map(|names| named(object, &names)) };
    if names.is_some() {
        object.refuse(fields.permissions.name(), "must not stand beside a preset");
    }
    let found = Preset::named(&preset).map(Preset::permissions);
    if found.is_none() {
        let presets: Vec<_> = Preset::ALL.iter().map(|preset| preset.name()).collect();
        object.refuse(fields.preset.name(), format!("must be one of {}", presets.join(", ")));
    }
    found
}

/// The permissions of these names; what is none is refused.
fn named(object: &Object, names: &[String]) -> Permissions {
    let field = UserInput::READ.permissions.name();
    for name in names.iter().filter(|name| Permission::named(name).is_none()) {
        object.refuse(field, format!("{name} is none"));
    }
    Permissions::named(names.iter().map(String::as_str))
}

fn scope_of(object: &Object) -> Option<UserScope> {
    let fields = &UserInput::READ;
    let (folders, supplier_id) = (fields.folder_ids.of(object), fields.supplier_id.given(object));
    let scope = fields.scope.given(object);
    if folders.is_some() && scope.as_deref() != Some("folders") {
        object.refuse(fields.folder_ids.name(), "is for the scope folders alone");
    }
    if supplier_id.is_some() && scope.as_deref() != Some("supplier") {
        object.refuse(fields.supplier_id.name(), "is for the scope supplier alone");
    }
    match scope?.as_str() {
        "all" => Some(UserScope::Everything),
        "folders" => Some(UserScope::Folders(folder_ids(object, &folders.unwrap_or_default()))),
        "supplier" => Some(UserScope::Supplier(supplier_id.unwrap_or_default())),
        _ => {
            object.refuse(fields.scope.name(), format!("must be one of {}", SCOPES.join(", ")));
            None
        }
    }
}

fn folder_ids(object: &Object, ids: &[String]) -> Vec<FolderId> {
    let read: Vec<FolderId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    if read.len() < ids.len() {
        object.demand(UserInput::READ.folder_ids.name(), "must be ids of folders");
    }
    read
}

/// A user as our own API writes them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = User))]
pub struct UserView<'a> {
    /// Their account.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    account_id: String,
    /// The address they sign in with.
    email: &'a str,
    /// What people call them; blank where they gave no name.
    name: &'a str,
    /// What they may do, by the names of the permissions.
    permissions: Vec<&'static str>,
    /// Which orders they see.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::UserScope))]
    scope: &'static str,
    /// With the scope `folders`: the folders.
    folder_ids: &'a [FolderId],
    /// With the scope `supplier`: the supplier; null otherwise.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    supplier_id: Option<&'a str>,
    /// The class of their pages.
    css_class: &'a str,
    /// What whoever invited them was called.
    invited_by: &'a str,
    /// Since when they are a user.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    since: String,
}

impl<'a> From<&'a User> for UserView<'a> {
    fn from(user: &'a User) -> Self {
        let Scoped { scope, folder_ids, supplier_id } = Scoped::of(&user.scope);
        Self {
            account_id: user.account_id.to_string(),
            email: &user.email,
            name: &user.name,
            permissions: user.permissions.names(),
            scope,
            folder_ids,
            supplier_id,
            css_class: &user.css_class,
            invited_by: &user.invited_by,
            since: time::text(user.since),
        }
    }
}

/// An invitation that waits, as our own API writes it: never its link.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Invitation))]
pub struct InvitationView<'a> {
    /// What names it.
    #[cfg_attr(feature = "schema", schema(pattern = "^[0-9a-f]{32}$"))]
    id: &'a str,
    /// The address that is invited.
    email: &'a str,
    /// What they may do, by the names of the permissions.
    permissions: Vec<&'static str>,
    /// Which orders they see.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::UserScope))]
    scope: &'static str,
    /// With the scope `folders`: the folders.
    folder_ids: &'a [FolderId],
    /// With the scope `supplier`: the supplier; null otherwise.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    supplier_id: Option<&'a str>,
    /// The class of their pages.
    css_class: &'a str,
    /// What whoever invites them is called.
    invited_by: &'a str,
    /// When it was made.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When it ends.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    expires_at: String,
}

impl<'a> InvitationView<'a> {
    /// The view of a link; none of one that is no invitation.
    pub fn of(link: &'a AccountLink) -> Option<Self> {
        let Invitation { permissions, scope, css_class, by_name, .. } = link.kind.invitation()?;
        let Scoped { scope, folder_ids, supplier_id } = Scoped::of(scope);
        Some(Self {
            id: &link.id,
            email: &link.email,
            permissions: permissions.names(),
            scope,
            folder_ids,
            supplier_id,
            css_class,
            invited_by: by_name,
            date_added: time::text(link.made_at),
            expires_at: time::text(link.expires_at),
        })
    }
}

/// What is written of a scope.
struct Scoped<'a> {
    scope: &'static str,
    folder_ids: &'a [FolderId],
    supplier_id: Option<&'a str>,
}

impl<'a> Scoped<'a> {
    fn of(scope: &'a UserScope) -> Self {
        match scope {
            UserScope::Everything => Self { scope: "all", folder_ids: &[], supplier_id: None },
            UserScope::Folders(folder_ids) => Self { scope: "folders", folder_ids, supplier_id: None },
            UserScope::Supplier(id) => Self { scope: "supplier", folder_ids: &[], supplier_id: Some(id) },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::AccountId;
    use jiff::Timestamp;

    use super::*;

    /// Catches a change of what nobody named, and a scope that is wider than what was sent.
    #[test]
    fn a_change_names_what_it_changes() {
        assert_eq!(read_change("{}"), Ok(UserChange::default()));
        let change = read_change(r#"{"preset":"warehouse","scope":"folders","folder_ids":[1,"3"]}"#).unwrap();
        assert_eq!(change.permissions, Some(Preset::Warehouse.permissions()));
        let folders = ["1", "3"].map(|id| id.parse().unwrap()).to_vec();
        assert_eq!((change.scope, change.css_class), (Some(UserScope::Folders(folders)), None));
        let change = read_change(r#"{"permissions":["ship_orders"],"scope":"supplier","supplier_id":7}"#).unwrap();
        assert_eq!(change.permissions, Some(Permissions::of([Permission::ShipOrders])));
        assert_eq!(change.scope, Some(UserScope::Supplier("7".into())));
        assert_eq!(read_change(r#"{"scope":"all"}"#).unwrap().scope, Some(UserScope::Everything));
    }

    #[test]
    fn what_is_wrong_with_a_user_is_named() {
        for (body, field) in [
            (r#"{"preset":"boss"}"#, "preset"),
            (r#"{"permissions":["fly"]}"#, "permissions"),
            (r#"{"preset":"staff","permissions":[]}"#, "permissions"),
            (r#"{"scope":"some"}"#, "scope"),
            (r#"{"folder_ids":[1]}"#, "folder_ids"),
            (r#"{"scope":"folders","folder_ids":["x"]}"#, "folder_ids"),
            (r#"{"scope":"all","supplier_id":"7"}"#, "supplier_id"),
            (r#"{"email":"ada@example.com"}"#, "email"),
        ] {
            let problems = read_change(body).unwrap_err();
            assert!(problems[0].field.starts_with(field), "{body}: {problems:?}");
        }
    }

    #[test]
    fn an_invitation_says_what_it_gives_and_is_mailed_unless_it_says_otherwise() {
        let invited = read_invitation(r#"{"email":" ada@example.com ","preset":"read_only"}"#).unwrap();
        let expected = Invited {
            email: "ada@example.com".into(),
            permissions: Preset::ReadOnly.permissions(),
            scope: UserScope::Everything,
            css_class: String::new(),
            sends_mail: true,
        };
        assert_eq!(invited, expected);
        let handed = read_invitation(r#"{"email":"a@example.com","preset":"staff","send_mail":false}"#).unwrap();
        assert!(!handed.sends_mail);
        for (body, field) in [(r#"{"preset":"staff"}"#, "email"), (r#"{"email":"a@example.com"}"#, "preset")] {
            assert_eq!(read_invitation(body).unwrap_err()[0].field, field, "{body}");
        }
    }

    #[test]
    fn a_user_is_written_with_their_scope() {
        let user = User {
            store_id: domain::StoreId::new(42).unwrap(),
            account_id: AccountId::new(1_234_567_890_123_456).unwrap(),
            email: "ada@example.com".into(),
            name: "Ada Byron".into(),
            permissions: Permissions::of([Permission::ViewOrders]),
            scope: UserScope::Supplier("7".into()),
            css_class: String::new(),
            invited_by: "Operator".into(),
            since: Timestamp::UNIX_EPOCH,
        };
        let expected = r#"{"account_id":"1234567890123456","email":"ada@example.com","name":"Ada Byron","permissions":["view_orders"],"scope":"supplier","folder_ids":[],"supplier_id":"7","css_class":"","invited_by":"Operator","since":"1970-01-01 00:00:00"}"#;
        assert_eq!(serde_json::to_string(&UserView::from(&user)).unwrap(), expected);
    }
}
