//! Exports: our own `/v1/exports`, and what lies in the bucket while one is made.

use std::sync::Arc;

use domain::{Export, ExportFile, Finding, MAX_EXPORT_IDS, NewExport, Order, Problem, Sweep, SweepStatus, time};
use serde::{Deserialize, Serialize};

use crate::body::{Field, body};
use crate::export_templates::order_ids;
use crate::read::Document;

body! {
    /// An export as it is asked for.
    NewExportInput: Refused {
        /// The export template.
        template_id: Field<u64> = Field::id().needed(),
        /// Of these orders; of those that the template is for when left out.
        order_ids: Field<Vec<String>> = Field::ids(0, Some(MAX_EXPORT_IDS)),
    }
}

/// Reads the body of `POST /v1/exports`.
pub fn read_new(body: &str) -> Result<NewExport, Vec<Problem>> {
    let document = Document::read(body)?;
    let (object, fields) = (document.object(), &NewExportInput::READ);
    NewExportInput::BODY.refuse_unknown(&object);
    let template_id = fields.template_id.of(&object);
    if template_id.is_none() {
        object.demand(fields.template_id.name(), "must be an export template's id");
    }
    let order_ids = order_ids(&object, &fields.order_ids).unwrap_or_default();
    document.finish(NewExport { template_id: template_id.unwrap_or_default().to_string(), order_ids })
}

/// Reads the `cursor` of `GET /v1/exports/{id}`: the file that a page begins with.
pub fn read_file_cursor(cursor: Option<&str>) -> Result<u64, Vec<Problem>> {
    let read = cursor.map(str::parse).transpose();
    read.map(Option::unwrap_or_default).map_err(|_| vec![Problem::new("cursor", "is none of this list")])
}

/// An export and how far it is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Export))]
pub struct ExportView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// The export template.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    template_id: &'a str,
    /// What the template was called.
    template_name: &'a str,
    /// How the files go.
    #[cfg_attr(feature = "schema", schema(value_type = crate::export_templates::schema::ExportDeliveryKind))]
    delivery: &'static str,
    /// How far it is. When it is done its files are made, and handed over to be delivered.
    #[cfg_attr(feature = "schema", schema(value_type = SweepStatus))]
    status: &'static str,
    /// How many orders were looked at.
    seen: u64,
    /// How many orders are in its files.
    orders: u64,
    /// How many were looked at and left out.
    left_out: u64,
    /// How many files it has so far.
    files: u64,
    /// Why orders were left out that were named, and what else should be known: the first 500 sentences; none in a list of
    /// exports.
    notes: Vec<&'a str>,
    /// The export that took over the orders of files that were not delivered, so that those are not delivered any more;
    /// null where none did.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    taken_over_by: Option<String>,
    /// The id of the key that asked for it; empty where the schedule did.
    by: &'a str,
    /// Why it failed; empty otherwise.
    failure: &'a str,
    /// When it was asked for. It is kept for 30 days.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When its last part ended, or it was called off.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
}

impl<'a> ExportView<'a> {
    /// An export; nothing where it is none.
    pub fn new(sweep: &'a Sweep) -> Option<Self> {
        let Export { template, by, taken_over_by, .. } = sweep.export()?;
        Some(Self {
            id: sweep.id.number.to_string(),
            template_id: &template.id,
            template_name: &template.name,
            delivery: template.delivery.by(),
            status: sweep.status.name(),
            seen: sweep.seen,
            orders: sweep.created,
            left_out: sweep.seen.saturating_sub(sweep.created),
            files: sweep.changed,
            notes: sweep.findings.iter().map(|Finding { what, .. }| what.as_str()).collect(),
            taken_over_by: taken_over_by.map(|export| export.to_string()),
            by,
            failure: &sweep.failure,
            date_added: time::text(sweep.date_added),
            date_updated: time::text(sweep.date_updated),
        })
    }

