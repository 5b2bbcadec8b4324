//! The files of an export are made, and each is handed over to be delivered.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{
    Appointment, Export, ExportFile, FileStatus, MAX_EXPORT_WARNINGS, MAX_EXPORTED_BYTES, OrderId, Store, Sweep,
};
use futures_util::future::try_join_all;
use sheets::write::{FileWriter, WriteError};
use wire::exports::FilePlan;

use super::pieces::Kept;
use super::render::{RenderError, Renderer};
use super::stage::{Pieces, Stage};
use super::work::{Exports, Trouble};
use crate::DeskError;
use crate::sweeps::Page;

/// So many files are made at once, where all of them together are small enough.
const MAX_FILES_PER_PAGE: u64 = 25;

/// All files that are made at once have at most so many bytes.
const MAX_BYTES_PER_PAGE: usize = 64 * 1024 * 1024;

/// A file that is made.
struct Made {
    index: u64,
    name: String,
    bytes: Vec<u8>,
    order_ids: Vec<OrderId>,
    rows: u64,
    warnings: Vec<String>,
}

/// What came of the files of a page.
enum Attempt {
    Made(Vec<Made>),
    /// Together they have too many bytes.
    TooMuch,
}

impl Exports {
    /// Makes some files, and hands them over. Done again it makes the same, and finds that they are handed over.
    pub(super) async fn render(
        &self,
        sweep: &Sweep,
        export: &Export,
        (next, pieces): (u64, Pieces),
    ) -> Result<Page, Trouble> {
        let (store, plan) = (self.store(sweep).await?, self.plan(sweep).await?);
        let all = u64::try_from(plan.names.len()).unwrap_or(u64::MAX);
        let renderer = Renderer::new(&store, &export.template, sweep.date_added)?;
        let mut size = MAX_FILES_PER_PAGE.min(all.saturating_sub(next));
        let made = loop {
            let range = next..next.saturating_add(size);
            match Box::pin(self.make(sweep, export, &renderer, (plan, &pieces), range)).await? {
                Attempt::Made(made) => break made,
                Attempt::TooMuch if size > 1 => size = size.div_euclid(2),
                Attempt::TooMuch => {
                    let name =
                        usize::try_from(next).ok().and_then(|at| plan.names.get(at)).cloned().unwrap_or_default();
                    let max = MAX_EXPORTED_BYTES >> 20;
                    return Err(Trouble::Refused(format!(
                        "The file {name} would have more than {max} MB; export less"
                    )));
                }
            }
        };
        let handed_over = made.into_iter().map(|made| Box::pin(self.hand_over(sweep, export, &store, made)));
        try_join_all(handed_over).await?;
        let next = next.saturating_add(size);
        let rest = (next < all).then(|| Stage::Render { next, pieces }.text());
        Ok(Page { changed: size, next: rest, ..Page::default() })
    }

