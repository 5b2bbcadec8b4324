//! Logic: files of merchants and suppliers, to rows and to orders, inventory items and shipments, and back (orderdesk-app
//! 5 and 6).
//!
//! Bytes come from any reader and go to any writer; where files lie is an adapter's business.

pub mod read;
pub mod write;
