//! TLS for FTP: on *ring*, with the certificates of known authorities, or with the one that a store confirmed.

use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use suppaftp::tokio::AsyncRustlsConnector;
use tokio_rustls::TlsConnector;

use crate::client::Seen;
use crate::error::{TransferError, shown};
use crate::fingerprint::Fingerprint;

/// What all TLS connections share.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    provider: Arc<CryptoProvider>,
    known: Arc<WebPkiServerVerifier>,
}

impl Tls {
    /// With these authorities.
    pub(crate) fn new(roots: RootCertStore) -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let known = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
        Ok(Self { provider, known: known.map_err(|error| Error::General(error.to_string()))? })
    }

    /// For one session with `host`, which is to show the certificate that was confirmed, if one was.
    pub(crate) fn expecting(
        &self,
        host: String,
        confirmed: Option<Fingerprint>,
        seen: &Seen,
    ) -> Result<Expecting, TransferError> {
        let shown = Arc::clone(&seen.identity);
        let check = CertificateCheck { tls: self.clone(), confirmed, shown: Arc::clone(&shown) };
        let config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| TransferError::NotSafe(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(check))
            .with_no_client_auth();
        Ok(Expecting { config: Arc::new(config), host, confirmed, shown })
    }
}

/// The TLS of one session. Its data connections go on with the TLS session of the first one, where the server lets
/// them: many take no others.
pub(crate) struct Expecting {
    config: Arc<ClientConfig>,
    host: String,
    confirmed: Option<Fingerprint>,
    shown: Arc<OnceLock<Fingerprint>>,
}

impl Expecting {
    pub(super) fn connector(&self) -> AsyncRustlsConnector {
        TlsConnector::from(Arc::clone(&self.config)).into()
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// What a failed handshake means.
    pub(super) fn not_trusted(&self, why: &str) -> TransferError {
        match (self.confirmed, self.shown.get().copied()) {
            (Some(confirmed), Some(found)) if confirmed != found => TransferError::IdentityDiffers { confirmed, found },
            // Nothing was shown: there is no TLS, or an older one than is safe.
            (_, None) => TransferError::NotSafe(shown(why)),
            (_, found) => TransferError::NotTrusted { found, why: shown(why) },
        }
    }
}

/// Looks at certificates.
#[derive(Debug)]
struct CertificateCheck {
    tls: Tls,
    confirmed: Option<Fingerprint>,
    shown: Arc<OnceLock<Fingerprint>>,
}

impl ServerCertVerifier for CertificateCheck {
    /// A certificate that was confirmed is good as it is, whatever name and dates stand in it: whoever confirmed it
    /// meant this key. Any other has to be what a browser takes.
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found = Fingerprint::of(certificate);
        self.shown.set(found).ok();
        match self.confirmed {
            None => self.tls.known.verify_server_cert(certificate, intermediates, host, ocsp, now),
            Some(confirmed) if confirmed == found => Ok(ServerCertVerified::assertion()),
            Some(_) => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.tls.known.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.tls.known.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.tls.known.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

    use super::*;

    /// A certificate for `files.example.com`, and the authority it is of.
    fn signed() -> (CertificateDer<'static>, RootCertStore) {
        let mut params = CertificateParams::new(vec![]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let params = CertificateParams::new(vec!["files.example.com".to_owned()]).unwrap();
        let certificate = params.signed_by(&KeyPair::generate().unwrap(), &authority).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).unwrap();
        (certificate.der().clone(), roots)
    }

    fn is_good(
        certificate: &CertificateDer<'_>,
        roots: RootCertStore,
        host: &str,
        confirmed: Option<Fingerprint>,
    ) -> bool {
        let check = CertificateCheck { tls: Tls::new(roots).unwrap(), confirmed, shown: Arc::default() };
        let host = ServerName::try_from(host.to_owned()).unwrap();
        // A moment in 2027, between the years that certificates of rcgen are good for.
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_hours(500_000));
        let result = check.verify_server_cert(certificate, &[], &host, &[], now);
        assert_eq!(check.shown.get(), Some(&Fingerprint::of(certificate)), "shown in any case");
        result.is_ok()
    }

    #[test]
    fn a_certificate_is_good_for_its_host_and_by_its_authority_or_when_it_was_confirmed() {
        let (certificate, roots) = signed();
        let (other, other_roots) = signed();
        assert!(is_good(&certificate, roots.clone(), "files.example.com", None));
        assert!(!is_good(&certificate, roots.clone(), "other.example.com", None));
        assert!(!is_good(&certificate, other_roots, "files.example.com", None));
        let [this, another] = [&certificate, &other].map(|certificate| Fingerprint::of(certificate));
        assert!(is_good(&certificate, roots.clone(), "other.example.com", Some(this)));
        assert!(!is_good(&certificate, roots, "files.example.com", Some(another)));
    }
}
