//! Logic: templates, the texts of merchants that an order's values are put into (orderdesk-app 1.10, 8.2).
//!
//! They are written in a part of Twig's language, which is made into that of the engine (a Jinja) when a template is
//! made; what is not known is refused then, with its place. A run is bounded in steps and in what it writes, and reads
//! nothing but what it is given.

mod context;
mod entries;
mod functions;
mod source;
mod values;

use std::collections::BTreeMap;
use std::io;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

pub use context::{Context, MoneyForm, ReceiptLinks, Subject, Surroundings};
pub use entries::{Entry, FILTERS, FUNCTIONS};
pub use source::{MAX_TEMPLATE_BYTES, TemplateError};

use context::{CONTEXT, Run};
use functions::texts::escaped;

/// A run may take so many steps of the engine. A document of a thousand items takes some ten thousand.
const MAX_STEPS: u64 = 500_000;

/// A run may write so many bytes when nothing else is said.
pub const MAX_OUTPUT_BYTES: usize = 1024 * 1024;

/// What the engine calls a template of HTML, and any other.
const HTML: &str = "html";
const TEXT: &str = "text";

/// The engine with all that templates may use, made once.
static ENGINE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Chainable);
    engine.set_auto_escape_callback(|name| if name == HTML { AutoEscape::Html } else { AutoEscape::None });
    engine.set_fuel(Some(MAX_STEPS));
    // As in Twig: the line end behind a tag goes, that at the end of a template stays.
    let syntax = SyntaxConfig::builder().trim_blocks(true).keep_trailing_newline(true).build();
    engine.set_syntax(syntax.unwrap_or_default());
    engine.set_formatter(|out, state, value| {
        let text = values::text_of(value);
        let is_escaped = matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe();
        out.write_str(&if is_escaped { escaped(&text) } else { text }).map_err(minijinja::Error::from)
    });
    functions::add_to(&mut engine);
    entries::add_to(&mut engine, source::PREFIX);
    engine
});

/// A template that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: String,
    /// In the engine's language; none where there is nothing to put in.
    translated: Option<String>,
    /// What the engine calls it.
    name: &'static str,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// What was missing or no number, each named once: for who tries a template out.
    pub warnings: Vec<String>,
}

/// What a run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// So many bytes it may write.
    pub max_bytes: usize,
    /// So many steps of the engine it may take.
    pub max_steps: u64,
}

/// Why a template could not be run to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// It takes too many steps: a loop in a loop over many items.
    #[error("the template takes more steps than a template may")]
    TooManySteps,
    /// It writes too much.
    #[error("the template writes more than {max} bytes")]
    TooLong {
        /// The most it may write, in bytes.
        max: usize,
    },
    /// Something in it can't be done: a division by zero, a date that is none.
    #[error("line {line} of the template: {message}")]
    Failed {
        /// The line, from 1; 0 where it is not known.
        line: usize,
        /// What can't be done.
        message: String,
    },
}

impl Template {
    /// Makes a template of what a merchant wrote.
    pub fn new(source: impl Into<String>) -> Result<Self, TemplateError> {
        Self::named(TEXT, source.into())
    }

    /// The same of HTML: what is put in is escaped, unless `raw` or `e` has made it HTML.
    pub fn html(source: impl Into<String>) -> Result<Self, TemplateError> {
        Self::named(HTML, source.into())
    }

    fn named(name: &'static str, source: String) -> Result<Self, TemplateError> {
        let translated = source::translate(&source)?;
        if let Some(translated) = &translated
            && let Err(error) = ENGINE.template_from_str(translated)
        {
            return Err(TemplateError { line: error.line().unwrap_or(1), column: 1, message: error.to_string() });
        }
        Ok(Self { source, translated, name })
    }

    /// As the merchant wrote it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is a text that nothing is put into.
    pub fn is_plain(&self) -> bool {
        self.translated.is_none()
    }

    /// So much memory its texts take.
    pub fn bytes(&self) -> usize {
        self.source.len() + self.translated.as_ref().map_or(0, String::len)
    }

    /// Puts the values of `context` in; the text has at most `max_bytes`.
    pub fn render(&self, context: &Context, max_bytes: usize) -> Result<Rendered, RenderError> {
        self.render_within(context, Limits { max_bytes, max_steps: MAX_STEPS }).0
    }

    /// The same within other limits; also how many steps it took, about that many where it failed.
    pub fn render_within(&self, context: &Context, limits: Limits) -> (Result<Rendered, RenderError>, u64) {
        let Some(translated) = &self.translated else {
            let is_short = self.source.len() <= limits.max_bytes;
            let text = is_short.then(|| self.source.clone()).ok_or(RenderError::TooLong { max: limits.max_bytes });
            return (text.map(|text| Rendered { text, warnings: vec![] }), 0);
        };
        let run = Value::from_object(Run::new(context.clone()));
        let mut out = Bounded { bytes: vec![], max: limits.max_bytes, is_full: false };
        let ended = run_to_its_end((self.name, translated), &run, &mut out, limits.max_steps);
        let (steps, warnings) = run.downcast_object_ref::<Run>().map(Run::noted).unwrap_or_default();
        match ended {
            Ok(steps) => {
                let text = String::from_utf8_lossy(&out.bytes).into_owned();
                (Ok(Rendered { text, warnings }), steps)
            }
            Err(error) if error.kind() == minijinja::ErrorKind::OutOfFuel => {
                (Err(RenderError::TooManySteps), limits.max_steps)
            }
            Err(_) if out.is_full => (Err(RenderError::TooLong { max: limits.max_bytes }), steps),
            Err(error) => (Err(failed(&error)), steps),
        }
    }
}

/// Runs it; how many steps it took.
fn run_to_its_end(
    (name, translated): (&str, &str),
    run: &Value,
    out: &mut Bounded,
    max_steps: u64,
) -> Result<u64, minijinja::Error> {
    let mut engine = ENGINE.clone();
    engine.set_fuel(Some(max_steps));
    let template = engine.template_from_named_str(name, translated)?;
    let root = Value::from(BTreeMap::from([(CONTEXT, run.clone())]));
    let ended = template.render_captured_to(root, out)?;
    Ok(ended.state().fuel_levels().map_or(0, |(taken, _)| taken))
}

fn failed(error: &minijinja::Error) -> RenderError {
    let message = error.detail().map_or_else(|| error.to_string(), str::to_owned);
    RenderError::Failed { line: error.line().unwrap_or_default(), message }
}

/// What a run writes, as far as it may.
struct Bounded {
    bytes: Vec<u8>,
    max: usize,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.max {
            self.is_full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
