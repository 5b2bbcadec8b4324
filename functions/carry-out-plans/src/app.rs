//! The function's settings, and what it works with: everything outside that it may reach.

use anyhow::Result;
use desk::Desk;
use desk::appointments::carry_out::Lanes;
use domain::{Chance, Clock};
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, system_chance, system_clock};
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of the lane `post`: `POST_QUEUE_URL`.
    pub post_queue_url: String,
    /// The queue of parts of sweeps: `SWEEPS_QUEUE_URL`.
    pub sweeps_queue_url: String,
    /// The queue of parts of imports: `IMPORTS_QUEUE_URL`.
    pub imports_queue_url: String,
    /// The queue of looks of pickups: `PICKUPS_QUEUE_URL`.
    pub pickups_queue_url: String,
    /// The queue of parts of exports: `EXPORTS_QUEUE_URL`.
    pub exports_queue_url: String,
    /// The queue of the lane `mail`: `MAIL_QUEUE_URL`.
    pub mail_queue_url: String,
    /// The queue of the lane `files`: `FILES_QUEUE_URL`.
    pub files_queue_url: String,
    /// The queue of the lane `documents`: `DOCUMENTS_QUEUE_URL`.
    pub documents_queue_url: String,
    /// The queue of the lane `carts`: `CARTS_QUEUE_URL`.
    pub carts_queue_url: String,
    /// The queue of orders that arrive from shops: `ARRIVALS_QUEUE_URL`.
    pub arrivals_queue_url: String,
    /// Where records that nobody can handle are put away: `PARKED_QUEUE_URL`.
    pub parked_queue_url: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            post_queue_url: setting("POST_QUEUE_URL")?,
            sweeps_queue_url: setting("SWEEPS_QUEUE_URL")?,
            imports_queue_url: setting("IMPORTS_QUEUE_URL")?,
            pickups_queue_url: setting("PICKUPS_QUEUE_URL")?,
            exports_queue_url: setting("EXPORTS_QUEUE_URL")?,
            mail_queue_url: setting("MAIL_QUEUE_URL")?,
            files_queue_url: setting("FILES_QUEUE_URL")?,
            carts_queue_url: setting("CARTS_QUEUE_URL")?,
            documents_queue_url: setting("DOCUMENTS_QUEUE_URL")?,
            arrivals_queue_url: setting("ARRIVALS_QUEUE_URL")?,
            parked_queue_url: setting("PARKED_QUEUE_URL")?,
        })
    }
}

/// The use cases, the lanes, the queues of sweeps, imports, exports, pickups and arrivals, the queue for records that nobody
/// can handle, and the clock.
pub struct App {
    pub(crate) desk: Desk,
    pub(crate) lanes: Lanes,
    pub(crate) sweeps: Queue,
    pub(crate) imports: Queue,
    pub(crate) pickups: Queue,
    pub(crate) exports: Queue,
    pub(crate) arrivals: Queue,
    pub(crate) parked: Queue,
    pub(crate) clock: Clock,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let post = Queue::new(config, settings.post_queue_url);
        Ok(Self {
            desk: Desk::new(Table::new(config, settings.table_name), chance),
            sweeps: post.beside(settings.sweeps_queue_url),
            imports: post.beside(settings.imports_queue_url),
            pickups: post.beside(settings.pickups_queue_url),
            exports: post.beside(settings.exports_queue_url),
            arrivals: post.beside(settings.arrivals_queue_url),
            parked: post.beside(settings.parked_queue_url),
            clock,
            lanes: Lanes {
                mail: post.beside(settings.mail_queue_url),
                files: post.beside(settings.files_queue_url),
                carts: post.beside(settings.carts_queue_url),
                documents: post.beside(settings.documents_queue_url),
                post,
            },
        })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        tokio::join!(app.desk.table.warm_up(), app.lanes.post.warm_up());
        Ok(app)
    }
}
