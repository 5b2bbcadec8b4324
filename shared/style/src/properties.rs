//! What a sheet may set, and what it may set it by.

/// The properties that a sheet may set.
pub const PROPERTIES: [&str; 72] = [
    "accent-color",
    "align-content",
    "align-items",
    "align-self",
    "background",
    "background-color",
    "border",
    "border-bottom",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "column-gap",
    "content",
    "display",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "font-size",
    "font-style",
    "font-weight",
    "gap",
    "grid-column",
    "grid-row",
    "grid-template-columns",
    "grid-template-rows",
    "height",
    "justify-content",
    "justify-self",
    "letter-spacing",
    "line-height",
    "margin",
    "margin-block",
    "margin-bottom",
    "margin-inline",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "opacity",
    "order",
    "overflow",
    "overflow-wrap",
    "padding",
    "padding-block",
    "padding-bottom",
    "padding-inline",
    "padding-left",
    "padding-right",
    "padding-top",
    "position",
    "row-gap",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-overflow",
    "text-transform",
    "vertical-align",
    "visibility",
    "white-space",
    "width",
    "z-index",
];

/// The colours of the console. A sheet may set them, and what is guarded has its own all the same.
pub const COLORS: [&str; 22] = [
    "--bg",
    "--side",
    "--surface",
    "--raise",
    "--hover",
    "--line",
    "--edge",
    "--ink",
    "--soft",
    "--accent",
    "--accent-fill",
    "--on-accent",
    "--accent-soft",
    "--good",
    "--good-soft",
    "--warn",
    "--warn-soft",
    "--bad",
    "--bad-soft",
    "--info",
    "--info-soft",
    "--shade",
];

/// What else the console's own sheet calls by a name. A sheet may use it and not set it.
pub const VARIABLES: [&str; 2] = ["--round", "--tall"];

/// Properties of which a few values alone are taken: what lies over what is guarded would hide it.
const NARROW: [(&str, &[&str]); 2] =
    [("position", &["static", "relative", "absolute"]), ("z-index", &["auto", "0", "1"])];

/// Whether a sheet may set it.
pub(crate) fn is_taken(property: &str) -> bool {
    PROPERTIES.contains(&property) || COLORS.contains(&property)
}

/// Whether `var()` may name it.
pub(crate) fn is_variable(name: &str) -> bool {
    COLORS.contains(&name) || VARIABLES.contains(&name)
}

/// The only values of a property, where it has not all.
pub(crate) fn values_of(property: &str) -> Option<&'static [&'static str]> {
    NARROW.iter().find(|(narrow, _)| *narrow == property).map(|(_, values)| *values)
}
