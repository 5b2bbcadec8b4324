//! Reading an import template, and where one is copied to.

use domain::{
    AfterImport, DateForm, DecimalSeparator, Delimiter, DuplicatePolicy, FileEncoding, FileFormat, FolderId,
    ImportColumn, ImportKind, ImportTemplate, InventoryPolicy, MailIn, OrderRows, Problem, Quote, ShipmentMatch,
    StoreId, TextForm, Transform,
};

use super::fields::{AfterImportInput, ImportColumnInput, ImportTemplateInput, MailInInput};
use crate::body::{Field, body};
use crate::choices::{listed, one};
use crate::custom_events::needed;
use crate::read::{Document, Object};

body! {
    /// Where a template is copied to.
    TemplateCopyInput: PassedOver {
        /// The other store, which this one is linked with.
        store_id: Field<String> = Field::sent_id().needed(),
    }
}

/// Reads the body of `POST /v1/import-templates` and `PUT /v1/import-templates/{id}`: a template without an id. What its
/// columns may be, and that nothing is lacking, is looked at by whom it is for.
pub fn read_new(body: &str) -> Result<ImportTemplate, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &ImportTemplateInput::READ;
    let template = ImportTemplate {
        id: String::new(),
        name: needed(&object, &fields.name),
        kind: one(&object, &fields.kind, ImportKind::ALL, ImportKind::name),
        format: one(&object, &fields.file_format, FileFormat::ALL, FileFormat::name),
        text: TextForm {
            encoding: one(&object, &fields.encoding, FileEncoding::ALL, FileEncoding::name),
            delimiter: one(&object, &fields.delimiter, Delimiter::ALL, Delimiter::name),
            quote: one(&object, &fields.quote, Quote::ALL, Quote::name),
        },
        has_heading: fields.has_heading.filled(&object),
        skip_rows: small(fields.skip_rows.filled(&object)),
        sheet: fields.sheet.trimmed(&object),
        date_form: one(&object, &fields.date_format, DateForm::ALL, DateForm::name),
        decimal_separator: one(&object, &fields.decimal_separator, DecimalSeparator::ALL, DecimalSeparator::name),
        columns: fields.columns.of(&object).iter().map(column).collect(),
        order_rows: one(&object, &fields.order_mode, OrderRows::ALL, OrderRows::name),
        duplicates: one(&object, &fields.duplicate_policy, DuplicatePolicy::ALL, DuplicatePolicy::name),
        folder_id: folder(&object, &fields.folder_id),
        source_name: fields.source_name.trimmed(&object),
        runs_rules: fields.run_rules.filled(&object),
        inventory_policy: one(&object, &fields.inventory_policy, InventoryPolicy::ALL, InventoryPolicy::name),
        allows_creation: fields.allow_create.filled(&object),
        shipment_match: shipment_match(&object),
        after_import: fields.after_import.of(&object).map(|object| after_import(&object)).unwrap_or_default(),
        mail: fields.mail.of(&object).map(|object| mail_in(&object)),
    };
    document.finish(template)
}

/// Reads the body of `POST /v1/import-templates/{id}/copy` and `POST /v1/export-templates/{id}/copy`: the other store.
pub fn read_copy(body: &str) -> Result<StoreId, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let field = &TemplateCopyInput::READ.store_id;
    let store_id = field.of(&object).and_then(|id| id.parse::<StoreId>().ok());
    if store_id.is_none() {
        object.demand(field.name(), "must be the id of a store");
    }
    let store_id = store_id.ok_or_else(|| document.problems())?;
    document.finish(store_id)
}

fn column(object: &Object) -> ImportColumn {
    let fields = &ImportColumnInput::READ;
    ImportColumn {
        heading: fields.heading.trimmed(object),
        place: fields.place.of(object).map(small),
        target: needed(object, &fields.target),
        default: fields.default.filled(object),
        transforms: transforms(object, &fields.transforms),
    }
}

fn transforms(object: &Object, field: &Field<Vec<String>>) -> Vec<Transform> {
    let sent = field.filled(object);
    let known: Vec<Transform> = sent.iter().filter_map(|name| Transform::named(name)).collect();
    if known.len() != sent.len() {
        object.demand(field.name(), format!("must be of {}", listed(Transform::ALL, Transform::name)));
    }
    known
}

fn after_import(object: &Object) -> AfterImport {
    let fields = &AfterImportInput::READ;
    AfterImport { folder_id: folder(object, &fields.folder_id), notify_emails: fields.notify_emails.filled(object) }
}

fn mail_in(object: &Object) -> MailIn {
    let allowed_senders = MailInInput::READ.allowed_senders.filled(object);
    let allowed_senders = allowed_senders.iter().map(|sender| sender.trim().to_owned()).collect();
    MailIn { code: String::new(), allowed_senders }
}

/// `metadata:<name>` as a column has it, or one of the others.
fn shipment_match(object: &Object) -> ShipmentMatch {
    let field = &ImportTemplateInput::READ.shipment_match;
    let text = field.filled(object);
    let text = text.trim();
    match (text, text.strip_prefix("metadata:").map(str::trim)) {
        (super::fields::BY_SOURCE_ID, _) => ShipmentMatch::SourceId,
        ("order_id", _) => ShipmentMatch::OrderId,
        ("email_and_name", _) => ShipmentMatch::EmailAndName,
        (_, Some(name)) if !name.is_empty() => ShipmentMatch::Metadata(name.to_owned()),
        _ => {
            object.demand(field.name(), "must be source_id, order_id, metadata:<name> or email_and_name");
            ShipmentMatch::default()
        }
    }
}

pub(crate) fn folder(object: &Object, field: &Field<u64>) -> Option<FolderId> {
    let sent = field.of(object)?;
    let folder_id = FolderId::new(sent);
    if folder_id.is_none() {
        object.demand(field.name(), "must be the id of a folder");
    }
    folder_id
}

/// A number whose limit is looked at by whom it is for; one that is far beyond it stays beyond it.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
