//! Reading an export template.

use domain::{
    AfterExport, Bundle, CellGuards, CellKind, Delimiter, ExportColumn, ExportContent, ExportDelivery, ExportEncoding,
    ExportFormat, ExportSelection, FileProtocol, FileServer, FolderId, KnownServer, LineEnd, NewExportTemplate,
    Problem, Quoting, RowMode, Schedule,
};

use super::fields::{
    AfterExportInput, BundleInput, CellGuardsInput, ExportColumnInput, ExportDeliveryInput, ExportSelectionInput,
    ExportTemplateInput, ONE_FILE, ScheduleInput,
};
use crate::choices::{listed, one};
use crate::custom_events::{needed, schedule};
use crate::import_templates::folder;
use crate::read::{Document, Object};
use crate::rules::actions::header;
use crate::rules::{combine_of, filter_entry};

/// What `bundle.files` may be.
pub(super) const BUNDLES: [&str; 3] = [ONE_FILE, "one_file_per_order", "one_file_per_group"];

/// The fields of a delivery that each way takes beside `by`.
const TAKEN: [(&str, &[&str]); 7] = [
    ("download", &[]),
    ("s3", &["prefix"]),
    ("https_post", &["url", "headers"]),
    ("sftp", &["host", "port", "user", "secret", "directory", "host_key"]),
    ("ftps", &["host", "port", "user", "secret", "directory", "certificate"]),
    ("ftp", &["host", "port", "user", "secret", "directory"]),
    ("mail", &["to", "subject", "text"]),
];

/// Reads the body of `POST /v1/export-templates` and `PUT /v1/export-templates/{id}`. What its fields, templates and filters
/// mean is looked at by whom it is for.
pub fn read_new(body: &str) -> Result<NewExportTemplate, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    ExportTemplateInput::BODY.refuse_unknown(&object);
    let fields = &ExportTemplateInput::READ;
    let new = NewExportTemplate {
        name: needed(&object, &fields.name),
        content: content(&object),
        select: fields.select.of(&object).map(|inner| selection(&inner)).unwrap_or_default(),
        bundle: fields.bundle.of(&object).map(|inner| bundle(&inner)).unwrap_or_default(),
        filename: fields.filename.trimmed(&object),
        delivery: fields.delivery.of(&object).map(|inner| delivery(&inner)).unwrap_or_default(),
        schedule: fields.schedule.of(&object).and_then(|inner| when(&inner)),
        after: fields.after.of(&object).map(|inner| after(&inner)).unwrap_or_default(),
        send_when_empty: fields.send_when_empty.filled(&object),
    };
    document.finish(new)
}

fn content(object: &Object) -> ExportContent {
    let fields = &ExportTemplateInput::READ;
    let delimiter = fields.delimiter.of(object).filter(|sent| !sent.is_empty());
    ExportContent {
        format: one(object, &fields.format, ExportFormat::ALL, ExportFormat::name),
        row_mode: one(object, &fields.row_mode, RowMode::ALL, RowMode::name),
        header_row: fields.header_row.filled(object),
        delimiter: delimiter.map(|_| one(object, &fields.delimiter, Delimiter::ALL, Delimiter::name)),
        quote: one(object, &fields.quote, Quoting::ALL, Quoting::name),
        line_end: one(object, &fields.line_end, LineEnd::ALL, LineEnd::name),
        bom: fields.bom.filled(object),
        encoding: one(object, &fields.encoding, ExportEncoding::ALL, ExportEncoding::name),
        guard: fields.guard.of(object).map(|inner| guard(&inner)).unwrap_or_default(),
        columns: fields.columns.of(object).iter().map(column).collect(),
        document: fields.document.filled(object),
    }
}

fn guard(object: &Object) -> CellGuards {
    CellGuardsInput::BODY.refuse_unknown(object);
    let fields = &CellGuardsInput::READ;
    CellGuards { formulas: fields.formulas.filled(object), digits: fields.digits.filled(object) }
}

fn column(object: &Object) -> ExportColumn {
    ExportColumnInput::BODY.refuse_unknown(object);
    let fields = &ExportColumnInput::READ;
    ExportColumn {
        heading: fields.heading.filled(object),
        value: fields.value.filled(object),
        kind: one(object, &fields.kind, CellKind::ALL, CellKind::name),
        // One that is too wide is refused as 0 is.
        width: fields.width.of(object).map(|width| u8::try_from(width).unwrap_or_default()),
    }
}

