//! The due list: what is planned there comes when a test, or the demo, says so.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::cloud::Cloud;

/// The keys that the rows of the list are spread over.
const LISTS: [&str; 4] = ["D#0", "D#1", "D#2", "D#3"];

impl Cloud {
    /// Carries out what is planned under `key` (`incidents#42`, `export#42-1000000007`) as if it had been due at `due_at`,
    /// a time that is past (`2026-01-02 05:30:00`, UTC): what has a schedule must be due by it then. An error where
    /// nothing is planned under that key. The plan itself stays.
    pub async fn carry_out_planned(&self, key: &str, due_at: &str) -> Result<()> {
        let mut row = self.planned(key).await?.with_context(|| format!("nothing is planned under {key}"))?;
        let place = row.get_mut("sk").context("a row without a sort key")?;
        *place = json!({"S": format!("{due_at}#{key}")});
        let put = json!({"TableName": self.output("TableName")?, "Item": row});
        self.aws().json("DynamoDB_20120810.PutItem", &put).await?;
        // The schedule comes each minute; here it need not be waited for.
        let ticked = self.aws().invoke(&self.full_name("run-schedule"), &json!({})).await?;
        ensure!(ticked.error.is_none(), "the schedule failed: {}", ticked.payload);
        Ok(())
    }

    /// The first row of the due list that is planned under `key`.
    pub async fn planned(&self, key: &str) -> Result<Option<Value>> {
        let (table, end) = (self.output("TableName")?, format!("#{key}"));
        for list in LISTS {
            let query = json!({"TableName": table, "KeyConditionExpression": "pk = :pk",
                               "ExpressionAttributeValues": {":pk": {"S": list}}});
            let found = self.aws().json("DynamoDB_20120810.Query", &query).await?;
            let rows = found.get("Items").and_then(Value::as_array).cloned().unwrap_or_default();
            let is_wanted =
                |row: &Value| row.pointer("/sk/S").and_then(Value::as_str).is_some_and(|sk| sk.ends_with(&end));
            if let Some(row) = rows.into_iter().find(is_wanted) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}
