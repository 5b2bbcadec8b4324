//! A server that files are fetched from, and how it is known again.

use serde::{Deserialize, Serialize};

use crate::export_template::is_fingerprint;
use crate::kinds::kinds;
use crate::{FileServer, Problem};

kinds! {
    /// How a server for files is spoken to.
    FileProtocol {
        /// Files over SSH.
        #[default]
        Sftp = "sftp",
        /// FTP within TLS.
        Ftps = "ftps",
        /// FTP in the clear: whoever is in between reads everything.
        Ftp = "ftp",
    }
}

impl FileProtocol {
    /// The port that is usual.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::Sftp => 22,
            Self::Ftps | Self::Ftp => 21,
        }
    }
}

/// A server for files, who signs in there, and by what the store knows the server again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnownServer {
    /// How it is spoken to.
    pub protocol: FileProtocol,
    /// The server, who signs in, and the folder.
    pub server: FileServer,
    /// The fingerprint of the host key that was confirmed, of SFTP: `SHA256:` and 43 letters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub host_key: String,
    /// The fingerprint of the certificate that was confirmed, of FTPS; blank where an authority vouches for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub certificate: String,
}

impl KnownServer {
    /// Its port.
    pub fn port(&self) -> u16 {
        self.server.port.unwrap_or(self.protocol.usual_port())
    }

    /// Everything that is wrong with its form, where it is only tried out: its host key need not be known yet.
    pub fn check_to_test(&self) -> Vec<Problem> {
        let mut problems = self.server.check();
        for (field, given, of) in
            [("host_key", &self.host_key, FileProtocol::Sftp), ("certificate", &self.certificate, FileProtocol::Ftps)]
        {
            if given.is_empty() {
                continue;
            }
            if self.protocol != of {
                problems.push(Problem::new(field, format!("is of servers with protocol {} alone", of.name())));
            } else if !is_fingerprint(given) {
                problems.push(Problem::new(field, "must be a fingerprint: SHA256: and 43 letters of base64"));
            }
        }
        problems
    }

    /// Everything that is wrong with its form.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.check_to_test();
        if self.protocol == FileProtocol::Sftp && self.host_key.is_empty() {
            let message = "is needed: POST /v1/file-servers/test shows it, for you to compare with what its owner says";
            problems.push(Problem::new("host_key", message));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_is_known_by_is_its_protocols() {
        let server =
            FileServer { host: "a.example".into(), user: "u".into(), secret: "s".into(), ..Default::default() };
        let print = format!("SHA256:{}", "a".repeat(43));
        let known = |protocol, host_key: &str, certificate: &str| {
            let known = KnownServer {
                protocol,
                server: server.clone(),
                host_key: host_key.to_owned(),
                certificate: certificate.to_owned(),
            };
            known.check().into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert!(known(FileProtocol::Sftp, &print, "").is_empty());
        assert!(known(FileProtocol::Ftps, "", &print).is_empty());
        assert!(known(FileProtocol::Ftps, "", "").is_empty());
        assert!(known(FileProtocol::Ftp, "", "").is_empty());
        assert_eq!(known(FileProtocol::Sftp, "", ""), ["host_key"]);
        assert_eq!(known(FileProtocol::Sftp, "MD5:00", ""), ["host_key"]);
        assert_eq!(known(FileProtocol::Sftp, &print, &print), ["certificate"]);
        assert_eq!(known(FileProtocol::Ftp, &print, &print), ["host_key", "certificate"]);
        assert!(KnownServer { server, ..Default::default() }.check_to_test().is_empty(), "nothing is confirmed yet");
    }
}
