//! From whom a mail of a store's orders leaves.

#[cfg(feature = "mails")]
use {super::verifying, domain::Store, jiff::Timestamp, mail::Identities};

#[cfg(any(feature = "mails", feature = "deliveries"))]
use {
    crate::{Desk, incidents},
    domain::{Clock, Incident, MailSender, MailSenderStatus, StoreId},
    mail::{Mail, Mailbox},
    table::TableError,
};

/// The address of a store that a mail is to leave from now. One that waits for SES is looked at once in a while: so it is
/// used where nobody asks how far it is.
#[cfg(feature = "mails")]
pub(crate) async fn sender_of(
    desk: &Desk,
    identities: &Identities,
    store: &Store,
    now: Timestamp,
) -> Result<Option<MailSender>, TableError> {
    let Some(sender) = store.settings.mail_sender.clone() else { return Ok(None) };
    if !sender.is_to_be_looked_at(now) {
        return Ok(Some(sender));
    }
    let sender = verifying::look(desk, identities, store.id, sender, now).await?;
    if sender.is_to_be_looked_at(now) {
        verifying::change(desk, store.id, &sender.address, |it| it.looked_at = Some(now)).await?;
    }
    Ok(Some(sender))
}

/// The mail as it leaves from the store's address, where SES sends from that; otherwise from the deployment's, and answers
/// to it come to the store's where that is confirmed and the mail says nothing else.
#[cfg(any(feature = "mails", feature = "deliveries"))]
pub(crate) fn from_sender(mail: Mail, sender: Option<&MailSender>) -> Mail {
    match sender {
        Some(sender) if sender.is_verified() => Mail { from: Some(sender.address.clone()), ..mail },
        Some(sender) if sender.is_confirmed() && mail.reply_to.is_empty() => {
            Mail { reply_to: vec![Mailbox::of(&sender.address)], ..mail }
        }
        _ => mail,
    }
}

/// SES does not send from the store's address any more: its mails leave from the deployment's from now on, and its admin is
/// told. That is written first, so that a crash in between tells it once more and not never.
#[cfg(any(feature = "mails", feature = "deliveries"))]
pub(crate) async fn note_refusal(
    desk: &Desk,
    store_id: StoreId,
    address: &str,
    why: &str,
    clock: &Clock,
) -> Result<(), TableError> {
    tracing::warn!(%store_id, "SES does not send from a store's own address: {why}");
    incidents::note(desk, store_id, &Incident::sender_refused(address, why), clock).await?;
    let refused = |sender: &mut MailSender| {
        if sender.is_verified() {
            sender.turn(MailSenderStatus::Failed, why, clock.now());
        }
    };
    super::verifying::change(desk, store_id, address, refused).await.map(drop)
}

#[cfg(test)]
#[cfg(any(feature = "mails", feature = "deliveries"))]
mod tests {
    use super::*;

    #[test]
    fn a_mail_leaves_from_a_verified_address_and_is_answered_to_one_that_is_confirmed() {
        let sender = |status| {
            let mut sender = MailSender::new("orders@shop.example.com".into(), jiff::Timestamp::UNIX_EPOCH);
            sender.status = status;
            sender
        };
        let own = || Mail { reply_to: vec![Mailbox::of("desk@shop.example.com")], ..Mail::default() };
        let of = |mail: Mail, status| {
            let mail = from_sender(mail, Some(&sender(status)));
            (mail.from, mail.reply_to.first().map(|it| it.address.clone()))
        };
        let (address, named) = (Some("orders@shop.example.com".to_owned()), Some("desk@shop.example.com".to_owned()));
        assert_eq!(of(Mail::default(), MailSenderStatus::Verified), (address.clone(), None));
        assert_eq!(of(own(), MailSenderStatus::Verified), (address.clone(), named.clone()));
        for status in [MailSenderStatus::Pending, MailSenderStatus::Failed] {
            assert_eq!(of(Mail::default(), status), (None, address.clone()));
            assert_eq!(of(own(), status), (None, named.clone()));
        }
        assert_eq!(of(Mail::default(), MailSenderStatus::Unconfirmed), (None, None), "nobody said it may be named");
        assert_eq!(from_sender(Mail::default(), None), Mail::default());
    }
}
