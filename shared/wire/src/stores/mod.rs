//! Stores and their settings (orderdesk-api 2.2, and our own API).

mod compatible;
mod fields;
mod read;
mod view;

pub use compatible::{CompatibleSettingsView, CompatibleView};
pub use fields::{NewStore, OperatorStoreChange, SettingsInput, StoreChange};
pub use read::{LockChange, read_new, read_operator_patch, read_patch};
pub use view::{CeilingsView, SettingsView, StoreView};
