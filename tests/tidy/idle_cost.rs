//! What a stack costs in a month in which nothing happens, with everything on (docs/table.md).

use crate::template::{alarms, resources, sources};
use crate::workspace::read;

/// Cents a month. Five dollars is the aim, which the two queues of carts (docs/adr/0038-orders-of-carts.md) and that of
/// documents are beyond; this is the end.
const MAX_CENTS: usize = 559;
const ALARM: usize = 10;
/// Lambda asks a queue five at a time, each for 20 seconds: 648,000 requests a month.
const POLLED_QUEUE: usize = 26;
const KEY: usize = 100;
/// A tick a minute: 43,800 short calls a month, and four reads of half a unit in each.
const SCHEDULE: usize = 3;

#[test]
fn an_idle_stack_costs_what_the_table_says_and_no_more_than_was_agreed() {
    let (alarms, queues) = (alarms().len(), sources("SQS").len());
    let keys = resources("infra/table.yaml", "AWS::KMS::Key").len();
    let schedules = sources("Schedule").len();
    let cents = alarms * ALARM + queues * POLLED_QUEUE + keys * KEY + schedules * SCHEDULE;
    assert!(cents <= MAX_CENTS, "{cents} cents a month");
    let guide = read("docs/table.md");
    for line in [
        format!("| {alarms} alarms | "),
        format!("| {queues} queues that Lambda polls | "),
        format!("| **all** | **{}.{:02}** |", cents / 100, cents % 100),
    ] {
        assert!(guide.contains(&line), "docs/table.md does not say: {line}");
    }
    assert!(read("template.yaml").contains(&format!("Whether alarms are created ({alarms}, 10 cents a month each).")));
}
