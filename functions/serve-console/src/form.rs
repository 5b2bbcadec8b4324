//! Fields of a form as a browser sends it.

/// A form has at most so many fields: an order's items and some more, or the orders of a page that are ticked.
const MAX_FIELDS: usize = 1_100;

/// What a form says, field by field, as it was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body of the type `application/x-www-form-urlencoded`.
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().take(MAX_FIELDS).collect())
    }

    /// What a field says, without the blanks around it; of two of one name the last. Blank where it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(field, _)| field == name).map(|(_, text)| text.trim()).unwrap_or_default()
    }

    /// What a field says as it was sent, as a password is.
    pub(crate) fn exact(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(field, _)| field == name).map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// All that is said under a name, as by boxes that are ticked.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, text)| text.trim())
    }

    /// Whether a field is there, as a box that is ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
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
        assert_eq!(form.exact("tracking_number"), " 1Z 999 ");
        assert_eq!(form.all("action").collect::<Vec<_>>(), ["ship", "confirm"]);
        assert_eq!(Form::read(b"\xff\xfe=%ff").text("action"), "");
    }
}
