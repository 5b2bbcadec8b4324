use jiff::Timestamp;

use super::*;

fn queues() -> (Queues, Time) {
    let time = Time::starting_at("2026-11-25T09:00:00Z".parse::<Timestamp>().unwrap());
    let queues = Queues::new(time.clone());
    let redrive = Some((2, "dead".to_owned()));
    queues.create("work", QueueSettings { visibility: Duration::from_mins(1), redrive });
    queues.create("dead", QueueSettings::default());
    (queues, time)
}

fn ask(queues: &Queues, operation: &str, body: Value) -> Result<Value, String> {
    let mut body = body;
    body["QueueUrl"] = json!("https://sqs.example/0/work");
    let answer = queues.answer(operation, body.to_string().as_bytes()).map_err(|refusal| refusal.body)?;
    Ok(serde_json::from_slice(&answer).unwrap())
}

#[test]
fn in_a_queue_with_an_order_a_group_waits_behind_what_is_held_and_a_repetition_is_taken_once() {
    let (queues, time) = queues();
    queues.create("arrivals.fifo", QueueSettings { visibility: Duration::from_mins(1), redrive: None });
    let send = |body: &str, group: &str, id: &str| {
        let url = "https://sqs.example/0/arrivals.fifo";
        let message =
            json!({ "QueueUrl": url, "MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": id });
        queues.answer("SendMessage", message.to_string().as_bytes()).map_err(|refusal| refusal.body).unwrap();
    };
    for (body, group, id) in [("a1", "a", "1"), ("b1", "b", "2"), ("a2", "a", "3"), ("a1", "a", "1")] {
        send(body, group, id);
    }
    let bodies = |messages: &[Message]| messages.iter().map(|message| message.body.clone()).collect::<Vec<_>>();
    let first = queues.receive("arrivals.fifo", 1);
    assert_eq!(bodies(&first), ["a1"]);
    assert_eq!(bodies(&queues.receive("arrivals.fifo", 10)), ["b1"], "a2 waits behind a1");
    queues.delete("arrivals.fifo", &first[0].receipt);
    assert_eq!(bodies(&queues.receive("arrivals.fifo", 10)), ["a2"]);
    time.advance(Duration::from_mins(6));
    send("a1", "a", "1");
    assert_eq!(queues.messages("arrivals.fifo").len(), 3, "long behind the first one it is another");
}

#[test]
fn a_message_is_hidden_while_it_is_held_and_gone_when_it_is_deleted() {
    let (queues, time) = queues();
    ask(&queues, "SendMessage", json!({ "MessageBody": "a", "MessageGroupId": "g" })).unwrap();
    let first = queues.receive("work", 10);
    assert_eq!((first[0].body.as_str(), first[0].receive_count), ("a", 1));
    assert_eq!(first[0].message_group_id.as_deref(), Some("g"));
    assert!(queues.receive("work", 10).is_empty());
    time.advance(Duration::from_mins(1));
    let again = queues.receive("work", 10);
    assert_eq!((&again[0].message_id, again[0].receive_count), (&first[0].message_id, 2));
    queues.delete("work", &first[0].receipt);
    assert_eq!(queues.messages("work").len(), 1, "an older receipt deletes nothing");
    queues.delete("work", &again[0].receipt);
    assert!(queues.messages("work").is_empty());
}

#[test]
fn a_delay_and_a_change_of_visibility_are_kept_to_by_the_clock() {
    let (queues, time) = queues();
    let entries =
        json!([{ "Id": "0", "MessageBody": "now" }, { "Id": "1", "MessageBody": "later", "DelaySeconds": 90 }]);
    let taken = ask(&queues, "SendMessageBatch", json!({ "Entries": entries })).unwrap();
    assert_eq!(taken["Successful"].as_array().unwrap().len(), 2);
    let now = queues.receive("work", 10);
    assert_eq!(now.len(), 1);
    let hide = json!({ "ReceiptHandle": now[0].receipt, "VisibilityTimeout": 10 });
    ask(&queues, "ChangeMessageVisibility", hide.clone()).unwrap();
    assert_eq!(queues.next_at("work").unwrap().as_second() - time.now().as_second(), 10);
    time.advance(Duration::from_secs(10));
    assert!(ask(&queues, "ChangeMessageVisibility", hide).unwrap_err().contains("MessageNotInflight"));
    assert_eq!(queues.receive("work", 10)[0].body, "now");
    time.advance(Duration::from_secs(80));
    let due: Vec<_> = queues.receive("work", 10).into_iter().map(|message| message.body).collect();
    assert_eq!(due, ["now", "later"].map(str::to_owned)[1..]);
}

#[test]
fn what_was_received_too_often_goes_to_the_dead_letter_queue_as_it_is() {
    let (queues, time) = queues();
    let attributes = json!({ "Function": { "DataType": "String", "StringValue": "f" } });
    ask(&queues, "SendMessage", json!({ "MessageBody": "a", "MessageAttributes": attributes })).unwrap();
    for _ in 0..2 {
        assert_eq!(queues.receive("work", 10).len(), 1);
        time.advance(Duration::from_mins(1));
    }
    assert!(queues.receive("work", 10).is_empty());
    let dead = queues.messages("dead");
    assert_eq!((dead[0].body.as_str(), dead[0].receive_count), ("a", 0));
    assert_eq!(dead[0].message_attributes, attributes);
    assert_eq!(queues.next_at("work"), None);
}

#[test]
fn what_sqs_refuses_is_refused_whole() {
    let (queues, _) = queues();
    let entry = |id: usize| json!({ "Id": id.to_string(), "MessageBody": "x" });
    for (operation, body, code) in [
        ("SendMessageBatch", json!({ "Entries": (0..11).map(entry).collect::<Vec<_>>() }), "TooManyEntries"),
        ("SendMessageBatch", json!({ "Entries": [entry(1), entry(1)] }), "NotDistinct"),
        ("SendMessageBatch", json!({ "Entries": [] }), "EmptyBatch"),
        ("SendMessage", json!({ "MessageBody": "" }), "MissingParameter"),
        ("SendMessage", json!({ "MessageBody": "x".repeat(MAX_BYTES + 1) }), "InvalidParameterValue"),
        ("SendMessage", json!({ "MessageBody": "x", "DelaySeconds": 901 }), "InvalidParameterValue"),
        ("PurgeQueue", json!({}), "UnknownOperation"),
    ] {
        assert!(ask(&queues, operation, body).unwrap_err().contains(code), "{code}");
    }
    assert!(queues.messages("work").is_empty());
    let nowhere = queues.answer("SendMessage", br#"{"QueueUrl":"https://x/0/none","MessageBody":"x"}"#);
    assert!(nowhere.unwrap_err().body.contains("QueueDoesNotExist"));
}
