//! The repair of what the emulator lost: it keeps rows and queues from run to run, and not the table's stream.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use waybill::http::{self, Call};
use waybill::{Cloud, progress};

/// So long is waited for its end; it goes on all the same.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Starts a repair and waits for its end: what was written and not acted on when the cloud was stopped is done now.
pub(crate) async fn after_stop(cloud: &Cloud) -> Result<()> {
    let step = progress::step("mending what the last stop left undone");
    // Nobody else does it: the stream is gone.
    let started = call(cloud, http::post, "").json(&json!({"older_than_seconds": 0}))?.send().await?;
    let mut repair: Value = started.accepted().context("the repair was not started")?;
    let path = format!("/{}", text(&repair, "id"));
    let end = Instant::now() + PATIENCE;
    while matches!(text(&repair, "status").as_str(), "waiting" | "running") && Instant::now() < end {
        tokio::time::sleep(LOOK).await;
        repair = call(cloud, http::get, &path).send().await?.accepted().context("the repair could not be read")?;
    }
    step.done();
    progress::say(&summary(&repair));
    Ok(())
}

fn call(cloud: &Cloud, method: fn(String) -> Call, path: &str) -> Call {
    let call = method(format!("{}/v1/repairs{path}", cloud.api()));
    call.header("authorization", &format!("Bearer {}", cloud.admin_token()))
}

/// One line of what became of it.
fn summary(repair: &Value) -> String {
    let part = |name| text(repair, name);
    let (id, changed, refused) = (part("id"), part("changed"), part("refused"));
    let done = match part("status").as_str() {
        "done" => "Repair".to_owned(),
        "failed" => return format!("Repair {id} failed: {}", part("failure")),
        _ => "So far the repair".to_owned(),
    };
    format!("{done} {id} mended {changed} things and could not mend {refused}; GET /v1/repairs/{id} tells which.")
}

fn text(repair: &Value, name: &str) -> String {
    let found = repair.pointer(&format!("/repair/{name}")).unwrap_or(&Value::Null);
    found.as_str().map_or_else(|| found.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repair_is_summed_up_in_a_line() {
        let repair =
            |status| json!({"repair": {"id": "7", "status": status, "changed": 60, "refused": 0, "failure": "x"}});
        let done = "Repair 7 mended 60 things and could not mend 0; GET /v1/repairs/7 tells which.";
        assert_eq!(summary(&repair("done")), done);
        assert_eq!(summary(&repair("failed")), "Repair 7 failed: x");
        assert!(summary(&repair("running")).starts_with("So far the repair 7 "));
    }
}