fn selection(object: &Object) -> ExportSelection {
    ExportSelectionInput::BODY.refuse_unknown(object);
    let fields = &ExportSelectionInput::READ;
    let mut folder_ids: Vec<FolderId> = vec![];
    for sent in fields.folder_ids.filled(object) {
        match sent.parse() {
            Ok(folder_id) if folder_ids.contains(&folder_id) => {}
            Ok(folder_id) => folder_ids.push(folder_id),
            Err(_) => object.demand(fields.folder_ids.name(), "must be ids of folders"),
        }
    }
    ExportSelection {
        folder_ids,
        combine: combine_of(object, &fields.combine),
        filters: fields.filters.of(object).iter().filter_map(|entry| filter_entry(entry, 1)).collect(),
        only_not_exported: fields.only_not_exported.filled(object),
    }
}

fn bundle(object: &Object) -> Bundle {
    BundleInput::BODY.refuse_unknown(object);
    let fields = &BundleInput::READ;
    let (files, field) = (fields.files.filled(object), fields.field.trimmed(object));
    if files != BUNDLES[2] && !field.is_empty() {
        object.refuse(fields.field.name(), format!("is for {} alone", BUNDLES[2]));
    }
    match BUNDLES.iter().position(|name| *name == files) {
        Some(0) => Bundle::OneFile,
        Some(1) => Bundle::OneFilePerOrder,
        Some(2) => Bundle::OneFilePerGroup { field },
        _ => {
            object.demand(fields.files.name(), format!("must be one of {}", BUNDLES.join(", ")));
            Bundle::default()
        }
    }
}

fn delivery(object: &Object) -> ExportDelivery {
    ExportDeliveryInput::BODY.refuse_unknown(object);
    let fields = &ExportDeliveryInput::READ;
    let by = fields.by.filled(object);
    let Some((_, taken)) = TAKEN.iter().find(|(name, _)| *name == by) else {
        let names = listed(&ExportDelivery::NAMES, |name| name);
        object.demand(fields.by.name(), format!("must be one of {names}"));
        return ExportDelivery::default();
    };
    let is_other = |name: &&str| *name != fields.by.name() && !taken.contains(name) && object.is_given(name);
    for name in ExportDeliveryInput::BODY.fields().iter().map(|field| field.name).filter(is_other) {
        object.demand(name, format!("is not for {by}"));
    }
    match by.as_str() {
        "s3" => ExportDelivery::S3 { prefix: fields.prefix.trimmed(object) },
        "https_post" => {
            let headers = fields.headers.of(object).iter().map(header).collect();
            ExportDelivery::HttpsPost { url: fields.url.trimmed(object), headers }
        }
        "mail" => ExportDelivery::Mail {
            to: fields.to.trimmed(object),
            subject: fields.subject.trimmed(object),
            text: fields.text.filled(object),
        },
        other => match FileProtocol::named(other) {
            Some(protocol) => ExportDelivery::Server(server(object, protocol)),
            None => ExportDelivery::Download,
        },
    }
}

fn server(object: &Object, protocol: FileProtocol) -> KnownServer {
    let fields = &ExportDeliveryInput::READ;
    let server = FileServer {
        host: fields.host.trimmed(object),
        // One that is too large is refused as 0 is.
        port: fields.port.of(object).map(|port| u16::try_from(port).unwrap_or_default()),
        user: fields.user.trimmed(object),
        secret: fields.secret.trimmed(object),
        directory: fields.directory.trimmed(object),
    };
    let (host_key, certificate) = (fields.host_key.trimmed(object), fields.certificate.trimmed(object));
    KnownServer { protocol, server, host_key, certificate }
}

fn when(object: &Object) -> Option<Schedule> {
    ScheduleInput::BODY.refuse_unknown(object);
    let fields = &ScheduleInput::READ;
    schedule(object, [&fields.every, &fields.at, &fields.day])
}

fn after(object: &Object) -> AfterExport {
    AfterExportInput::BODY.refuse_unknown(object);
    let fields = &AfterExportInput::READ;
    AfterExport {
        move_to_folder: folder(object, &fields.move_to_folder),
        tag_name: fields.tag_name.trimmed(object),
        history_line: fields.history_line.filled(object),
    }
}
