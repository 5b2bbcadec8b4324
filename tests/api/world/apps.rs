//! One of each function.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use cloud::{Aws, TABLE};
use delivery::{Limits, Poster};
use desk::KeyChecksums;
use desk::accounts::SignUpMode;
use domain::{ApiKey, Clock};
use guard::Guard;
use runtime::system_chance;

use super::ADMIN_TOKEN;
use super::MAIL_FROM;
use super::PUBLIC_URL;
use super::queues::{
    ARRIVALS, CARTS, DEAD, DOCUMENTS, EXPORTS, FILES, IMPORTS, MAIL, PARKED, PICKUPS, POST, SWEEPS, url,
};
use super::servers::Servers;
use super::tls;

/// A function, by the name of its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    IngestOrder,
    IngestShipment,
    ServeApi,
    ServeRules,
    ServeFiles,
    ManageStore,
    EvaluateRules,
    CarryOutPlans,
    PostOrderJson,
    CloseAppointment,
    RunSchedule,
    SendMail,
    RunSweep,
    ImportFile,
    PickUpFiles,
    TestFileServer,
    ExportOrders,
    DeliverFile,
    ServeConsole,
    TakeWebhook,
    ImportOrder,
    CallCart,
    MakeDocument,
    ServeDocuments,
}

impl Function {
    pub(crate) const ALL: [Self; 24] = [
        Self::IngestOrder,
        Self::IngestShipment,
        Self::ServeApi,
        Self::ServeRules,
        Self::ServeFiles,
        Self::ManageStore,
        Self::EvaluateRules,
        Self::CarryOutPlans,
        Self::PostOrderJson,
        Self::CloseAppointment,
        Self::RunSchedule,
        Self::SendMail,
        Self::RunSweep,
        Self::ImportFile,
        Self::PickUpFiles,
        Self::TestFileServer,
        Self::ExportOrders,
        Self::DeliverFile,
        Self::ServeConsole,
        Self::TakeWebhook,
        Self::ImportOrder,
        Self::CallCart,
        Self::MakeDocument,
        Self::ServeDocuments,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::IngestOrder => "ingest-order",
            Self::IngestShipment => "ingest-shipment",
            Self::ServeApi => "serve-api",
            Self::ServeRules => "serve-rules",
            Self::ServeFiles => "serve-files",
            Self::ManageStore => "manage-store",
            Self::EvaluateRules => "evaluate-rules",
            Self::CarryOutPlans => "carry-out-plans",
            Self::PostOrderJson => "post-order-json",
            Self::CloseAppointment => "close-appointment",
            Self::RunSchedule => "run-schedule",
            Self::SendMail => "send-mail",
            Self::RunSweep => "run-sweep",
            Self::ImportFile => "import-file",
            Self::PickUpFiles => "pick-up-files",
            Self::TestFileServer => "test-file-server",
            Self::ExportOrders => "export-orders",
            Self::DeliverFile => "deliver-file",
            Self::ServeConsole => "serve-console",
            Self::TakeWebhook => "take-webhook",
            Self::ImportOrder => "import-order",
            Self::CallCart => "call-cart",
            Self::MakeDocument => "make-document",
            Self::ServeDocuments => "serve-documents",
        }
    }

    /// Whether it is woken by calls over HTTP.
    pub(crate) fn answers_calls(self) -> bool {
        http::Function::ALL.into_iter().any(|function| Self::of(function) == self)
    }

    /// The function that answers a call.
    pub(super) fn of(function: http::Function) -> Self {
        match function {
            http::Function::IngestOrder => Self::IngestOrder,
            http::Function::IngestShipment => Self::IngestShipment,
            http::Function::ServeApi => Self::ServeApi,
            http::Function::ServeFiles => Self::ServeFiles,
            http::Function::ServeRules => Self::ServeRules,
            http::Function::ManageStore => Self::ManageStore,
            http::Function::ServeConsole => Self::ServeConsole,
            http::Function::ServeDocuments => Self::ServeDocuments,
            http::Function::TakeWebhook => Self::TakeWebhook,
            http::Function::TestFileServer => Self::TestFileServer,
        }
    }
}

/// The waits between the attempts of a post, as `template.yaml` has them.
const RETRY_WAITS_SECONDS: &str = "10,30,60,120,300,600,900,1200,1800,1800";

/// What makes and checks the checksums of keys here.
pub(crate) fn key_checksums() -> KeyChecksums {
    let secret = |name| (name == "KEY_CHECKSUM_SECRET").then(|| "TheSecretOfTheWorldsKeyChecksums".to_owned());
    KeyChecksums::of_settings(secret).unwrap()
}
/// The private bucket.
pub(crate) const BUCKET: &str = "waybill-private";

