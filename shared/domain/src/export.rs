//! Exports: a run of an export template makes files of orders, each of which is delivered on its own (orderdesk-app 6).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AppointmentId, ExportDelivery, ExportFormat, ExportTemplate, Job, KnownServer, OrderId, StoreId, Sweep, SweepId,
    SweepList, SweepWork, is_default,
};

/// What the names of all objects of exports begin with.
const KEPT: &str = "exported/";

/// What the names of all objects begin with that are delivered into a store's part of the bucket.
const DELIVERED: &str = "exports/";

/// An export has at most so many orders; what is beyond waits for the next.
pub const MAX_EXPORTED_ORDERS: u64 = 10_000;

/// An export that names its orders names at most so many.
pub const MAX_EXPORT_IDS: usize = 1_000;

/// A file of an export has at most so many bytes.
pub const MAX_EXPORTED_BYTES: u64 = 50 * 1024 * 1024;

/// So many warnings of a file are kept.
pub const MAX_EXPORT_WARNINGS: usize = 20;

/// What a run of an export template does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// The template, as it was when the export was asked for. Its folders are all that are looked through.
    pub template: ExportTemplate,
    /// The orders that were named; empty where they are looked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_ids: Vec<OrderId>,
    /// The supplier it is for, whose orders alone are in it, as it is told of them; none where it is the store's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier_id: Option<String>,
    /// The id of the key of whoever asked for it; empty where a schedule did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The export that took its orders over: no file of it is delivered from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_over_by: Option<u64>,
}

/// An export as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExport {
    /// The template.
    pub template_id: String,
    /// Of which orders; of those that the template is for, without.
    pub order_ids: Vec<OrderId>,
}

/// How far the delivery of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileStatus {
    /// It is not delivered yet.
    #[default]
    Waiting,
    /// It is delivered, and its orders are still to be told so.
    Delivered,
    /// It is delivered, and its orders have what becomes of them.
    Settled,
}

impl FileStatus {
    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Settled => "settled",
        }
    }
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    /// The number of its export.
    pub export: u64,
    /// Which of the export's files it is, from 0.
    pub index: u64,
    /// What it is called.
    pub name: String,
    /// How many bytes it has.
    pub size: u64,
    /// How many rows it has.
    pub rows: u64,
    /// The orders in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_ids: Vec<OrderId>,
    /// What is not in it as it is in its orders: the first of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// How far its delivery is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub status: FileStatus,
    /// Whether an attempt may have brought it, of which nobody knows how it ended.
    #[serde(default, skip_serializing_if = "is_default")]
    pub may_be_there: bool,
    /// How often SES was asked to mail it and did not answer: more than one is a file that may have gone twice.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unanswered: u32,
    /// Until when the attempt that is being made may go on; none where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy_until: Option<Timestamp>,
    /// When it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
}

impl ExportFile {
    /// The appointment of its delivery. It follows from the file, so that there is one: an order is in one file of an
    /// export. A file without orders has one that is of no order there is.
    pub fn appointment_id(&self) -> AppointmentId {
        let order = self.order_ids.first().copied().unwrap_or_else(|| OrderId::of_nothing(self.export));
        AppointmentId { order, serial: self.export }
    }

    /// What its appointment does.
    pub fn job(&self, template: &ExportTemplate) -> Job {
        Job::DeliverFile {
            export: self.export,
            file: self.index,
            name: self.name.clone(),
            by: template.delivery.by().to_owned(),
            to: template.delivery.place(),
        }
    }

    /// Whether an attempt at its delivery is being made.
    pub fn is_busy(&self, now: Timestamp) -> bool {
        self.busy_until.is_some_and(|until| until > now)
    }
}

impl ExportDelivery {
    /// Where files go, for people: an address without a secret in it.
    pub fn place(&self) -> String {
        match self {
            Self::Download => String::new(),
            Self::S3 { prefix } => prefix.clone(),
            Self::Mail { to, .. } => to.clone(),
            Self::HttpsPost { url, .. } => url.clone(),
            Self::Server(KnownServer { protocol, server, .. }) => {
                let port = server.port.map(|port| format!(":{port}")).unwrap_or_default();
                let folder = server.directory.trim_start_matches('/');
                format!("{}://{}{port}/{folder}", protocol.name(), server.host)
            }
        }
    }
}

impl ExportFormat {
    /// What its files are called in a header.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Txt | Self::Custom => "text/plain",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xml => "application/xml",
            Self::Json => "application/json",
        }
    }
}

impl SweepId {
    /// A store's export of this number.
    pub fn export(store_id: StoreId, number: u64) -> Self {
        Self { store_id: Some(store_id), list: SweepList::Exports, number }
    }

    /// The name of an object that an export leaves in the bucket.
    pub fn export_object(self, name: &str) -> String {
        let store_id = self.store_id.map(|id| id.to_string()).unwrap_or_default();
        format!("{KEPT}{store_id}/{}/{name}", self.number)
    }

    /// The object of a file of an export.
    pub fn export_file_object(self, file: &ExportFile) -> String {
        self.export_object(&format!("files/{}/{}", file.index, file.name))
    }
}

/// The name of an object that is delivered into a store's part of the bucket.
pub fn delivered_object(store_id: StoreId, prefix: &str, name: &str) -> String {
    let folder = prefix.trim_matches('/');
    if folder.is_empty() {
        format!("{DELIVERED}{store_id}/{name}")
    } else {
        format!("{DELIVERED}{store_id}/{folder}/{name}")
    }
}

impl Sweep {
    /// What it exports; nothing where it is no export.
    pub fn export(&self) -> Option<&Export> {
        if let SweepWork::Export(export) = &self.work { Some(export) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(order_ids: Vec<OrderId>) -> ExportFile {
        ExportFile {
            export: 2_078_600_001,
            index: 3,
            name: "a.csv".into(),
            size: 1,
            rows: 1,
            order_ids,
            warnings: vec![],
            status: FileStatus::Waiting,
            may_be_there: false,
            unanswered: 0,
            busy_until: None,
            delivered_at: None,
        }
    }

    /// Catches an appointment that stands in the way of one of an order.
    #[test]
    fn the_appointment_of_a_file_is_that_of_its_first_order_or_of_none_there_is() {
        let order = OrderId::new(1_168_001_896).unwrap();
        assert_eq!(file(vec![order]).appointment_id().to_string(), "1168001896-2078600001");
        let none = file(vec![]).appointment_id();
        assert!(none.order.number() > u64::from(u32::MAX >> 1), "beyond every order's id");
        assert_eq!(none.to_string().parse(), Ok(none));
    }

    #[test]
    fn objects_lie_in_the_store_s_own_places() {
        let store_id = StoreId::new(42).unwrap();
        let id = SweepId::export(store_id, 7);
        assert_eq!(id.export_file_object(&file(vec![])), "exported/42/7/files/3/a.csv");
        assert_eq!(delivered_object(store_id, "harbor/in/", "a.csv"), "exports/42/harbor/in/a.csv");
        assert_eq!(delivered_object(store_id, "", "a.csv"), "exports/42/a.csv");
    }

    #[test]
    fn a_place_names_no_user_and_no_secret() {
        let server = crate::FileServer {
            host: "files.example.com".into(),
            port: Some(2_222),
            user: "shop".into(),
            secret: "printer".into(),
            directory: "/in/orders".into(),
        };
        let place = ExportDelivery::Server(KnownServer { server, ..KnownServer::default() }).place();
        assert_eq!(place, "sftp://files.example.com:2222/in/orders");
    }
}
