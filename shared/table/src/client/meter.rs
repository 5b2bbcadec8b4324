//! Counting what requests consume.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use aws_sdk_dynamodb::types::{Capacity, ConsumedCapacity};

/// What the requests of one operation consumed, in tenths of a unit (a read may consume half a one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Units {
    /// Requests.
    pub requests: u64,
    /// Tenths of a unit of the table.
    pub table_tenths: u64,
    /// Tenths of a unit of all indexes.
    pub index_tenths: u64,
}

/// Sums up, by operation, what requests consume.
#[derive(Debug, Default)]
pub struct Meter {
    units: Mutex<BTreeMap<&'static str, Units>>,
}

impl Meter {
    /// What was consumed so far, and starts anew.
    pub fn take(&self) -> BTreeMap<&'static str, Units> {
        std::mem::take(&mut *self.units.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn count(&self, operation: &'static str, consumed: &[ConsumedCapacity]) {
        let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = units.entry(operation).or_default();
        sum.requests += 1;
        for part in consumed {
            let table = part.table().and_then(Capacity::capacity_units).map_or(0, tenths);
            let all = part.capacity_units().map_or(table, tenths);
            sum.table_tenths += table;
            sum.index_tenths += all.saturating_sub(table);
        }
    }
}

#[allow(
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "DynamoDB reports units as a float, and they are whole or a half"
)]
fn tenths(units: f64) -> u64 {
    (units * 10.0).round() as u64
}
