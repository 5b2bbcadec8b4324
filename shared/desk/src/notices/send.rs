//! The lane `mail`: one attempt at a notice.

use std::time::Duration;

use domain::plain::one_line;
use domain::{
    Clock, ConfirmationPurpose, MailConfirmation, MailKind, Mailbox, NextStep, Notice, NoticeContent, NoticeStatus,
    NoticeWords, RetrySchedule, StoreId, Verdict, next_step,
};
use jiff::{SignedDuration, Timestamp};
use mail::{Mail, MailError, Mailer, NoRandomness, random_token};
use queue::{DueNotice, Queue, QueueError};
use table::TableError;

use super::{say_given_up, texts};
use crate::accounts::SealingKey;
use crate::accounts::mails::write::{Written, write};
use crate::appointments::attempt::{Delivery, Handled};
use crate::error::with_causes;
use crate::mail_senders::{Verification, verify};
use crate::mail_templates::render::{About, Links, RenderedMail, render};
use crate::{Desk, DeskError, mail_templates};

/// An attempt that was begun counts as lost after so long: longer than the function has time.
const UNDER_WAY: SignedDuration = SignedDuration::from_mins(5);

/// Why a store's mail is not sent that was to confirm an address.
const NOT_NEEDED: &str = "the address was changed or confirmed since";

/// The most characters of a template's name.
const MAX_NAME_LENGTH: usize = 60;

/// Why a message could not be handled. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The table failed.
    #[error("the table failed while {doing}")]
    Table {
        /// What was being done.
        doing: &'static str,
        /// The table's error.
        #[source]
        source: TableError,
    },
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// No link could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// What a person is mailed of their account could not be written.
    #[error("what a person is mailed could not be written")]
    Account(#[from] DeskError),
}

fn table(doing: &'static str) -> impl Fn(TableError) -> SendError {
    move |source| SendError::Table { doing, source }
}

/// What sending mails works with.
pub struct Mailing {
    /// The table, and the chance that waits are made of.
    pub desk: Desk,
    /// What the secrets of links follow from.
    pub keys: SealingKey,
    /// The lane's queue.
    pub queue: Queue,
    /// Sends mails.
    pub mailer: Mailer,
    /// The waits between attempts.
    pub schedule: RetrySchedule,
    /// The address of the API, without a path: where links lead.
    pub public_url: String,
    /// Tells the time.
    pub clock: Clock,
}

/// Handles one message: sends the mail, unless the row says that there is nothing to do, or that it is too early.
///
/// That an attempt begins is written first, so two messages at the same moment send one mail. A crash between the mail
/// and its record sends it again, never none.
pub async fn send(mailing: &Mailing, due: &DueNotice, delivery: Delivery<'_>) -> Result<Handled, SendError> {
    let found = mailing.desk.table.notice(due.store_id, &due.notice).await.map_err(table("reading the notice"))?;
    let Some((notice, version)) = found else {
        tracing::warn!("dropped: there is no such notice");
        return Ok(Handled::Done);
    };
    let now = mailing.clock.now();
    match next(&notice, due, delivery.receives, now) {
        Next::Drop(why) => {
            tracing::info!("dropped: {why}");
            // Who gave it up may have died before that was said.
            say_given_up(&mailing.desk, &notice).await.map_err(table("saying that a mail is given up"))?;
            Ok(Handled::Done)
        }
        Next::Wait(wait) => keep(mailing, delivery, wait).await,
        Next::Attempt => Box::pin(attempt(mailing, notice, version, delivery)).await,
    }
}

/// What to do about a message.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Attempt,
    Drop(&'static str),
    Wait(Duration),
}

fn next(notice: &Notice, due: &DueNotice, receives: u32, now: Timestamp) -> Next {
    if notice.status != NoticeStatus::Pending {
        return Next::Drop("it is sent or given up");
    }
    if receives <= 1 && !due.again && notice.attempts > 0 {
        return Next::Drop("it repeats a message that was tried before");
    }
    let wait = notice.due_at.and_then(|due_at| Duration::try_from(due_at.duration_since(now)).ok());
    match wait {
        Some(wait) if wait > Duration::from_secs(1) => Next::Wait(wait),
        _ => Next::Attempt,
    }
}

