use std::time::Duration;

use serde_json::{Value, json};

use super::*;

fn dynamo() -> Dynamo {
    Dynamo::new(Recording::Changes, Time::starting_at(jiff::Timestamp::UNIX_EPOCH)).unwrap()
}

#[test]
fn the_schema_is_that_of_the_template() {
    let template = include_str!("../../../../infra/table.yaml");
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let indexes = schema["GlobalSecondaryIndexes"].as_array().unwrap();
    assert_eq!(template.matches("- IndexName: ").count(), indexes.len());
    for index in indexes {
        let keys: Vec<_> = index["KeySchema"].as_array().unwrap().iter().map(|key| &key["AttributeName"]).collect();
        let name = index["IndexName"].as_str().unwrap();
        let block = template.split("- IndexName: ").find(|block| block.lines().next() == Some(name)).unwrap();
        for key in keys {
            assert!(block.contains(&format!("AttributeName: {},", key.as_str().unwrap())), "{name} {key}");
        }
        let line = block.lines().find_map(|line| line.trim().strip_prefix("Projection: ")).unwrap();
        assert_eq!(line, projection(&index["Projection"]), "{name}");
    }
}

/// A projection as the template writes it.
fn projection(projection: &Value) -> String {
    let kind = projection["ProjectionType"].as_str().unwrap();
    let Some(names) = projection["NonKeyAttributes"].as_array() else {
        return format!("{{ ProjectionType: {kind} }}");
    };
    let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();
    format!("{{ ProjectionType: {kind}, NonKeyAttributes: [{}] }}", names.join(", "))
}

fn units(dynamo: &Dynamo, operation: &'static str, body: &Value) -> (u64, u64) {
    dynamo.answer(operation, body.to_string().as_bytes()).unwrap();
    let used = dynamo.take();
    let units = used.units[operation];
    (units.tenths, units.index_tenths)
}

#[test]
fn counters_are_added_to_and_rows_removed_for_what_dynamodb_charges() {
    let dynamo = dynamo();
    let key = json!({ "pk": { "S": "N#1#0" }, "sk": { "S": "N" } });
    let add = json!({
        "TableName": TABLE, "Key": key, "UpdateExpression": "ADD #f :by", "ReturnValues": "ALL_NEW",
        "ExpressionAttributeNames": { "#f": "f1" }, "ExpressionAttributeValues": { ":by": { "N": "1" } },
    });
    assert_eq!(units(&dynamo, "UpdateItem", &add), (10, 0));
    let answer = dynamo.answer("UpdateItem", add.to_string().as_bytes()).unwrap();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["Attributes"]["f1"]["N"], "2");
    assert!(answer.get("ConsumedCapacity").is_none(), "the function did not ask");
    let row = json!({ "pk": { "S": "a" }, "sk": { "S": "b" }, "listed_in": { "S": "c" }, "listed_at": { "S": "1" } });
    dynamo.answer("PutItem", json!({ "TableName": TABLE, "Item": row }).to_string().as_bytes()).unwrap();
    let remove = json!({ "TableName": TABLE, "Key": { "pk": { "S": "a" }, "sk": { "S": "b" } } });
    assert_eq!(units(&dynamo, "DeleteItem", &remove), (20, 10), "its entry goes too");
}

