//! The function's settings, and what it works with: everything outside that it may reach.

use std::sync::Arc;

use anyhow::{Context, Result};
use delivery::{ApiCaller, CallLimits};
use desk::Desk;
use desk::appointments::attempt::Engine;
use desk::carts::{CartCourier, Shops, Tasks};
use domain::{Chance, Clock};
use files::Bucket;
use guard::Guard;
use queue::Queue;
use runtime::{SdkConfig, aws_config, setting, setting_or, system_chance, system_clock};
use secrets::Kms;
use table::Table;

/// The function's settings.
pub struct Settings {
    /// Name of the table: `TABLE_NAME`.
    pub table_name: String,
    /// The queue of orders that arrive from shops: `ARRIVALS_QUEUE_URL`.
    pub arrivals_queue_url: String,
    /// The queue of the lane `carts`: `CARTS_QUEUE_URL`.
    pub carts_queue_url: String,
    /// Where appointments go that are given up: `APPOINTMENTS_DEAD_QUEUE_URL`.
    pub appointments_dead_queue_url: String,
    /// The waits between attempts, seconds joined by commas: `RETRY_WAITS_SECONDS`.
    pub retry_waits_seconds: String,
    /// Where webhooks come to, the address of the API without a path: `API_ENDPOINT`.
    pub api_endpoint: String,
    /// Name of the private bucket, where what is too long for a message is put: `BUCKET_NAME`.
    pub bucket_name: String,
    /// The KMS key that guards the stack's data key: `DATA_KEY_ID`.
    pub data_key_id: String,
    /// Which addresses may be reached: `ALLOW_LOOPBACK`, `AWS_LAMBDA_RUNTIME_API`, `CLOSED_LOOPBACK_PORTS`.
    pub guard: Guard,
    /// What is called in the place of shops, for a cloud on one machine: `CART_STAND_INS`.
    pub stand_ins: String,
}

impl Settings {
    /// Reads them from the environment; an error names what is missing.
    pub fn read() -> Result<Self> {
        Ok(Self {
            table_name: setting("TABLE_NAME")?,
            arrivals_queue_url: setting("ARRIVALS_QUEUE_URL")?,
            carts_queue_url: setting("CARTS_QUEUE_URL")?,
            appointments_dead_queue_url: setting("APPOINTMENTS_DEAD_QUEUE_URL")?,
            retry_waits_seconds: setting("RETRY_WAITS_SECONDS")?,
            api_endpoint: setting("API_ENDPOINT")?,
            bucket_name: setting("BUCKET_NAME")?,
            data_key_id: setting("DATA_KEY_ID")?,
            guard: Guard::of_settings(|name| setting(name).ok()),
            stand_ins: setting_or("CART_STAND_INS", ""),
        })
    }
}

/// The engine of the lane `carts`, and what does tasks of connections.
pub struct App {
    pub(crate) engine: Engine<CartCourier>,
    pub(crate) tasks: Tasks,
}

impl App {
    /// Makes the clients of what it works with; nothing is sent yet.
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, chance: Chance) -> Result<Self> {
        let caller = ApiCaller::new(settings.guard, CallLimits::default())?.with_stand_ins(&settings.stand_ins);
        let table = Table::new(config, settings.table_name);
        let kms = Kms::new(config, settings.data_key_id);
        let shops = Arc::new(Shops::new(table.clone(), kms, caller, clock.clone()));
        let desk = Desk::new(table, chance);
        let queue = Queue::new(config, settings.carts_queue_url);
        let tasks = Tasks {
            desk: desk.clone(),
            shops: shops.clone(),
            arrivals: queue.beside(settings.arrivals_queue_url),
            bucket: Bucket::new(config, settings.bucket_name),
            api_endpoint: settings.api_endpoint,
            clock: clock.clone(),
        };
        let engine = Engine {
            courier: CartCourier::new(desk.clone(), shops, clock.clone()),
            desk,
            dead: queue.beside(settings.appointments_dead_queue_url),
            queue,
            schedule: settings.retry_waits_seconds.parse().context("RETRY_WAITS_SECONDS")?,
            clock,
        };
        Ok(Self { engine, tasks })
    }

    /// Connects as the environment says, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config()?, Settings::read()?, system_clock(), system_chance())?;
        app.tasks.shops.warm_up().await;
        Ok(app)
    }
}
