//! The parts of an export: orders are claimed and kept, it is said which goes into which file, and the files are made.

use std::sync::Arc;

use domain::{Clock, Store, Sweep};
use files::{Bucket, FilesError};
use sheets::write::WriteError;
use tokio::sync::{Mutex, OnceCell};
use wire::exports::FilePlan;

use super::free::Freed;
use super::pieces::Kept;
use super::render::RenderError;
use super::stage::Stage;
use crate::sweeps::{Page, Work};
use crate::{Desk, DeskError};

/// The work of an export, for one part.
pub struct Exports {
    pub(super) desk: Desk,
    pub(super) files: Bucket,
    pub(super) clock: Clock,
    store: OnceCell<Arc<Store>>,
    /// What is known of other exports.
    pub(super) freed: Freed,
    /// Which order goes into which file.
    pub(super) plan: OnceCell<FilePlan>,
    /// The orders, from behind the last that went into a file on.
    pub(super) reader: Mutex<Option<Kept>>,
}

/// Why a page is not made: the export is over, or what may pass.
pub(super) enum Trouble {
    Refused(String),
    Passing(DeskError),
}

impl From<DeskError> for Trouble {
    fn from(error: DeskError) -> Self {
        if error.is_passing() { Self::Passing(error) } else { Self::Refused(error.to_string()) }
    }
}

impl From<FilesError> for Trouble {
    fn from(error: FilesError) -> Self {
        DeskError::from(error).into()
    }
}

impl From<RenderError> for Trouble {
    fn from(error: RenderError) -> Self {
        Self::Refused(format!("A file can't be made: {error}"))
    }
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        RenderError::from(error).into()
    }
}

impl Exports {
    /// For one part.
    pub fn new(desk: Desk, files: Bucket, clock: Clock) -> Self {
        let (store, plan) = (OnceCell::new(), OnceCell::new());
        Self { desk, files, clock, store, freed: Freed::default(), plan, reader: Mutex::default() }
    }

    /// The store, read once.
    pub(super) async fn store(&self, sweep: &Sweep) -> Result<Arc<Store>, Trouble> {
        let read = async || {
            let Some(store_id) = sweep.id.store_id else {
                return Err(Trouble::Refused("It is of no store".to_owned()));
            };
            let store = self.desk.table.store(store_id).await.map_err(DeskError::from)?;
            store.map(Arc::new).ok_or_else(|| Trouble::Refused("Its store is not there any more".to_owned()))
        };
        self.store.get_or_try_init(read).await.cloned()
    }
}

impl Work for Exports {
    async fn page(&self, sweep: &Sweep, cursor: &str, _rows: u32) -> Result<Page, DeskError> {
        let Some(export) = sweep.export() else {
            return Ok(Page { failure: Some("it is no export".to_owned()), ..Page::default() });
        };
        let page = match Stage::read(cursor) {
            Some(Stage::Select { taken, pieces, behind }) => {
                Box::pin(self.select(sweep, export, (taken, pieces), behind)).await
            }
            Some(Stage::Arrange { pieces }) => Box::pin(self.arrange(sweep, export, pieces)).await,
            Some(Stage::Render { next, pieces }) => Box::pin(self.render(sweep, export, (next, pieces))).await,
            None => Err(Trouble::Refused(format!("nobody here reads its cursor {cursor}"))),
        };
        match page {
            Ok(page) => Ok(page),
            Err(Trouble::Refused(why)) => Ok(Page { failure: Some(why), ..Page::default() }),
            Err(Trouble::Passing(error)) => Err(error),
        }
    }
}
