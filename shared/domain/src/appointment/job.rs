//! What an appointment does, and where.

use serde::{Deserialize, Serialize};

use super::{Lane, PostFormat};
use crate::{PostHeader, is_default};

/// What an appointment does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// "Send Order To Website": posts the order.
    PostOrderJson {
        /// Where to.
        url: String,
        /// How.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        format: PostFormat,
        /// Whether the history goes with it.
        #[serde(default, skip_serializing_if = "is_default")]
        include_history: bool,
        /// The headers it has beside ours. A secret is in none of them: only its name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<PostHeader>,
    },
    /// Posts what a supplier is told of the order, as it was submitted to it (orderdesk-app 12).
    SubmitOrder {
        /// The supplier.
        supplier: String,
        /// Where to.
        url: String,
        /// How.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        format: PostFormat,
        /// The headers it has beside ours. A secret is in none of them: only its name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<PostHeader>,
    },
    /// Posts `{"shipment", "order"}` to the order's `ship_notify_url` (orderdesk-app 2.5).
    ShipNotify {
        /// Where to.
        url: String,
        /// The shipment it tells of.
        shipment_id: String,
    },
    /// Delivers a file of an export (orderdesk-app 6.2).
    DeliverFile {
        /// The number of the export.
        export: u64,
        /// Which of its files, from 0.
        file: u64,
        /// What the file is called.
        name: String,
        /// How it goes: `download`, `s3`, `https_post`, `sftp`, `ftps` or `ftp`.
        by: String,
        /// Where to, for people.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[cfg_attr(feature = "schema", schema(required = false))]
        to: String,
    },
    /// Tells the shop that the order came from of a shipment (orderdesk-app 10.1).
    PushShipment {
        /// The connection.
        connection: String,
        /// The cart's id of the order.
        cart_order: String,
        /// The shipment it tells of.
        shipment_id: String,
    },
    /// Gives the order a status in the shop that it came from, once it is taken (orderdesk-app 10.1).
    SetCartStatus {
        /// The connection.
        connection: String,
        /// The cart's id of the order.
        cart_order: String,
        /// The status, in the cart's own word.
        cart_status: String,
    },
    /// Mails a template of the store, of the order (orderdesk-app 8.1).
    SendMail {
        /// The template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        template_id: String,
        /// Who gets it instead of whom the template says; blank where it says so itself.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[cfg_attr(feature = "schema", schema(required = false))]
        mail_to: String,
        /// The supplier it is for, who is told of its own items alone; blank where it is not one to whom it was submitted.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[cfg_attr(feature = "schema", schema(required = false))]
        supplier: String,
        /// The shipment that caused it, of which a template for shipments tells; blank where none did: then the newest when it
        /// is sent.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[cfg_attr(feature = "schema", schema(required = false))]
        shipment_id: String,
    },
    /// Makes a PDF of the order (orderdesk-app 8.6).
    MakeDocument {
        /// The print template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        print_template_id: String,
    },
}

impl Job {
    /// The names of all kinds of jobs, as in [`kind`](Self::kind).
    pub const KINDS: [&str; 8] = [
        Self::POST_ORDER_JSON,
        Self::SUBMIT_ORDER,
        Self::SHIP_NOTIFY,
        Self::DELIVER_FILE,
        Self::PUSH_SHIPMENT,
        Self::SET_CART_STATUS,
        Self::SEND_MAIL,
        Self::MAKE_DOCUMENT,
    ];

    const POST_ORDER_JSON: &str = "post_order_json";
    const SUBMIT_ORDER: &str = "submit_order";
    const SHIP_NOTIFY: &str = "ship_notify";
    const DELIVER_FILE: &str = "deliver_file";
    const PUSH_SHIPMENT: &str = "push_shipment";
    const SET_CART_STATUS: &str = "set_cart_status";
    const SEND_MAIL: &str = "send_mail";
    const MAKE_DOCUMENT: &str = "make_document";

    /// Its kind in the API and in rows.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PostOrderJson { .. } => Self::POST_ORDER_JSON,
            Self::SubmitOrder { .. } => Self::SUBMIT_ORDER,
            Self::ShipNotify { .. } => Self::SHIP_NOTIFY,
            Self::DeliverFile { .. } => Self::DELIVER_FILE,
            Self::PushShipment { .. } => Self::PUSH_SHIPMENT,
            Self::SetCartStatus { .. } => Self::SET_CART_STATUS,
            Self::SendMail { .. } => Self::SEND_MAIL,
            Self::MakeDocument { .. } => Self::MAKE_DOCUMENT,
        }
    }

    /// Its name for people.
    pub fn title(&self) -> &'static str {
        match self {
            Self::PostOrderJson { .. } => "Send Order To Website",
            Self::SubmitOrder { .. } => "Send Order To Supplier",
            Self::ShipNotify { .. } => "Notify of Shipment",
            Self::DeliverFile { .. } => "Deliver Exported File",
            Self::PushShipment { .. } => "Send Shipment To Cart",
            Self::SetCartStatus { .. } => "Set Status In Cart",
            Self::SendMail { .. } => "Send Mail",
            Self::MakeDocument { .. } => "Create PDF",
        }
    }

    /// The lane that carries it out.
    pub fn lane(&self) -> Lane {
        match self {
            Self::PostOrderJson { .. } | Self::SubmitOrder { .. } | Self::ShipNotify { .. } => Lane::Post,
            Self::DeliverFile { .. } => Lane::Files,
            Self::PushShipment { .. } | Self::SetCartStatus { .. } => Lane::Carts,
            Self::SendMail { .. } => Lane::Mail,
            Self::MakeDocument { .. } => Lane::Documents,
        }
    }

    /// The headers that its rule adds.
    pub fn headers(&self) -> &[PostHeader] {
        match self {
            Self::PostOrderJson { headers, .. } | Self::SubmitOrder { headers, .. } => headers,
            Self::ShipNotify { .. }
            | Self::DeliverFile { .. }
            | Self::PushShipment { .. }
            | Self::SetCartStatus { .. }
            | Self::SendMail { .. }
            | Self::MakeDocument { .. } => &[],
        }
    }

    /// How many letters its address and its headers have.
    pub fn length(&self) -> usize {
        let of_headers = self.headers().iter().map(|it| it.name.len() + it.value.len() + it.secret.len());
        let of_mail = match self {
            Self::SendMail { mail_to, shipment_id, .. } => mail_to.len() + shipment_id.len(),
            _ => 0,
        };
        self.url().len() + of_headers.sum::<usize>() + of_mail
    }

    /// The same because of this shipment, where it tells of one; because of none where that is blank.
    #[must_use]
    pub fn because_of_shipment(self, id: &str) -> Self {
        match self {
            Self::SendMail { template_id, mail_to, supplier, .. } => {
                Self::SendMail { template_id, mail_to, supplier, shipment_id: id.to_owned() }
            }
            other => other,
        }
    }

    /// Whether it is about its order as that is when it is carried out; what is not is done though the order is gone.
    pub fn needs_order(&self) -> bool {
        !matches!(self, Self::DeliverFile { .. })
    }

    /// Where it posts to, or brings a file; blank where a connection or a template says that.
    pub fn url(&self) -> &str {
        match self {
            Self::PostOrderJson { url, .. } | Self::SubmitOrder { url, .. } | Self::ShipNotify { url, .. } => url,
            Self::DeliverFile { to, .. } => to,
            Self::PushShipment { .. }
            | Self::SetCartStatus { .. }
            | Self::SendMail { .. }
            | Self::MakeDocument { .. } => "",
        }
    }
}
