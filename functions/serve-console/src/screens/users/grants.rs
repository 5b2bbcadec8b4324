//! What of a form says what a user may do, and which orders they see.

use domain::{Area, FolderId, Permission, Permissions, Preset, Problem, Supplier, User, UserScope};

use crate::form::Form;
use crate::view::{Choice, Field};
use crate::visit::Member;

/// What of a form says what a user may do, and which orders they see.
pub(super) struct Grants {
    pub(super) presets: Vec<Choice>,
    pub(super) areas: Vec<AreaGrants>,
    pub(super) permissions_wrong: String,
    pub(super) scopes: Vec<Choice>,
    pub(super) folders: Vec<Choice>,
    pub(super) suppliers: Vec<Choice>,
    pub(super) scope_wrong: String,
    pub(super) css_class: Field,
}

/// The permissions of one area.
pub(super) struct AreaGrants {
    pub(super) label: &'static str,
    pub(super) grants: Vec<Grant>,
}

/// A permission with its box.
pub(super) struct Grant {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) is_on: bool,
    /// Whether whoever looks at the page can't give it, as they lack it.
    pub(super) is_closed: bool,
}

/// What a form gives a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) permissions: Permissions,
    /// None where it is to stay as it is.
    pub(super) scope: Option<UserScope>,
    pub(super) css_class: String,
}

impl Given {
    /// What the form says. A preset counts before the boxes. Without a scope no folder is in it, which is refused.
    pub(super) fn read(form: &Form) -> Self {
        let preset = Preset::named(form.text("preset")).map(Preset::permissions);
        let folders = || form.all("folder").filter_map(|id| id.parse().ok()).collect();
        Self {
            permissions: preset.unwrap_or_else(|| Permissions::named(form.all("permission"))),
            scope: match form.text("scope") {
                "all" => Some(UserScope::Everything),
                "same" => None,
                "supplier" => Some(UserScope::Supplier(form.text("supplier").to_owned())),
                _ => Some(UserScope::Folders(folders())),
            },
            css_class: form.text("css_class").to_owned(),
        }
    }

    /// What a user has.
    pub(super) fn of(user: &User) -> Self {
        Self { permissions: user.permissions, scope: Some(user.scope.clone()), css_class: user.css_class.clone() }
    }
}

impl Grants {
    /// What a form shows as `given`; `user` is who has it, nobody yet where somebody is invited.
    pub(super) fn of(
        member: &Member<'_>,
        given: &Given,
        user: Option<&User>,
        suppliers: &[Supplier],
        problems: &[Problem],
    ) -> Self {
        let own = member.user.permissions;
        let had = user.map_or(Permissions::none(), |user| user.permissions);
        let grant = |permission: Permission| Grant {
            name: permission.name(),
            label: permission.label(),
            is_on: given.permissions.has(permission),
            is_closed: !own.has(permission) && !had.has(permission),
        };
        let area = |area: &Area| AreaGrants { label: area.label(), grants: area.permissions().map(grant).collect() };
        let css_class = Field::new("css_class", "Custom User Class", given.css_class.as_str());
        let kept = user.map_or(&member.user.scope, |user| &user.scope);
        let scope = given.scope.as_ref().unwrap_or(kept);
        let wrong = |name| Field::new(name, "", "").with(problems).wrong;
        Self {
            presets: presets(own, !suppliers.is_empty()),
            areas: Area::ALL.iter().map(area).collect(),
            permissions_wrong: wrong("permissions"),
            scopes: scopes(scope, kept, suppliers),
            folders: folders(member, scope),
            suppliers: of_suppliers(suppliers, scope),
            scope_wrong: wrong("scope"),
            css_class: css_class.hint("Stands on their pages as u-…, for the store's own style sheet.").with(problems),
        }
    }
}

/// The presets that somebody with these permissions can give. That of suppliers only where there are any: it takes the
/// orders of one.
fn presets(own: Permissions, has_suppliers: bool) -> Vec<Choice> {
    let fits = |preset: Preset| preset != Preset::Supplier || has_suppliers;
    let can_give = |preset: &&Preset| fits(**preset) && own.covers(preset.permissions());
    let given = Preset::ALL.iter().filter(can_give).map(|preset| Choice::new(preset.name(), preset.label(), false));
    std::iter::once(Choice::new("", "As ticked below", true)).chain(given).collect()
}

