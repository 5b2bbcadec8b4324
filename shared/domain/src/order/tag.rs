//! The colours of an order's tag (orderdesk-app 4.5).

/// The colours an order can be tagged with, and the `tag_name` each stands for.
pub const TAGS: [(&str, &str); 7] = [
    ("Green", "success"),
    ("Red", "error"),
    ("Blue", "info"),
    ("Yellow", "warning"),
    ("Orange", "orange"),
    ("Purple", "purple"),
    ("White", "x"),
];

/// The colour that is meant, and its `tag_name`; letters of any case, and blanks around them.
pub fn tag_of(color: &str) -> Option<(&'static str, &'static str)> {
    TAGS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(color.trim()))
}
