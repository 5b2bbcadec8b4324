//! Names and values in a text field, a line each, as checkout data and metadata are typed.

use domain::{Problem, Variations};

/// What a line begins with that goes on with the value of the line above.
const CONTINUED: &str = "  ";

/// Names and values, a line each: `name = value`. A value of several lines goes on in lines that begin with two blanks.
pub(super) fn written(pairs: &Variations) -> String {
    pairs.iter().map(|(name, value)| entry(name, value)).collect::<Vec<_>>().join("\n")
}

fn entry(name: &str, value: &str) -> String {
    format!("{name} = {}", of_one_form(value).replace('\n', &format!("\n{CONTINUED}")))
}

/// The same text with the ends of lines that this machine writes: browsers send others.
pub(super) fn of_one_form(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Reads what [`written`] made, as somebody changed it. What they left of `before` stays to the letter, however odd it is;
/// `field` is the field of the form.
pub(super) fn read(field: &str, text: &str, before: &Variations) -> Result<Variations, Vec<Problem>> {
    let text = of_one_form(text);
    let (mut pairs, mut problems) = (Variations::default(), vec![]);
    for (line, entry_text) in entries(&text) {
        let known = before.iter().find(|(name, value)| entry(name, value).trim() == entry_text.trim());
        let (name, value) = match (known, entry_text.split_once('=')) {
            (Some((name, value)), _) => (name.clone(), value.clone()),
            (None, Some((name, value))) if !name.trim().is_empty() => {
                (name.trim().to_owned(), value.trim().replace(&format!("\n{CONTINUED}"), "\n"))
            }
            (None, _) => {
                problems.push(Problem::new(field, format!("line {line} must be name = value")));
                continue;
            }
        };
        if pairs.contains_key(&name) {
            problems.push(Problem::new(field, format!("\"{name}\" stands there twice")));
        }
        pairs.insert(name, value);
    }
    if problems.is_empty() { Ok(pairs) } else { Err(problems) }
}

/// The lines that begin something, each with those that go on with it, and the number of its line.
fn entries(text: &str) -> Vec<(usize, String)> {
    let mut entries: Vec<(usize, String)> = vec![];
    for (place, line) in text.split('\n').enumerate() {
        match entries.last_mut() {
            Some((_, entry)) if line.starts_with(CONTINUED) => {
                entry.push('\n');
                entry.push_str(line);
            }
            _ if line.trim().is_empty() => {}
            _ => entries.push((place.saturating_add(1), line.to_owned())),
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn map(pairs: &[(&str, &str)]) -> Variations {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn lines_are_names_and_values_and_a_value_goes_on_behind_two_blanks() {
        let none = Variations::default();
        let read = |text| read("data", text, &none);
        assert_eq!(read("Size = A2\r\n\r\n Frame=oak = dark "), Ok(map(&[("Size", "A2"), ("Frame", "oak = dark")])));
        assert_eq!(read("Note = first\n  second\nGift ="), Ok(map(&[("Note", "first\nsecond"), ("Gift", "")])));
        for bad in ["Size", "= A2", "a = 1\na = 2"] {
            assert_eq!(read(bad).unwrap_err().len(), 1, "{bad}");
        }
    }

    /// Catches a value that is taken apart or trimmed because another one was changed.
    #[test]
    fn what_nobody_changed_stays_when_something_else_is_changed() {
        let before = map(&[("a=b", "odd = name"), ("Note", "two\r\n\r\n  lines "), ("Gift", "yes")]);
        let changed = written(&before).replace("Gift = yes", "Gift = no") + "\nNew = 1";
        let after = map(&[("a=b", "odd = name"), ("Note", "two\r\n\r\n  lines "), ("Gift", "no"), ("New", "1")]);
        assert_eq!(read("data", &changed, &before), Ok(after));
    }

    proptest! {
        /// Catches whatever pairs a form that is sent back untouched would change.
        #[test]
        fn a_form_that_nobody_touched_changes_nothing(
            pairs in prop::collection::vec(("[a-zA-Z =\u{e9}]{1,8}[a-z]", "[ a-z=\r\n]{0,12}"), 0..4)
        ) {
            let pairs: Variations = pairs.into_iter().map(|(name, value)| (name.trim().to_owned(), value)).collect();
            // Two pairs can look alike in the field: `a = b = c`. Which is which is not known then, and it is refused.
            let shown: BTreeSet<_> = pairs.iter().map(|(name, value)| entry(name, value).trim().to_owned()).collect();
            prop_assume!(shown.len() == pairs.len());
            let sent = written(&pairs).trim().replace('\n', "\r\n");
            prop_assert_eq!(read("data", &sent, &pairs), Ok(pairs));
        }
    }
}