/// Which orders somebody may see; those of a supplier that is gone can only stay as they are.
fn scopes(scope: &UserScope, kept: &UserScope, suppliers: &[Supplier]) -> Vec<Choice> {
    let is_folders = matches!(scope, UserScope::Folders(_));
    let mut scopes = vec![
        Choice::new("all", "All orders", *scope == UserScope::Everything),
        Choice::new("folders", "Orders in these folders", is_folders),
    ];
    let is_there = |id: &str| suppliers.iter().any(|supplier| supplier.id == id);
    if !suppliers.is_empty() {
        let is_chosen = matches!(scope, UserScope::Supplier(id) if is_there(id));
        scopes.push(Choice::new("supplier", "Orders that stand at this supplier, its own items alone", is_chosen));
    }
    if let UserScope::Supplier(id) = kept
        && !is_there(id)
    {
        scopes.push(Choice::new("same", format!("Orders of {}", kept.label()), scope == kept));
    }
    scopes
}

fn folders(member: &Member<'_>, scope: &UserScope) -> Vec<Choice> {
    let is_in = |id: FolderId| matches!(scope, UserScope::Folders(ids) if ids.contains(&id));
    let folders = member.store.folders.iter();
    folders.map(|folder| Choice::new(folder.id.to_string(), folder.name.as_str(), is_in(folder.id))).collect()
}

fn of_suppliers(suppliers: &[Supplier], scope: &UserScope) -> Vec<Choice> {
    let is_of = |supplier: &Supplier| matches!(scope, UserScope::Supplier(id) if *id == supplier.id);
    let choice = |it: &Supplier| Choice::new(it.id.as_str(), it.settings.name.as_str(), is_of(it));
    suppliers.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(form: &str) -> Given {
        Given::read(&Form::read(form.as_bytes()))
    }

    /// Catches a form that gives all orders, or all permissions, where it says nothing of them.
    #[test]
    fn what_a_form_does_not_say_is_not_given() {
        let nothing = given("");
        assert_eq!((nothing.permissions, nothing.scope), (Permissions::none(), Some(UserScope::Folders(vec![]))));
        assert_eq!(given("scope=same").scope, None);
        assert_eq!(given("scope=all&folder=1").scope, Some(UserScope::Everything));
        assert_eq!(given("scope=supplier&supplier=7").scope, Some(UserScope::Supplier("7".to_owned())));
        assert_eq!(given("scope=supplier").scope, Some(UserScope::Supplier(String::new())), "which is refused");
        let folders = ["1", "3"].map(|id| id.parse().unwrap()).to_vec();
        assert_eq!(given("scope=folders&folder=1&folder=x&folder=3").scope, Some(UserScope::Folders(folders)));
    }

    #[test]
    fn a_preset_counts_before_the_boxes() {
        let boxes = "permission=ship_orders&permission=fly&permission=view_orders";
        let ticked = Permissions::of([Permission::ShipOrders, Permission::ViewOrders]);
        assert_eq!(given(boxes).permissions, ticked);
        assert_eq!(given(&format!("{boxes}&preset=")).permissions, ticked);
        assert_eq!(given(&format!("{boxes}&preset=warehouse")).permissions, Preset::Warehouse.permissions());
    }

    #[test]
    fn a_preset_is_shown_to_who_has_all_of_it() {
        let names = |own| presets(own, true).into_iter().map(|choice| choice.value).collect::<Vec<_>>();
        assert_eq!(names(Permissions::none()), [""]);
        assert!(!names(Preset::Staff.permissions()).contains(&"everything".to_owned()));
        assert!(names(Permissions::all()).contains(&"everything".to_owned()));
        let supplier = Choice::new("supplier", Preset::Supplier.label(), false);
        assert!(presets(Permissions::all(), true).contains(&supplier));
        assert!(!presets(Permissions::all(), false).contains(&supplier), "there is none whose orders they could see");
    }

    /// Catches a user of a supplier that is gone who can't be saved without giving them other orders.
    #[test]
    fn orders_of_a_supplier_that_is_gone_can_stay_as_they_are() {
        let gone = UserScope::Supplier("9".to_owned());
        let there = Supplier { id: "7".to_owned(), settings: domain::SupplierSettings::default() };
        let chosen = |scope: &UserScope, suppliers: &[Supplier]| {
            let all = scopes(scope, &gone, suppliers);
            all.into_iter().filter(|choice| choice.is_chosen).map(|choice| choice.value).collect::<Vec<_>>()
        };
        assert_eq!(chosen(&gone, &[]), ["same"]);
        assert_eq!(chosen(&gone, std::slice::from_ref(&there)), ["same"]);
        assert_eq!(chosen(&UserScope::Supplier("7".to_owned()), std::slice::from_ref(&there)), ["supplier"]);
        assert_eq!(chosen(&UserScope::Everything, &[there]), ["all"]);
    }
}
