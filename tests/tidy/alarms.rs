//! Each kind of failure wakes somebody.

use serde_yaml_ng::Value;

use crate::template::{alarms, own_name, queue_of, queues, resources, sources, text};

const VISIBLE: &str = "ApproximateNumberOfMessagesVisible";

/// Lanes whose messages wait for nobody but us, or for shops, of which the store's admin is mailed, so that what keeps them
/// rings already: `kept in the queue`, errors,
/// throttles. An alarm on their age or number would ring for the same.
const WITHOUT_ALARMS: &[&str] =
    &["appointments-dead", "mail", "sweeps", "imports", "exports", "pickups", "carts", "documents", "arrivals.fifo"];

/// Lanes of which many messages at once are nothing, so that only their age rings.
const BY_AGE_ALONE: &[&str] = &["files"];

/// The dimensions of an alarm: their names, and their values where they are plain or end in a name of ours.
fn dimensions(alarm: &Value) -> Vec<(String, String)> {
    let all = alarm["Dimensions"].as_sequence().into_iter().flatten();
    all.map(|dimension| {
        let value = text(&dimension["Value"]);
        let own = if value.contains("${Prefix}-") { own_name(&dimension["Value"]) } else { value };
        (text(&dimension["Name"]), own)
    })
    .collect()
}

/// Whether there is an alarm on this metric of exactly these dimensions.
fn watched(namespace: &str, metric: &str, wanted: &[(&str, &str)]) -> bool {
    alarms().values().any(|alarm| {
        let found = dimensions(alarm);
        let equal = found.len() == wanted.len()
            && found.iter().all(|(name, value)| wanted.contains(&(name.as_str(), value.as_str())));
        text(&alarm["Namespace"]) == namespace && text(&alarm["MetricName"]) == metric && equal
    })
}

/// `evaluate-rules` of `EvaluateRules`.
fn function_name(function: &str) -> String {
    own_name(&crate::template::functions()[function]["FunctionName"])
}

#[test]
fn errors_and_throttles_of_all_functions_ring() {
    assert!(watched("AWS/Lambda", "Errors", &[]));
    assert!(watched("AWS/Lambda", "Throttles", &[]));
    assert!(watched("AWS/ApiGateway", "5xx", &[("ApiId", "ApiId")]));
}

/// Calls without a key, or with a forged one, wear the account's limits out and are paid for.
#[test]
fn a_flood_of_refused_calls_rings_and_a_few_refused_calls_do_not() {
    assert!(watched("AWS/ApiGateway", "4xx", &[("ApiId", "ApiId")]));
    let alarm = &alarms()["ApiRefusals"];
    let per_second = alarm["Threshold"].as_u64().unwrap() / alarm["Period"].as_u64().unwrap();
    assert_eq!((per_second, alarm["Statistic"].as_str()), (10, Some("Sum")));
}

/// A budget that is not asked for costs nothing, and one that is tells somebody.
#[test]
fn spending_is_watched_where_the_operator_says_how_much() {
    let budget = &resources("infra/spending.yaml", "AWS::Budgets::Budget")["Budget"]["Properties"];
    assert_eq!(text(&budget["Budget"]["BudgetLimit"]["Amount"]), "MonthlyBudget");
    assert_eq!(budget["Budget"]["TimeUnit"], "MONTHLY");
    let told = serde_yaml_ng::to_string(&budget["NotificationsWithSubscribers"]).unwrap();
    assert!(told.contains("BudgetEmail") && told.contains("AlarmTopicArn"), "{told}");
    let nested = &resources("template.yaml", "AWS::CloudFormation::Stack")["Spending"];
    assert_eq!(nested["Condition"], "WithBudget");
}

#[test]
fn every_reader_of_the_stream_that_is_late_rings() {
    for (function, _) in sources("DynamoDB") {
        let function = function_name(&function);
        assert!(watched("AWS/Lambda", "IteratorAge", &[("FunctionName", &function)]), "{function}");
    }
}

#[test]
fn every_queue_rings_by_age_where_messages_wait_and_by_number_where_they_should_not_be() {
    // Nobody's dead-letter queue.
    let is_lane = |queue: &Value| queue["RedriveAllowPolicy"]["redrivePermission"] == "denyAll";
    for (id, queue) in queues() {
        let name = own_name(&queue["QueueName"]);
        if WITHOUT_ALARMS.contains(&name.as_str()) {
            continue;
        }
        let metric = if is_lane(&queue) { "ApproximateAgeOfOldestMessage" } else { VISIBLE };
        assert!(watched("AWS/SQS", metric, &[("QueueName", &name)]), "{id}: {metric}");
    }
}