async fn keep(mailing: &Mailing, delivery: Delivery<'_>, wait: Duration) -> Result<Handled, SendError> {
    mailing.queue.hide(delivery.receipt, wait).await?;
    Ok(Handled::DueAgain(wait))
}

async fn attempt(
    mailing: &Mailing,
    mut notice: Notice,
    version: u64,
    delivery: Delivery<'_>,
) -> Result<Handled, SendError> {
    let now = mailing.clock.now();
    notice.attempts = notice.attempts.saturating_add(1);
    notice.due_at = now.checked_add(UNDER_WAY).ok();
    let begun = mailing.desk.table.change_notice(&notice, version).await;
    if !begun.map_err(table("noting that an attempt begins"))?.is_done() {
        tracing::info!("dropped: another message of it is being handled");
        return Ok(Handled::Done);
    }
    let version = version.saturating_add(1);
    if matches!(notice.content, NoticeContent::SenderVerification { .. }) {
        return Box::pin(verify_sender(mailing, notice, version, delivery)).await;
    }
    let mail = match Box::pin(mail_of(mailing, &notice, now)).await? {
        Written::Mail(mail) => mail,
        Written::NotNeeded(why) => {
            tracing::info!(notice = notice.id, "not sent: {why}");
            notice.complete(NoticeStatus::Failed, why, now);
            return record(mailing, &notice, version).await;
        }
    };
    let failed = match mailing.mailer.send(&mail).await {
        Ok(id) => {
            tracing::info!(notice = notice.id, "sent, and called {id} by SES");
            notice.complete(NoticeStatus::Sent, "", mailing.clock.now());
            return record(mailing, &notice, version).await;
        }
        Err(error @ MailError::Refused(_)) => {
            // The address is a store's own affair: nobody else can mend it.
            tracing::warn!(notice = notice.id, "{}", kept(&error));
            notice.complete(NoticeStatus::Failed, kept(&error), mailing.clock.now());
            return give_up(mailing, &notice, version).await;
        }
        Err(error) => error,
    };
    retry(mailing, notice, version, delivery, &failed).await
}

/// Has SES send the mail that verifies an address which a store is to send from.
async fn verify_sender(
    mailing: &Mailing,
    mut notice: Notice,
    version: u64,
    delivery: Delivery<'_>,
) -> Result<Handled, SendError> {
    let verified = verify(&mailing.desk, &mailing.mailer.identities(), &notice, mailing.clock.now()).await;
    let (status, failure) = match verified.map_err(table("verifying a sender"))? {
        Verification::Done => (NoticeStatus::Sent, String::new()),
        Verification::NotNeeded => (NoticeStatus::Failed, "the address was changed or verified since".to_owned()),
        Verification::Impossible(why) => (NoticeStatus::Failed, why),
        Verification::Later(error) => return retry(mailing, notice, version, delivery, &error).await,
    };
    notice.complete(status, failure, mailing.clock.now());
    record(mailing, &notice, version).await
}

/// Has the mail sent again later, as whoever can mend the failure, the operator or SES, may have done so by then.
async fn retry(
    mailing: &Mailing,
    mut notice: Notice,
    version: u64,
    delivery: Delivery<'_>,
    failed: &MailError,
) -> Result<Handled, SendError> {
    let now = mailing.clock.now();
    let roll = u32::try_from(mailing.desk.chance.within(0..1 << 32)).unwrap_or_default();
    let verdict = Verdict::Failed { wait_at_least: Duration::ZERO };
    match next_step(&mailing.schedule, notice.attempts, &verdict, roll) {
        NextStep::Again(wait) => {
            notice.failure = kept(failed);
            notice.due_at = now.checked_add(wait).ok();
            tracing::warn!(notice = notice.id, "{}", notice.failure);
            record(mailing, &notice, version).await?;
            keep(mailing, delivery, wait).await
        }
        NextStep::Done | NextStep::GiveUp(_) => {
            tracing::error!(notice = notice.id, "a mail is given up: {}", kept(failed));
            notice.complete(NoticeStatus::Failed, kept(failed), now);
            give_up(mailing, &notice, version).await
        }
    }
}

