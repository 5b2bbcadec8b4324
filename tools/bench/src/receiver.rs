//! Who is posted to: takes everything, answers after a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;

use cloud::web::{self, Server};

#[derive(Debug)]
pub(crate) struct Receiver {
    server: Server,
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    posts: AtomicU64,
    bytes: AtomicU64,
}

impl Receiver {
    /// Starts one that answers after `wait`.
    pub(crate) async fn start(wait: Duration) -> Result<Self> {
        let seen = Arc::new(Seen::default());
        let counted = seen.clone();
        let server = web::serve(None, move |request| {
            let seen = counted.clone();
            async move {
                let body = web::body_of(request).await;
                seen.posts.fetch_add(1, Ordering::Relaxed);
                seen.bytes.fetch_add(u64::try_from(body.len()).unwrap_or_default(), Ordering::Relaxed);
                if !wait.is_zero() {
                    tokio::time::sleep(wait).await;
                }
                web::json(200, "{}")
            }
        });
        Ok(Self { server: server.await?, seen })
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/orders", self.server.port)
    }

    /// How many posts and bytes came since this was last called.
    pub(crate) fn take(&self) -> (u64, u64) {
        (self.seen.posts.swap(0, Ordering::Relaxed), self.seen.bytes.swap(0, Ordering::Relaxed))
    }
}
