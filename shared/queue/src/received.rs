//! What SES says of mails that come in, over its topic, which hands it on as it is.

use domain::{MailVerdict, RECEIVED_MAILS, ReceivedMail};
use serde::Deserialize;

use crate::QueueError;

/// So many recipients are read of a mail: a transaction of SMTP has at most a hundred.
const MAX_RECIPIENTS: usize = 100;

/// What SES says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SesNotification {
    /// A mail came in, and lies in the bucket.
    Mail(Box<ReceivedMail>),
    /// Nothing that is ours to do: that the topic was tried out, or that something else was done with a mail.
    Other,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "notificationType")]
    kind: String,
    #[serde(default)]
    mail: Option<About>,
    #[serde(default)]
    receipt: Option<Receipt>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    message_id: String,
    /// The sender of the envelope; none where a mail is bounced.
    #[serde(default)]
    source: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    recipients: Vec<String>,
    #[serde(default)]
    spam_verdict: Verdict,
    #[serde(default)]
    virus_verdict: Verdict,
    #[serde(default)]
    spf_verdict: Verdict,
    #[serde(default)]
    dmarc_verdict: Verdict,
    action: Action,
}

#[derive(Default, Deserialize)]
struct Verdict {
    #[serde(default)]
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    #[serde(default)]
    object_key: String,
}

impl SesNotification {
    /// Reads a message.
    ///
    /// Of whom a mail is, who it is for, and whether that is proven, is read here, of what SES says by itself: a mail may say
    /// of itself whatever it wants, in any header.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        // What SES tries a topic out with is a sentence.
        if body.starts_with("Successfully validated SNS topic") {
            return Ok(Self::Other);
        }
        let read: Notification = serde_json::from_str(body).map_err(QueueError::Unreadable)?;
        if read.kind != "Received" {
            return Ok(Self::Other);
        }
        let (Some(mail), Some(mut receipt)) = (read.mail, read.receipt) else {
            return Err(unreadable("a mail came in, and nothing is said of it"));
        };
        if !receipt.action.object_key.starts_with(RECEIVED_MAILS) {
            return Err(unreadable("a mail came in that does not lie under mails/"));
        }
        receipt.recipients.truncate(MAX_RECIPIENTS);
        Ok(Self::Mail(Box::new(ReceivedMail {
            id: mail.message_id,
            object: receipt.action.object_key,
            recipients: receipt.recipients,
            envelope_sender: mail.source,
            spam: receipt.spam_verdict.value(),
            virus: receipt.virus_verdict.value(),
            spf: receipt.spf_verdict.value(),
            dmarc: receipt.dmarc_verdict.value(),
        })))
    }
}

impl Verdict {
    /// `GRAY` and `PROCESSING_FAILED` say nothing for certain, and so does a verdict that is not there.
    fn value(&self) -> MailVerdict {
        match self.status.as_str() {
            "PASS" => MailVerdict::Pass,
            "FAIL" => MailVerdict::Fail,
            _ => MailVerdict::Unsure,
        }
    }
}

fn unreadable(why: &str) -> QueueError {
    QueueError::Unreadable(serde::de::Error::custom(why))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As AWS documents it for the action `S3`.
    const NOTIFICATION: &str = r#"{"notificationType":"Received",
        "receipt":{"timestamp":"2026-11-25T09:00:00.000Z","processingTimeMillis":222,"recipients":["42-1-0a@in.example.com"],
            "spamVerdict":{"status":"PASS"},"virusVerdict":{"status":"GRAY"},"spfVerdict":{"status":"FAIL"},
            "dkimVerdict":{"status":"PASS"},"dmarcVerdict":{"status":"PASS"},"dmarcPolicy":"reject",
            "action":{"type":"S3","topicArn":"arn:aws:sns:us-east-1:111122223333:t","bucketName":"b","objectKey":"mails/d6ii"}},
        "mail":{"timestamp":"2026-11-25T09:00:00.000Z","source":"ada@example.com","messageId":"d6ii",
            "destination":["forged@in.example.com"],"headersTruncated":false,
            "headers":[{"name":"Authentication-Results","value":"amazonses.com; dmarc=fail"}],
            "commonHeaders":{"from":["Ada <ada@example.com>"],"to":["forged@in.example.com"],"subject":"May"}}}"#;

    /// Catches a verdict or a recipient that is taken from what the mail itself says.
    #[test]
    fn a_mail_is_read_of_the_receipt_alone() {
        let expected = ReceivedMail {
            id: "d6ii".into(),
            object: "mails/d6ii".into(),
            recipients: vec!["42-1-0a@in.example.com".into()],
            envelope_sender: "ada@example.com".into(),
            spam: MailVerdict::Pass,
            virus: MailVerdict::Unsure,
            spf: MailVerdict::Fail,
            dmarc: MailVerdict::Pass,
        };
        assert_eq!(SesNotification::read(NOTIFICATION).unwrap(), SesNotification::Mail(Box::new(expected)));
        let unproven = NOTIFICATION.replace(r#""dmarcVerdict":{"status":"PASS"},"#, "");
        let SesNotification::Mail(mail) = SesNotification::read(&unproven).unwrap() else { panic!("no mail") };
        assert_eq!(mail.dmarc, MailVerdict::Unsure, "what is not said is not proven");
    }

    #[test]
    fn what_is_no_mail_is_passed_over_and_what_nobody_can_read_is_said() {
        for other in [
            r#"{"notificationType":"AmazonSnsSubscriptionSucceeded","message":"…"}"#,
            "Successfully validated SNS topic for Amazon SES event publishing.",
        ] {
            assert_eq!(SesNotification::read(other).unwrap(), SesNotification::Other, "{other}");
        }
        for wrong in ["{}", "nonsense", r#"{"notificationType":"Received"}"#, r#"{"Records":[]}"#] {
            assert!(SesNotification::read(wrong).is_err(), "{wrong}");
        }
        assert!(SesNotification::read(&NOTIFICATION.replace("mails/", "imports/42/1/")).is_err(), "another's object");
    }
}