/// Writes that a mail is given up, and says so where it was one that nobody may leave out.
async fn give_up(mailing: &Mailing, notice: &Notice, version: u64) -> Result<Handled, SendError> {
    let handled = record(mailing, notice, version).await?;
    say_given_up(&mailing.desk, notice).await.map_err(table("saying that a mail is given up"))?;
    Ok(handled)
}

/// Writes what came of an attempt. Nobody else writes while one is under way, but who took it for lost.
async fn record(mailing: &Mailing, notice: &Notice, version: u64) -> Result<Handled, SendError> {
    let recorded = mailing.desk.table.change_notice(notice, version).await;
    if !recorded.map_err(table("recording an attempt"))?.is_done() {
        tracing::warn!(notice = notice.id, "not recorded: the attempt took so long that it counted as lost");
    }
    Ok(Handled::Done)
}

/// The mail of a notice; or why nobody needs it any more.
async fn mail_of(mailing: &Mailing, notice: &Notice, now: Timestamp) -> Result<Written, SendError> {
    let written = match (&notice.content, notice.store_id) {
        (NoticeContent::Account { mail }, _) => {
            let (desk, keys, public_url) = (&mailing.desk, &mailing.keys, &mailing.public_url);
            write(desk, keys, public_url, (notice, mail), now).await?
        }
        (content, Some(store_id)) => {
            let mail = mail_of_store(mailing, notice, (content, store_id), now).await?;
            mail.map_or(Written::NotNeeded(NOT_NEEDED), |mail| Written::Mail(Box::new(mail)))
        }
        (_, None) => Written::NotNeeded("it is no store's"),
    };
    Ok(match written {
        Written::Mail(mut mail) => {
            if mail.to.is_empty() {
                mail.to = vec![Mailbox::of(&notice.recipient)];
            }
            Written::Mail(mail)
        }
        not_needed @ Written::NotNeeded(_) => not_needed,
    })
}

/// The mail of a store's notice, which goes to nobody yet; nothing where nobody needs it any more.
async fn mail_of_store(
    mailing: &Mailing,
    notice: &Notice,
    (content, store_id): (&NoticeContent, StoreId),
    now: Timestamp,
) -> Result<Option<Mail>, SendError> {
    if let Some((words, kind)) = content.words() {
        return in_words_of_the_store(mailing, (notice, store_id), (words, kind), now).await.map(Some);
    }
    Ok(match content {
        NoticeContent::Trial { from_name, subject, text, html } => Some(Mail {
            from_name: from_name.clone(),
            subject: subject.clone(),
            text: text.clone(),
            html: Some(html.clone()).filter(|html| !html.is_empty()),
            ..Mail::default()
        }),
        NoticeContent::AddressConfirmation { store_name } => {
            let store = mailing.desk.table.store(store_id).await.map_err(table("reading the store"))?;
            let is_needed = |settings: &domain::Settings| {
                settings.admin_email == notice.recipient && !settings.admin_email_confirmed
            };
            if !store.is_some_and(|store| is_needed(&store.settings)) {
                return Ok(None);
            }
            let link = new_link(mailing, (notice, store_id), ConfirmationPurpose::AdminEmail, now).await?;
            Some(plain(texts::SUBJECT, texts::confirmation(store_name, &link)))
        }
        NoticeContent::SenderConfirmation { store_name } => {
            let store = mailing.desk.table.store(store_id).await.map_err(table("reading the store"))?;
            let sender = store.and_then(|store| store.settings.mail_sender);
            if !sender.is_some_and(|sender| sender.address == notice.recipient && !sender.is_confirmed()) {
                return Ok(None);
            }
            let link = new_link(mailing, (notice, store_id), ConfirmationPurpose::MailSender, now).await?;
            Some(plain(texts::SUBJECT, texts::sender_confirmation(store_name, &link)))
        }
        // A sender's verification SES writes itself; the others have words.
        _ => None,
    })
}

