//! What wakes a function without a caller: its limits, and the place for what it can never handle.

use crate::template::{events, functions, list, own_name, queue_of, queues, resources, sources, text};
use crate::workspace::read;

/// The queue that nothing reads, where a person looks.
const PARKED: &str = "ParkedQueue";

/// Where what nobody can handle waits for a person. A queue with groups has one of its own, as SQS asks that of it.
const FOR_A_PERSON: [&str; 2] = ["ArrivalsParkedQueue", PARKED];

#[test]
fn every_source_is_of_a_kind_these_rules_know() {
    for (function, event) in events() {
        let kind = text(&event["Type"]);
        assert!(["DynamoDB", "SQS", "Schedule"].contains(&kind.as_str()), "{function}: say where its poison goes");
    }
}

/// What is due when lies in the table, where a row that nobody can carry out is put off and stays.
#[test]
fn there_is_one_schedule() {
    let all: Vec<_> = sources("Schedule").into_iter().map(|(function, _)| function).collect();
    assert_eq!(all, ["RunSchedule"]);
}

#[test]
fn every_stream_source_bisects_and_has_limits() {
    let sources = sources("DynamoDB");
    assert_eq!(sources.len(), 2, "DynamoDB streams serve two readers well, no third");
    for (function, source) in sources {
        assert_eq!(source["BisectBatchOnFunctionError"], true, "{function}");
        assert!(source["MaximumRetryAttempts"].as_i64().is_some_and(|attempts| attempts > 0), "{function}");
        assert!(source["MaximumRecordAgeInSeconds"].as_i64().is_some_and(|age| age > 0), "{function}");
        assert_eq!(source["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{function}");
        assert!(!source["FilterCriteria"].is_null(), "{function}");
    }
}

#[test]
fn what_a_stream_source_cannot_use_is_parked_by_the_function_and_by_lambda() {
    for (function, source) in sources("DynamoDB") {
        assert_eq!(queue_of(&source["DestinationConfig"]["OnFailure"]["Destination"]), PARKED, "{function}");
        let setting = &functions()[&function]["Environment"]["Variables"]["PARKED_QUEUE_URL"];
        assert_eq!(text(setting), format!("Queues.Outputs.{PARKED}Url"), "{function}");
        let role = serde_yaml_ng::to_string(&resources("template.yaml", "AWS::IAM::Role")[&format!("{function}Role")]);
        assert!(role.unwrap().contains(&format!("Queues.Outputs.{PARKED}Arn")), "{function} may not park");
    }
}

#[test]
fn every_queue_source_names_its_failures() {
    let sources = sources("SQS");
    assert!(sources.len() >= 2);
    for (function, source) in sources {
        assert_eq!(source["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{function}");
    }
}

/// One that comes back while its post is still under way is posted twice.
#[test]
fn a_message_comes_back_only_after_its_post_is_over() {
    let template: serde_yaml_ng::Value = serde_yaml_ng::from_str(&read("template.yaml")).unwrap();
    let seconds = |value: &serde_yaml_ng::Value| value.as_u64().unwrap();
    let deadline = seconds(&template["Parameters"]["PostTimeoutSeconds"]["MaxValue"]);
    let function = seconds(&functions()["PostOrderJson"]["Timeout"]);
    let visibility = seconds(&template["Parameters"]["PostVisibilitySeconds"]["Default"]);
    assert!(deadline < function && function <= visibility, "{deadline}, {function}, {visibility}");
}

#[test]
fn what_a_queue_source_cannot_use_ends_with_a_person() {
    let queues = queues();
    let by_name = |name: &str| queues.iter().find(|(_, queue)| own_name(&queue["QueueName"]) == name).unwrap().0;
    for (function, source) in sources("SQS") {
        let mut queue = queue_of(&source["Queue"]);
        while !FOR_A_PERSON.contains(&queue.as_str()) {
            let redrive = &queues[&queue]["RedrivePolicy"];
            assert!(!redrive.is_null(), "what fails in {queue} ({function}) is tried for ever");
            let next = by_name(&own_name(&redrive["deadLetterTargetArn"])).clone();
            let admitted = list(&queues[&next]["RedriveAllowPolicy"]["sourceQueueArns"]);
            let name = own_name(&queues[&queue]["QueueName"]);
            assert!(admitted.iter().any(|arn| own_name(arn) == name), "{next} does not take what {queue} gives up");
            queue = next;
        }
    }
}

#[test]
fn there_are_two_queues_for_a_person_and_nothing_reads_them() {
    let without_redrive = queues().into_iter().filter(|(_, queue)| queue["RedrivePolicy"].is_null());
    assert_eq!(without_redrive.map(|(name, _)| name).collect::<Vec<_>>(), FOR_A_PERSON);
    assert!(sources("SQS").iter().all(|(_, source)| !FOR_A_PERSON.contains(&queue_of(&source["Queue"]).as_str())));
}
