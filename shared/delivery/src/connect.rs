//! Connections to receivers: each post makes its own, to an address the guard has looked at.

use std::error::Error;
use std::io;
use std::sync::Arc;

use guard::{Guard, Refused};
use hyper::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::reply::Outcome;
use crate::resolve::{NotFound, Resolver};

/// Looks up, connects, and shakes hands where the scheme is https.
pub(crate) type Connector = HttpsConnector<HttpConnector<Resolver>>;

/// A connection, safe or not.
pub(crate) type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// A connector that trusts `roots`, and uses no proxy.
pub(crate) fn connector(guard: Guard, roots: RootCertStore) -> Result<Connector, rustls::Error> {
    let mut http = HttpConnector::new_with_resolver(Resolver { guard });
    http.enforce_http(false);
    http.set_nodelay(true);
    Ok(HttpsConnectorBuilder::new().with_tls_config(tls(roots)?).https_or_http().enable_http1().wrap_connector(http))
}

/// Connects to scheme, host and port of `target`.
pub(crate) async fn connect(mut connector: Connector, target: Uri) -> Result<Stream, Outcome> {
    connector.call(target).await.map_err(|error| outcome_of(&*error, Outcome::NotConnected))
}

/// TLS on *ring*.
fn tls(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// What an error means, by the innermost cause that tells; `otherwise` where none does.
pub(crate) fn outcome_of(error: &(dyn Error + 'static), otherwise: impl FnOnce(String) -> Outcome) -> Outcome {
    let mut cause = Some(error);
    let mut innermost = String::new();
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<Refused>() {
            return Outcome::Closed(refused.to_string());
        }
        if inner.is::<NotFound>() {
            return Outcome::NotFound;
        }
        if let Some(error) = inner.downcast_ref::<rustls::Error>() {
            return Outcome::NotTrusted(error.to_string());
        }
        innermost = inner.to_string();
        cause = below(inner);
    }
    otherwise(innermost)
}

/// The error below `error`. What an error of input and output holds is not its source, so it is asked for by itself;
/// the connector has TLS errors two such errors deep.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(held) => Some(held),
        None => error.source(),
    }
}
