//! What a million orders cost, from `prices.toml`.

use std::path::Path;

use anyhow::{Context, Result};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::flows::{Calls, Flow, Pace};
use cloud::{Units, reads_of, writes_of};

/// The price table.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Prices {
    pub(crate) date: String,
    pub(crate) source: String,
    per_million: PerMillion,
    per_gb: PerGb,
    pub(crate) assumed: Assumed,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
struct PerMillion {
    dynamodb_write_units: Decimal,
    dynamodb_read_units: Decimal,
    lambda_requests: Decimal,
    lambda_gb_seconds: Decimal,
    api_requests: Decimal,
    sqs_requests: Decimal,
    sqs_fair_requests: Decimal,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
struct PerGb {
    dynamodb_storage: Decimal,
    logs: Decimal,
    egress: Decimal,
}

/// What this machine can't show.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Assumed {
    pub(crate) aws_round_trip_ms: u64,
    pub(crate) receiver_ms: u64,
    pub(crate) megabytes_of_a_core: u64,
}

/// Dollars per million orders.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Dollars {
    pub(crate) flow: &'static str,
    pub(crate) pace: Pace,
    pub(crate) api: Decimal,
    pub(crate) lambda_requests: Decimal,
    pub(crate) lambda_duration: Decimal,
    pub(crate) dynamodb_writes: Decimal,
    pub(crate) dynamodb_reads: Decimal,
    pub(crate) sqs: Decimal,
    pub(crate) sqs_fair: Decimal,
    /// All of the above.
    pub(crate) sum: Decimal,
    /// Beside it: the first month of what is kept, the functions' logs, and what leaves the house.
    pub(crate) storage_a_month: Decimal,
    pub(crate) logs: Decimal,
    pub(crate) egress: Decimal,
}

impl Prices {
    /// Reads the table.
    pub(crate) fn read() -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("prices.toml");
        let text = std::fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not a price table", path.display()))
    }

    /// What a million orders of this flow cost.
    pub(crate) fn of(&self, flow: &Flow) -> Dollars {
        let price = &self.per_million;
        // A million orders cost in dollars what one order needs, times the price of a million.
        let each = |count: Decimal, price: Decimal| (count * price / Decimal::from(flow.orders.max(1))).round_dp(3);
        let calls: u64 = flow.functions.values().map(|calls| calls.count).sum();
        let duration: Decimal = flow.functions.iter().map(|(name, calls)| self.gb_seconds(name, calls)).sum();
        let units = |sum: Units| Decimal::from(sum.tenths) / Decimal::TEN;
        // A million of bytes are the thousandth of a gigabyte.
        let bytes = |count: u64, price: Decimal| each(Decimal::from(count), price) / Decimal::ONE_THOUSAND;
        let mut dollars = Dollars {
            flow: flow.name,
            pace: flow.pace,
            api: each(flow.api_calls.into(), price.api_requests),
            lambda_requests: each(calls.into(), price.lambda_requests),
            lambda_duration: each(duration, price.lambda_gb_seconds),
            dynamodb_writes: each(units(writes_of(&flow.dynamodb)), price.dynamodb_write_units),
            dynamodb_reads: each(units(reads_of(&flow.dynamodb)), price.dynamodb_read_units),
            sqs: each(flow.sqs_requests.into(), price.sqs_requests),
            sqs_fair: each(flow.sqs_requests.into(), price.sqs_fair_requests),
            sum: Decimal::ZERO,
            storage_a_month: bytes(flow.stored_bytes, self.per_gb.dynamodb_storage),
            logs: bytes(flow.logged_bytes, self.per_gb.logs),
            egress: bytes(flow.posted_bytes, self.per_gb.egress),
        };
        dollars.sum = dollars.lines().iter().map(|(_, amount)| *amount).sum();
        dollars
    }

    /// What the calls of one function last on Lambda, times its memory. A small function computes slower than it did
    /// here by its share of a core; the way to AWS is longer; every started millisecond counts, one at least.
    fn gb_seconds(&self, name: &str, calls: &Calls) -> Decimal {
        let count = calls.count.max(1);
        let slower = calls.cpu_micros.0 * self.assumed.megabytes_of_a_core / calls.megabytes.max(1);
        let waits = calls.took_micros.0.saturating_sub(calls.cpu_micros.0);
        let way = calls.requests * self.assumed.aws_round_trip_ms * 1_000;
        let receiver = if name == "post-order-json" { count * self.assumed.receiver_ms * 1_000 } else { 0 };
        let milliseconds = (slower + waits + way + receiver).div_ceil(count).div_ceil(1_000).max(1);
        Decimal::from(milliseconds * count * calls.megabytes) / Decimal::from(1_024_000)
    }
}

impl Dollars {
    /// The lines that make up the sum.
    pub(crate) fn lines(&self) -> [(&'static str, Decimal); 7] {
        [
            ("API Gateway", self.api),
            ("Lambda, requests", self.lambda_requests),
            ("Lambda, duration", self.lambda_duration),
            ("DynamoDB, writes", self.dynamodb_writes),
            ("DynamoDB, reads", self.dynamodb_reads),
            ("SQS", self.sqs),
            ("SQS, fair queue", self.sqs_fair),
        ]
    }

    /// The lines beside it.
    pub(crate) fn beside(&self) -> [(&'static str, Decimal); 3] {
        [("storage, a month", self.storage_a_month), ("logs", self.logs), ("egress", self.egress)]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::figures::Micros;
    use cloud::Units;

    #[test]
    fn a_million_orders_cost_what_one_needs_times_the_price_of_a_million() {
        let calls =
            Calls { count: 2, megabytes: 128, took_micros: Micros(2_000), cpu_micros: Micros(1_000), requests: 4 };
        let flow = Flow {
            name: "create",
            orders: 2,
            api_calls: 2,
            functions: BTreeMap::from([("ingest-order", calls)]),
            dynamodb: BTreeMap::from([
                ("PutItem", Units { requests: 2, tenths: 50, index_tenths: 40 }),
                ("UpdateItem", Units { requests: 1, tenths: 10, index_tenths: 0 }),
                ("GetItem", Units { requests: 2, tenths: 10, index_tenths: 0 }),
            ]),
            stored_bytes: 2_000,
            ..Flow::default()
        };
        let dollars = Prices::read().unwrap().of(&flow);
        let text = |amount: Decimal| amount.normalize().to_string();
        assert_eq!(text(dollars.api), "1");
        assert_eq!(text(dollars.lambda_requests), "0.2");
        assert_eq!(text(dollars.dynamodb_writes), "1.875");
        assert_eq!(text(dollars.dynamodb_reads), "0.062");
        assert_eq!(text(dollars.storage_a_month), "0.25");
        // 0.5 ms of a core at 128 MB are 6.9 ms, the rest 0.5 ms, two requests 10 ms: 18 ms.
        assert_eq!(text(dollars.lambda_duration), "0.03");
        assert_eq!(dollars.sum, dollars.lines().iter().map(|(_, amount)| *amount).sum());
    }
}
