//! Fields of a form as a browser sends it.

use std::collections::BTreeMap;

/// A form has at most so many fields: an order's items and some more.
const MAX_FIELDS: usize = 1_100;

/// What a form says, by the names of its fields; of two of one name the last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a body of the type `application/x-www-form-urlencoded`.
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().take(MAX_FIELDS).collect())
    }

    /// What a field says, without the blanks around it; blank where it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).map(|text| text.trim()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let form = Form::read(b"action=ship&tracking_number=+1Z%20999+&note=Gr%C3%BC%C3%9Fe&action=confirm");
        assert_eq!((form.text("action"), form.text("tracking_number")), ("confirm", "1Z 999"));
        assert_eq!((form.text("note"), form.text("gone")), ("Grüße", ""));
        assert_eq!(Form::read(b"\xff\xfe=%ff").text("action"), "");
    }
}
