//! The templates a store begins with. They are written in our templates' language over the list `orders`.

/// A template that is there from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What it is called in addresses: `packing-slip`.
    pub name: &'static str,
    /// What it is called where people read it.
    pub title: &'static str,
    /// Its source, HTML with what templates put in.
    pub source: &'static str,
}

macro_rules! built_in {
    ($name:literal, $title:literal) => {
        BuiltIn { name: $name, title: $title, source: include_str!(concat!("../templates/", $name, ".html")) }
    };
}

/// All of them.
pub const TEMPLATES: &[BuiltIn] = &[
    built_in!("receipt", "Receipt"),
    built_in!("vat-receipt", "VAT receipt"),
    built_in!("packing-slip", "Packing slip"),
    built_in!("pick-list", "Pick list"),
    built_in!("address-label", "Address label"),
    built_in!("return-slip", "Return slip"),
];
