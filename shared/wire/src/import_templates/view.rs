//! Writing an import template.

use domain::{FolderId, ImportColumn, ImportTemplate, ShipmentMatch, StoreId};
use serde::Serialize;

use super::fields::BY_SOURCE_ID;

/// An import template, whole. It may be sent back as it is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ImportTemplate))]
pub struct ImportTemplateView<'a> {
    /// Its id, digits; not there while it is only suggested.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$", required = false))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// What is made of the rows.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ImportKind))]
    kind: &'static str,
    /// What its files are.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ImportFileFormat))]
    file_format: &'static str,
    /// How the characters of a text are written as bytes.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::FileEncoding))]
    encoding: &'static str,
    /// What stands between two cells of a text.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::Delimiter))]
    delimiter: &'static str,
    /// What stands around a cell of a text.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::Quote))]
    quote: &'static str,
    /// Whether the first row has headings.
    has_heading: bool,
    /// How many rows in front of everything else are passed over.
    skip_rows: u32,
    /// The sheet of a workbook; empty: the first.
    sheet: &'a str,
    /// How dates are written.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::DateForm))]
    date_format: &'static str,
    /// What stands between the whole of an amount and its places.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::DecimalSeparator))]
    decimal_separator: &'static str,
    /// Every column of a file.
    columns: Vec<ImportColumnView<'a>>,
    /// Of orders: what a row is.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::OrderRows))]
    order_mode: &'static str,
    /// Of orders: what becomes of one that is there already.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::DuplicatePolicy))]
    duplicate_policy: &'static str,
    /// Of orders: the folder they come into; not there: the store's first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    folder_id: Option<FolderId>,
    /// The cart that orders are of, where no column says so; empty: the template's name, and of shipments any cart.
    source_name: &'a str,
    /// Of orders and shipments: whether the store's rules run.
    run_rules: bool,
    /// Of inventory: what becomes of an item that is there already.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::InventoryPolicy))]
    inventory_policy: &'static str,
    /// Of inventory: whether an item that is not there is made.
    allow_create: bool,
    /// Of shipments: what tells their orders: `source_id`, `order_id`, `metadata:<name>` or `email_and_name`.
    shipment_match: String,
    /// What is done when a file is through.
    after_import: AfterImportView<'a>,
    /// What it takes by mail; not there: it takes no mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = MailInView, required = false))]
    mail: Option<MailInView<'a>>,
}

/// A column of a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ImportColumn))]
pub struct ImportColumnView<'a> {
    /// What stands above it.
    heading: &'a str,
    /// Its place in the row, from 1 up; not there where it is found by its heading, or stands in no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = u32, required = false))]
    place: Option<u32>,
    /// What its cells are.
    target: &'a str,
    /// What counts where a cell is blank.
    default: &'a str,
    /// What is done to each cell first.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<super::schema::Transform>))]
    transforms: Vec<&'static str>,
}

/// What is done when a file is through.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AfterImport))]
pub struct AfterImportView<'a> {
    /// Of shipments: the folder that orders which got one are moved into; not there: they stay where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    folder_id: Option<FolderId>,
    /// Who is mailed the report.
    notify_emails: &'a [String],
}

/// What a template takes by mail.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MailIn))]
pub struct MailInView<'a> {
    /// Where files are mailed to: whoever knows it, and is an allowed sender, has files imported. Not there while the
    /// template is only suggested, and where this deployment takes no mails.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    address: Option<String>,
    /// Whose mails are taken: mail addresses, and domains, which are exactly those.
    allowed_senders: &'a [String],
}

/// One import template of a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ImportTemplateSummary))]
pub struct TemplateSummaryView<'a> {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// What is made of the rows.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ImportKind))]
    kind: &'static str,
    /// What its files are.
    #[cfg_attr(feature = "schema", schema(value_type = super::schema::ImportFileFormat))]
    file_format: &'static str,
}

/// An import template of another store.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ImportTemplateElsewhere))]
pub struct TemplateElsewhereView<'a> {
    /// The store's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    store_id: String,
    /// The template's id there.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    import_template_id: &'a str,
}

impl<'a> ImportTemplateView<'a> {
    /// A template, and where files for it are mailed to.
    pub fn new(template: &'a ImportTemplate, address: Option<String>) -> Self {
        let after = &template.after_import;
        let mail = template.mail.as_ref();
        Self {
            id: &template.id,
            name: &template.name,
            kind: template.kind.name(),
            file_format: template.format.name(),
            encoding: template.text.encoding.name(),
            delimiter: template.text.delimiter.name(),
            quote: template.text.quote.name(),
            has_heading: template.has_heading,
            skip_rows: template.skip_rows,
            sheet: &template.sheet,
            date_format: template.date_form.name(),
            decimal_separator: template.decimal_separator.name(),
            columns: template.columns.iter().map(ImportColumnView::from).collect(),
            order_mode: template.order_rows.name(),
            duplicate_policy: template.duplicates.name(),
            folder_id: template.folder_id,
            source_name: &template.source_name,
            run_rules: template.runs_rules,
            inventory_policy: template.inventory_policy.name(),
            allow_create: template.allows_creation,
            shipment_match: shipment_match(&template.shipment_match),
            after_import: AfterImportView { folder_id: after.folder_id, notify_emails: &after.notify_emails },
            mail: mail.map(|mail| MailInView { address, allowed_senders: &mail.allowed_senders }),
        }
    }
}

impl<'a> From<&'a ImportColumn> for ImportColumnView<'a> {
    fn from(column: &'a ImportColumn) -> Self {
        Self {
            heading: &column.heading,
            place: column.place,
            target: &column.target,
            default: &column.default,
            transforms: column.transforms.iter().map(|transform| transform.name()).collect(),
        }
    }
}

impl<'a> From<&'a ImportTemplate> for TemplateSummaryView<'a> {
    fn from(template: &'a ImportTemplate) -> Self {
        let ImportTemplate { id, name, kind, format, .. } = template;
        Self { id, name, kind: kind.name(), file_format: format.name() }
    }
}

impl<'a> TemplateElsewhereView<'a> {
    /// The template of this id in that store.
    pub fn new(store_id: StoreId, import_template_id: &'a str) -> Self {
        Self { store_id: store_id.to_string(), import_template_id }
    }
}

fn shipment_match(by: &ShipmentMatch) -> String {
    match by {
        ShipmentMatch::SourceId => BY_SOURCE_ID.to_owned(),
        ShipmentMatch::OrderId => "order_id".to_owned(),
        ShipmentMatch::Metadata(name) => format!("metadata:{name}"),
        ShipmentMatch::EmailAndName => "email_and_name".to_owned(),
    }
}
