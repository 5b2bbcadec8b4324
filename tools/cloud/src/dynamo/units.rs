//! What DynamoDB charges.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::Item;

/// What requests consumed and did.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// By operation.
    pub units: BTreeMap<&'static str, Units>,
    /// Every row that was put, oldest first, where puts are recorded. Counters, which are added to, are not among them.
    pub written: Vec<Item>,
    /// How long DynamoDB took over it.
    pub took: Duration,
    /// How many requests the longest chain has of which each set out when the one before it was answered: what is waited
    /// for where the way is long. Requests that are under way together are one. By a socket it is known only while
    /// answers wait for a while ([`Servers::delay`](crate::Servers::delay)).
    pub round_trips: u64,
}

/// What the requests of one operation consumed, in tenths of a unit, because a read may take a half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Units {
    /// How many.
    pub requests: u64,
    /// Of the table and its indexes together.
    pub tenths: u64,
    /// Of the indexes alone.
    pub index_tenths: u64,
}

impl Units {
    /// These and others together.
    pub fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.tenths += other.tenths;
        self.index_tenths += other.index_tenths;
    }
}

/// Whether an operation is paid in write units.
pub fn is_write(operation: &str) -> bool {
    matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems")
}

/// What all requests together consumed in read units.
pub fn reads_of(operations: &BTreeMap<&'static str, Units>) -> Units {
    sum_of(operations, |name| !is_write(name))
}

/// What all requests together consumed in write units.
pub fn writes_of(operations: &BTreeMap<&'static str, Units>) -> Units {
    sum_of(operations, is_write)
}

fn sum_of(operations: &BTreeMap<&'static str, Units>, is_meant: impl Fn(&str) -> bool) -> Units {
    let mut sum = Units::default();
    operations.iter().filter(|(name, _)| is_meant(name)).for_each(|(_, units)| sum.add(*units));
    sum
}

#[allow(
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "DynamoDB reports units as a float, and they are whole or a half"
)]
pub(super) fn tenths(units: f64) -> u64 {
    (units * 10.0).round() as u64
}
