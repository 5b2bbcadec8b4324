//! How orders reach a supplier (orderdesk-app 12.1 to 12.4).

use serde::{Deserialize, Serialize};

use crate::limits::check_text_length;
use crate::{MAX_ADDRESS_BYTES, MAX_MAIL_LINE_LENGTH, Mailbox, PostFormat, PostHeader, Problem, check_post_headers};

/// How orders reach a supplier: in one of four ways.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum SupplierDelivery {
    /// It fetches them by the supplier's API.
    #[default]
    Api,
    /// A mail for each order, as soon as it is submitted.
    Mail {
        /// The mail template, of the kind `dropship`.
        mail_template_id: String,
        /// Who gets it, as addresses with commas between; whom the template names when blank.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        to: String,
    },
    /// A file for each order, whenever the export template runs.
    File {
        /// The export template.
        export_template_id: String,
    },
    /// A post of the order, as soon as it is submitted.
    Post {
        /// Where to.
        url: String,
        /// As a form field or as the body.
        format: PostFormat,
        /// Headers it has beside ours: a text each, or a secret of the store by its name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<PostHeader>,
    },
}

impl SupplierDelivery {
    /// What `by` may be, in the API and in rows.
    pub const NAMES: [&str; 4] = ["api", "mail", "file", "post"];

    /// What `by` is.
    pub const fn by(&self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Mail { .. } => "mail",
            Self::File { .. } => "file",
            Self::Post { .. } => "post",
        }
    }

    /// Everything that is wrong with its form.
    pub(super) fn check(&self) -> Vec<Problem> {
        let problems = match self {
            Self::Api => vec![],
            Self::Mail { mail_template_id, to } => {
                let missing = missing("mail_template_id", mail_template_id);
                let long = check_text_length("to", to, MAX_MAIL_LINE_LENGTH);
                let wrong = || Mailbox::list(to).err().map(|why| Problem::new("to", why.to_string()));
                missing.into_iter().chain(long.or_else(wrong)).collect()
            }
            Self::File { export_template_id } => {
                missing("export_template_id", export_template_id).into_iter().collect()
            }
            Self::Post { url, headers, .. } => {
                let message = format!("must be an address of at most {MAX_ADDRESS_BYTES} bytes");
                let is_one = !url.is_empty() && url.len() <= MAX_ADDRESS_BYTES;
                let url = (!is_one).then(|| Problem::new("url", message));
                url.into_iter().chain(check_post_headers(headers)).collect()
            }
        };
        let within = |problem: Problem| Problem { field: format!("delivery.{}", problem.field), ..problem };
        problems.into_iter().map(within).collect()
    }
}

fn missing(field: &str, id: &str) -> Option<Problem> {
    id.trim().is_empty().then(|| Problem::new(field, "is needed"))
}