    /// Makes the files of a range, in one pass over the orders from where the last page stopped, or from the first.
    async fn make(
        &self,
        sweep: &Sweep,
        export: &Export,
        renderer: &Renderer,
        (plan, pieces): (&FilePlan, &Pieces),
        range: Range<u64>,
    ) -> Result<Attempt, Trouble> {
        let (mut rest, together) = (places(plan, &range), Arc::<AtomicUsize>::default());
        let mut writers: BTreeMap<u64, (FileWriter<'_, Limited>, Vec<OrderId>)> = BTreeMap::new();
        for index in range {
            let out = Limited { together: together.clone(), ..Limited::default() };
            match renderer.begin(out) {
                Ok(writer) => drop(writers.insert(index, (writer, vec![]))),
                Err(error) if is_full(&error) => return Ok(Attempt::TooMuch),
                Err(error) => return Err(error.into()),
            }
        }
        let mut reader = self.reader.lock().await;
        let first = rest.front().copied().unwrap_or_default();
        if reader.as_ref().is_none_or(|kept| kept.read > first) {
            *reader = Some(Kept::new(sweep.id, pieces, export.order_ids.is_empty()));
        }
        let Some(kept) = reader.as_mut() else { return Ok(Attempt::Made(vec![])) };
        while let Some(wanted) = rest.front().copied() {
            let Some(order) = kept.next(&self.files).await? else {
                return Err(Trouble::Refused("an order that was kept is not there any more".to_owned()));
            };
            if kept.read <= wanted {
                continue;
            }
            rest.pop_front();
            let file = plan.file_of.get(wanted).copied().map(u64::from).unwrap_or_default();
            let Some((writer, ids)) = writers.get_mut(&file) else { continue };
            match renderer.add(writer, &order) {
                Ok(()) => ids.push(order.id),
                Err(error) if is_full(&error) => return Ok(Attempt::TooMuch),
                Err(error) => return Err(error.into()),
            }
        }
        finish(plan, writers)
    }

    /// Puts a file where it can be downloaded, notes it, and makes the appointment of its delivery. Each is done once.
    async fn hand_over(&self, sweep: &Sweep, export: &Export, store: &Store, made: Made) -> Result<(), Trouble> {
        let Made { index, name, bytes, order_ids, rows, warnings } = made;
        let file = ExportFile {
            export: sweep.id.number,
            index,
            name,
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            rows,
            order_ids,
            warnings,
            status: FileStatus::Waiting,
            may_be_there: false,
            unanswered: 0,
            busy_until: None,
            delivered_at: None,
        };
        let content_type = export.template.content.format.content_type();
        self.files.put(&sweep.id.export_file_object(&file), content_type, bytes).await?;
        let _ = self.desk.table.insert_export_file(sweep, &file).await.map_err(DeskError::from)?;
        let job = file.job(&export.template);
        let at = sweep.date_added;
        let appointment = Appointment::new(file.appointment_id(), store.id, job, export.template.name.clone(), at);
        let _ = self.desk.table.insert_due_appointment(&appointment).await.map_err(DeskError::from)?;
        Ok(())
    }
}

/// The places of the orders that go into the files of a range.
fn places(plan: &FilePlan, range: &Range<u64>) -> VecDeque<usize> {
    let of_range = |(_, file): &(usize, &u32)| range.contains(&u64::from(**file));
    plan.file_of.iter().enumerate().filter(of_range).map(|(place, _)| place).collect()
}

/// Ends the files, unless they have too many bytes.
fn finish(
    plan: &FilePlan,
    writers: BTreeMap<u64, (FileWriter<'_, Limited>, Vec<OrderId>)>,
) -> Result<Attempt, Trouble> {
    let mut made = vec![];
    for (index, (writer, order_ids)) in writers {
        let (limited, written) = match writer.finish().map_err(RenderError::from) {
            Ok(finished) => finished,
            Err(error) if is_full(&error) => return Ok(Attempt::TooMuch),
            Err(error) => return Err(error.into()),
        };
        let name = usize::try_from(index).ok().and_then(|at| plan.names.get(at)).cloned().unwrap_or_default();
        let own = written.warnings.kept.iter().map(ToString::to_string);
        // What is told of all names is told with the first file.
        let of_names = plan.warnings.iter().filter(|_| index == 0).cloned();
        let warnings = of_names.chain(own).take(MAX_EXPORT_WARNINGS).collect();
        let rows = u64::try_from(written.rows).unwrap_or(u64::MAX);
        made.push(Made { index, name, bytes: limited.bytes, order_ids, rows, warnings });
    }
    Ok(Attempt::Made(made))
}

/// Whether a file can't be written because it has as many bytes as it may.
fn is_full(error: &RenderError) -> bool {
    matches!(error, RenderError::Write(WriteError::Io(error)) if error.kind() == io::ErrorKind::StorageFull)
}

/// The bytes of a file that is made beside others: it has at most as many as a file may have, and all together as many as
/// have room.
#[derive(Default)]
struct Limited {
    bytes: Vec<u8>,
    together: Arc<AtomicUsize>,
}

impl Write for Limited {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let length = u64::try_from(self.bytes.len().saturating_add(more.len())).unwrap_or(u64::MAX);
        let before = self.together.fetch_add(more.len(), Ordering::Relaxed);
        if length > MAX_EXPORTED_BYTES || before.saturating_add(more.len()) > MAX_BYTES_PER_PAGE {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