#[test]
fn every_lane_that_falls_behind_rings() {
    for (function, source) in sources("SQS") {
        let name = own_name(&queues()[&queue_of(&source["Queue"])]["QueueName"]);
        let metric = if BY_AGE_ALONE.contains(&name.as_str()) { "ApproximateAgeOfOldestMessage" } else { VISIBLE };
        let rings = watched("AWS/SQS", metric, &[("QueueName", &name)]);
        assert!(rings || WITHOUT_ALARMS.contains(&name.as_str()), "{function}");
    }
}

#[test]
fn a_message_that_a_function_keeps_for_a_failure_of_ours_rings() {
    let filters = resources("infra/alarms.yaml", "AWS::Logs::MetricFilter");
    for (function, _) in sources("SQS") {
        let group = function_name(&function);
        // The words of runtime's each_message.
        let counts_kept = |filter: &&Value| {
            let filter = &filter["Properties"];
            let is_own = own_name(&filter["LogGroupName"]) == group;
            is_own && text(&filter["FilterPattern"]).contains("\"kept in the queue\"")
        };
        let filter = filters.values().find(counts_kept);
        let filter = &filter.unwrap_or_else(|| panic!("nothing counts what {group} keeps"))["Properties"];
        let metric = &filter["MetricTransformations"][0];
        assert!(watched(&text(&metric["MetricNamespace"]), &text(&metric["MetricName"]), &[]), "{group}");
    }
    assert!(crate::workspace::read("shared/runtime/src/messages.rs").contains("\"kept in the queue: {error:#}\""));
}

/// Catches a mail that nobody sends any more, and nothing counts it.
#[test]
fn a_mail_that_is_given_up_is_counted_wherever_that_is_done() {
    let filters = resources("infra/alarms.yaml", "AWS::Logs::MetricFilter");
    for (function, source) in [
        ("send-mail", "shared/desk/src/notices/send.rs"),
        ("close-appointment", "shared/desk/src/notices/close.rs"),
        ("run-schedule", "shared/desk/src/notices/waiting.rs"),
    ] {
        let is_counted = filters.values().any(|filter| {
            let filter = &filter["Properties"];
            own_name(&filter["LogGroupName"]) == function && text(&filter["FilterPattern"]) == "\"a mail is given up\""
        });
        assert!(is_counted, "{function}");
        assert!(crate::workspace::read(source).contains("\"a mail is given up: {"), "{source}");
    }
}

#[test]
fn a_row_of_the_due_list_that_is_put_off_rings() {
    let filter = &resources("infra/alarms.yaml", "AWS::Logs::MetricFilter")["RunSchedulePutOff"]["Properties"];
    assert_eq!(text(&filter["FilterPattern"]), "\"was put off for\"");
    assert!(crate::workspace::read("shared/desk/src/schedule/run.rs").contains("\"was put off for {"));
}

#[test]
fn mails_that_bounce_or_are_called_spam_ring() {
    assert!(watched("AWS/SES", "Reputation.BounceRate", &[]));
    assert!(watched("AWS/SES", "Reputation.ComplaintRate", &[]));
}

#[test]
fn requests_that_the_table_or_an_index_turns_away_ring() {
    // Those that orders are written and found by. What else is turned away for good rings where it was asked for.
    for operation in ["PutItem", "Query"] {
        let dimensions = [("TableName", "TableName"), ("Operation", operation)];
        assert!(watched("AWS/DynamoDB", "ThrottledRequests", &dimensions), "{operation}");
    }
}

#[test]
fn every_alarm_notifies_the_topic_watches_one_metric_and_is_explained() {
    let guide = crate::workspace::read("docs/operations.md");
    for (id, alarm) in alarms() {
        assert!(!alarm["AlarmActions"].is_null() && !alarm["OKActions"].is_null(), "{id}");
        // The local emulator refuses an alarm on an expression, and AWS bills each metric in it.
        assert!(alarm["Metrics"].is_null(), "{id}");
        let name = own_name(&alarm["AlarmName"]);
        assert!(guide.contains(&format!("`{name}`")), "docs/operations.md does not say what to do when {name} rings");
    }
}
