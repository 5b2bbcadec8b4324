//! What one operation takes and answers: everything that is not in [`http::Operation`] and does not follow from it.

use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::{ArrayBuilder, Schema};

use crate::schemas::{Named, closed, named, reference};

/// An operation's entry.
pub(crate) struct Entry {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) successes: Vec<Success>,
    /// Refusals that do not follow from the kind of call.
    pub(crate) refusals: Vec<(u16, &'static str)>,
    pub(crate) schemas: Named,
}

/// What is sent.
pub(crate) struct Body {
    pub(crate) schema: RefOr<Schema>,
    pub(crate) is_needed: bool,
    /// Each would be taken: its name, what it shows, itself.
    pub(crate) examples: Vec<(&'static str, &'static str, Value)>,
}

/// The form of a good answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// In an envelope.
    Envelope,
    /// The document itself.
    Bare,
    /// A page in HTML.
    Page,
    /// A file of text whose cells stand between delimiters.
    Csv,
}

/// A good answer.
pub(crate) struct Success {
    pub(crate) status: u16,
    pub(crate) description: &'static str,
    pub(crate) has_etag: bool,
    pub(crate) form: Form,
    /// Whether it is that of a batch, of which nothing may have been done.
    pub(crate) is_batch: bool,
    /// What is in the envelope, always: the name and its schema.
    pub(crate) payload: Vec<(&'static str, RefOr<Schema>)>,
    schemas: Named,
}

impl Entry {
    pub(crate) fn new() -> Self {
        Self { parameters: vec![], body: None, successes: vec![], refusals: vec![], schemas: vec![] }
    }

    /// A parameter of query or header.
    pub(crate) fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// Several of them.
    pub(crate) fn parameters(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// The body, with an example.
    pub(crate) fn takes<T: ToSchema>(mut self, shows: &'static str, example: Value) -> Self {
        self.schemas.extend(named::<T>());
        let examples = vec![("example", shows, example)];
        self.body = Some(Body { schema: reference::<T>().into(), is_needed: true, examples });
        self
    }

    /// A body that may be left out.
    pub(crate) fn may_take<T: ToSchema>(self, shows: &'static str, example: Value) -> Self {
        let mut entry = self.takes::<T>(shows, example);
        if let Some(body) = &mut entry.body {
            body.is_needed = false;
        }
        entry
    }

    /// Another example of the body.
    pub(crate) fn or(mut self, name: &'static str, shows: &'static str, example: Value) -> Self {
        if let Some(body) = &mut self.body {
            body.examples.push((name, shows, example));
        }
        self
    }

    /// A good answer.
    pub(crate) fn answers(mut self, mut success: Success) -> Self {
        self.schemas.append(&mut success.schemas);
        self.successes.push(success);
        self
    }

    /// A refusal of this operation's own.
    pub(crate) fn refuses(mut self, status: u16, when: &'static str) -> Self {
        self.refusals.push((status, when));
        self
    }
}

impl Success {
    /// What was asked for.
    pub(crate) fn ok(description: &'static str) -> Self {
        Self::new(200, description)
    }

    /// What was made, with a message.
    pub(crate) fn created(description: &'static str) -> Self {
        Self::new(201, description).says()
    }

    /// What was added, without a message.
    pub(crate) fn added(description: &'static str) -> Self {
        Self::new(201, description)
    }

    /// What was done, with a message.
    pub(crate) fn done(description: &'static str) -> Self {
        Self::new(200, description).says()
    }

    /// What has begun and is done in the background, with a message.
    pub(crate) fn begun(description: &'static str) -> Self {
        Self::new(202, description).says()
    }

    /// An answer without an envelope.
    pub(crate) fn bare<T: ToSchema>(description: &'static str) -> Self {
        Self { form: Form::Bare, ..Self::new(200, description).with::<T>("") }
    }

    /// A page in HTML.
    pub(crate) fn page(status: u16, description: &'static str) -> Self {
        Self { form: Form::Page, ..Self::new(status, description) }
    }

    /// A file of text whose cells stand between delimiters.
    pub(crate) fn csv(description: &'static str) -> Self {
        Self { form: Form::Csv, ..Self::new(200, description) }
    }

    fn new(status: u16, description: &'static str) -> Self {
        Self {
            status,
            description,
            has_etag: false,
            form: Form::Envelope,
            is_batch: false,
            payload: vec![],
            schemas: vec![],
        }
    }

    /// A sentence for people goes with it.
    pub(crate) fn says(self) -> Self {
        self.with::<crate::schemas::scalars::Text>("message")
    }

    /// A value.
    pub(crate) fn with<T: ToSchema>(self, name: &'static str) -> Self {
        self.entry::<T>(name, reference::<T>().into())
    }

    /// A list.
    pub(crate) fn list<T: ToSchema>(self, name: &'static str) -> Self {
        self.entry::<T>(name, ArrayBuilder::new().items(reference::<T>()).into())
    }

    /// What became of each entry of a batch.
    pub(crate) fn results<T: ToSchema>(self) -> Self {
        Self { is_batch: true, ..self.list::<T>("results") }
    }

    /// The version goes with it, in `ETag`.
    pub(crate) fn etag(self) -> Self {
        Self { has_etag: true, ..self }
    }

    fn entry<T: ToSchema>(mut self, name: &'static str, schema: RefOr<Schema>) -> Self {
        self.schemas.extend(named::<T>().into_iter().map(|(name, schema)| (name, closed(schema))));
        self.payload.push((name, schema));
        self
    }
}
