//! Which boxes are ticked at first. The boxes count: what a preset was chosen is kept nowhere.

use super::{Area, Permission, Permissions};
use crate::kinds::kinds;

kinds! {
    /// A usual set of permissions.
    Preset {
        /// All of them.
        #[default]
        Everything = "everything",
        /// All but the set-up.
        Staff = "staff",
        /// Who packs and ships, and needs no prices.
        Warehouse = "warehouse",
        /// Who answers customers.
        Service = "service",
        /// Who keeps the books.
        Accountant = "accountant",
        /// Who makes or ships what the store sells; such a user's scope names the supplier.
        Supplier = "supplier",
        /// Who only looks.
        ReadOnly = "read_only",
    }
}

impl Preset {
    /// What people choose it by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Everything => "Everything",
            Self::Staff => "Staff",
            Self::Warehouse => "Warehouse",
            Self::Service => "Service",
            Self::Accountant => "Accountant",
            Self::Supplier => "Supplier",
            Self::ReadOnly => "Read only",
        }
    }

    /// The permissions it ticks.
    pub fn permissions(self) -> Permissions {
        let of = |areas: &[Area]| Permissions::of(areas.iter().flat_map(|area| area.permissions()));
        match self {
            Self::Everything => Permissions::all(),
            Self::Staff => of(&[Area::See, Area::Orders, Area::Records]),
            Self::Warehouse => Permissions::of([
                Permission::ViewOrders,
                Permission::ViewInventory,
                Permission::MoveOrders,
                Permission::AddNotes,
                Permission::ShipOrders,
                Permission::ManageInventory,
            ]),
            Self::Service => of(&[Area::See, Area::Orders])
                .without(Permission::ViewReports)
                .without(Permission::ViewAudit)
                .without(Permission::DeleteOrders)
                .without(Permission::ManagePayments),
            Self::Accountant => of(&[Area::See]).with(Permission::ExportOrders).with(Permission::ManageBilling),
            Self::Supplier => Permissions::of([
                Permission::ViewOrders,
                Permission::AddNotes,
                Permission::ShipOrders,
                Permission::CancelOrders,
            ]),
            Self::ReadOnly => of(&[Area::See]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_give_what_their_names_say() {
        assert_eq!(Preset::Everything.permissions(), Permissions::all());
        assert_eq!(Preset::default(), Preset::Everything);
        for preset in Preset::ALL {
            assert_eq!(Preset::named(preset.name()), Some(*preset));
            assert!(preset.permissions().has(Permission::ViewOrders), "{preset:?}");
        }
        let set_up = Permissions::of(Area::SetUp.permissions());
        let without_set_up = [Preset::Staff, Preset::Warehouse, Preset::Service, Preset::Supplier, Preset::ReadOnly];
        for preset in without_set_up {
            assert_eq!(preset.permissions().beyond(set_up), preset.permissions(), "{preset:?}");
        }
        assert!(!Preset::Warehouse.permissions().has(Permission::ViewPrices));
        assert!(!Preset::Service.permissions().has(Permission::DeleteOrders));
        assert!(Preset::Accountant.permissions().has(Permission::ManageBilling));
        assert_eq!(Preset::Supplier.permissions().iter().count(), 4);
    }
}
