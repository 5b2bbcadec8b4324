//! What one call of the API asks DynamoDB for: every call there is, each in a store of its own, by a function that
//! knows the store and its key already; once with the store's rate limit off and once with it on.

mod appointed;
mod desk;
mod other_stores;
mod people;
mod scenarios;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use domain::RateLimit;
use http::Operation;
use serde::Serialize;

use crate::cold_starts::Stage;
use crate::orders::Orders;
use crate::stores::Stores;
use cloud::{Units, reads_of, writes_of};
use desk::{Ask, Desk};

pub(crate) use desk::{ADMIN_TOKEN, FUNCTIONS};

/// What was asked for, by kind of request.
pub(crate) type Requests = BTreeMap<&'static str, Units>;

/// What all calls cost.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Costs {
    pub(crate) calls: Vec<Cost>,
    /// What the limit adds to a function's first call in a slot of time.
    pub(crate) limit_of_first: Added,
}

/// What one call costs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cost {
    pub(crate) operation: &'static str,
    pub(crate) function: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// Of what, where one call has more than one way.
    pub(crate) what: &'static str,
    pub(crate) requests: Requests,
    /// What the limit adds.
    pub(crate) limit: Added,
}

/// By how much one call was dearer than another, in tenths of a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Added {
    pub(crate) requests: i64,
    pub(crate) write_tenths: i64,
    pub(crate) read_tenths: i64,
}

impl Added {
    /// Orders of another store have other ids and so lie in other lists, which is a half of a unit more or less for the
    /// same reads. So where there is no read more, no unit of one is.
    fn between(without: &Requests, with: &Requests) -> Result<Self> {
        let difference = |without: u64, with: u64| anyhow::Ok(i64::try_from(with)? - i64::try_from(without)?);
        let written = (writes_of(without), writes_of(with));
        let read = (reads_of(without), reads_of(with));
        let reads = difference(read.0.requests, read.1.requests)?;
        Ok(Self {
            requests: reads + difference(written.0.requests, written.1.requests)?,
            write_tenths: difference(written.0.tenths, written.1.tenths)?,
            read_tenths: if reads == 0 { 0 } else { difference(read.0.tenths, read.1.tenths)? },
        })
    }
}

/// Nobody counts.
const OFF: RateLimit = RateLimit { bucket: 20, per_second: 3, off: true };

/// More calls than are made here, in a slot that lasts for days: that it ends between two calls is not to be feared.
const ON: RateLimit = RateLimit { bucket: 1_000_000, per_second: 1, off: false };

/// Makes every call there is.
pub(crate) async fn all(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Costs> {
    let bodies: Vec<_> = orders.bodies_of_two_kilobytes().take(desk::MAX_ORDERS).collect();
    ensure!(bodies.len() == desk::MAX_ORDERS, "there are not enough orders");
    let mut desk = Desk::start(stage, stores.table.clone(), bodies).await?;
    let mut calls = vec![];
    for operation in Operation::ALL {
        let without = measure(&mut desk, stores, *operation, OFF).await?;
        let with = measure(&mut desk, stores, *operation, ON).await?;
        for ((what, requests), (_, limited)) in without.into_iter().zip(with) {
            let limit = Added::between(&requests, &limited)?;
            calls.push(Cost {
                operation: operation.name(),
                function: desk::function(*operation),
                method: operation.method(),
                path: operation.path(),
                what,
                requests,
                limit,
            });
        }
    }
    Ok(Costs { calls, limit_of_first: limit_of_first(&mut desk, stores).await? })
}

/// One call in a store that was made for it.
async fn measure(
    desk: &mut Desk<'_>,
    stores: &mut Stores,
    operation: Operation,
    limit: RateLimit,
) -> Result<Vec<(&'static str, Requests)>> {
    desk.enter(stores.make_limited(limit).await?);
    let prepared = scenarios::prepare(desk, operation).await;
    let mut found = vec![];
    for ask in prepared.with_context(|| format!("{} could not be prepared", operation.name()))? {
        let what = ask.what;
        desk.warm(operation).await?;
        found.push((what, desk.measure(ask).await?));
    }
    Ok(found)
}

/// The first calls of two stores nobody knows.
async fn limit_of_first(desk: &mut Desk<'_>, stores: &mut Stores) -> Result<Added> {
    let mut first = async |limit| {
        desk.enter(stores.make_limited(limit).await?);
        desk.measure(Ask::new(Operation::TestConnection, "")).await
    };
    Added::between(&first(OFF).await?, &first(ON).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_told_by_what_it_is_paid_in() {
        let units = |requests, tenths| Units { requests, tenths, index_tenths: 0 };
        let without = Requests::from([("GetItem", units(1, 10))]);
        let with = Requests::from([("GetItem", units(2, 20)), ("UpdateItem", units(1, 10))]);
        let added = Added { requests: 2, write_tenths: 10, read_tenths: 10 };
        assert_eq!(Added::between(&without, &with).unwrap(), added);
        let elsewhere = Requests::from([("GetItem", units(1, 15))]);
        assert_eq!(Added::between(&without, &elsewhere).unwrap(), Added::default());
    }
}
