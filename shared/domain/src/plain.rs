//! Texts of others in what we write to people: without control characters, bounded, and with no link in them that a mail
//! program would make clickable. A mail from our address must not lead anywhere a stranger wants.

/// A text on one line, of at most `max` characters of what was given.
pub fn one_line(text: &str, max: usize) -> String {
    let line: String = shown(text).map(|c| if c == '\n' { ' ' } else { c }).take(max).collect();
    without_links(line.trim())
}

/// A text as a quotation: `> ` in front of each line, of at most `max` characters of what was given.
pub fn quoted(text: &str, max: usize) -> String {
    let text: String = shown(text).take(max).collect();
    let lines: Vec<_> = text.trim().lines().map(|line| format!("> {}", without_links(line.trim_end()))).collect();
    lines.join("\n")
}

/// The characters that can be seen, with every end of a line as `\n` and every other blank or control character as a blank.
fn shown(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !is_invisible(*c)).filter(|c| *c != '\r').map(|c| match c {
        '\n' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_control() || c.is_whitespace() => ' ',
        c => c,
    })
}

/// What is not seen and hides or turns round what is: zero widths, directions, soft hyphens, tags.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// `http[:]//evil[.]example`: what looks like an address, of the web or of mail, in brackets where it would be recognized.
fn without_links(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut broken = String::with_capacity(text.len());
    for (index, c) in letters.iter().copied().enumerate() {
        let before = index.checked_sub(1).and_then(|before| letters.get(before)).copied().unwrap_or(' ');
        let behind = letters.get(index.saturating_add(1)).copied().unwrap_or(' ');
        let is_within = !before.is_whitespace() && !behind.is_whitespace();
        match c {
            '.' | '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff0e}' | '\u{ff61}' if is_within => broken.push_str("[.]"),
            '@' | '\u{fe6b}' | '\u{ff20}' => broken.push_str("[@]"),
            ':' | '\u{fe55}' | '\u{ff1a}' if is_within && is_scheme(before, behind) => broken.push_str("[:]"),
            c => broken.push(c),
        }
    }
    broken
}

/// Whether a colon between these may end a scheme (`mailto:ada`, `http://`), and not a part of a time (`09:15`).
fn is_scheme(before: char, behind: char) -> bool {
    before.is_alphabetic() || matches!(behind, '/' | '\\' | '\u{ff0f}' | '\u{2044}' | '\u{2215}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_are_broken_and_sentences_are_not() {
        for (given, shown) in [
            ("Visit http://evil.example/x now", "Visit http[:]//evil[.]example/x now"),
            ("www.evil.example", "www[.]evil[.]example"),
            ("evil\u{200b}.example", "evil[.]example"),
            ("evil。example", "evil[.]example"),
            ("mail ada@evil.example.", "mail ada[@]evil[.]example."),
            ("mailto:ada tel:123 javascript:x", "mailto[:]ada tel[:]123 javascript[:]x"),
            ("at 09:15 it was out of ink. Again: later", "at 09:15 it was out of ink. Again: later"),
            ("two\r\nlines\tand\u{7}more", "two lines and more"),
            ("\u{202e}drawkcab", "drawkcab"),
        ] {
            assert_eq!(one_line(given, 100), shown, "{given:?}");
        }
    }

    #[test]
    fn a_quotation_marks_each_of_its_lines_and_ends() {
        assert_eq!(quoted("one\r\n\r\ntwo\u{2028}three", 100), "> one\n> \n> two\n> three");
        assert_eq!(quoted(&"x".repeat(600), 500).len(), 502);
        assert_eq!(quoted("", 10), "");
    }

    /// What mail programs look for, and more.
    pub(crate) fn has_link(text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(3).any(|three| {
            let [before, c, behind] = three else { return false };
            match c {
                '.' | '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff0e}' | '\u{ff61}' => {
                    !before.is_whitespace() && behind.is_alphanumeric()
                }
                '@' | '\u{ff20}' => !(*before == '[' && *behind == ']'),
                ':' => before.is_alphanumeric() && *behind == '/',
                _ => false,
            }
        })
    }

    proptest! {
        #[test]
        fn no_link_and_no_control_character_is_left(
            text in r"([a-z0-9]{0,3}[.:/@。．＠\u{200b}\u{202e}\n\r\t\u{0} -]{0,3}(http|www|com|://|\PC|.){0,3}){0,30}", max in 0_usize..600,
        ) {
            for shown in [one_line(&text, max), quoted(&text, max)] {
                prop_assert!(!has_link(&shown), "{shown:?}");
                prop_assert!(!shown.chars().any(|c| is_invisible(c) || (c.is_control() && c != '\n')), "{shown:?}");
                prop_assert!(shown.chars().count() <= max * 5 + 2);
            }
            prop_assert!(!one_line(&text, max).contains('\n'));
            prop_assert!(quoted(&text, max).lines().all(|line| line.starts_with("> ")));
        }
    }
}
