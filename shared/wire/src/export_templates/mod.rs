//! Export templates: our own `/v1/export-templates`. They are written in the form they are read in, always whole.

mod fields;
mod preview;
mod read;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(test)]
mod tests;
mod view;

pub use fields::{
    AfterExportInput, BundleInput, CellGuardsInput, ExportColumnInput, ExportDeliveryInput, ExportSelectionInput,
    ExportTemplateInput, ScheduleInput,
};
pub(crate) use preview::order_ids;
pub use preview::{FilePreviewView, FileText, PreviewInput, read_preview};
pub use read::read_new;
pub use view::{
    AfterExportView, BundleView, CellGuardsView, ExportColumnView, ExportDeliveryView, ExportSelectionView,
    ExportTemplateElsewhereView, ExportTemplateSummaryView, ExportTemplateView, ScheduleView,
};
