//! Answers that are files.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{ApiReply, Whole};

/// What stands as it is in the name of a file (RFC 8187).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl ApiReply {
    /// A file of text whose cells stand between delimiters, to be kept under a name.
    pub fn csv_file(name: &str, text: String) -> Self {
        let reply = Self { whole: Some(Box::new(Whole::Csv(text))), ..Self::empty(200, None) };
        // Names have letters of any script, and signs that would end the header's own quotation marks or lead elsewhere.
        let name = utf8_percent_encode(name, PLAIN);
        reply.header("content-disposition", format!("attachment; filename*=UTF-8''{name}"))
    }

    /// A style sheet, which the browser of whoever loads it keeps for good: another one has another address.
    pub fn style_sheet(text: String) -> Self {
        let reply = Self { whole: Some(Box::new(Whole::Style(text))), ..Self::empty(200, None) };
        reply.header("cache-control", "private, max-age=31536000, immutable")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Face;

    #[test]
    fn a_file_is_named_whatever_letters_its_name_has() {
        let reply = ApiReply::csv_file("Hafen \"Mütze\"\r\n/../a.csv", "a;b\r\n".to_owned());
        let response = reply.response(Face::Own, Duration::ZERO);
        for (name, value) in [
            ("content-type", "text/csv; charset=utf-8"),
            ("content-disposition", "attachment; filename*=UTF-8''Hafen%20%22M%C3%BCtze%22%0D%0A%2F..%2Fa.csv"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(response.headers()[name], value, "{name}");
        }
        assert_eq!(response.into_body(), "a;b\r\n");
    }

    #[test]
    fn a_style_sheet_is_kept_by_who_loads_it_and_by_nobody_on_the_way() {
        let reply = ApiReply::style_sheet("a { order: 1 }".to_owned());
        let response = reply.response(Face::Own, Duration::ZERO);
        assert_eq!(response.headers()["content-type"], "text/css; charset=utf-8");
        assert_eq!(response.headers()["cache-control"], "private, max-age=31536000, immutable");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.into_body(), "a { order: 1 }");
    }
}
