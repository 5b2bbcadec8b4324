//! Stores and their settings (orderdesk-api 2.2, and our own API).

mod compatible;
mod read;
mod view;

pub use compatible::compatible_view;
pub use read::{read_new, read_patch};
pub use view::{SettingsView, StoreView};
