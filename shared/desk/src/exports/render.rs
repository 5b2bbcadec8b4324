//! Orders are written into files.

use std::io::Write;
use std::sync::Arc;

use domain::{ExportTemplate, Order, Store, StoreId};
use jiff::Timestamp;
use sheets::write::{Bundler, FileWriter, Layout, WriteError};
use templates::Surroundings;
use wire::posts::UnwritableDocument;

use crate::surroundings::surroundings;

/// What the files of one run are written with.
pub(crate) struct Renderer {
    store_id: StoreId,
    layout: Layout,
    surroundings: Arc<Surroundings>,
    /// Whether an order goes into a file as the API writes it.
    is_whole: bool,
}

/// Why a file is not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenderError {
    /// The template can't be used by now; what is wrong with it.
    #[error("the template can't be used: {0}")]
    Template(String),
    /// The file can't be written to its end.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// An order can't be written as JSON.
    #[error(transparent)]
    Order(#[from] UnwritableDocument),
}

impl Renderer {
    /// For a template of a store, with the time that stands in its files.
    pub(crate) fn new(store: &Store, template: &ExportTemplate, now: Timestamp) -> Result<Self, RenderError> {
        let content = &template.content;
        let layout = Layout::new(content).map_err(|problems| unusable(&problems))?;
        let is_whole = content.format == domain::ExportFormat::Json && content.columns.is_empty();
        Ok(Self { store_id: store.id, layout, surroundings: surroundings(store, now).into(), is_whole })
    }

    /// Says which file an order goes into.
    pub(crate) fn bundler(template: &ExportTemplate) -> Result<Bundler, RenderError> {
        let ExportTemplate { name, content, bundle, filename, .. } = template;
        Bundler::new(name, content, bundle, filename).map_err(|problems| unusable(&problems))
    }

    /// What templates know of the store.
    pub(crate) fn surroundings(&self) -> &Arc<Surroundings> {
        &self.surroundings
    }

    /// Begins a file.
    pub(crate) fn begin<W: Write>(&self, out: W) -> Result<FileWriter<'_, W>, RenderError> {
        Ok(self.layout.begin(out, &self.surroundings)?)
    }

    /// Adds an order to a file.
    pub(crate) fn add<W: Write>(&self, file: &mut FileWriter<'_, W>, order: &Arc<Order>) -> Result<(), RenderError> {
        if self.is_whole {
            file.add_json(&wire::posts::order(order, self.store_id, None)?)?;
        } else {
            file.add(order)?;
        }
        Ok(())
    }
}

fn unusable(problems: &[domain::Problem]) -> RenderError {
    RenderError::Template(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}
