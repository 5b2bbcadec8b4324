//! Which order goes into which file is said once, before the first file is made.

use domain::{Export, Sweep};
use wire::exports::FilePlan;

use super::pieces::Kept;
use super::render::Renderer;
use super::stage::{Pieces, Stage};
use super::work::{Exports, Trouble};
use crate::DeskError;
use crate::sweeps::Page;

/// What is said of all files has at most so many bytes.
const MAX_PLAN_BYTES: u64 = 16 * 1024 * 1024;

/// So many warnings of names are kept.
const MAX_WARNINGS: usize = 20;

impl Exports {
    /// Goes through the orders that are kept, and says of each which file it goes into. Done again it says the same: the
    /// time in names is when the export was asked for.
    pub(super) async fn arrange(&self, sweep: &Sweep, export: &Export, pieces: Pieces) -> Result<Page, Trouble> {
        let (store, template) = (self.store(sweep).await?, &export.template);
        let renderer = Renderer::new(&store, template, sweep.date_added)?;
        let mut bundler = Renderer::bundler(template)?;
        let (mut plan, mut kept) = (FilePlan::default(), Kept::new(sweep.id, &pieces, export.order_ids.is_empty()));
        while let Some(order) = kept.next(&self.files).await? {
            let file = bundler.file_of(&order, renderer.surroundings())?;
            if file.number == plan.names.len() {
                plan.names.push(file.name);
            }
            plan.file_of.push(u32::try_from(file.number).unwrap_or(u32::MAX));
        }
        if plan.names.is_empty() && template.send_when_empty {
            plan.names.push(bundler.name_of_empty(renderer.surroundings()));
        }
        let warnings = &bundler.warnings().kept;
        plan.warnings = warnings.iter().take(MAX_WARNINGS).map(ToString::to_string).collect();
        if plan.names.is_empty() {
            return Ok(Page::default());
        }
        let text = plan.text().map_err(|error| Trouble::Refused(error.to_string()))?;
        self.files.put(&sweep.id.export_object("plan.json"), "application/json", text.into_bytes()).await?;
        // Files are another part's: it finds this one saved. Done again behind a delivery, the orders would be exported ones.
        let next = Some(Stage::Render { next: 0, pieces }.text());
        Ok(Page { next, ends_part: true, ..Page::default() })
    }

    /// What was said, read once for all pages of a part.
    pub(super) async fn plan(&self, sweep: &Sweep) -> Result<&FilePlan, Trouble> {
        let read = async || {
            let bytes = self.files.read(&sweep.id.export_object("plan.json"), "", MAX_PLAN_BYTES).await;
            let bytes = bytes.map_err(DeskError::from)?;
            FilePlan::read(&bytes).map_err(|error| Trouble::Refused(format!("its plan can't be read: {error}")))
        };
        self.plan.get_or_try_init(read).await
    }
}
