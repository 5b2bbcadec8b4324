//! SES: keeps every mail instead of sending it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::request::Reply;

/// A mail that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sender.
    pub from: String,
    /// The receivers.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
}

/// All mails of one cloud.
#[derive(Debug, Default)]
pub struct Mails(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    sent: Vec<Mail>,
    refused: BTreeSet<String>,
    lets_nobody_send: bool,
}

impl Mails {
    /// The mails sent so far, oldest first.
    pub fn sent(&self) -> Vec<Mail> {
        self.state().sent.clone()
    }

    /// From now on SES rejects every mail to this address.
    pub fn refuse(&self, address: impl Into<String>) {
        self.state().refused.insert(address.into());
    }

    /// From now on SES takes the sender for one that is not verified.
    pub fn let_nobody_send(&self) {
        self.state().lets_nobody_send = true;
    }

    /// From now on SES knows the sender again.
    pub fn let_everybody_send(&self) {
        self.state().lets_nobody_send = false;
    }

    /// Answers a request of the query protocol.
    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Reply {
        if operation != "SendEmail" {
            return refusal("InvalidAction", &format!("nothing here knows {operation}"));
        }
        let fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let to = fields.iter().filter(|(name, _)| name.starts_with("Destination.ToAddresses.member."));
        let mail = Mail {
            from: field("Source"),
            to: to.map(|(_, address)| address.clone()).collect(),
            subject: field("Message.Subject.Data"),
            text: field("Message.Body.Text.Data"),
        };
        let mut state = self.state();
        if state.lets_nobody_send {
            let from = mail.from;
            let message =
                "Email address is not verified. The following identities failed the check in region US-EAST-1";
            return refusal("MessageRejected", &format!("{message}: {from}"));
        }
        if mail.to.iter().any(|address| state.refused.contains(address)) {
            return refusal("MessageRejected", "Address is on the suppression list.");
        }
        state.sent.push(mail);
        let id = format!("mail-{}", state.sent.len());
        Reply::xml(
            200,
            format!(
                "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendEmailResult>\
                 <MessageId>{id}</MessageId></SendEmailResult></SendEmailResponse>"
            ),
        )
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refusal(code: &str, message: &str) -> Reply {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply::xml(400, format!("<ErrorResponse>{error}<RequestId>local</RequestId></ErrorResponse>"))
}
