//! The parts of an import: the file is looked through, its rows are imported page by page, and those that were refused
//! become one file.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::{Clock, Import, ImportKind, ImportTemplate, MAX_FILE_BYTES, NewOrder, ShipmentMatch, Store, Sweep};
use files::{Bucket, FilesError};
use sheets::read::{Entry, FileError, InventoryRows, Orders, Plan, Position, ShipmentRows};
use tokio::sync::OnceCell;

use super::by_metadata::ByMetadata;
use super::context::Context;
use super::file::{Form, MAX_SPOOL_BYTES, OpenFile, read, take};
use super::page::{Became, page_of};
use super::would::Would;
use super::{inventory, orders, shipments};
use crate::sweeps::{Page, Work};
use crate::{Desk, DeskError};

/// The text that was made of a workbook lies under this name beside its import.
const SPOOL: &str = "spool.csv";

/// What is written of an import, and what is put together of it, has at most so many bytes.
const MAX_REFUSED_BYTES: u64 = 2 * MAX_FILE_BYTES;

/// The work of an import, for one part.
pub struct Imports {
    desk: Desk,
    files: Bucket,
    clock: Clock,
    /// The file, read once for all pages of the part; or why it can't be imported.
    file: OnceCell<Result<OpenFile, String>>,
    scattered: OnceCell<Result<Vec<Entry<NewOrder>>, String>>,
    /// The orders of shipments, where a field of their metadata tells them.
    by_metadata: OnceCell<ByMetadata>,
    /// Whether an earlier page of the part has refused rows.
    has_refused: AtomicBool,
    would: Would,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The file is looked through.
    Prepare,
    /// Its rows behind a position, or all.
    Rows(Form, Option<Position>),
    /// Its scattered orders, but for the first so many.
    Scattered(Form, usize),
    /// What parts refused becomes one file.
    Join,
}