/// The domain whose mails bring files.
pub(crate) const MAIL_IN_DOMAIN: &str = "in.example.com";

/// A part of a sweep has so few rows that a small store is several.
const ROWS_PER_PART: &str = "40";

/// A part of an import has so few rows, unless a test wants fewer.
pub(super) const ROWS_PER_IMPORT_PART: u32 = 40;

/// What each function remembers while it is warm.
pub(super) struct Apps {
    pub(super) ingest_order: Rc<ingest_order::App>,
    pub(super) ingest_shipment: Rc<ingest_shipment::App>,
    pub(super) serve_api: Rc<serve_api::App>,
    pub(super) serve_rules: Rc<serve_rules::App>,
    pub(super) serve_files: Rc<serve_files::App>,
    pub(super) manage_store: Rc<manage_store::App>,
    pub(super) evaluate_rules: Rc<evaluate_rules::App>,
    pub(super) carry_out_plans: Rc<carry_out_plans::App>,
    pub(super) post_order_json: Rc<post_order_json::App>,
    pub(super) close_appointment: Rc<close_appointment::App>,
    pub(super) run_schedule: Rc<run_schedule::App>,
    pub(super) send_mail: Rc<send_mail::App>,
    pub(super) run_sweep: Rc<run_sweep::App>,
    pub(super) import_file: Rc<import_file::App>,
    pub(super) pick_up_files: Rc<pick_up_files::App>,
    pub(super) test_file_server: Rc<test_file_server::App>,
    pub(super) export_orders: Rc<export_orders::App>,
    pub(super) deliver_file: Rc<deliver_file::App>,
    pub(super) serve_console: Rc<serve_console::App>,
    pub(super) take_webhook: Rc<take_webhook::App>,
    pub(super) import_order: Rc<import_order::App>,
    pub(super) call_cart: Rc<call_cart::App>,
    pub(super) make_document: Rc<make_document::App>,
    pub(super) serve_documents: Rc<serve_documents::App>,
}

/// Makes the app of a function with these settings.
macro_rules! start {
    ($package:ident, $function:expr, $aws:expr, { $($field:ident: $value:expr,)* }) => {{
        let aws: &Arc<Aws> = $aws;
        let time = aws.time.clone();
        let settings = $package::Settings { table_name: TABLE.to_owned(), $($field: $value,)* };
        let config = aws.config($function.name());
        Rc::new($package::App::new(&config, settings, Clock::of(move || time.now()), system_chance()).unwrap())
    }};
}

impl Apps {
    pub(super) fn new(aws: &Arc<Aws>, servers: &Servers, rows_per_import_part: u32, sign_up: SignUpMode) -> Self {
        Self {
            ingest_order: start!(ingest_order, Function::IngestOrder, aws, { key_checksums: key_checksums(), }),
            ingest_shipment: start!(ingest_shipment, Function::IngestShipment, aws, { key_checksums: key_checksums(), }),
            serve_api: start!(serve_api, Function::ServeApi, aws, { key_checksums: key_checksums(), }),
            serve_rules: start!(serve_rules, Function::ServeRules, aws, {
                key_checksums: key_checksums(),
                guard: Guard::with_loopback(None),
            }),
            serve_files: start!(serve_files, Function::ServeFiles, aws, {
                key_checksums: key_checksums(),
                bucket_name: BUCKET.to_owned(),
                guard: Guard::with_loopback(None),
                mail_in_domain: MAIL_IN_DOMAIN.to_owned(),
            }),
            manage_store: manage_store(aws),
            evaluate_rules: start!(evaluate_rules, Function::EvaluateRules, aws, { parked_queue_url: url(PARKED), }),
            carry_out_plans: carry_out_plans(aws),
            post_order_json: post_order_json(aws),
            close_appointment: start!(close_appointment, Function::CloseAppointment, aws, {
                post_queue_url: url(POST),
                mail_queue_url: url(MAIL),
                files_queue_url: url(FILES),
                carts_queue_url: url(CARTS),
                documents_queue_url: url(DOCUMENTS),
                retry_waits_seconds: RETRY_WAITS_SECONDS.to_owned(),
            }),
            run_schedule: start!(run_schedule, Function::RunSchedule, aws, {}),
            send_mail: start!(send_mail, Function::SendMail, aws, {
                mail_queue_url: url(MAIL),
                appointments_dead_queue_url: url(DEAD),
                retry_waits_seconds: RETRY_WAITS_SECONDS.to_owned(),
                bucket_name: BUCKET.to_owned(),
                data_key_id: "key".to_owned(),
                documents_queue_url: url(DOCUMENTS),
                mail_events: "waybill-mails".to_owned(),
                mail_from: MAIL_FROM.to_owned(),
                public_url: PUBLIC_URL.to_owned(),
            }),
            run_sweep: start!(run_sweep, Function::RunSweep, aws, {
                sweeps_queue_url: url(SWEEPS),
                bucket_name: BUCKET.to_owned(),
                rows_per_part: ROWS_PER_PART.to_owned(),
            }),
            import_file: import_file(aws, rows_per_import_part),
            pick_up_files: start!(pick_up_files, Function::PickUpFiles, aws, {
                pickups_queue_url: url(PICKUPS),
                bucket_name: BUCKET.to_owned(),
                data_key_id: "key".to_owned(),
                guard: Guard::with_loopback(None),
            }),
            test_file_server: start!(test_file_server, Function::TestFileServer, aws, {
                key_checksums: key_checksums(),
                data_key_id: "key".to_owned(),
                guard: Guard::with_loopback(None),
            }),
            export_orders: start!(export_orders, Function::ExportOrders, aws, {
                exports_queue_url: url(EXPORTS),
                bucket_name: BUCKET.to_owned(),
                rows_per_part: ROWS_PER_PART.to_owned(),
            }),
            deliver_file: deliver_file(aws, servers),
            serve_console: serve_console(aws, sign_up),
            take_webhook: take_webhook(aws),
            import_order: import_order(aws, servers),
            call_cart: call_cart(aws, servers),
            make_document: make_document(aws),
            serve_documents: serve_documents(aws),
        }
    }

