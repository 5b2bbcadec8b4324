//! What SES tells of mails behind their sending: that they came, bounced, or were called spam.
//!
//! What comes twice changes nothing, and what comes late no worse word that came before. An address that bounces for good or
//! complains is mailed nothing more by that store.

use domain::{HistoryLine, MailNews, MailSuppression, OrderMailStatus};
use table::TableError;

use crate::{Desk, orders};

/// What a receiver's server said is kept of at most so many characters.
const MAX_DETAIL_LENGTH: usize = 300;

/// Takes what SES tells of a mail. Done again it changes nothing.
pub async fn take_news(desk: &Desk, news: &MailNews) -> Result<(), TableError> {
    let detail: String = news.detail.chars().take(MAX_DETAIL_LENGTH).collect();
    if let Some(reason) = news.suppresses {
        for address in &news.addresses {
            let address = address.to_lowercase();
            let suppression = MailSuppression { address, reason, detail: detail.clone(), since: news.at };
            let _ = desk.table.suppress_address(news.store_id, &suppression).await?;
        }
    }
    if !keep(desk, news, &detail).await? {
        return Ok(());
    }
    let said = match (news.status, news.suppresses) {
        (OrderMailStatus::Delivered, _) => return Ok(()),
        (OrderMailStatus::Complained, _) => "was called spam by",
        (_, Some(_)) => "bounced at",
        (_, None) => "could not be delivered to",
    };
    let Some(row) = desk.table.order_without_labels(news.store_id, news.appointment.order).await? else {
        return Ok(());
    };
    let stops = if news.suppresses.is_some() { "; nothing more is mailed there" } else { "" };
    let detail = if detail.is_empty() { detail } else { format!(" ({})", domain::plain::one_line(&detail, 200)) };
    let line =
        format!("The mail of appointment {} {said} {}{detail}{stops}", news.appointment, news.addresses.join(", "));
    match orders::say_once(desk, &row, &HistoryLine::auto(news.at, line)).await {
        Err(TableError::TooLarge { .. }) => Ok(()),
        said => said,
    }
}

/// Writes it into the mail's row; whether the history is to say it too.
async fn keep(desk: &Desk, news: &MailNews, detail: &str) -> Result<bool, TableError> {
    let mut tries = desk.table.tries();
    loop {
        let Some((mut mail, version)) = desk.table.order_mail(news.store_id, news.appointment).await? else {
            tracing::info!("dropped: the mail is gone");
            return Ok(false);
        };
        if !mail.report(news.status, detail, news.at) {
            // Told before: the history may not say it yet.
            return Ok(mail.status == news.status);
        }
        if desk.table.save_order_mail(&mail, Some(version)).await?.is_done() {
            return Ok(true);
        }
        tries.again().await?;
    }
}
