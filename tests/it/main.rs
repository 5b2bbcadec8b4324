//! Whole flows on the local cloud, with the real template and the real binaries, and the house rules.

#[cfg(test)]
mod flows;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod tidy;
