//! Whole flows on the local cloud, with the real template and the real binaries.

#[cfg(test)]
mod browser;
#[cfg(test)]
mod events;
#[cfg(test)]
mod flows;
#[cfg(test)]
#[path = "../sample_shops.rs"]
mod sample_shops;
#[cfg(test)]
mod shop;
