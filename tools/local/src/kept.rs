//! State that the emulator keeps from run to run, and one thing in it that must not be kept.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// Makes the readers of table streams start anew.
///
/// The emulator keeps how far they have read, but not the streams: after a restart it would skip as many new
/// records as there were old ones.
pub(crate) fn reread_streams(state: &Path) -> Result<()> {
    let path = state.join("lambda.json");
    let Ok(text) = fs::read(&path) else { return Ok(()) };
    let kept = serde_json::from_slice(&text).context("the kept state is damaged: `cargo waybill reset` forgets it");
    fs::write(&path, serde_json::to_vec(&without_positions(kept?))?).context("could not write the kept state")
}

fn without_positions(mut kept: Value) -> Value {
    if let Some(payload) = kept.pointer_mut("/payload").and_then(Value::as_object_mut) {
        payload.remove("dynamodb_stream_positions");
    }
    kept
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::without_positions;

    #[test]
    fn only_the_positions_go() {
        let kept = json!({"payload": {"dynamodb_stream_positions": {"a": 7}, "esms": {"a": {}}}});
        assert_eq!(without_positions(kept), json!({"payload": {"esms": {"a": {}}}}));
    }
}