#[test]
fn a_filter_looks_at_what_the_index_copies_and_pays_for_what_it_passes_over() {
    let dynamo = dynamo();
    for (number, finder) in ["shopify", "ebay", "shopify"].into_iter().enumerate() {
        let row = json!({
            "pk": { "S": format!("O#1#{number}") }, "sk": { "S": "O" }, "listed_in": { "S": "F#1#1#0" },
            "listed_at": { "S": "2026-03-01" }, "finder": { "S": finder }, "body": { "S": "x".repeat(6_000) },
        });
        dynamo.answer("PutItem", json!({ "TableName": TABLE, "Item": row }).to_string().as_bytes()).unwrap();
    }
    let query = |more: Value| {
        let mut query = json!({
            "TableName": TABLE, "IndexName": "listed", "KeyConditionExpression": "listed_in = :list",
            "ExpressionAttributeValues": { ":list": { "S": "F#1#1#0" } }, "ScanIndexForward": false,
        });
        query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = dynamo.answer("Query", query.to_string().as_bytes()).unwrap();
        serde_json::from_slice::<Value>(&answer).unwrap()
    };
    let filter = json!({
        "FilterExpression": "contains(finder, :n0)",
        "ExpressionAttributeValues": { ":list": { "S": "F#1#1#0" }, ":n0": { "S": "shop" } },
    });
    let found = query(filter);
    assert_eq!((&found["Count"], &found["ScannedCount"]), (&json!(2), &json!(3)));
    assert!(found["Items"][0].get("finder").is_some() && found["Items"][0].get("body").is_none());
    assert!(query(json!({ "Limit": 2 })).get("LastEvaluatedKey").is_some());
    assert_eq!(query(json!({ "Select": "COUNT" }))["Count"], 3);
    let used = dynamo.take();
    assert_eq!(used.units["Query"].tenths, 15, "entries are small, whatever the rows are");
}

#[test]
fn requests_at_once_take_their_time_once() {
    let dynamo = dynamo();
    dynamo.begin();
    dynamo.begin();
    dynamo.end();
    assert_eq!(dynamo.seen().usage.took, Duration::ZERO, "one is still at work");
    dynamo.end();
    assert!(dynamo.seen().usage.took > Duration::ZERO && dynamo.seen().since.is_none());
}

#[test]
fn an_index_entry_costs_one_unit_and_two_when_its_key_changes() {
    let dynamo = dynamo();
    let consumed = |listed_in: &str, bytes: usize| {
        let item = json!({
            "pk": { "S": "a" }, "sk": { "S": "b" }, "filler": { "S": "x".repeat(bytes) },
            "listed_in": { "S": listed_in }, "listed_at": { "S": "1" },
        });
        units(&dynamo, "PutItem", &json!({ "TableName": TABLE, "Item": item }))
    };
    assert_eq!(consumed("new", 10), (20, 10));
    assert_eq!(consumed("new", 20), (10, 0), "the entry is as it was");
    assert_eq!(consumed("prepared", 1_000), (40, 20), "the row has begun its second kilobyte");
}

#[test]
fn the_stream_tells_each_change_in_order_with_both_images_and_no_change_not_at_all() {
    let dynamo = dynamo();
    let row = |version: u64| json!({ "pk": { "S": "a" }, "sk": { "S": "b" }, "version": { "N": version.to_string() } });
    dynamo.put(&row(1)).unwrap();
    dynamo.put(&row(1)).unwrap();
    dynamo.put(&row(2)).unwrap();
    let key = json!({ "pk": { "S": "a" }, "sk": { "S": "b" } });
    let refused = json!({ "TableName": TABLE, "Item": row(3), "ConditionExpression": "attribute_not_exists(pk)" });
    let refused = dynamo.answer("PutItem", refused.to_string().as_bytes()).unwrap_err();
    assert!(refused.body.contains("ConditionalCheckFailed"), "{}", refused.body);
    dynamo.answer("DeleteItem", json!({ "TableName": TABLE, "Key": key }).to_string().as_bytes()).unwrap();
    let changes = dynamo.take_changes();
    let names: Vec<_> = changes.iter().map(|change| change.record()["eventName"].as_str().unwrap()).collect();
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);
    let middle = &changes[1].record()["dynamodb"];
    assert_eq!((&middle["NewImage"], &middle["OldImage"], &middle["Keys"]), (&row(2), &row(1), &key));
    assert_eq!(changes[2].record()["dynamodb"].get("NewImage"), None);
    assert_eq!(changes[0].partition(), "a");
    assert!(dynamo.take_changes().is_empty() && dynamo.rows().unwrap().is_empty());
}
