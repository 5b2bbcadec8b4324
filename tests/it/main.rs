//! Whole flows on the local cloud, with the real template and the real binaries.

#[cfg(test)]
mod events;
#[cfg(test)]
mod flows;
#[cfg(test)]
mod shop;
