//! What is known of a field.

use super::Form;

/// What is known of a field, whatever its values are read as.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What its values look like.
    pub form: Form,
    /// Whether it must be there.
    pub is_needed: bool,
    /// What it is when it is left out, as people write it; empty where there is nothing to say.
    pub default: &'static str,
}

impl Entry {
    pub(crate) const fn new(form: Form) -> Self {
        Self { name: "", doc: "", form, is_needed: false, default: "" }
    }

    pub(crate) const fn named(self, name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, ..self }
    }

    /// How many characters a text of it may have.
    pub(crate) const fn max_length(&self) -> Option<usize> {
        match self.form {
            Form::ShortText(max) | Form::ShortWords(max) | Form::OnlyText(max) | Form::Pattern(max, _) => Some(max),
            _ => None,
        }
    }

    /// What it is, how large it may be, and what it is when it is left out.
    pub fn description(&self) -> String {
        let limit = match self.form {
            Form::Map(max) => format!("; at most {} characters as JSON", with_thousands(max)),
            Form::ShortText(max) => format!("; at most {} characters", with_thousands(max)),
            Form::List(_, _, max) | Form::Ids(_, Some(max)) => format!("; at most {}", with_thousands(max)),
            _ => String::new(),
        };
        let default = match self.default {
            "" => String::new(),
            default => format!("; `{default}` when left out"),
        };
        format!("{}{limit}{default}.", self.doc.trim().trim_end_matches('.'))
    }
}

/// A number of less than a million as people write it: `2,000`.
fn with_thousands(number: usize) -> String {
    match (number / 1_000, number % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_described_with_its_limit_and_with_what_it_is_when_it_is_left_out() {
        let entry = |form, default| Entry { default, ..Entry::new(form).named("a", " What it is.") };
        for (entry, description) in [
            (entry(Form::Text, ""), "What it is."),
            (entry(Form::Text, "API"), "What it is; `API` when left out."),
            (entry(Form::ShortText(255), "API"), "What it is; at most 255 characters; `API` when left out."),
            (entry(Form::Map(2_000), ""), "What it is; at most 2,000 characters as JSON."),
            (entry(Form::Map(10_050), ""), "What it is; at most 10,050 characters as JSON."),
            (entry(Form::Ids(1, Some(500)), ""), "What it is; at most 500."),
            (entry(Form::Ids(1, None), ""), "What it is."),
        ] {
            assert_eq!(entry.description(), description);
        }
    }
}
