//! HTML entities in what shops and people write.

/// What begins an entity has its end within so many bytes.
const MAX_ENTITY_LENGTH: usize = 12;

/// The names of the characters from U+00A0 to U+00FF, in their sequence (HTML 4).
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// The other names that shops write.
const NAMED: [(&str, char); 30] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
    ("circ", 'ˆ'),
    ("tilde", '˜'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("dagger", '†'),
    ("bull", '•'),
    ("hellip", '…'),
    ("prime", '′'),
    ("Prime", '″'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("euro", '€'),
    ("trade", '™'),
    ("minus", '−'),
];

/// A text with its HTML entities decoded, once: `&amp;lt;` is `&lt;`. What is no entity that is known stays.
pub fn decode_html(text: &str) -> String {
    decode(text, |_| true)
}

/// A text as WordPress decodes the secret of a webhook: only what HTML itself is written with.
pub fn decode_special(text: &str) -> String {
    decode(text, |letter| matches!(letter, '&' | '<' | '>' | '"' | '\''))
}

fn decode(text: &str, is_meant: impl Fn(char) -> bool) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        decoded.push_str(before);
        let entity = behind.split_once(';').filter(|(name, _)| name.len() <= MAX_ENTITY_LENGTH);
        let letter = entity.and_then(|(name, _)| character(name)).filter(|letter| is_meant(*letter));
        decoded.push(letter.unwrap_or('&'));
        rest = entity.filter(|_| letter.is_some()).map_or(behind, |(_, after)| after);
    }
    decoded.push_str(rest);
    decoded
}

/// The character an entity stands for, by what is written between `&` and `;`.
fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|letter| *letter != '\0');
    }
    if let Some((_, letter)) = NAMED.iter().find(|(name, _)| *name == entity) {
        return Some(*letter);
    }
    let place = LATIN.split_whitespace().position(|name| name == entity)?;
    char::from_u32(u32::try_from(place).ok()?.checked_add(0xa0)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn entities_are_decoded_once_and_not_twice() {
        for (written, shown) in [
            ("H&amp;M", "H&M"),
            ("Tee &#8211; Blue", "Tee – Blue"),
            ("Tee &ndash; Blue, M", "Tee – Blue, M"),
            ("Van &amp; Velo", "Van & Velo"),
            ("please &#39;thanks&#39; &#x27;now&#X27;", "please 'thanks' 'now'"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("caf&eacute; &uuml;ber &yuml;&nbsp;&szlig;", "café über ÿ\u{a0}ß"),
            ("2 &times; 3 &hellip;", "2 × 3 …"),
            ("AT&T &unknown; &#0; &#xD800; & &;", "AT&T &unknown; &#0; &#xD800; & &;"),
            ("🙂 &amp; مرحبا", "🙂 & مرحبا"),
        ] {
            assert_eq!(decode_html(written), shown, "{written}");
        }
    }

    #[test]
    fn a_secret_is_decoded_of_what_html_is_written_with_alone() {
        assert_eq!(decode_special("it&#039;s &amp; &lt;secret&gt; &quot;x&quot;"), "it's & <secret> \"x\"");
        assert_eq!(decode_special("&eacute;&ndash;&#8211;"), "&eacute;&ndash;&#8211;");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = (decode_html(&text), decode_special(&text));
        }

        #[test]
        fn what_is_escaped_comes_back(text in "[^&<>\"']*[&<>\"']?[^&<>\"']*") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            prop_assert_eq!(decode_html(&escaped), text);
        }
    }
}
