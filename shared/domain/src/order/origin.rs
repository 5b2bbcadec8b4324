//! How an order came to be.

use serde::{Deserialize, Serialize};

/// How an order came to be; decides which event its creation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Through the compatible API. Its event is "Order is Imported".
    #[default]
    Api,
    /// Entered by a person. Its event is "Order is Created Manually".
    Manual,
}
