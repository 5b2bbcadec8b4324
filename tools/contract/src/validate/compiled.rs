//! Schemas of one document, compiled as they are needed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Draft, Registry, RegistryBuilder, Validator};
use serde_json::{Value, json};

/// What the document is called among the schemas.
const DOCUMENT: &str = "urn:document";

/// The compiled schemas by where they stand in the document.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// None when a reference in the document leads nowhere.
    registry: Result<Registry<'static>, String>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Compiled {
    pub(crate) fn new(document: Value) -> Self {
        let registry = Registry::new().draft(Draft::Draft202012).add(DOCUMENT, document);
        let registry = registry.and_then(RegistryBuilder::prepare).map_err(|error| error.to_string());
        Self { registry, validators: Mutex::default() }
    }

    /// What of `value` does not fit the schema at this JSON pointer: where, and what is wrong.
    pub(crate) fn problems(&self, at: &str, value: &Value) -> Vec<(String, String)> {
        match self.validator(at) {
            Ok(validator) => {
                let problem =
                    |error: jsonschema::ValidationError| (error.instance_path().to_string(), error.to_string());
                validator.iter_errors(value).map(problem).collect()
            }
            Err(error) => vec![(String::new(), format!("the schema at {at} does not hold: {error}"))],
        }
    }

    fn validator(&self, at: &str) -> Result<Arc<Validator>, String> {
        let registry = self.registry.as_ref().map_err(Clone::clone)?;
        // Who panicked meanwhile left the map whole.
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = validators.get(at) {
            return Ok(Arc::clone(validator));
        }
        // Braces stand for values in an address, and may not stand in a URI.
        let pointer = at.replace('{', "%7B").replace('}', "%7D");
        let schema = json!({"$ref": format!("{DOCUMENT}#{pointer}")});
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(registry);
        let validator = Arc::new(options.build(&schema).map_err(|error| error.to_string())?);
        validators.insert(at.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}
