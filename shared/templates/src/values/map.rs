//! A map whose entries keep their order.

use std::sync::Arc;

use domain::Variations;
use minijinja::Value;
use minijinja::value::{Enumerator, Object};

/// Names and values in the order they were given.
#[derive(Debug, Default)]
pub(crate) struct Entries(pub(crate) Vec<(String, Value)>);

impl Object for Entries {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.to_string();
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Value::from(name.as_str())).collect())
    }
}

impl From<&Variations> for Entries {
    fn from(map: &Variations) -> Self {
        Self(map.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect())
    }
}