impl Stage {
    fn text(self) -> String {
        let name = |form| if form == Form::Text { "text" } else { "spool" };
        match self {
            Self::Prepare => String::new(),
            Self::Rows(form, None) => format!("rows {}", name(form)),
            Self::Rows(form, Some(at)) => format!("rows {} {} {}", name(form), at.byte, at.row),
            Self::Scattered(form, first) => format!("scattered {} {first}", name(form)),
            Self::Join => "join".to_owned(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let form = |name: &str| match name {
            "text" => Some(Form::Text),
            "spool" => Some(Form::Spool),
            _ => None,
        };
        match text.split(' ').collect::<Vec<_>>().as_slice() {
            [""] => Some(Self::Prepare),
            ["rows", name] => Some(Self::Rows(form(name)?, None)),
            ["rows", name, byte, row] => {
                Some(Self::Rows(form(name)?, Some(Position { byte: byte.parse().ok()?, row: row.parse().ok()? })))
            }
            ["scattered", name, first] => Some(Self::Scattered(form(name)?, first.parse().ok()?)),
            ["join"] => Some(Self::Join),
            _ => None,
        }
    }
}

/// Why a page is not made: the import is over, or what may pass.
enum Trouble {
    Refused(String),
    Passing(DeskError),
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Self::Refused(format!("The file {error}"))
    }
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

impl Imports {
    /// For one part.
    pub fn new(desk: Desk, files: Bucket, clock: Clock) -> Self {
        let (file, scattered, by_metadata) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let (has_refused, would) = (AtomicBool::new(false), Would::default());
        Self { desk, files, clock, file, scattered, by_metadata, has_refused, would }
    }

    /// Looks a file through before anything of it is imported: what it is, its headings, how many rows it has.
    async fn prepare(&self, sweep: &Sweep, import: &Import) -> Result<Page, Trouble> {
        let refused = |why: &str| Err(Trouble::Refused(why.to_owned()));
        let template = &import.template;
        if template.columns.is_empty() {
            return Err(Trouble::Refused(format!("There is no import template {}", template.id)));
        }
        if import.file.size > MAX_FILE_BYTES {
            return refused("The file must have at most 50 MB");
        }
        let place = import.file.place();
        let bytes = self.files.read(&import.file.name, &import.file.etag, MAX_FILE_BYTES).await?;
        let (bytes, form) = read(bytes, place.map_or("", |place| place.file_name), &template.sheet)?;
        if form == Form::Spool {
            self.files.put(&sweep.import_object(SPOOL), "text/csv; charset=utf-8", bytes.clone()).await?;
        }
        let file = OpenFile::new(bytes, form, template)?;
        let total = file.count_rows(template)?;
        // Only one page of a part prepares.
        let _ = self.file.set(Ok(file));
        Ok(Page { total: Some(total), next: Some(Stage::Rows(form, None).text()), ..Page::default() })
    }

    /// The file of this part.
    async fn file(&self, sweep: &Sweep, import: &Import, form: Form) -> Result<&OpenFile, Trouble> {
        let open = async || {
            let (name, etag, max) = match form {
                Form::Text => (import.file.name.clone(), import.file.etag.as_str(), MAX_FILE_BYTES),
                Form::Spool => (sweep.import_object(SPOOL), "", MAX_SPOOL_BYTES),
            };
            let opened = match self.files.read(&name, etag, max).await.map_err(Trouble::from) {
                Ok(bytes) => OpenFile::new(bytes, form, &import.template).map_err(Trouble::from),
                Err(trouble) => Err(trouble),
            };
            kept(opened)
        };
        let file = self.file.get_or_try_init(open).await?;
        file.as_ref().map_err(|why| Trouble::Refused(why.clone()))
    }

    async fn store(&self, sweep: &Sweep) -> Result<Store, Trouble> {
        let Some(store_id) = sweep.id.store_id else { return Err(Trouble::Refused("It is of no store".to_owned())) };
        let store = self.desk.table.store(store_id).await.map_err(DeskError::from)?;
        store.ok_or_else(|| Trouble::Refused("Its store is not there any more".to_owned()))
    }

    /// The orders that shipments are for, where a field of their metadata tells them: read once for the part.
    async fn orders_by_metadata(
        &self,
        store: &Store,
        template: &ImportTemplate,
    ) -> Result<Option<&ByMetadata>, DeskError> {
        match (template.kind, &template.shipment_match) {
            (ImportKind::Shipments, ShipmentMatch::Metadata(name)) => {
                let read = || ByMetadata::read(&self.desk.table, store, name);
                Ok(Some(self.by_metadata.get_or_try_init(read).await?))
            }
            _ => Ok(None),
        }
    }

    /// Some rows.
    async fn rows(
        &self,
        sweep: &Sweep,
        import: &Import,
        (form, behind): (Form, Option<Position>),
        most: u32,
    ) -> Result<Page, Trouble> {
        let file = self.file(sweep, import, form).await?;
        let (store, template) = (self.store(sweep).await?, &import.template);
        let plan = Plan::new(template, &file.layout)?;
        let (desk, number, now) = (&self.desk, sweep.id.number, self.clock.now());
        let by_metadata = self.orders_by_metadata(&store, template).await?;
        let would = &self.would;
        let context = Context { desk, store: &store, import, number, plan: &plan, now, by_metadata, would };
        let (rows, at) = (file.rows(template, behind)?, sweep.date_added);
        let (mut page, next) = match template.kind {
            ImportKind::Orders => {
                let (entries, next) = take(Orders::new(rows, &plan, &file.scattered, at), behind, most)?;
                let became = Box::pin(orders::import_all(&context, &entries)).await?;
                (self.page(sweep, &context, file, entries, became)?, next)
            }
            ImportKind::Inventory => {
                let (entries, next) = take(InventoryRows::new(rows, &plan), behind, most)?;
                let became = Box::pin(inventory::import_all(&context, &entries)).await?;
                (self.page(sweep, &context, file, entries, became)?, next)
            }
            ImportKind::Shipments => {
                let (entries, next) = take(ShipmentRows::new(rows, &plan, at), behind, most)?;
                let became = Box::pin(shipments::import_all(&context, &entries)).await?;
                (self.page(sweep, &context, file, entries, became)?, next)
            }
        };
        match next {
            Some(next) => page.next = Some(Stage::Rows(form, Some(next)).text()),
            None if !file.scattered.is_empty() => page.next = Some(Stage::Scattered(form, 0).text()),
            None => self.end(sweep, &mut page),
        }
        Ok(page)
    }

    /// Some of the orders whose rows do not stand together.
    async fn scattered(
        &self,
        sweep: &Sweep,
        import: &Import,
        (form, first): (Form, usize),
        most: u32,
    ) -> Result<Page, Trouble> {
        let file = self.file(sweep, import, form).await?;
        let (store, template, at) = (self.store(sweep).await?, &import.template, sweep.date_added);
        let read = async || kept(file.scattered_orders(template, at).map_err(Trouble::from));
        let all = self.scattered.get_or_try_init(read).await?;
        let all = all.as_ref().map_err(|why| Trouble::Refused(why.clone()))?;
        let plan = Plan::new(template, &file.layout)?;
        let (desk, number, now) = (&self.desk, sweep.id.number, self.clock.now());
        let (by_metadata, would) = (None, &self.would);
        let context = Context { desk, store: &store, import, number, plan: &plan, now, by_metadata, would };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let entries: Vec<_> = all.iter().skip(first).take(most).cloned().collect();
        let next = first.saturating_add(entries.len());
        let became = Box::pin(orders::import_all(&context, &entries)).await?;
        let mut page = self.page(sweep, &context, file, entries, became)?;
        if next < all.len() {
            page.next = Some(Stage::Scattered(form, next).text());
        } else {
            self.end(sweep, &mut page);
        }
        Ok(page)
    }

    fn page<T>(
        &self,
        sweep: &Sweep,
        context: &Context<'_>,
        file: &OpenFile,
        entries: Vec<Entry<T>>,
        became: Vec<Became>,
    ) -> Result<Page, Trouble> {
        let results = entries.into_iter().zip(became).collect();
        let begins = || sweep.reports.is_empty() && !self.has_refused.swap(true, Ordering::Relaxed);
        Ok(page_of(sweep, (context.plan, &file.layout), results, begins)?)
    }

    /// No row is left. What was refused is put together by a part of its own, when this one's is in the bucket too.
    fn end(&self, sweep: &Sweep, page: &mut Page) {
        if !sweep.reports.is_empty() || self.has_refused.load(Ordering::Relaxed) {
            page.next = Some(Stage::Join.text());
            page.ends_part = true;
        }
    }

    async fn join(&self, sweep: &Sweep) -> Result<Page, Trouble> {
        let mut joined = vec![];
        for part in &sweep.reports {
            let left = MAX_REFUSED_BYTES.saturating_sub(u64::try_from(joined.len()).unwrap_or(u64::MAX));
            joined.append(&mut self.files.read(&sweep.refused_part_name(*part), "", left).await?);
        }
        self.files.put(&sweep.refused_rows_name(), "text/csv; charset=utf-8", joined).await?;
        Ok(Page::default())
    }
}

/// What stays for the part: what may pass does not.
fn kept<T>(found: Result<T, Trouble>) -> Result<Result<T, String>, Trouble> {
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(Trouble::Refused(why)) => Ok(Err(why)),
        Err(passing) => Err(passing),
    }
}

impl Work for Imports {
    async fn page(&self, sweep: &Sweep, cursor: &str, rows: u32) -> Result<Page, DeskError> {
        let Some(import) = sweep.import() else {
            return Ok(Page { failure: Some("it is no import".to_owned()), ..Page::default() });
        };
        let page = match Stage::read(cursor) {
            Some(Stage::Prepare) => self.prepare(sweep, import).await,
            Some(Stage::Rows(form, behind)) => Box::pin(self.rows(sweep, import, (form, behind), rows)).await,
            Some(Stage::Scattered(form, first)) => Box::pin(self.scattered(sweep, import, (form, first), rows)).await,
            Some(Stage::Join) => self.join(sweep).await,
            None => Err(Trouble::Refused(format!("nobody here reads its cursor {cursor}"))),
        };
        match page {
            Ok(page) => Ok(page),
            Err(Trouble::Refused(why)) => Ok(Page { failure: Some(why), ..Page::default() }),
            Err(Trouble::Passing(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a cursor that no later part can read.
    #[test]
    fn where_a_page_begins_is_read_as_it_was_written() {
        let at = Some(Position { byte: 120, row: 5 });
        for stage in [
            Stage::Prepare,
            Stage::Rows(Form::Text, None),
            Stage::Rows(Form::Spool, at),
            Stage::Scattered(Form::Text, 7),
            Stage::Join,
        ] {
            assert_eq!(Stage::read(&stage.text()), Some(stage));
        }
        for other in ["rows", "rows other", "rows text x 1", "scattered text", "more"] {
            assert_eq!(Stage::read(other), None, "{other}");
        }
    }
}
