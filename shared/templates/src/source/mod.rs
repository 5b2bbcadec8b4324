//! From a template as merchants write it, in Twig's language, to the one the engine runs.
//!
//! The engine is a Jinja. Twig looks alike and means other things: `+` adds numbers that are texts, `'0'` is false,
//! `for key, val in map` gives both, a `set` inside a loop is seen after it, `? :` may lack its end. So every expression
//! is read whole and written anew, its operators as calls of [`functions`](crate::functions) that work as Twig's do.
//! What is not known is refused when the template is made, with its place.

mod expression;
mod tags;
mod tokens;
mod write;

pub(crate) use write::PREFIX;

use std::fmt;

/// A template has at most so many bytes.
pub const MAX_TEMPLATE_BYTES: usize = 256 * 1024;

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// The line, from 1.
    pub line: usize,
    /// The letter in it, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl TemplateError {
    /// At the byte `at` of `source`.
    fn at(source: &str, at: usize, message: impl Into<String>) -> Self {
        let before = source.get(..at).unwrap_or(source);
        let line_begins = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_begins..).unwrap_or_default().chars().count() + 1;
        Self { line: before.matches('\n').count() + 1, column, message: message.into() }
    }
}

/// The same template in the engine's language; none where it is a text that nothing has to be put into. Each line stays
/// where it is, so that errors of a run name the right one.
pub(crate) fn translate(source: &str) -> Result<Option<String>, TemplateError> {
    if source.len() > MAX_TEMPLATE_BYTES {
        let message = format!("the template has more than {MAX_TEMPLATE_BYTES} bytes");
        return Err(TemplateError::at(source, 0, message));
    }
    if !["{{", "{%", "{#"].iter().any(|sign| source.contains(sign)) {
        return Ok(None);
    }
    Ok(Some(write::write(&tags::read(source)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_tags_is_left_alone() {
        assert_eq!(translate("To {the} warehouse, 100 %").unwrap(), None);
    }

    #[test]
    fn what_is_not_known_is_refused_with_its_place() {
        for (source, line, column, says) in [
            ("{{ name|shout }}", 1, 9, "there is no filter \"shout\""),
            ("Dear {{ first }},\n{% include 'x' %}", 2, 4, "there is no tag \"include\""),
            ("{{ a + }}", 1, 8, "the tag ends where a value is expected"),
            ("{{ a", 1, 3, "a tag is not closed by \"}}\""),
            ("{% if a %}b", 1, 1, "\"if\" has no \"endif\""),
            ("{% for a in b %}{% endif %}", 1, 20, "\"endif\" stands where \"endfor\" is expected"),
            ("{{ a.b() }}", 1, 7, "values have no methods"),
            ("{{ a|date('Y', 'UTC', 1) }}", 1, 26, "\"date\" takes 0 to 2 arguments, not 3"),
            ("{{ system('ls') }}", 1, 4, "there is no function \"system\""),
            ("{{ 'a }}", 1, 4, "a text has no closing quote"),
            ("{{ a is fine }}", 1, 9, "\"fine\" stands where what to ask"),
            ("{{ a b }}", 1, 6, "\"b\" stands where the end of the tag is expected"),
            ("{{ \"a #{b}\" }}", 1, 4, "is not known; join texts with ~"),
            ("é {{ ? }}", 1, 6, "\"?\" stands where a value is expected"),
        ] {
            let error = translate(source).unwrap_err();
            assert!(error.message.contains(says), "{source}: {error}");
            assert_eq!((error.line, error.column), (line, column), "{source}: {error}");
        }
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        for deep in ["(".repeat(5_000), "-".repeat(5_000), "not ".repeat(5_000), "[".repeat(5_000)] {
            assert!(translate(&format!("{{{{ {deep}a }}}}")).is_err());
        }
        let tags = "{% if a %}".repeat(5_000) + &"{% endif %}".repeat(5_000);
        assert!(translate(&tags).unwrap_err().message.contains("nested"));
    }
}
