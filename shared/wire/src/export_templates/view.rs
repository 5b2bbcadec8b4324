//! Writing an export template.

use domain::{
    Bundle, Combine, ExportColumn, ExportDelivery, ExportSelection, ExportTemplate, FileProtocol, FilterEntry,
    FolderId, KnownServer, PostHeader, Schedule, StoreId, Weekday,
};
use serde::Serialize;

use super::read::BUNDLES;

/// An export template, whole. It may be sent back as it is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportTemplate))]
pub struct ExportTemplateView<'a> {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// The form of the files.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ExportFormat))]
    format: &'static str,
    /// What a row of a file is about.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::RowMode))]
    row_mode: &'static str,
    /// Whether the first row has the headings.
    header_row: bool,
    /// What stands between two values of a line; not there where nothing was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::import_templates::schema::Delimiter, required = false))]
    delimiter: Option<&'static str>,
    /// Which values of a line stand in quotes.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::Quoting))]
    quote: &'static str,
    /// What a line ends with.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::LineEnd))]
    line_end: &'static str,
    /// Whether the file begins with a byte order mark.
    bom: bool,
    /// How characters become bytes.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ExportEncoding))]
    encoding: &'static str,
    /// What of a file of lines is guarded against spreadsheets.
    guard: CellGuardsView,
    /// The columns, from left to right.
    columns: Vec<ExportColumnView<'a>>,
    /// The template of the whole document; empty but in `custom`.
    document: &'a str,
    /// Which orders.
    select: ExportSelectionView<'a>,
    /// Which orders share a file.
    bundle: BundleView<'a>,
    /// What files are called: a template; empty: the usual name.
    filename: &'a str,
    /// Where the files go.
    delivery: ExportDeliveryView<'a>,
    /// When it runs by itself; not there: by hand alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = ScheduleView, required = false))]
    schedule: Option<ScheduleView>,
    /// What becomes of the orders once their file is delivered.
    after: AfterExportView<'a>,
    /// Whether a file without orders is sent, too.
    send_when_empty: bool,
}

/// A column of a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportColumn))]
pub struct ExportColumnView<'a> {
    /// What it is called.
    heading: &'a str,
    /// What stands in it: the name of a field, or a template; empty: nothing.
    value: &'a str,
    /// As what it is written.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::CellKind))]
    kind: &'static str,
    /// How wide it is in a workbook, in characters; not there: as usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = u8, required = false))]
    width: Option<u8>,
}

/// What of a file of lines is guarded against spreadsheets.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = CellGuards))]
pub struct CellGuardsView {
    /// Whether what would be taken for a formula gets an apostrophe in front.
    formulas: bool,
    /// Whether digits that Excel would change are written as `="02138"`.
    digits: bool,
}

/// Which orders are exported.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportSelection))]
pub struct ExportSelectionView<'a> {
    /// Those that lie in one of these folders; empty: in any.
    folder_ids: &'a [FolderId],
    /// How the filters are joined.
    #[cfg_attr(feature = "schema", schema(value_type = Combine))]
    combine: &'static str,
    /// What must hold for them besides.
    filters: &'a [FilterEntry],
    /// Whether it is for those only that the template did not export yet.
    only_not_exported: bool,
}

/// Which orders share a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Bundle))]
pub struct BundleView<'a> {
    /// All, none, or those that have the same value in a field.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::BundleKind))]
    files: &'static str,
    /// The field that decides; not there but with `one_file_per_group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    field: Option<&'a str>,
}

/// Where the files go: the way, and the fields it takes.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportDelivery))]
pub struct ExportDeliveryView<'a> {
    /// The way.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ExportDeliveryKind))]
    by: &'static str,
    /// What keys begin with in the store's part of the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    prefix: Option<&'a str>,
    /// The address of a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    url: Option<&'a str>,
    /// The headers of a post beside ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<PostHeader>, required = false))]
    headers: Option<&'a [PostHeader]>,
    /// The server's name or IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    host: Option<&'a str>,
    /// Its port; not there: the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = u16, required = false))]
    port: Option<u16>,
    /// Who signs in there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    user: Option<&'a str>,
    /// The name of the secret that the user signs in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    secret: Option<&'a str>,
    /// The folder there; empty: where one is after signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    directory: Option<&'a str>,
    /// The fingerprint of the key the server must show.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    host_key: Option<&'a str>,
    /// The fingerprint of the certificate the server must show; not there: one that an authority vouches for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    certificate: Option<&'a str>,
    /// Who gets the mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    to: Option<&'a str>,
    /// What the mail is about; not there: the file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    subject: Option<&'a str>,
    /// What the mail says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    text: Option<&'a str>,
}

/// When something runs by itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Schedule))]
pub struct ScheduleView {
    /// How often it runs.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Every))]
    every: &'static str,
    /// At which time of the day, by the store's time zone; not there where it runs many times a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TimeOfDay, required = false))]
    at: Option<String>,
    /// On which day; not there where it runs on several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Weekday, required = false))]
    day: Option<Weekday>,
}

