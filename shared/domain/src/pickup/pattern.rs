//! Patterns of names of files.

/// Whether a name is one that a pattern means: `*` stands for any letters, `?` for one; the case of letters does not
/// matter. A name that begins with a dot is hidden, and meant only by a pattern that does too.
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name) = (folded(pattern), folded(name));
    let (mut at, mut seen) = (0, 0);
    // Where the last star is, and how much of the name it stands for so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(seen) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at = at.saturating_add(1);
            }
            Some(meant) if *meant == '?' || meant == letter => {
                at = at.saturating_add(1);
                seen = seen.saturating_add(1);
            }
            _ => {
                let Some((place, taken)) = star else { return false };
                let taken = taken.saturating_add(1);
                star = Some((place, taken));
                (at, seen) = (place.saturating_add(1), taken);
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|left| *left == '*')
}

fn folded(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_star_is_any_letters_and_a_question_mark_is_one() {
        for (pattern, name, is_meant) in [
            ("*.csv", "stock.csv", true),
            ("*.csv", "STOCK.CSV", true),
            ("*.csv", "stock.csv.tmp", false),
            ("*.csv", ".csv", false),
            ("*.csv", ".stock.csv", false),
            (".*", ".stock.csv", true),
            ("stock-????.csv", "stock-2026.csv", true),
            ("stock-????.csv", "stock-26.csv", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("*", "anything", true),
            ("**", "", true),
            ("", "", true),
            ("", "a", false),
            ("größe.csv", "GRÖSSE.csv", false),
            ("grö?e*", "GRÖßE.csv", true),
        ] {
            assert_eq!(matches_pattern(pattern, name), is_meant, "{pattern} {name}");
        }
    }

    /// Catches a pattern that takes as long as there are ways to match it.
    #[test]
    fn a_pattern_of_stars_does_not_take_for_ever() {
        let pattern = "a*".repeat(50) + "b";
        assert!(!matches_pattern(&pattern, &"a".repeat(255)));
    }

    proptest! {
        #[test]
        fn a_name_is_meant_by_itself_and_by_its_beginning_and_end(name in "[a-z0-9._ -]{1,30}", cut in 0_usize..30) {
            prop_assert!(matches_pattern(&name, &name));
            let cut = cut.min(name.len());
            let pattern = format!("{}*{}", &name[..cut], &name[cut..]);
            prop_assert!(name.starts_with('.') || matches_pattern(&pattern, &name), "{pattern} {name}");
        }
    }
}
