//! Every call there is: its method, its address, what a key must be allowed to make it, the function that answers, and
//! what people read of it.
//!
//! The router, the gateway's routes, the document of the API, the Bruno collection, the bench and the tests that go over
//! all calls read this one table. What a call takes and answers, with its schemas and examples, stands in
//! `contract::operations`: it needs utoipa, which no function should link. A match there names every operation, so that
//! one without it does not compile.
//!
//! The table stands in one file per noun, and an enum can only be written in one place. So each noun's entries are the
//! text of a macro, which puts them behind those of the nouns before and hands all to the next, until `define` makes the
//! enum of them.

mod accounts;
mod appointments;
mod bulk;
mod connections;
mod custom_css;
mod documents;
mod dropship;
mod events;
mod export_templates;
mod exports;
mod families;
mod find;
mod folders;
mod hooks;
mod import_templates;
mod imports;
mod inventory;
mod items;
mod keys;
mod links;
mod locked;
mod mail_confirmations;
mod mail_senders;
mod mail_templates;
mod orders;
mod payments;
mod people;
mod pickups;
mod repairs;
mod rules;
mod secrets;
mod shipments;
mod signing;
mod stores;
mod suppliers;
mod sweeps;
mod views;

use domain::Scope;

use self::accounts::accounts;
use self::appointments::appointments;
use self::bulk::bulk;
use self::connections::connections;
use self::custom_css::custom_css;
use self::documents::documents;
use self::dropship::dropship;
use self::events::events;
use self::export_templates::export_templates;
use self::exports::exports;
use self::families::families;
pub use self::find::Found;
use self::folders::folders;
use self::hooks::hooks;
use self::import_templates::import_templates;
use self::imports::imports;
use self::inventory::inventory;
use self::items::items;
use self::keys::keys;
use self::links::links;
use self::mail_confirmations::mail_confirmations;
use self::mail_senders::mail_senders;
use self::mail_templates::mail_templates;
use self::orders::{orders, orders_v1};
use self::payments::payments;
use self::people::people;
use self::pickups::pickups;
use self::repairs::repairs;
use self::rules::rules;
use self::secrets::secrets;
use self::shipments::shipments;
use self::signing::signing;
use self::stores::{document, store, stores};
use self::suppliers::suppliers;
use self::sweeps::sweeps;
use self::views::views;

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// Who has the stack's admin token.
    AdminToken,
    /// Who has a store's key of this scope or a wider one.
    Key(Scope),
    /// Who has the key of a supplier.
    Supplier,
}

/// The function that answers a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// Takes new orders.
    IngestOrder,
    /// Takes shipments.
    IngestShipment,
    /// Writes what holds a secret: stores and their keys. Repairs too.
    ManageStore,
    /// Answers everything else.
    ServeApi,
    /// Shows pages to people.
    ServeConsole,
    /// Keeps print templates, prints orders, and shows documents.
    ServeDocuments,
    /// Keeps what files are read and written by, and begins imports, exports and pickups.
    ServeFiles,
    /// Keeps rules and what runs them: custom events, custom buttons, sweeps; mail templates too.
    ServeRules,
    /// Takes webhooks of shops.
    TakeWebhook,
    /// Tries servers for files out.
    TestFileServer,
}

impl Function {
    /// All that answer calls of the API.
    pub const ALL: [Self; 10] = [
        Self::IngestOrder,
        Self::IngestShipment,
        Self::ManageStore,
        Self::ServeApi,
        Self::ServeConsole,
        Self::ServeDocuments,
        Self::ServeFiles,
        Self::ServeRules,
        Self::TakeWebhook,
        Self::TestFileServer,
    ];

    /// Whether it answers the calls that are led to `other`. `serve-api`, behind the gateway's default route, answers what
    /// the exact routes miss because of a slash too many, where it can.
    pub(crate) fn answers_for(self, other: Self) -> bool {
        self == other || (self == Self::ServeApi && !other.answers_alone())
    }

    /// Whether no other function answers its calls: they need what `serve-api` has not, such as a secret, a file or rules.
    pub const fn answers_alone(self) -> bool {
        matches!(
            self,
            Self::ManageStore
                | Self::ServeConsole
                | Self::ServeDocuments
                | Self::ServeFiles
                | Self::ServeRules
                | Self::TakeWebhook
                | Self::TestFileServer
        )
    }

    /// Its name: the folder under `functions/`, the package and the binary.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IngestOrder => "ingest-order",
            Self::IngestShipment => "ingest-shipment",
            Self::ManageStore => "manage-store",
            Self::ServeApi => "serve-api",
            Self::ServeConsole => "serve-console",
            Self::ServeDocuments => "serve-documents",
            Self::ServeFiles => "serve-files",
            Self::ServeRules => "serve-rules",
            Self::TakeWebhook => "take-webhook",
            Self::TestFileServer => "test-file-server",
        }
    }
}

/// The calls of one noun on one face, as people find them together in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub description: &'static str,
}

macro_rules! define {
    ({$($tag:literal, $about:literal {$(
        #[doc = $summary:literal]
        #[doc = $gap:literal]
        $(#[doc = $description:literal])+
        $name:ident = $method:literal $path:literal, $access:expr, $function:ident;
    )*})*}) => {
        /// A call of the API, by its name in `docs/openapi.json`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operation {
            $($(
                #[doc = $summary]
                #[doc = $gap]
                $(#[doc = $description])+
                $name,
            )*)*
        }

        impl Operation {
            /// All of them, in the order people find them in the document.
            pub const ALL: &[Self] = &[$($(Self::$name,)*)*];

            /// Its name, as in `ListOrders`.
            pub const fn name(self) -> &'static str {
                match self {
                    $($(Self::$name => stringify!($name),)*)*
                }
            }

            /// Its method.
            pub const fn method(self) -> &'static str {
                match self {
                    $($(Self::$name => $method,)*)*
                }
            }

            /// Its address, with `{order_id}` and the like where a call has a value.
            pub const fn path(self) -> &'static str {
                match self {
                    $($(Self::$name => $path,)*)*
                }
            }

            /// Who may make it.
            pub const fn access(self) -> Access {
                match self {
                    $($(Self::$name => $access,)*)*
                }
            }

            /// The function that answers it.
            pub const fn function(self) -> Function {
                match self {
                    $($(Self::$name => Function::$function,)*)*
                }
            }

            /// Where people find it in the document.
            pub const fn tag(self) -> &'static str {
                match self {
                    $($(Self::$name => $tag,)*)*
                }
            }

            /// What it does, in a few words: "List orders".
            pub const fn summary(self) -> &'static str {
                match self {
                    $($(Self::$name => $summary.trim_ascii(),)*)*
                }
            }

            /// What it does, in sentences.
            pub const fn description(self) -> &'static str {
                match self {
                    $($(Self::$name => concat!($($description),+).trim_ascii(),)*)*
                }
            }
        }

        impl Tag {
            /// All of them, in the order people find them in the document.
            pub const ALL: &[Self] = &[$(Self { name: $tag, description: $about },)*];
        }
    };
}

const READ: Access = Access::Key(Scope::Read);
const WRITE: Access = Access::Key(Scope::Write);
const ADMIN: Access = Access::Key(Scope::Admin);

store! { {} orders items shipments inventory stores mail_confirmations mail_senders custom_css folders keys signing secrets orders_v1 payments families links bulk sweeps imports exports suppliers rules events views mail_templates dropship documents appointments import_templates export_templates pickups connections hooks repairs people accounts document define }
