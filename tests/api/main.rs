//! The whole product in this process: every function as a library, over the cloud of `tools/cloud`. No socket but those
//! that posts go to, no waiting: time is moved by the tests.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod console;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod document;
#[cfg(test)]
mod events;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod flows;
#[cfg(test)]
mod ftp_server;
#[cfg(test)]
mod logs;
#[cfg(test)]
#[path = "../sample_shops.rs"]
mod sample_shops;
#[cfg(test)]
mod seeded;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod world;
