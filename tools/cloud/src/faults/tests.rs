use super::*;

const PUT: &str = "DynamoDB_20120810.PutItem";

#[test]
fn an_operation_is_named_by_its_end_in_full_or_by_its_service() {
    for target in [Target::operation("PutItem"), Target::operation(PUT), Target::requests_to("DynamoDB")] {
        assert!(target.hits(PUT, b"", "f"), "{target:?}");
    }
    for target in [Target::operation("Item"), Target::operation("GetItem"), Target::requests_to("AmazonSQS")] {
        assert!(!target.hits(PUT, b"", "f"), "{target:?}");
    }
}

#[test]
fn body_and_function_must_fit_too_and_a_plan_is_used_as_often_as_it_says() {
    let faults = Faults::default();
    let target = Target::operation("PutItem").containing("order#7").from_function("evaluate-rules");
    faults.fail_next(target, 2, Fault::Throttle);
    let strike = |body: &[u8], function| faults.strike(PUT, body, function);
    assert_eq!(strike(b"order#8", "evaluate-rules"), None);
    assert_eq!(strike(b"order#7", "ingest-order"), None);
    assert_eq!(
        [(); 3].map(|()| strike(b"order#7", "evaluate-rules")),
        [Some(Fault::Throttle), Some(Fault::Throttle), None]
    );
    assert_eq!((faults.count("PutItem"), faults.count("GetItem"), faults.struck()), (5, 0, 2));
}

#[tokio::test]
async fn a_crash_comes_after_so_many_writes_of_its_function_and_ends_with_its_plan() {
    let faults = Faults::default();
    let crash = faults.crash_after(2, "f");
    assert!(!faults.crashes_after("DynamoDB_20120810.GetItem", "f"), "reads don't count");
    assert!(!faults.crashes_after(PUT, "f") && !faults.crashes_after(PUT, "g"));
    assert!(faults.crashes_after("AmazonSQS.SendMessage", "f"));
    crash.reached().await;
    let crashes = |operation, function| faults.crashes_before(operation, b"", function);
    assert!(crashes(PUT, "f") && !crashes(PUT, "g"), "it asks for nothing any more");
    drop(crash);
    assert!(!crashes(PUT, "f"));
}

#[tokio::test]
async fn a_crash_can_come_before_a_request_is_done() {
    let faults = Faults::default();
    let crash = faults.crash_before(Target::operation("PutItem"), "f");
    assert!(!faults.crashes_before("AmazonSQS.SendMessage", b"", "f") && !faults.crashes_before(PUT, b"", "g"));
    assert!(faults.crashes_before(PUT, b"", "f"));
    crash.reached().await;
}

#[test]
fn a_refusal_speaks_the_protocol_of_its_service() {
    let text = |operation| String::from_utf8(refusal(Fault::Throttle, operation).body).unwrap();
    assert!(text(PUT).contains("\"ProvisionedThroughputExceededException\""));
    assert!(text("SendRawEmail").starts_with("<ErrorResponse>"));
    let answer: Value = serde_json::from_slice(&nothing_taken(br#"{"Entries":[{"Id":"0"},{"Id":"1"}]}"#).body).unwrap();
    assert_eq!((&answer["Failed"][1]["Id"], answer["Successful"].as_array().unwrap().len()), (&json!("1"), 0));
}
