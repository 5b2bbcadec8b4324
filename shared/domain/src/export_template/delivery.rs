//! Where the files of an export go.

use serde::{Deserialize, Serialize};

use crate::file_server::{check_path, is_host};
use crate::limits::check_text_length;
use crate::{
    FileProtocol, KnownServer, MAX_ADDRESS_BYTES, MAX_MAIL_LINE_LENGTH, Mailbox, PostHeader, Problem,
    check_post_headers,
};

/// What a mail with a file says has at most so many characters.
pub const MAX_MAIL_TEXT_LENGTH: usize = 10_000;

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
    /// As what is attached to a mail.
    Mail {
        /// Who gets it: addresses.
        to: String,
        /// What it is about; the file's name where it is blank.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        subject: String,
        /// What it says.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
}

/// A file that is mailed has at most this many bytes: SES takes a mail of ten megabytes, in which it is a third larger.
pub const MAX_MAILED_FILE_BYTES: u64 = 7_000_000;

impl ExportDelivery {
    /// What `by` may be, in the API and in rows.
    pub const NAMES: [&str; 7] = [
        "download",
        "s3",
        "https_post",
        FileProtocol::Sftp.name(),
        FileProtocol::Ftps.name(),
        FileProtocol::Ftp.name(),
        Self::MAIL,
    ];

    /// What `by` is of a mail.
    pub const MAIL: &str = "mail";

    /// What `by` is.
    pub const fn by(&self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::S3 { .. } => "s3",
            Self::HttpsPost { .. } => "https_post",
            Self::Server(known) => known.protocol.name(),
            Self::Mail { .. } => Self::MAIL,
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
            Self::Mail { to, subject, text } => check_mail(to, subject, text),
        };
        let within = |problem: Problem| Problem { field: format!("delivery.{}", problem.field), ..problem };
        problems.into_iter().map(within).collect()
    }
}

/// What is wrong with a mail by its form.
fn check_mail(to: &str, subject: &str, text: &str) -> Vec<Problem> {
    let mut problems = vec![];
    match Mailbox::list(to) {
        Ok(list) if list.is_empty() => problems.push(Problem::new("to", "a mail needs an address")),
        Ok(_) => {}
        Err(why) => problems.push(Problem::new("to", why.to_string())),
    }
    problems.extend(check_text_length("to", to, MAX_MAIL_LINE_LENGTH));
    problems.extend(check_text_length("subject", subject, MAX_MAIL_LINE_LENGTH));
    problems.extend(check_text_length("text", text, MAX_MAIL_TEXT_LENGTH));
    problems
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
