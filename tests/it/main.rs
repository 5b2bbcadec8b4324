//! Whole flows on the local cloud, with the real template and the real binaries.

#[cfg(test)]
mod clients;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod document;
#[cfg(test)]
mod events;
#[cfg(test)]
mod flows;
#[cfg(test)]
mod furnished;
#[cfg(test)]
mod shop;
