//! What the queue of the lane `mail` brings: mails that are due, and what SES tells of mails it has sent.

use domain::{MailNews, OrderMailStatus, SuppressionReason};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{Due, DueNotice, QueueError};

/// So many addresses are read of an event: a mail goes to that many.
const MAX_ADDRESSES: usize = 50;

/// What a message of the lane `mail` says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MailDue {
    /// An appointment is due.
    Appointment(Due),
    /// A notice is.
    Notice(DueNotice),
    /// Something became of a mail.
    Event(Box<MailEvent>),
}

impl MailDue {
    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }

    /// The appointment that is due.
    pub fn appointment(self) -> Option<Due> {
        match self {
            Self::Appointment(due) => Some(due),
            Self::Notice(_) | Self::Event(_) => None,
        }
    }
}

/// An event of SES, as EventBridge brings it (`source` is `aws.ses`). What is not read of it stays unread.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MailEvent {
    detail: Detail,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    event_type: String,
    mail: About,
    #[serde(default)]
    bounce: Option<Bounce>,
    #[serde(default)]
    complaint: Option<Complaint>,
    #[serde(default)]
    delivery: Option<Delivery>,
    #[serde(default)]
    reject: Option<Reject>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct About {
    timestamp: Timestamp,
    #[serde(default)]
    tags: Tags,
}

/// The tags that we gave the mail; one that is a notice of the desk has none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
struct Tags {
    #[serde(default)]
    store: Vec<String>,
    #[serde(default)]
    appointment: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
    timestamp: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
    timestamp: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Delivery {
    #[serde(default)]
    recipients: Vec<String>,
    timestamp: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Reject {
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
    #[serde(default)]
    diagnostic_code: String,
}

impl MailEvent {
    /// What it says of a mail of an order; nothing where it is of another mail, or says what is known anyway.
    pub fn news(&self) -> Option<MailNews> {
        let Detail { event_type, mail, bounce, complaint, delivery, reject } = &self.detail;
        let store_id = mail.tags.store.first()?.parse().ok()?;
        let appointment = mail.tags.appointment.first()?.parse().ok()?;
        let news = |status, at| MailNews {
            store_id,
            appointment,
            status,
            suppresses: None,
            addresses: vec![],
            detail: String::new(),
            at,
        };
        match event_type.as_str() {
            "Bounce" => {
                let bounce = bounce.as_ref()?;
                let recipients = &bounce.bounced_recipients;
                let detail = recipients.first().map(|it| it.diagnostic_code.clone()).unwrap_or_default();
                let suppresses = (bounce.kind == "Permanent").then_some(SuppressionReason::Bounced);
                let addresses = addresses(recipients);
                Some(MailNews { suppresses, addresses, detail, ..news(OrderMailStatus::Bounced, bounce.timestamp) })
            }
            "Complaint" => {
                let complaint = complaint.as_ref()?;
                let addresses = addresses(&complaint.complained_recipients);
                let suppresses = Some(SuppressionReason::Complained);
                Some(MailNews { suppresses, addresses, ..news(OrderMailStatus::Complained, complaint.timestamp) })
            }
            "Delivery" => {
                let delivery = delivery.as_ref()?;
                let addresses = delivery.recipients.iter().take(MAX_ADDRESSES).cloned().collect();
                Some(MailNews { addresses, ..news(OrderMailStatus::Delivered, delivery.timestamp) })
            }
            // SES found a virus in it.
            "Reject" => {
                let detail = reject.as_ref().map(|it| it.reason.clone()).unwrap_or_default();
                Some(MailNews { detail, ..news(OrderMailStatus::Bounced, mail.timestamp) })
            }
            _ => None,
        }
    }
}

fn addresses(recipients: &[Recipient]) -> Vec<String> {
    recipients.iter().take(MAX_ADDRESSES).map(|it| bare(&it.email_address).to_owned()).collect()
}

/// The address in `Name <address>`, which is how some servers call who did not get a mail.
fn bare(address: &str) -> &str {
    let inner = address.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(address, |(inner, _)| inner).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As SES documents it (Amazon SES event data in EventBridge).
    const BOUNCE: &str = r#"{"version":"0","id":"1","detail-type":"Email Bounced","source":"aws.ses","detail":{
        "eventType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[
            {"emailAddress":"Ada <ada@example.com>","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 no such user"}],
            "timestamp":"2026-11-30T10:00:05.000Z","feedbackId":"1"},
        "mail":{"timestamp":"2026-11-30T10:00:00.000Z","messageId":"m-1","source":"desk@example.com",
            "tags":{"ses:configuration-set":["waybill"],"store":["42"],"appointment":["1001-3"]}}}}"#;

    fn event(body: &str) -> MailEvent {
        match MailDue::read(body).unwrap() {
            MailDue::Event(event) => *event,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_bounce_for_good_names_its_order_its_address_and_why() {
        let news = event(BOUNCE).news().unwrap();
        assert_eq!((news.store_id.to_string(), news.appointment.to_string()), ("42".into(), "1001-3".into()));
        assert_eq!((news.status, news.suppresses), (OrderMailStatus::Bounced, Some(SuppressionReason::Bounced)));
        assert_eq!(
            (news.addresses, &*news.detail),
            (vec!["ada@example.com".to_owned()], "smtp; 550 5.1.1 no such user")
        );
        let soft = event(&BOUNCE.replace("Permanent", "Transient")).news().unwrap();
        assert_eq!((soft.status, soft.suppresses), (OrderMailStatus::Bounced, None));
    }

    #[test]
    fn what_is_no_mail_of_an_order_or_no_news_is_passed_over() {
        for (from, to) in [("store", "shop"), ("1001-3", "x"), ("\"Bounce\"", "\"Open\""), ("\"bounce\"", "\"b\"")] {
            assert_eq!(event(&BOUNCE.replacen(from, to, 1)).news(), None, "{from}");
        }
    }

    #[test]
    fn a_delivery_and_a_complaint_are_read() {
        let of = |kind: &str, part: &str| {
            let mail =
                r#""mail":{"timestamp":"2026-11-30T10:00:00Z","tags":{"store":["42"],"appointment":["1001-3"]}}"#;
            event(&format!(r#"{{"detail":{{"eventType":"{kind}",{part},{mail}}}}}"#)).news().unwrap()
        };
        let came =
            of("Delivery", r#""delivery":{"recipients":["ada@example.com"],"timestamp":"2026-11-30T10:00:01Z"}"#);
        assert_eq!((came.status, came.suppresses), (OrderMailStatus::Delivered, None));
        let spam = r#""complaint":{"complainedRecipients":[{"emailAddress":"ada@example.com"}],"timestamp":"2026-11-30T10:00:01Z"}"#;
        let spam = of("Complaint", spam);
        assert_eq!((spam.status, spam.suppresses), (OrderMailStatus::Complained, Some(SuppressionReason::Complained)));
        assert_eq!(spam.addresses, ["ada@example.com"]);
    }
}