    /// Starts one function anew.
    pub(super) fn start(&mut self, function: Function, new: Self) {
        match function {
            Function::IngestOrder => self.ingest_order = new.ingest_order,
            Function::IngestShipment => self.ingest_shipment = new.ingest_shipment,
            Function::ServeApi => self.serve_api = new.serve_api,
            Function::ServeRules => self.serve_rules = new.serve_rules,
            Function::ServeFiles => self.serve_files = new.serve_files,
            Function::ManageStore => self.manage_store = new.manage_store,
            Function::EvaluateRules => self.evaluate_rules = new.evaluate_rules,
            Function::CarryOutPlans => self.carry_out_plans = new.carry_out_plans,
            Function::PostOrderJson => self.post_order_json = new.post_order_json,
            Function::CloseAppointment => self.close_appointment = new.close_appointment,
            Function::RunSchedule => self.run_schedule = new.run_schedule,
            Function::SendMail => self.send_mail = new.send_mail,
            Function::RunSweep => self.run_sweep = new.run_sweep,
            Function::ImportFile => self.import_file = new.import_file,
            Function::PickUpFiles => self.pick_up_files = new.pick_up_files,
            Function::TestFileServer => self.test_file_server = new.test_file_server,
            Function::ExportOrders => self.export_orders = new.export_orders,
            Function::DeliverFile => self.deliver_file = new.deliver_file,
            Function::ServeConsole => self.serve_console = new.serve_console,
            Function::TakeWebhook => self.take_webhook = new.take_webhook,
            Function::ImportOrder => self.import_order = new.import_order,
            Function::CallCart => self.call_cart = new.call_cart,
            Function::MakeDocument => self.make_document = new.make_document,
            Function::ServeDocuments => self.serve_documents = new.serve_documents,
        }
    }
}

fn make_document(aws: &Arc<Aws>) -> Rc<make_document::App> {
    start!(make_document, Function::MakeDocument, aws, {
        bucket_name: BUCKET.to_owned(),
        documents_queue_url: url(DOCUMENTS),
        appointments_dead_queue_url: url(DEAD),
        retry_waits_seconds: RETRY_WAITS_SECONDS.to_owned(),
        fonts: fonts(),
    })
}

fn serve_documents(aws: &Arc<Aws>) -> Rc<serve_documents::App> {
    start!(serve_documents, Function::ServeDocuments, aws, {
        key_checksums: key_checksums(),
        bucket_name: BUCKET.to_owned(),
        fonts: fonts(),
        public_url: PUBLIC_URL.to_owned(),
    })
}

/// Where `cargo waybill fonts` puts the fonts of documents.
fn fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../.local/fonts")
}

fn carry_out_plans(aws: &Arc<Aws>) -> Rc<carry_out_plans::App> {
    start!(carry_out_plans, Function::CarryOutPlans, aws, {
        post_queue_url: url(POST),
        sweeps_queue_url: url(SWEEPS),
        imports_queue_url: url(IMPORTS),
        pickups_queue_url: url(PICKUPS),
        exports_queue_url: url(EXPORTS),
        mail_queue_url: url(MAIL),
        files_queue_url: url(FILES),
        carts_queue_url: url(CARTS),
        documents_queue_url: url(DOCUMENTS),
        arrivals_queue_url: url(ARRIVALS),
        parked_queue_url: url(PARKED),
    })
}

