//! Who is posted to. What it answers follows from the address alone.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use hyper::header::HeaderValue;

use crate::web;

/// Always the same, because it stands in rules and orders, and so in what is signed.
const PORT: u16 = 18_747;

/// Starts one; each post it gets is noted. Its address.
pub(crate) async fn start(received: Arc<Mutex<Vec<String>>>) -> Result<String> {
    let port = web::serve(PORT, move |request| {
        let path = request.uri().path().to_owned();
        let mut headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default()))
            .collect();
        headers.sort();
        let fields: Vec<_> = match request.headers().get("content-type").and_then(|kind| kind.to_str().ok()) {
            Some("application/x-www-form-urlencoded") => {
                form_urlencoded::parse(request.body()).map(|(key, value)| format!("{key}={value}")).collect()
            }
            _ => vec![String::from_utf8_lossy(request.body()).into_owned()],
        };
        let post = format!("{path}\n{}\n{}", headers.join("\n"), fields.join("\n"));
        received.lock().unwrap_or_else(PoisonError::into_inner).push(post);
        async move {
            let status = path.rsplit('/').next().and_then(|last| last.parse().ok()).unwrap_or(200);
            let mut answer = web::answer(status, "text/plain", format!("answered {status}"));
            if status == 503 {
                answer.headers_mut().insert("retry-after", HeaderValue::from_static("90"));
            }
            answer
        }
    });
    Ok(format!("http://127.0.0.1:{}", port.await?))
}
