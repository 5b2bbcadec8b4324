//! The bodies of rows: JSON, packed with the table's dictionary.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use dynoxide::types::AttributeValue;
use serde_json::Value;
use zstd::bulk::{Compressor, Decompressor};

use crate::cloud::Item;

/// More than any body has.
const MAX_BYTES: usize = 16 << 20;

#[derive(Debug)]
pub(crate) struct Bodies {
    dictionary: Vec<u8>,
}

impl Bodies {
    /// With the dictionary of a checkout, wherever in `shared/table` it lies.
    pub(crate) fn read(checkout: &Path) -> Result<Self> {
        let path = find(&checkout.join("shared/table"), "dictionary-1.json").context("the table has no dictionary")?;
        Ok(Self { dictionary: std::fs::read(path)? })
    }

    /// The body of a row as text, nothing where there is none.
    pub(crate) fn text(&self, row: &Item) -> Option<String> {
        let Some(AttributeValue::B(packed)) = row.get("body") else { return None };
        let (_, packed) = packed.split_first()?;
        let mut decompressor = Decompressor::with_dictionary(&self.dictionary).ok()?;
        String::from_utf8(decompressor.decompress(packed, MAX_BYTES).ok()?).ok()
    }

    pub(crate) fn json(&self, row: &Item) -> Value {
        self.text(row).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// A body to put into a row.
    pub(crate) fn pack(&self, text: &str) -> Result<AttributeValue> {
        let packed = Compressor::with_dictionary(6, &self.dictionary)?.compress(text.as_bytes())?;
        Ok(AttributeValue::B([&[1], &packed[..]].concat()))
    }
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        let found = if path.is_dir() { find(&path, name) } else { path.ends_with(name).then_some(path) };
        if found.is_some() {
            return found;
        }
    }
    None
}
