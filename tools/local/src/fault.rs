//! Which requests to AWS a planned fault hits, and what it does to them.

use std::time::Duration;

use hyper::http::request::Parts;
use serde_json::{Value, json};

/// What happens to a request instead of, or before, its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 500 `InternalServerError`: nothing was done. SDKs try again by themselves, three times in all.
    ServerError,
    /// Throttled, in the words of the service. SDKs try again by themselves, three times in all.
    Throttle,
    /// 200 to a batch of messages, none of which was taken.
    NotTaken,
    /// The connection is cut; the request is not done.
    Drop,
    /// The request is done, but its answer is lost.
    LoseAnswer,
    /// The request is done this much later.
    Delay(Duration),
}

/// Which requests a fault is meant for: all given conditions hold.
#[derive(Debug, Clone)]
pub struct Target {
    operation: String,
    texts: Vec<String>,
    function: Option<String>,
}

/// One planned fault.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) target: Target,
    pub(crate) left: usize,
    pub(crate) fault: Fault,
}

impl Target {
    /// Requests of this operation: the end of their `X-Amz-Target` (`PutItem`, or
    /// `DynamoDB_20120810.PutItem`), their `Action` (`SendEmail`), or `METHOD /path` for S3.
    pub fn operation(operation: impl Into<String>) -> Self {
        Self { operation: operation.into(), texts: vec![], function: None }
    }

    /// Only those whose body contains `text`; given twice, both.
    #[must_use]
    pub fn containing(mut self, text: impl Into<String>) -> Self {
        self.texts.push(text.into());
        self
    }

    /// Only those made by this function (`evaluate-rules`). Linux only: elsewhere it matches none.
    #[must_use]
    pub fn from_function(mut self, function: impl Into<String>) -> Self {
        self.function = Some(function.into());
        self
    }

    /// Whether it needs to know who asks.
    pub(crate) fn asks_who(&self) -> bool {
        self.function.is_some()
    }

    /// Whether a request of `operation` with `body`, made by `function`, is meant.
    pub(crate) fn hits(&self, operation: &str, body: &[u8], function: Option<&str>) -> bool {
        self.is_operation(operation)
            && self.texts.iter().all(|text| contains(body, text.as_bytes()))
            && self.function.as_deref().is_none_or(|wanted| function == Some(wanted))
    }

    fn is_operation(&self, operation: &str) -> bool {
        let start = operation.strip_suffix(self.operation.as_str());
        start.is_some_and(|start| start.is_empty() || start.ends_with('.'))
    }
}

/// What a request to AWS asks for, in the words of [`Target::operation`].
pub(crate) fn operation(parts: &Parts, body: &[u8]) -> String {
    if let Some(target) = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()) {
        return target.to_owned();
    }
    let form = std::str::from_utf8(body).unwrap_or_default();
    let action = form.split('&').find_map(|pair| pair.strip_prefix("Action="));
    action.map_or_else(|| format!("{} {}", parts.method, parts.uri.path()), str::to_owned)
}

/// SQS's answer to a batch of which it took nothing: a success by its status.
pub(crate) fn nothing_taken(body: &[u8]) -> String {
    let body_json: Value = serde_json::from_slice(body).unwrap_or_default();
    let entries = body_json.get("Entries").and_then(Value::as_array).into_iter().flatten();
    let failed = entries.map(|entry| json!({"Id": entry["Id"], "SenderFault": false, "Code": "InternalError"}));
    json!({"Successful": [], "Failed": failed.collect::<Vec<_>>()}).to_string()
}

/// The status and body of `fault`, in the protocol `operation` speaks.
pub(crate) fn refusal(fault: Fault, operation: &str) -> (u16, String) {
    let (status, code) = match fault {
        Fault::Throttle if operation.starts_with("DynamoDB") => (400, "ProvisionedThroughputExceededException"),
        Fault::Throttle => (400, "ThrottlingException"),
        _ => (500, "InternalServerError"),
    };
    let message = "A fault planned by a test.";
    if operation.contains('.') {
        (status, Value::from_iter([("__type", code), ("message", message)]).to_string())
    } else {
        let error = format!("<Error><Type>Receiver</Type><Code>{code}</Code><Message>{message}</Message></Error>");
        (status, format!("<ErrorResponse>{error}</ErrorResponse>"))
    }
}

/// Finds the first plan for a request and uses it once.
pub(crate) fn take(plans: &mut Vec<Plan>, operation: &str, body: &[u8], function: Option<&str>) -> Option<Fault> {
    let plan = plans.iter_mut().find(|plan| plan.target.hits(operation, body, function))?;
    plan.left = plan.left.saturating_sub(1);
    let fault = plan.fault;
    plans.retain(|plan| plan.left > 0);
    Some(fault)
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    text.is_empty() || body.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    const PUT: &str = "DynamoDB_20120810.PutItem";

    #[test]
    fn an_operation_is_named_by_its_end_or_in_full() {
        assert!(Target::operation("PutItem").hits(PUT, b"", None));
        assert!(Target::operation(PUT).hits(PUT, b"", None));
        assert!(!Target::operation("Item").hits(PUT, b"", None));
        assert!(!Target::operation("PutItem").hits("DynamoDB_20120810.GetItem", b"", None));
    }

    #[test]
    fn body_and_function_must_fit_too() {
        let target = Target::operation("PutItem").containing("order#7").from_function("evaluate-rules");
        assert!(target.hits(PUT, b"{\"pk\":\"order#7\"}", Some("evaluate-rules")));
        assert!(!target.hits(PUT, b"{\"pk\":\"order#8\"}", Some("evaluate-rules")));
        assert!(!target.hits(PUT, b"{\"pk\":\"order#7\"}", Some("ingest-order")));
        assert!(!target.hits(PUT, b"{\"pk\":\"order#7\"}", None));
    }

    #[test]
    fn a_plan_is_used_as_often_as_it_says() {
        let target = Target::operation("PutItem");
        let mut plans = vec![Plan { target, left: 2, fault: Fault::Throttle }];
        let taken: Vec<_> = (0..3).map(|_| take(&mut plans, PUT, b"", None)).collect();
        assert_eq!(taken, [Some(Fault::Throttle), Some(Fault::Throttle), None]);
    }

    #[test]
    fn each_protocol_names_its_operation() {
        let named = |request: Request<()>, body: &[u8]| operation(&request.into_parts().0, body);
        let json = Request::post("/").header("x-amz-target", PUT).body(()).unwrap();
        assert_eq!(named(json, b"{}"), PUT);
        assert_eq!(named(Request::post("/").body(()).unwrap(), b"Version=1&Action=SendEmail"), "SendEmail");
        assert_eq!(named(Request::get("/bucket/key?x=1").body(()).unwrap(), b""), "GET /bucket/key");
    }

    #[test]
    fn a_batch_of_which_nothing_was_taken_names_each_entry() {
        let body = br#"{"QueueUrl":"q","Entries":[{"Id":"0"},{"Id":"1"}]}"#;
        let answer: Value = serde_json::from_str(&nothing_taken(body)).unwrap();
        assert_eq!((&answer["Failed"][1]["Id"], answer["Successful"].as_array().unwrap().len()), (&json!("1"), 0));
    }

    #[test]
    fn a_refusal_speaks_the_protocol_of_its_service() {
        assert_eq!(refusal(Fault::Throttle, PUT).0, 400);
        assert!(refusal(Fault::Throttle, PUT).1.contains("\"ProvisionedThroughputExceededException\""));
        assert!(refusal(Fault::ServerError, "SendEmail").1.starts_with("<ErrorResponse>"));
    }
}
