//! SES: keeps every mail instead of sending it, and sends from what is verified alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders};

use crate::identities::{Identities, Status};
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
    /// What is attached: names and bytes.
    pub attachments: Vec<(String, Vec<u8>)>,
    /// The whole, as it left.
    pub raw: Vec<u8>,
    /// What SES calls it.
    pub id: String,
    /// The words it was given for what SES tells of it.
    pub tags: BTreeMap<String, String>,
}

/// All mails of one cloud.
#[derive(Debug, Default)]
pub struct Mails(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    sent: Vec<Mail>,
    refused: BTreeSet<String>,
    lets_nobody_send: bool,
    identities: Identities,
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

    /// From now on SES takes every sender for one that is not verified.
    pub fn let_nobody_send(&self) {
        self.state().lets_nobody_send = true;
    }

    /// From now on SES knows those again that are.
    pub fn let_everybody_send(&self) {
        self.state().lets_nobody_send = false;
    }

    /// The operator has had an address or a domain verified.
    pub fn verify(&self, identity: &str) {
        self.state().identities.set(identity, Status::Success);
    }

    /// The operator has removed an address or a domain.
    pub fn forget(&self, identity: &str) {
        self.state().identities.remove(identity);
    }

    /// How many links of its own SES mailed to an address.
    pub fn links_to(&self, address: &str) -> usize {
        self.state().identities.links(address)
    }

    /// Whoever reads an address follows SES's link, which must have come.
    pub fn follow_link(&self, address: &str) {
        assert!(self.links_to(address) > 0, "SES mailed no link to {address}");
        self.verify(address);
    }

    /// SES waited in vain for its link to be followed.
    pub fn give_up_on(&self, address: &str) {
        self.state().identities.set(address, Status::Failed);
    }

    /// Answers a request of the query protocol.
    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Reply {
        let fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        match operation {
            "SendRawEmail" => self.send(&fields),
            "VerifyEmailIdentity" => {
                let address = fields.get("EmailAddress").map(String::as_str).unwrap_or_default();
                self.state().identities.verify(address);
                done(operation, "")
            }
            "GetIdentityVerificationAttributes" => {
                let names = fields.iter().filter(|(field, _)| field.starts_with("Identities.member."));
                let listed = self.state().identities.listed(names.map(|(_, name)| name));
                done(operation, &format!("<VerificationAttributes>{listed}</VerificationAttributes>"))
            }
            _ => refusal("InvalidAction", &format!("nothing here knows {operation}")),
        }
    }

    fn send(&self, fields: &BTreeMap<String, String>) -> Reply {
        let Some(mail) = mail_of(fields) else {
            return refusal("InvalidParameterValue", "the mail can't be read");
        };
        let mut state = self.state();
        if state.lets_nobody_send || !state.identities.sends_from(&mail.from) {
            let from = mail.from;
            let message =
                "Email address is not verified. The following identities failed the check in region US-EAST-1";
            return refusal("MessageRejected", &format!("{message}: {from}"));
        }
        if mail.to.iter().any(|address| state.refused.contains(address)) {
            return refusal("MessageRejected", "Address is on the suppression list.");
        }
        let id = format!("mail-{}", state.sent.len().saturating_add(1));
        state.sent.push(Mail { id: id.clone(), ..mail });
        done("SendRawEmail", &format!("<MessageId>{id}</MessageId>"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the fields of a request, and the mail in one of them.
fn mail_of(fields: &BTreeMap<String, String>) -> Option<Mail> {
    let to = fields.iter().filter(|(name, _)| name.starts_with("Destinations.member."));
    let raw = STANDARD.decode(fields.get("RawMessage.Data")?).ok()?;
    let read = MessageParser::default().parse(&raw)?;
    let attached = |part: &mail_parser::MessagePart<'_>| {
        (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())
    };
    let attachments = read.attachments().map(attached).collect();
    let text = read.body_text(0).unwrap_or_default().replace("\r\n", "\n");
    Some(Mail {
        from: fields.get("Source").cloned().unwrap_or_default(),
        to: to.map(|(_, address)| address.clone()).collect(),
        subject: read.subject().unwrap_or_default().to_owned(),
        text: text.strip_suffix('\n').unwrap_or(&text).to_owned(),
        attachments,
        raw,
        id: String::new(),
        tags: tags_of(fields),
    })
}

fn tags_of(fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let names = fields.iter().filter_map(|(field, name)| Some((field.strip_suffix(".Name")?, name)));
    let value = |(field, name): (&str, &String)| Some((name.clone(), fields.get(&format!("{field}.Value"))?.clone()));
    names.filter_map(value).collect()
}

fn done(operation: &str, result: &str) -> Reply {
    let result = format!("<{operation}Result>{result}</{operation}Result>");
    let names = "xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"";
    Reply::xml(200, format!("<{operation}Response {names}>{result}</{operation}Response>"))
}

fn refusal(code: &str, message: &str) -> Reply {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply::xml(400, format!("<ErrorResponse>{error}<RequestId>local</RequestId></ErrorResponse>"))
}