fn serve_console(aws: &Arc<Aws>, sign_up: SignUpMode) -> Rc<serve_console::App> {
    start!(serve_console, Function::ServeConsole, aws, {
        data_key_id: "key".to_owned(),
        key_checksums: key_checksums(),
        sign_up: sign_up,
        public_url: PUBLIC_URL.to_owned(),
    })
}

fn manage_store(aws: &Arc<Aws>) -> Rc<manage_store::App> {
    start!(manage_store, Function::ManageStore, aws, {
        key_checksums: key_checksums(),
        data_key_id: "key".to_owned(),
        guard: Guard::with_loopback(None),
        admin_token_sha256: ApiKey::hash_of(ADMIN_TOKEN),
        mail_from: MAIL_FROM.to_owned(),
    })
}

fn take_webhook(aws: &Arc<Aws>) -> Rc<take_webhook::App> {
    let time = aws.time.clone();
    let settings = take_webhook::Settings {
        table_name: TABLE.to_owned(),
        arrivals_queue_url: url(ARRIVALS),
        bucket_name: BUCKET.to_owned(),
        data_key_id: "key".to_owned(),
    };
    let config = aws.config(Function::TakeWebhook.name());
    Rc::new(take_webhook::App::new(&config, settings, Clock::of(move || time.now())))
}

fn import_order(aws: &Arc<Aws>, servers: &Servers) -> Rc<import_order::App> {
    start!(import_order, Function::ImportOrder, aws, {
        arrivals_queue_url: url(ARRIVALS),
        bucket_name: BUCKET.to_owned(),
        data_key_id: "key".to_owned(),
        guard: Guard::with_loopback(None),
        stand_ins: servers.stand_ins(),
    })
}

fn call_cart(aws: &Arc<Aws>, servers: &Servers) -> Rc<call_cart::App> {
    start!(call_cart, Function::CallCart, aws, {
        carts_queue_url: url(CARTS),
        arrivals_queue_url: url(ARRIVALS),
        appointments_dead_queue_url: url(DEAD),
        retry_waits_seconds: RETRY_WAITS_SECONDS.to_owned(),
        api_endpoint: PUBLIC_URL.to_owned(),
        bucket_name: BUCKET.to_owned(),
        data_key_id: "key".to_owned(),
        guard: Guard::with_loopback(None),
        stand_ins: servers.stand_ins(),
    })
}

fn import_file(aws: &Arc<Aws>, rows_per_part: u32) -> Rc<import_file::App> {
    start!(import_file, Function::ImportFile, aws, {
        imports_queue_url: url(IMPORTS),
        bucket_name: BUCKET.to_owned(),
        rows_per_part: rows_per_part.to_string(),
    })
}

fn post_order_json(aws: &Arc<Aws>) -> Rc<post_order_json::App> {
    start!(post_order_json, Function::PostOrderJson, aws, {
        post_queue_url: url(POST),
        appointments_dead_queue_url: url(DEAD),
        data_key_id: "key".to_owned(),
        retry_waits_seconds: RETRY_WAITS_SECONDS.to_owned(),
        post_timeout_seconds: "1".to_owned(),
        guard: Guard::with_loopback(None),
    })
}

/// The servers it brings files to are those of the world, and it trusts the world's certificate.
fn deliver_file(aws: &Arc<Aws>, servers: &Servers) -> Rc<deliver_file::App> {
    let time = aws.time.clone();
    let settings = deliver_file::Settings {
        table_name: TABLE.to_owned(),
        files_queue_url: url(FILES),
        appointments_dead_queue_url: url(DEAD),
        mail_from: MAIL_FROM.to_owned(),
        mail_events: "waybill-mails".to_owned(),
        bucket_name: BUCKET.to_owned(),
        data_key_id: "key".to_owned(),
        retry_waits_seconds: RETRY_WAITS_SECONDS.to_owned(),
        post_timeout_seconds: "1".to_owned(),
        guard: Guard::with_loopback(None),
    };
    let config = aws.config(Function::DeliverFile.name());
    let given = (Clock::of(move || time.now()), system_chance());
    let limits = Limits { deadline: Duration::from_secs(1), ..Limits::default() };
    let poster = Poster::trusting(Guard::with_loopback(None), limits, tls::certificate()).unwrap();
    let servers = Box::new(servers.clone());
    Rc::new(deliver_file::App::with_senders(&config, settings, given, poster, servers).unwrap())
}
