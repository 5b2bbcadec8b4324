//! A server for files, where it is, who signs in there, and how it is known again.

use std::net::Ipv6Addr;

use serde::{Deserialize, Serialize};

use crate::kinds::kinds;
use crate::limits::{MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, check_text_length};
use crate::{Problem, is_default, is_secret_name};

/// The name of a host has at most this many characters.
pub const MAX_HOST_LENGTH: usize = 253;

/// The ports of SSH, FTP and FTP within TLS; those of other known protocols are closed.
const OPEN_PORTS: [u16; 3] = [FTP_PORT, SSH_PORT, 990];
const FTP_PORT: u16 = 21;
const SSH_PORT: u16 = 22;
const FIRST_FREE_PORT: u16 = 1_024;

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
            Self::Sftp => SSH_PORT,
            Self::Ftps | Self::Ftp => FTP_PORT,
        }
    }
}

/// A server for files, and who signs in there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileServer {
    /// Its name or IP address.
    pub host: String,
    /// Its port, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Who signs in.
    pub user: String,
    /// The name of the store's secret that the user signs in with; never the secret itself.
    pub secret: String,
    /// The folder there that files are put into or fetched from; where one is after signing in, when it is blank.
    #[serde(default, skip_serializing_if = "is_default")]
    pub directory: String,
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

impl FileServer {
    fn check(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if !is_host(&self.host) {
            problems.push(Problem::new("host", "must be the name of a host or an IP address, without a port"));
        }
        if self.port.is_some_and(|port| !OPEN_PORTS.contains(&port) && port < FIRST_FREE_PORT) {
            problems.push(Problem::new("port", "must be 21, 22, 990, or one from 1024 on"));
        }
        if self.user.is_empty() || self.user.chars().any(char::is_control) {
            problems.push(Problem::new("user", "must be the name of a user, on one line"));
        }
        problems.extend(check_text_length("user", &self.user, MAX_SHORT_TEXT_LENGTH));
        if !is_secret_name(&self.secret) {
            let message = "must be the name of a secret of the store: letters, digits, `-` and `_`, at most 50";
            problems.push(Problem::new("secret", message));
        }
        problems.extend(check_path("directory", &self.directory, true));
        problems
    }
}

/// What is wrong with a path of folders; only some may begin at the root.
pub(crate) fn check_path(field: &str, path: &str, may_be_absolute: bool) -> Option<Problem> {
    if path.chars().any(|c| c.is_control() || c == '\\') || path.split('/').any(|part| matches!(part, "." | "..")) {
        return Some(Problem::new(field, "must be names of folders with / between, without . and .."));
    }
    if path.starts_with('/') && !may_be_absolute {
        return Some(Problem::new(field, "must not begin with /"));
    }
    check_text_length(field, path, MAX_LINE_LENGTH)
}

/// Whether a text has the form of a host's name, or is an IP address.
pub(crate) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_fitting = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=63).contains(&label.len())
            && label.bytes().all(is_fitting)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_name = (1..=MAX_HOST_LENGTH).contains(&text.len()) && text.split('.').all(is_label);
    is_name || text.parse::<Ipv6Addr>().is_ok()
}

/// Whether a text is the fingerprint of a key, as SSH writes it.
fn is_fingerprint(text: &str) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.strip_prefix("SHA256:").is_some_and(|hash| hash.len() == 43 && hash.bytes().all(is_base64))
}

const PRIVATE_KEY_BEGINS: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const PRIVATE_KEY_ENDS: &str = "-----END OPENSSH PRIVATE KEY-----";

/// A line of a private key has so many letters.
const PRIVATE_KEY_LINE: usize = 70;

/// The private key that a text is, in the lines in which OpenSSH writes one, which a server for files may want. Who pastes one
/// may have lost its line ends, or have blanks for them.
pub fn read_private_key(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix(PRIVATE_KEY_BEGINS)?.strip_suffix(PRIVATE_KEY_ENDS)?;
    let letters: Vec<char> = inside.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    let is_base64 = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/' | '=');
    if letters.is_empty() || !letters.iter().all(is_base64) {
        return None;
    }
    let lines: Vec<String> = letters.chunks(PRIVATE_KEY_LINE).map(|line| line.iter().collect()).collect();
    Some(format!("{PRIVATE_KEY_BEGINS}\n{}\n{PRIVATE_KEY_ENDS}\n", lines.join("\n")))
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
    /// Catches a key that lost its lines where it was pasted, and a password that is taken for one.
    #[test]
    fn a_key_on_one_line_is_a_key_again_and_all_else_is_none() {
        let letters = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQ==";
        let key = format!("{PRIVATE_KEY_BEGINS}\n{letters}\n{PRIVATE_KEY_ENDS}\n");
        for written in [&key, &key.replace('\n', "\r\n"), &key.replace('\n', " "), &key.replace('\n', "")] {
            assert_eq!(read_private_key(written), Some(key.clone()), "{written}");
        }
        let empty = format!("{PRIVATE_KEY_BEGINS}\n{PRIVATE_KEY_ENDS}\n");
        let other = key.replace("QyNT", "Q#NT");
        let two = format!("{key}{key}");
        for text in ["hunter2", "", &empty, &other, &two, PRIVATE_KEY_BEGINS] {
            assert_eq!(read_private_key(text), None, "{text}");
        }
    }
}