/// What becomes of the orders once their file is delivered.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AfterExport))]
pub struct AfterExportView<'a> {
    /// The folder they are moved to; not there: they stay where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    move_to_folder: Option<FolderId>,
    /// The tag they get; empty: they keep theirs.
    tag_name: &'a str,
    /// Whether their history tells of it.
    history_line: bool,
}

/// One export template of a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportTemplateSummary))]
pub struct ExportTemplateSummaryView<'a> {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// The form of the files.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ExportFormat))]
    format: &'static str,
    /// How the files go.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ExportDeliveryKind))]
    delivery: &'static str,
    /// When it runs by itself; not there: by hand alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = ScheduleView, required = false))]
    schedule: Option<ScheduleView>,
}

/// An export template of another store.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportTemplateElsewhere))]
pub struct ExportTemplateElsewhereView<'a> {
    /// The store's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    store_id: String,
    /// The template's id there.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    export_template_id: &'a str,
}

impl<'a> From<&'a ExportTemplate> for ExportTemplateView<'a> {
    fn from(template: &'a ExportTemplate) -> Self {
        let (content, after) = (&template.content, &template.after);
        Self {
            id: &template.id,
            name: &template.name,
            format: content.format.name(),
            row_mode: content.row_mode.name(),
            header_row: content.header_row,
            delimiter: content.delimiter.map(domain::Delimiter::name),
            quote: content.quote.name(),
            line_end: content.line_end.name(),
            bom: content.bom,
            encoding: content.encoding.name(),
            guard: CellGuardsView { formulas: content.guard.formulas, digits: content.guard.digits },
            columns: content.columns.iter().map(ExportColumnView::from).collect(),
            document: &content.document,
            select: ExportSelectionView::from(&template.select),
            bundle: BundleView::from(&template.bundle),
            filename: &template.filename,
            delivery: ExportDeliveryView::from(&template.delivery),
            schedule: template.schedule.map(ScheduleView::from),
            after: AfterExportView {
                move_to_folder: after.move_to_folder,
                tag_name: &after.tag_name,
                history_line: after.history_line,
            },
            send_when_empty: template.send_when_empty,
        }
    }
}

impl<'a> From<&'a ExportColumn> for ExportColumnView<'a> {
    fn from(column: &'a ExportColumn) -> Self {
        Self { heading: &column.heading, value: &column.value, kind: column.kind.name(), width: column.width }
    }
}

impl<'a> From<&'a ExportSelection> for ExportSelectionView<'a> {
    fn from(select: &'a ExportSelection) -> Self {
        let ExportSelection { folder_ids, combine, filters, only_not_exported } = select;
        Self { folder_ids, combine: combine.name(), filters, only_not_exported: *only_not_exported }
    }
}

impl<'a> From<&'a Bundle> for BundleView<'a> {
    fn from(bundle: &'a Bundle) -> Self {
        match bundle {
            Bundle::OneFile => Self { files: BUNDLES[0], field: None },
            Bundle::OneFilePerOrder => Self { files: BUNDLES[1], field: None },
            Bundle::OneFilePerGroup { field } => Self { files: BUNDLES[2], field: Some(field) },
        }
    }
}

impl<'a> From<&'a ExportDelivery> for ExportDeliveryView<'a> {
    fn from(delivery: &'a ExportDelivery) -> Self {
        let mut view = Self { by: delivery.by(), ..Self::default() };
        match delivery {
            ExportDelivery::S3 { prefix } => view.prefix = Some(prefix),
            ExportDelivery::HttpsPost { url, headers } => {
                view.url = Some(url);
                view.headers = Some(headers);
            }
            ExportDelivery::Server(KnownServer { protocol, server, host_key, certificate }) => {
                view.host = Some(&server.host);
                view.port = server.port;
                view.user = Some(&server.user);
                view.secret = Some(&server.secret);
                view.directory = Some(&server.directory);
                view.host_key = (*protocol == FileProtocol::Sftp).then_some(host_key);
                view.certificate = Some(certificate.as_str()).filter(|print| !print.is_empty());
            }
            ExportDelivery::Mail { to, subject, text } => {
                view.to = Some(to);
                view.subject = Some(subject).filter(|it| !it.is_empty()).map(String::as_str);
                view.text = Some(text).filter(|it| !it.is_empty()).map(String::as_str);
            }
            ExportDelivery::Download => {}
        }
        view
    }
}

impl From<Schedule> for ScheduleView {
    fn from(schedule: Schedule) -> Self {
        Self { every: schedule.every(), at: schedule.at().map(|at| at.to_string()), day: schedule.day() }
    }
}

impl<'a> From<&'a ExportTemplate> for ExportTemplateSummaryView<'a> {
    fn from(template: &'a ExportTemplate) -> Self {
        Self {
            id: &template.id,
            name: &template.name,
            format: template.content.format.name(),
            delivery: template.delivery.by(),
            schedule: template.schedule.map(ScheduleView::from),
        }
    }
}

impl<'a> ExportTemplateElsewhereView<'a> {
    /// The template of this id in that store.
    pub fn new(store_id: StoreId, export_template_id: &'a str) -> Self {
        Self { store_id: store_id.to_string(), export_template_id }
    }
}
