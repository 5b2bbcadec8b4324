//! A certificate for loopback, and the file of roots that a function is told to trust.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

/// Where systems keep the roots they trust. On Lambda it is the second.
const SYSTEM_ROOTS: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// A root of our own, a certificate it signed, and a file with it behind the system's roots: reading those is a part
/// of a cold start, so they are not left out.
pub(crate) fn make(folder: &Path) -> Result<(PathBuf, Arc<ServerConfig>)> {
    let root_key = KeyPair::generate()?;
    let mut root = CertificateParams::new(vec![])?;
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root_certificate = root.self_signed(&root_key)?;
    let key = KeyPair::generate()?;
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let certificate = CertificateParams::new(names)?.signed_by(&key, &Issuer::new(root, root_key))?;

    let roots = folder.join("roots.pem");
    let system = SYSTEM_ROOTS.iter().find_map(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    super::save(&roots, &format!("{system}\n{}", root_certificate.pem()))?;

    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key);
    Ok((roots, Arc::new(config.context("the certificate made a moment ago is not taken")?)))
}
