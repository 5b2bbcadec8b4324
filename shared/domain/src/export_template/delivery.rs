//! Where the files of an export go.

use std::net::Ipv6Addr;

use serde::{Deserialize, Serialize};

use crate::limits::{MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, check_text_length};
use crate::{MAX_ADDRESS_BYTES, PostHeader, Problem, check_post_headers, is_default, is_secret_name};

/// The name of a host has at most this many characters.
pub const MAX_HOST_LENGTH: usize = 253;

/// The ports of SSH, FTP and FTP within TLS; those of other known protocols are closed.
const OPEN_PORTS: [u16; 3] = [FTP_PORT, SSH_PORT, 990];
const FTP_PORT: u16 = 21;
const SSH_PORT: u16 = 22;
const FIRST_FREE_PORT: u16 = 1_024;

/// Where the files of an export go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum ExportDelivery {
    /// They are kept for who asks for them.
    #[default]
    Download,
    /// Into the store's part of the bucket, from where a supplier takes them.
    S3 {
        /// What their keys begin with there: `harbor/in`.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prefix: String,
    },
    /// As the body of a post.
    HttpsPost {
        /// The address.
        url: String,
        /// What the post has beside its own headers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<PostHeader>,
    },
    /// To a server that speaks SFTP.
    Sftp {
        /// The server.
        #[serde(flatten)]
        server: FileServer,
        /// By which key the server must show itself: `SHA256:` and 43 letters, as `ssh-keygen -l` prints it.
        host_key: String,
    },
    /// To a server that speaks FTP over TLS.
    Ftps(FileServer),
    /// To a server that speaks plain FTP, over which everything can be read on the way.
    Ftp(FileServer),
}

/// A server that takes files.
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
    /// The folder there that files are put into; where one is after signing in, when it is blank.
    #[serde(default, skip_serializing_if = "is_default")]
    pub directory: String,
}

impl ExportDelivery {
    /// What `by` may be, in the API and in rows.
    pub const NAMES: [&str; 6] = ["download", "s3", "https_post", "sftp", "ftps", "ftp"];

    /// What `by` is.
    pub const fn by(&self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::S3 { .. } => "s3",
            Self::HttpsPost { .. } => "https_post",
            Self::Sftp { .. } => "sftp",
            Self::Ftps(_) => "ftps",
            Self::Ftp(_) => "ftp",
        }
    }

    /// The server it goes to, where it goes to one.
    pub const fn server(&self) -> Option<&FileServer> {
        match self {
            Self::Sftp { server, .. } | Self::Ftps(server) | Self::Ftp(server) => Some(server),
            Self::Download | Self::S3 { .. } | Self::HttpsPost { .. } => None,
        }
    }

    /// The port of its server, where it names none.
    pub const fn usual_port(&self) -> u16 {
        if matches!(self, Self::Sftp { .. }) { SSH_PORT } else { FTP_PORT }
    }

    /// Everything that is wrong with its form. Whether an address may be called is `guard`'s to say.
    pub(super) fn check(&self) -> Vec<Problem> {
        let problems = match self {
            Self::Download => vec![],
            Self::S3 { prefix } => check_path("prefix", prefix, false).into_iter().collect(),
            Self::HttpsPost { url, headers } => check_url(url).into_iter().chain(check_post_headers(headers)).collect(),
            Self::Sftp { server, host_key } => {
                let mut problems = server.check();
                if !is_fingerprint(host_key) {
                    let message = "must be the fingerprint of the server's key: SHA256: and 43 letters of base64";
                    problems.push(Problem::new("host_key", message));
                }
                problems
            }
            Self::Ftps(server) | Self::Ftp(server) => server.check(),
        };
        let within = |problem: Problem| Problem { field: format!("delivery.{}", problem.field), ..problem };
        problems.into_iter().map(within).collect()
    }
}

impl FileServer {
    pub(crate) fn check(&self) -> Vec<Problem> {
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
fn check_path(field: &str, path: &str, may_be_absolute: bool) -> Option<Problem> {
    if path.chars().any(|c| c.is_control() || c == '\\') || path.split('/').any(|part| matches!(part, "." | "..")) {
        return Some(Problem::new(field, "must be names of folders with / between, without . and .."));
    }
    if path.starts_with('/') && !may_be_absolute {
        return Some(Problem::new(field, "must not begin with /"));
    }
    check_text_length(field, path, MAX_LINE_LENGTH)
}

/// What is wrong with the address of a post by its form.
fn check_url(url: &str) -> Option<Problem> {
    if url.len() > MAX_ADDRESS_BYTES {
        return Some(Problem::new("url", format!("must be at most {MAX_ADDRESS_BYTES} bytes")));
    }
    let behind = url.strip_prefix("https://").unwrap_or_default();
    let authority = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    let is_one = is_host(host) && is_port && behind.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_one).then(|| Problem::new("url", "must be an address such as https://supplier.example.com/orders"))
}

/// Whether a text has the form of a host's name, or is an IP address.
fn is_host(text: &str) -> bool {
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
pub(crate) fn is_fingerprint(text: &str) -> bool {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    text.strip_prefix("SHA256:").is_some_and(|hash| hash.len() == 43 && hash.bytes().all(is_base64))
}