/// What a store is sent, as its own template says it; in our words where it has none, or where its template makes no
/// mail of this: that is never a reason not to mail.
async fn in_words_of_the_store(
    mailing: &Mailing,
    (notice, store_id): (&Notice, StoreId),
    (words, kind): (&NoticeWords, MailKind),
    now: Timestamp,
) -> Result<Mail, SendError> {
    let desk = &mailing.desk;
    let ours = || plain(&words.subject, words.text.clone());
    let found = mail_templates::for_notice(desk, store_id, kind).await.map_err(table("reading mail templates"))?;
    let Some(template) = found else { return Ok(ours()) };
    let store = desk.table.store(store_id).await.map_err(table("reading the store"))?;
    let Some(store) = store else { return Ok(ours()) };
    let order = match &notice.content {
        NoticeContent::Cancellation { order: Some(order_id), .. } => {
            let row = desk.table.order_without_labels(store_id, *order_id).await;
            row.map_err(table("reading the order"))?.map(|row| row.order)
        }
        _ => None,
    };
    let mut facts = words.facts.clone();
    facts.values.insert("usual_subject".to_owned(), words.subject.clone());
    facts.values.insert("usual_text".to_owned(), words.text.clone());
    let (about, links) = (About::Notice(&facts, order.as_ref()), Links { confirm: "", unsubscribe: "" });
    let mail = render(&store, &template, about, links, now);
    if let Some(problem) = mail.problems.first() {
        let name = one_line(&template.name, MAX_NAME_LENGTH);
        let why = format!("\n\nThe mail template \"{name}\" was not used: {problem}");
        return Ok(plain(&words.subject, words.text.clone() + &why));
    }
    let RenderedMail { from_name, reply_to, subject, text, html, .. } = mail;
    let html = Some(html).filter(|html| !html.is_empty());
    Ok(Mail { from_name, reply_to, subject, text, html, ..Mail::default() })
}

/// A mail of plain text, which goes to nobody yet.
fn plain(subject: &str, text: String) -> Mail {
    Mail { subject: subject.to_owned(), text, ..Mail::default() }
}

/// A link that confirms the recipient's address. Each attempt makes one, so that the token is in no row.
async fn new_link(
    mailing: &Mailing,
    (notice, store_id): (&Notice, StoreId),
    purpose: ConfirmationPurpose,
    now: Timestamp,
) -> Result<String, SendError> {
    let token = random_token()?;
    let digest = MailConfirmation::digest_of(&token).ok_or(NoRandomness)?;
    let ends_at = now.checked_add(MailConfirmation::LASTS).unwrap_or(now);
    let address = notice.recipient.clone();
    let link = MailConfirmation { store_id, purpose, address, ends_at, used_at: None };
    mailing.desk.table.put_mail_confirmation(&digest, &link).await.map_err(table("keeping a link"))?;
    Ok(format!("{}/v1/mail-confirmations/{token}", mailing.public_url))
}

/// An error with its causes, as a row keeps it.
fn kept(error: &MailError) -> String {
    with_causes(error).chars().take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-25T09:15:30Z";

    fn ask(change: impl Fn(&mut Notice), receives: u32, again: bool) -> Next {
        let (store_id, now) = (StoreId::new(42).unwrap(), NOW.parse().unwrap());
        let content = NoticeContent::AddressConfirmation { store_name: "Harbor".into() };
        let mut notice = Notice::new("n".into(), store_id, "ada@example.com".into(), content, now);
        change(&mut notice);
        next(&notice, &DueNotice { store_id: Some(store_id), notice: "n".into(), again }, receives, now)
    }

    #[test]
    fn what_is_pending_is_sent_and_what_is_over_or_was_tried_by_another_message_is_dropped() {
        assert_eq!(ask(|_| {}, 1, false), Next::Attempt);
        for status in [NoticeStatus::Sent, NoticeStatus::Failed] {
            assert!(matches!(ask(|notice| notice.status = status, 1, false), Next::Drop(_)));
        }
        let tried = |notice: &mut Notice| notice.attempts = 1;
        assert!(matches!(ask(tried, 1, false), Next::Drop(_)));
        assert_eq!((ask(tried, 1, true), ask(tried, 2, false)), (Next::Attempt, Next::Attempt));
    }

    #[test]
    fn what_is_not_due_waits_for_the_rest_of_its_time() {
        let at = |text: &'static str| move |notice: &mut Notice| notice.due_at = Some(text.parse().unwrap());
        assert_eq!(ask(at("2026-11-25T09:17:30Z"), 2, false), Next::Wait(Duration::from_mins(2)));
        assert_eq!(ask(at("2026-11-25T09:15:00Z"), 2, false), Next::Attempt);
    }
}
