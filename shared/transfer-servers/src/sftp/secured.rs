//! What SSH is allowed to be: which algorithms, which host keys, and nothing but files.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use russh::client::{ChannelOpenHandle, Config, Handler, Msg, Session};
use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PublicKeyOrCertificate};
use russh::{Channel, ChannelOpenFailure, Preferred, SshId, cipher, compression, kex, mac};

use crate::client::Limits;
use crate::error::{TransferError, shown};
use crate::fingerprint::Fingerprint;

/// What we call ourselves.
const CLIENT_ID: &str = concat!("SSH-2.0-Waybill_", env!("CARGO_PKG_VERSION"));

/// How keys are agreed on (docs/adr/0030-transfer-servers.md). None is over SHA-1.
const KEY_EXCHANGES: &[kex::Name] = &[
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_G16_SHA512,
    kex::DH_G18_SHA512,
    kex::DH_GEX_SHA256,
    kex::DH_G14_SHA256,
    kex::EXTENSION_SUPPORT_AS_CLIENT,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
];

/// What host keys may sign with. RSA over SHA-1 is left out.
const HOST_KEYS: &[Algorithm] = &[
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
    Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
    Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
];

const CIPHERS: &[cipher::Name] = &[
    cipher::CHACHA20_POLY1305,
    cipher::AES_256_GCM,
    cipher::AES_128_GCM,
    cipher::AES_256_CTR,
    cipher::AES_192_CTR,
    cipher::AES_128_CTR,
];

/// The last two are for old servers: what breaks SHA-1 does not break HMAC over it.
const MACS: &[mac::Name] = &[
    mac::HMAC_SHA512_ETM,
    mac::HMAC_SHA256_ETM,
    mac::HMAC_SHA512,
    mac::HMAC_SHA256,
    mac::HMAC_SHA1_ETM,
    mac::HMAC_SHA1,
];

/// How SSH is spoken. A server that says nothing for as long as an operation may take is given up, also where nobody
/// waits for it any more.
pub(super) fn config(limits: &Limits) -> Arc<Config> {
    Arc::new(Config {
        client_id: SshId::Standard(Cow::Borrowed(CLIENT_ID)),
        preferred: Preferred {
            kex: Cow::Borrowed(KEY_EXCHANGES),
            key: Cow::Borrowed(HOST_KEYS),
            cipher: Cow::Borrowed(CIPHERS),
            mac: Cow::Borrowed(MACS),
            compression: Cow::Borrowed(&[compression::NONE]),
            ..Preferred::default()
        },
        inactivity_timeout: Some(limits.operation.max(limits.login)),
        ..Config::default()
    })
}

/// Looks at the host key, and lets the server open nothing.
pub(super) struct HostCheck {
    /// The key that was confirmed; without one no key is good.
    pub(super) confirmed: Option<Fingerprint>,
    /// The first key it showed.
    pub(super) shown: Arc<OnceLock<Fingerprint>>,
}

impl Handler for HostCheck {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        // Certificates are not asked for.
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        let Some(sum) = key.fingerprint(HashAlg::Sha256).sha256() else { return Ok(false) };
        let found = Fingerprint::from_sum(sum);
        self.shown.set(found).ok();
        Ok(self.confirmed == Some(found))
    }

    async fn server_channel_open_forwarded_tcpip(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        _: u32,
        _: &str,
        _: u32,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        reply.reject(ChannelOpenFailure::AdministrativelyProhibited).await;
        Ok(())
    }

    async fn server_channel_open_forwarded_streamlocal(
        &mut self,
        _: Channel<Msg>,
        _: &str,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        reply.reject(ChannelOpenFailure::AdministrativelyProhibited).await;
        Ok(())
    }

    async fn server_channel_open_agent_forward(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        reply.reject(ChannelOpenFailure::AdministrativelyProhibited).await;
        Ok(())
    }
}

/// What an error of SSH means.
pub(super) fn of_ssh(error: &russh::Error) -> TransferError {
    match error {
        russh::Error::NoCommonAlgo { kind, theirs, .. } => {
            let kind = format!("{kind:?}").to_lowercase();
            TransferError::NotSafe(shown(&format!("no {kind} algorithm of its is safe: {}", theirs.join(", "))))
        }
        russh::Error::IO(error) => TransferError::of_io(error),
        russh::Error::Disconnect | russh::Error::HUP | russh::Error::SendError | russh::Error::RecvError => {
            TransferError::Unreachable("it ended the connection".to_owned())
        }
        russh::Error::ConnectionTimeout
        | russh::Error::InactivityTimeout
        | russh::Error::KeepaliveTimeout
        | russh::Error::Elapsed(_) => TransferError::TimedOut,
        russh::Error::ChannelOpenFailure(_) => {
            TransferError::NoPermission("this user may open no channel here".to_owned())
        }
        error => TransferError::Broken(shown(&error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_broken_is_offered() {
        let config = config(&Limits::default());
        let offered = &config.preferred;
        let names: Vec<String> = offered
            .kex
            .iter()
            .map(|name| name.as_ref().to_owned())
            .chain(offered.key.iter().map(|name| name.as_str().to_owned()))
            .chain(offered.cipher.iter().map(|name| name.as_ref().to_owned()))
            .chain(offered.compression.iter().map(|name| name.as_ref().to_owned()))
            .collect();
        assert!(names.iter().any(|name| name == "rsa-sha2-256") && names.len() > 20, "{names:?}");
        for name in names {
            let broken = ["sha1", "ssh-rsa", "dss", "cbc", "arcfour", "3des", "zlib", "group1-"];
            assert!(!broken.iter().any(|part| name.contains(part)), "{name}");
        }
    }
}
