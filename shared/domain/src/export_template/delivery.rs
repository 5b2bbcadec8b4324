//! Where the files of an export go.

use serde::{Deserialize, Serialize};

use crate::file_server::{check_path, is_host};
use crate::{FileProtocol, KnownServer, MAX_ADDRESS_BYTES, PostHeader, Problem, check_post_headers};

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
    /// To a server for files.
    Server(KnownServer),
}

impl ExportDelivery {
    /// What `by` may be, in the API and in rows.
    pub const NAMES: [&str; 6] = [
        "download",
        "s3",
        "https_post",
        FileProtocol::Sftp.name(),
        FileProtocol::Ftps.name(),
        FileProtocol::Ftp.name(),
    ];

    /// What `by` is.
    pub const fn by(&self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::S3 { .. } => "s3",
            Self::HttpsPost { .. } => "https_post",
            Self::Server(known) => known.protocol.name(),
        }
    }

    /// The server it goes to, where it goes to one.
    pub const fn server(&self) -> Option<&KnownServer> {
        if let Self::Server(known) = self { Some(known) } else { None }
    }

    /// Everything that is wrong with its form. Whether an address may be called is `guard`'s to say.
    pub(super) fn check(&self) -> Vec<Problem> {
        let problems = match self {
            Self::Download => vec![],
            Self::S3 { prefix } => check_path("prefix", prefix, false).into_iter().collect(),
            Self::HttpsPost { url, headers } => check_url(url).into_iter().chain(check_post_headers(headers)).collect(),
            Self::Server(known) => known.check(),
        };
        let within = |problem: Problem| Problem { field: format!("delivery.{}", problem.field), ..problem };
        problems.into_iter().map(within).collect()
    }
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
