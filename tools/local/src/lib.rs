//! The local cloud: the real template and the real binaries on an emulator that runs on this machine.
//!
//! `cargo waybill` is the command line over it; the flow tests start a cloud of their own with the same
//! calls:
//!
//! ```no_run
//! # async fn flow() -> anyhow::Result<()> {
//! let project = waybill::Project::find().await?;
//! let cloud = waybill::Cloud::start(&project, waybill::Options::new("flows")).await?;
//! waybill::build::functions(&project).await?;
//! cloud.deploy(&project).await?;
//! let reply = waybill::http::get(format!("{}/api/v2/test", cloud.api())).send().await?;
//! cloud.faults().fail_next(waybill::Target::operation("PutItem"), 1, waybill::Fault::Throttle);
//! cloud.stop().await
//! # }
//! ```
//!
//! Servers run on a runtime of their own (`background`), so a cloud outlives the test that started it.

mod aws;
mod background;
pub mod build;
mod cart;
mod cart_libraries;
mod chrome_driver;
mod clients;
mod cloud;
pub mod command;
mod deploy;
mod due;
mod emulator;
mod fault;
mod faults;
mod file_server;
pub mod fonts;
mod front;
pub mod http;
pub mod inspect;
mod kept;
mod leash;
mod ports;
mod processes;
pub mod progress;
mod project;
mod proxy;
mod receiver;
mod remembered;
pub mod running;
mod server;
mod stage;
pub mod tools;

pub use aws::{Aws, Invocation};
pub use cart::Cart;
pub use cart_libraries::CartLibraries;
pub use chrome_driver::ChromeDriver;
pub use clients::Clients;
pub use cloud::{Cloud, Options};
pub use fault::{Fault, Target};
pub use faults::Faults;
pub use file_server::{BadUpload, FileServer};
pub use inspect::{LogLine, Mail, Message};
pub use ports::{choose as choose_port, is_free};
pub use project::Project;
pub use receiver::{Answer, Received, Receiver};
pub use remembered::Remembered;