    /// One of many in a list: without notes.
    pub fn listed(sweep: &'a Sweep) -> Option<Self> {
        Some(Self { notes: vec![], ..Self::new(sweep)? })
    }
}

/// A file of an export.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ExportFile))]
pub struct ExportFileView<'a> {
    /// What it is called.
    name: &'a str,
    /// How many bytes it has.
    size: u64,
    /// How many orders are in it.
    orders: usize,
    /// How many rows it has.
    rows: u64,
    /// How far its delivery is.
    #[cfg_attr(feature = "schema", schema(value_type = domain::FileStatus))]
    status: &'static str,
    /// The appointment of its delivery, which can be looked at, retried and canceled as all are.
    appointment_id: String,
    /// When it was delivered; null before.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    delivered_at: Option<String>,
    /// What is not in it as it is in its orders: the first of it.
    warnings: &'a [String],
    /// Where it can be downloaded, for 15 minutes.
    url: String,
}

impl<'a> ExportFileView<'a> {
    /// A file, with the address it can be downloaded from.
    pub fn new(file: &'a ExportFile, url: String) -> Self {
        Self {
            name: &file.name,
            size: file.size,
            orders: file.order_ids.len(),
            rows: file.rows,
            status: file.status.name(),
            appointment_id: file.appointment_id().to_string(),
            delivered_at: file.delivered_at.map(time::text),
            warnings: &file.warnings,
            url,
        }
    }
}

/// Orders that an export has, as they lie in the bucket until its files are made: a line of JSON for each.
pub fn piece(orders: &[Order]) -> Result<String, serde_json::Error> {
    let lines = orders.iter().map(|order| Ok(serde_json::to_string(order)? + "\n"));
    lines.collect()
}

/// Reads such orders again.
pub fn read_piece(text: &str) -> Result<Vec<Arc<Order>>, serde_json::Error> {
    text.lines().map(|line| serde_json::from_str(line).map(Arc::new)).collect()
}

/// Which order goes into which file: the names of the files, and of each order, in the sequence of an export, the file it
/// goes into.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FilePlan {
    /// The names, by the numbers of the files.
    pub names: Vec<String>,
    /// The number of the file of each order.
    pub file_of: Vec<u32>,
    /// What should be known of the names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl FilePlan {
    /// As it lies in the bucket.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads it again.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

#[cfg(test)]
mod tests {
    use domain::{FolderId, OrderId};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn what_is_asked_for_is_checked_field_by_field() {
        let new = read_new(r#"{"template_id":"7","order_ids":["1001",1001,1002]}"#).unwrap();
        assert_eq!((new.template_id.as_str(), new.order_ids.len()), ("7", 2));
        assert_eq!(read_new(r#"{"template_id":7}"#).unwrap().order_ids, []);
        for (body, field) in [
            ("{}", "template_id"),
            (r#"{"template_id":"x"}"#, "template_id"),
            (r#"{"template_id":7,"order_ids":["x"]}"#, "order_ids"),
            (r#"{"template_id":7,"orders":[1]}"#, "orders"),
        ] {
            assert_eq!(read_new(body).unwrap_err()[0].field, field, "{body}");
        }
    }

    /// Catches an order that comes back from the bucket as another.
    #[test]
    fn a_piece_and_a_plan_come_back_as_they_were() {
        let order = |id| Order {
            email: "a\nb".into(),
            ..Order::new(OrderId::new(id).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
        };
        let orders = [order(1_001), order(1_002)];
        let read = read_piece(&piece(&orders).unwrap()).unwrap();
        assert_eq!(read.iter().map(|order| (**order).clone()).collect::<Vec<_>>(), orders);
        let plan = FilePlan { names: vec!["a.csv".into()], file_of: vec![0, 0], warnings: vec![] };
        assert_eq!(FilePlan::read(plan.text().unwrap().as_bytes()).unwrap(), plan);
    }
}
