//! What a person may do in a store, one name for each thing (accounts 4).

mod preset;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::preset::Preset;

/// Every permission with its area, its name and what people read of it.
macro_rules! permissions {
    ($($area:ident { $($entry:ident = $name:literal, $label:literal;)+ })+) => {
        /// One thing that a person may do in a store.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission {
            $($(#[doc = $label] $entry,)+)+
        }

        impl Permission {
            /// Every one there is, area by area.
            pub const ALL: &[Self] = &[$($(Self::$entry,)+)+];

            /// Its name in rows, in forms and in the API.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$entry => $name,)+)+ }
            }

            /// What people read beside its box.
            pub const fn label(self) -> &'static str {
                match self { $($(Self::$entry => $label,)+)+ }
            }

            /// The area it belongs to.
            pub const fn area(self) -> Area {
                match self { $($(Self::$entry => Area::$area,)+)+ }
            }

            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|permission| permission.name() == name)
            }
        }
    };
}

permissions! {
    See {
        ViewDashboard = "view_dashboard", "See the dashboard";
        ViewOrders = "view_orders", "See orders";
        ViewCustomers = "view_customers", "See e-mail, phone and billing address of customers";
        ViewPrices = "view_prices", "See prices, totals and payments";
        ViewInventory = "view_inventory", "See the inventory";
        ViewAppointments = "view_appointments", "See appointments and what became of them";
        ViewReports = "view_reports", "See reports";
        ViewAudit = "view_audit", "See who changed what in the store";
    }
    Orders {
        CreateOrders = "create_orders", "Create orders";
        EditOrders = "edit_orders", "Edit orders";
        MoveOrders = "move_orders", "Move orders to other folders, and tag them";
        AddNotes = "add_notes", "Add notes to orders";
        ShipOrders = "ship_orders", "Add shipments and tracking numbers";
        SplitMergeOrders = "split_merge_orders", "Split and merge orders";
        CancelOrders = "cancel_orders", "Cancel orders";
        DeleteOrders = "delete_orders", "Delete and restore orders";
        RunEvents = "run_events", "Run events and press custom buttons";
        SendMail = "send_mail", "Send mails of orders";
        CopyToStores = "copy_to_stores", "Copy and move orders to other stores";
        ManagePayments = "manage_payments", "Record captures, refunds and voids";
    }
    Records {
        ImportFiles = "import_data", "Import files";
        ExportOrders = "export_orders", "Export orders";
        ManageInventory = "manage_inventory", "Change inventory items and their stock";
        RetryAppointments = "retry_appointments", "Retry and cancel appointments";
    }
    SetUp {
        ManageRules = "manage_rules", "Write drafts of rules";
        PublishRules = "publish_rules", "Have rules take effect";
        ManageTemplates = "manage_templates", "Change templates of mails, documents and files";
        ManageIntegrations = "manage_integrations", "Connect shops and file servers";
        ManageSuppliers = "manage_suppliers", "Change suppliers";
        ManageSettings = "manage_settings", "Change settings and folders of the store";
        ManageUsers = "manage_users", "Invite users, and say what they may do";
        ManageKeys = "manage_keys", "Make and revoke keys to the API";
        ManageBilling = "manage_billing", "See bills, and choose the plan";
        ApproveProposals = "approve_proposals", "Approve what agents propose";
    }
}

/// What permissions are shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// What is only looked at.
    See,
    /// What is done with orders.
    Orders,
    /// What comes and goes as a whole: files, inventory, appointments.
    Records,
    /// How the store works, and who works in it.
    SetUp,
}

impl Area {
    /// Every one there is, in the sequence they are shown in.
    pub const ALL: &[Self] = &[Self::See, Self::Orders, Self::Records, Self::SetUp];

    /// What people read above its boxes.
    pub const fn label(self) -> &'static str {
        match self {
            Self::See => "See",
            Self::Orders => "Orders",
            Self::Records => "Files, inventory, appointments",
            Self::SetUp => "Set-up",
        }
    }

    /// Its permissions, in the sequence they are shown in.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| permission.area() == self)
    }
}

/// Some of all permissions. In rows and in the API they stand by their names; a name that this build does not know is
/// passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Permissions(u64);

impl Permissions {
    /// Not one.
    pub const fn none() -> Self {
        Self(0)
    }

    /// Every one there is.
    pub fn all() -> Self {
        Self::of(Permission::ALL.iter().copied())
    }

    /// These.
    pub fn of(permissions: impl IntoIterator<Item = Permission>) -> Self {
        permissions.into_iter().fold(Self::none(), Self::with)
    }

    /// Those of these names; a name that is none is passed over.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(names.into_iter().filter_map(Permission::named))
    }

    /// Whether it is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// These and one more.
    #[must_use]
    pub fn with(self, permission: Permission) -> Self {
        Self(self.0 | bit(permission))
    }

    /// These without one.
    #[must_use]
    pub fn without(self, permission: Permission) -> Self {
        Self(self.0 & !bit(permission))
    }

    /// Those that `other` has not.
    #[must_use]
    pub const fn beyond(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of `other` are among them.
    pub const fn covers(self, other: Self) -> bool {
        other.beyond(self).is_empty()
    }

    /// Whether there is not one.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, area by area.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }

    /// Their names, area by area.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Permission::name).collect()
    }
}

/// Where a permission stands among the bits. Rows have names, so a permission may be put anywhere among the others.
fn bit(permission: Permission) -> u64 {
    let place = Permission::ALL.iter().position(|other| *other == permission);
    place.map_or(0, |place| 1_u64 << place)
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::name))
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        Ok(Self::named(names.iter().map(String::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_permissions_have_one_name_and_all_fit_into_a_set() {
        let names: BTreeSet<_> = Permission::ALL.iter().map(|permission| permission.name()).collect();
        assert_eq!(names.len(), Permission::ALL.len());
        assert!(Permission::ALL.len() <= 64);
        assert_eq!(Permissions::all().iter().count(), Permission::ALL.len());
        for permission in Permission::ALL {
            assert_eq!(Permission::named(permission.name()), Some(*permission));
            let without = Permissions::all().without(*permission);
            assert!(!without.has(*permission) && without.iter().count() + 1 == Permission::ALL.len());
        }
    }

    #[test]
    fn every_permission_is_shown_in_one_area() {
        let shown: Vec<_> = Area::ALL.iter().flat_map(|area| area.permissions()).collect();
        assert_eq!(shown, Permission::ALL);
    }

    #[test]
    fn permissions_are_stored_by_name_and_unknown_names_are_passed_over() {
        let some = Permissions::of([Permission::ShipOrders, Permission::ViewOrders]);
        assert_eq!(serde_json::to_string(&some).unwrap(), r#"["view_orders","ship_orders"]"#);
        let read: Permissions = serde_json::from_str(r#"["ship_orders","of_a_later_build","view_orders"]"#).unwrap();
        assert_eq!(read, some);
    }

    #[test]
    fn what_is_beyond_is_what_the_other_lacks() {
        let (few, more) = (Permissions::of([Permission::ViewOrders]), Preset::Warehouse.permissions());
        assert!(more.covers(few) && !few.covers(more) && more.covers(more));
        assert_eq!(few.beyond(more), Permissions::none());
        assert_eq!(more.beyond(few).with(Permission::ViewOrders), more);
    }
}
