//! Texts of shops: HTML tags, characters that nothing should keep.

use domain::entities::decode_html;

/// A text without NUL, which no database keeps.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "")
}

/// A text without HTML tags, its entities decoded.
pub(crate) fn without_tags(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        bare.push_str(before);
        let is_tag = behind.starts_with(|letter: char| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!'));
        match behind.split_once('>') {
            Some((_, after)) if is_tag => rest = after,
            _ => {
                bare.push('<');
                rest = behind;
            }
        }
    }
    bare.push_str(rest);
    decode_html(bare.trim())
}

/// The first `max` characters of a text.
pub(crate) fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_go_and_what_is_no_tag_stays() {
        assert_eq!(without_tags("<p>Blue &amp; <b>big</b></p>\n"), "Blue & big");
        assert_eq!(without_tags("3 < 4 and 5 > 4 <3"), "3 < 4 and 5 > 4 <3");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = without_tags(&text);
        }
    }
}
