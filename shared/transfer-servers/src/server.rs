//! A server that files are brought to or fetched from, as a store names it.

use std::fmt;

use crate::error::TransferError;
use crate::fingerprint::Fingerprint;
use crate::names::Folder;

/// The longest name of a user.
const MAX_USER_BYTES: usize = 255;

/// The longest password or private key.
const MAX_SECRET_BYTES: usize = 16 << 10;

/// The ports of known protocols that are open: SSH, FTP, and FTP within TLS. All others below this many are closed.
const OPEN_PORTS: [u16; 3] = [21, 22, 990];
const FIRST_FREE_PORT: u16 = 1_024;

/// A password, a private key or a passphrase. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret, opened.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A server, who logs in there, and the folder it is all about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name or its address, without a port.
    pub host: String,
    /// Its port: 22, 21 or 990, or any from 1,024 on.
    pub port: u16,
    /// Who logs in.
    pub user: String,
    /// The folder that files are in.
    pub folder: Folder,
    /// How it is spoken to, and what for.
    pub protocol: Protocol,
}

/// How a server is spoken to, how it is known again, and how one logs in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// Files over SSH.
    Sftp {
        /// The host key that the store confirmed. Without one there is no login: only [`crate::Client::test`] makes
        /// sense, and it says which key the server has.
        host_key: Option<Fingerprint>,
        /// How one logs in.
        login: SftpLogin,
    },
    /// FTP within TLS, commands and files.
    Ftps {
        /// When TLS begins.
        start: TlsStart,
        /// The certificate that the store confirmed, for a server that made its own. Without one it must be signed by
        /// an authority that Mozilla trusts, for this host.
        certificate: Option<Fingerprint>,
        /// The password.
        password: Secret,
    },
    /// FTP in the clear: whoever is in between reads the password and the files.
    Ftp {
        /// The password.
        password: Secret,
    },
}

/// How one logs in over SSH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SftpLogin {
    /// With a password, also where the server asks for it as a question.
    Password(Secret),
    /// With a key.
    PrivateKey {
        /// The key in OpenSSH's own form (`-----BEGIN OPENSSH PRIVATE KEY-----`).
        pem: Secret,
        /// What it is encrypted with, if it is.
        passphrase: Option<Secret>,
    },
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsStart {
    /// After `AUTH TLS`, usually on port 21.
    Explicit,
    /// With the first byte, usually on port 990.
    Implicit,
}

impl Server {
    /// Checks what a store wrote, without looking anything up.
    pub fn check(&self) -> Result<(), TransferError> {
        self.address_host()?;
        if !OPEN_PORTS.contains(&self.port) && self.port < FIRST_FREE_PORT {
            return Err(bad("port", "must be 21, 22, 990, or one from 1024 on"));
        }
        if self.user.is_empty() || self.user.len() > MAX_USER_BYTES || self.user.contains(char::is_control) {
            return Err(bad("user", "must be a name of 1 to 255 bytes without control characters"));
        }
        match &self.protocol {
            Protocol::Sftp { login: SftpLogin::PrivateKey { pem, passphrase }, .. } => {
                check_size("private_key", pem)?;
                passphrase.as_ref().map_or(Ok(()), |passphrase| check_size("passphrase", passphrase))
            }
            Protocol::Sftp { login: SftpLogin::Password(password), .. } => check_size("password", password),
            Protocol::Ftps { password, .. } | Protocol::Ftp { password } => {
                check_size("password", password)?;
                // It would end the line, and what follows it would be a command.
                let is_one_line = !password.expose().contains(['\r', '\n', '\0']);
                if is_one_line { Ok(()) } else { Err(bad("password", "must be on one line")) }
            }
        }
    }

    /// The host as it is looked up: in ASCII, an address of IPv6 without brackets.
    pub(crate) fn address_host(&self) -> Result<String, TransferError> {
        let expected = "must be the name or the address of a server, without a scheme, a port or a path";
        let host = guard::read_host(&self.host).map_err(|_| bad("host", expected))?;
        match host.strip_prefix('[') {
            Some(rest) => rest.strip_suffix(']').map(str::to_owned).ok_or_else(|| bad("host", expected)),
            None if host.contains(':') => Err(bad("host", expected)),
            None => Ok(host),
        }
    }
}

fn check_size(field: &'static str, secret: &Secret) -> Result<(), TransferError> {
    if secret.expose().len() <= MAX_SECRET_BYTES { Ok(()) } else { Err(bad(field, "must not be longer than 16 KB")) }
}

pub(crate) fn bad(field: &'static str, expected: &'static str) -> TransferError {
    TransferError::BadSetting { field, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        Server {
            host: "files.example.com".to_owned(),
            port: 22,
            user: "shop".to_owned(),
            folder: Folder::default(),
            protocol: Protocol::Ftp { password: Secret::new("hunter2") },
        }
    }

    fn bad_field(server: &Server) -> &'static str {
        match server.check() {
            Err(TransferError::BadSetting { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_setting_that_is_none_is_named() {
        server().check().unwrap();
        for host in ["", "sftp://files.example.com", "files.example.com:2222", "a.example/x", "[::1]:2222", "a b"] {
            assert_eq!(bad_field(&Server { host: host.to_owned(), ..server() }), "host", "{host}");
        }
        for port in [0, 25, 80, 443, 1_023] {
            assert_eq!(bad_field(&Server { port, ..server() }), "port", "{port}");
        }
        for user in ["", "a\r\nDELE b", &"a".repeat(256)] {
            assert_eq!(bad_field(&Server { user: user.to_owned(), ..server() }), "user", "{user:?}");
        }
        for password in ["a\nDELE b", &"a".repeat(MAX_SECRET_BYTES + 1)] {
            let protocol = Protocol::Ftp { password: Secret::new(password) };
            assert_eq!(bad_field(&Server { protocol, ..server() }), "password");
        }
    }

    #[test]
    fn an_address_is_looked_up_in_the_form_of_the_socket() {
        let host = |host: &str| Server { host: host.to_owned(), ..server() }.address_host().unwrap();
        assert_eq!(host("[2606:4700::1111]"), "2606:4700::1111");
        assert_eq!(host("0x08080808"), "8.8.8.8");
        assert_eq!(host("Bücher.example."), "xn--bcher-kva.example");
    }

    #[test]
    fn no_secret_is_shown() {
        let key = SftpLogin::PrivateKey { pem: Secret::new("hunter2"), passphrase: Some(Secret::new("hunter2")) };
        let sftp = Server { protocol: Protocol::Sftp { host_key: None, login: key }, ..server() };
        for shown in [format!("{:?}", server()), format!("{sftp:#?}")] {
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
