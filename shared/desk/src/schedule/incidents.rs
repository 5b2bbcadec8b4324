//! The mail about the incidents of a store within a quarter hour.

use std::collections::BTreeMap;

use domain::plain::{one_line, quoted};
use domain::{
    GatheredIncidents, Incident, Notice, NoticeContent, NoticeFacts, NoticeWords, StoreId, body_digest, entry, time,
};
use jiff::Timestamp;
use table::DueRow;

use super::run::NotDone;
use crate::Desk;
use crate::notices::request_confirmation;

/// The most characters of a store's name, of another line, and of a receiver's answer.
const MAX_NAME_LENGTH: usize = 60;
const MAX_LINE_LENGTH: usize = 300;
const MAX_QUOTED_LENGTH: usize = 500;

/// Makes one notice of what was gathered. To an address that is not confirmed a link goes instead; what was gathered is
/// told by the history and the lists of the store then, and by no later mail. Done again it makes the same notice, which
/// is there.
pub(super) async fn mail(desk: &Desk, row: &DueRow, now: Timestamp) -> Result<(), NotDone> {
    let store_id: StoreId = row.key.parse().map_err(|_| NotDone::Unknown("it names no store"))?;
    let gathered = row.incidents()?;
    let Some(store) = desk.table.store(store_id).await? else {
        tracing::warn!(%store_id, "nobody to mail: the store is gone");
        return Ok(());
    };
    let recipient = &store.settings.admin_email;
    if recipient.is_empty() {
        tracing::info!(%store_id, "nobody to mail: the store has no admin_email");
        return Ok(());
    }
    if !store.settings.admin_email_confirmed {
        tracing::info!(%store_id, "nobody to mail: the store's admin_email is not confirmed");
        return Ok(request_confirmation(desk, &store, now).await?);
    }
    let (subject, text) = (subject(&store.name, &gathered), text(&store.name, &gathered));
    let id = id_of(row.due_at, &text);
    let content = NoticeContent::Incidents(NoticeWords { subject, text, facts: facts(&gathered) });
    let notice = Notice::new(id, store_id, recipient.clone(), content, now);
    let _ = desk.table.insert_notice(&notice).await?;
    Ok(())
}

/// The id of the notice. It follows from what was gathered too: of what comes so late that its quarter hour was mailed
/// already, there is another mail and not none.
fn id_of(due_at: Timestamp, text: &str) -> String {
    let at: String = time::text(due_at).chars().filter(char::is_ascii_digit).collect();
    let digest = body_digest(text);
    format!("incidents-{at}-{}", digest.get(..8).unwrap_or_default())
}

fn subject(store_name: &str, gathered: &GatheredIncidents) -> String {
    format!("{} at {}", counted(gathered), one_line(store_name, MAX_NAME_LENGTH))
}

/// `3 appointments failed, 1 rule was switched off`.
fn counted(gathered: &GatheredIncidents) -> String {
    let count = |is_one: fn(&Incident) -> bool| gathered.detailed.iter().filter(|it| is_one(it)).count();
    let rules = count(|it| matches!(it, Incident::RuleSwitchedOff { .. }));
    let pickups = count(|it| matches!(it, Incident::PickupFailed { .. }));
    let connections = count(|it| matches!(it, Incident::ConnectionFailed { .. }));
    let requests = count(|it| matches!(it, Incident::PrivacyRequest { .. }));
    let senders = count(|it| matches!(it, Incident::SenderRefused { .. }));
    let appointments = count(|it| matches!(it, Incident::AppointmentFailed { .. }));
    let number = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts = [
        number(appointments, "appointment failed", "appointments failed"),
        number(rules, "rule was switched off", "rules were switched off"),
        number(pickups, "pickup fails", "pickups fail"),
        number(connections, "shop needs you", "shops need you"),
        number(requests, "privacy request", "privacy requests"),
        number(senders, "sender is refused", "senders are refused"),
        (gathered.more > 0).then(|| format!("and {} more", gathered.more)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn text(store_name: &str, gathered: &GatheredIncidents) -> String {
    let mut parts = vec![format!(
        "Within a quarter hour: {}.\nStore: {}",
        counted(gathered),
        one_line(store_name, MAX_NAME_LENGTH)
    )];
    parts.extend(gathered.detailed.iter().map(told));
    if gathered.more > 0 {
        parts.push(format!(
            "{} more are not listed here. All that failed: GET /v1/appointments?status=failed",
            gathered.more
        ));
    }
    parts.push("When the other side is well again, try each again: POST /v1/appointments/{id}/retry".to_owned());
    parts.join("\n\n")
}

fn told(incident: &Incident) -> String {
    let line = |text: &str| one_line(text, MAX_LINE_LENGTH);
    match incident {
        Incident::AppointmentFailed { appointment, title, url, rule, attempts, status, reply, failure, .. } => {
            let status = status.map_or("no reply".to_owned(), |status| status.to_string());
            let lines = [
                format!("{} of order {} failed for good: {}", line(title), appointment.order, line(failure)),
                format!("Address:      {}", line(url)),
                format!("Appointment:  {appointment}"),
                format!("Rule:         {}", if rule.is_empty() { "none".to_owned() } else { line(rule) }),
                format!("Attempts:     {attempts}"),
                format!("Last reply:   {status}"),
                quoted(reply, MAX_QUOTED_LENGTH),
            ];
            lines.join("\n").trim_end().to_owned()
        }
        Incident::RuleSwitchedOff { rule, name, why } => {
            let lines = [
                format!("Rule {} was switched off: {}", line(rule), line(why)),
                format!("Name:         {}", line(name)),
                "It runs again once it is saved with \"enabled\": true.".to_owned(),
            ];
            lines.join("\n")
        }
        Incident::ConnectionFailed { connection, name, cart, why } => {
            let lines = [
                format!("A shop does not do what is asked of it: {}", line(why)),
                format!("Connection:   {}", line(connection)),
                format!("Name:         {}", line(name)),
                format!("Cart:         {}", line(cart)),
                "Where it refuses the keys, give it others: PUT /v1/connections/{id}/secrets. No other mail comes of it until it \
                 works."
                    .to_owned(),
            ];
            lines.join("\n")
        }
        Incident::PrivacyRequest { connection, name, topic } => {
            let lines = [
                format!("The shop passes on a privacy request: {}", line(topic)),
                format!("Connection:   {}", line(connection)),
                format!("Name:         {}", line(name)),
                "The shop's own page says of whom. Find their orders by e-mail: GET /v1/orders?email=".to_owned(),
            ];
            lines.join("\n")
        }
        Incident::SenderRefused { address, why } => {
            let lines = [
                format!("Amazon SES does not send from the store's own address any more: {}", line(why)),
                format!("Address:      {}", line(address)),
                "Mails of orders leave from the desk's until it is verified again: GET /v1/store/mail-sender"
                    .to_owned(),
            ];
            lines.join("\n")
        }
        Incident::PickupFailed { pickup, name, host, failures, why, .. } => {
            let times = if *failures == 1 { "once".to_owned() } else { format!("{failures} times in a row") };
            let lines = [
                format!("Files could not be picked up, {times}: {}", line(why)),
                format!("Pickup:       {}", line(pickup)),
                format!("Name:         {}", line(name)),
                format!("Server:       {}", line(host)),
                "It is tried again by its schedule; no other mail comes of it until it works. To try now: POST /v1/pickups/{id}/run".to_owned(),
            ];
            lines.join("\n")
        }
    }
}

/// The same as values, for a template of the store's.
fn facts(gathered: &GatheredIncidents) -> NoticeFacts {
    let failures = gathered.detailed.iter().map(facts_of).collect();
    NoticeFacts::new([("summary", counted(gathered)), ("more", gathered.more.to_string())])
        .with_list("failures", failures)
}

fn facts_of(incident: &Incident) -> BTreeMap<String, String> {
    let line = |text: &str| one_line(text, MAX_LINE_LENGTH);
    match incident {
        Incident::AppointmentFailed { appointment, title, url, rule, attempts, status, reply, failure, .. } => entry([
            ("what", line(title)),
            ("why", line(failure)),
            ("order_id", appointment.order.to_string()),
            ("appointment_id", appointment.to_string()),
            ("url", line(url)),
            ("rule", line(rule)),
            ("attempts", attempts.to_string()),
            ("status", status.map(|status| status.to_string()).unwrap_or_default()),
            ("reply", line(reply)),
        ]),
        Incident::RuleSwitchedOff { name, why, .. } => {
            entry([("what", "Rule Switched Off".to_owned()), ("why", line(why)), ("rule", line(name))])
        }
        Incident::PickupFailed { name, host, why, .. } => {
            entry([("what", format!("Pickup {}", line(name))), ("why", line(why)), ("url", line(host))])
        }
        Incident::ConnectionFailed { name, why, .. } => {
            entry([("what", format!("Shop {}", line(name))), ("why", line(why))])
        }
        Incident::SenderRefused { address, why } => {
            entry([("what", format!("Sender {}", line(address))), ("why", line(why))])
        }
        Incident::PrivacyRequest { name, topic, .. } => {
            entry([("what", format!("Privacy Request of {}", line(name))), ("why", line(topic))])
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn failed(text: &str) -> Incident {
        Incident::AppointmentFailed {
            appointment: "1001-3".parse().unwrap(),
            round: 0,
            title: "Send Order To Website".into(),
            url: format!("https://{text}/in"),
            rule: text.into(),
            attempts: 11,
            status: Some(410),
            reply: text.into(),
            failure: "the receiver answered 410 Gone".into(),
        }
    }

    fn gathered(text: &str, more: u64) -> GatheredIncidents {
        let rule =
            Incident::RuleSwitchedOff { rule: "7".into(), name: text.into(), why: "2026-11-25 09:01:00: slow".into() };
        let pickup = Incident::PickupFailed {
            pickup: "8".into(),
            run: 3,
            name: text.into(),
            host: text.into(),
            failures: 3,
            why: text.into(),
        };
        let (connection, name) = ("9".to_owned(), text.to_owned());
        let cart = "shopify".to_owned();
        let shop =
            Incident::ConnectionFailed { connection: connection.clone(), name: name.clone(), cart, why: text.into() };
        let request = Incident::PrivacyRequest { connection, name, topic: text.into() };
        let sender = Incident::SenderRefused { address: text.into(), why: text.into() };
        GatheredIncidents { detailed: vec![failed(text), rule, pickup, shop, request, sender], more }
    }

    #[test]
    fn a_mail_tells_what_failed_where_and_how_the_other_side_answered() {
        let gathered = gathered("evil.example\r\nVisit http://evil.example", 980);
        assert_eq!(
            subject("Your Bank www.evil.example", &gathered),
            "1 appointment failed, 1 rule was switched off, 1 pickup fails, 1 shop needs you, 1 privacy request, 1 sender is refused, and 980 more at Your Bank www[.]evil[.]example"
        );
        let text = text("Harbor Prints", &gathered);
        for line in [
            "Store: Harbor Prints",
            "Send Order To Website of order 1001 failed for good: the receiver answered 410 Gone",
            "Address:      https[:]//evil[.]example Visit http[:]//evil[.]example/in",
            "Appointment:  1001-3",
            "Attempts:     11",
            "Last reply:   410",
            "> evil[.]example",
            "> Visit http[:]//evil[.]example",
            "Rule 7 was switched off: 2026-11-25 09:01:00: slow",
            "Files could not be picked up, 3 times in a row: evil[.]example Visit http[:]//evil[.]example",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        assert!(text.contains("980 more are not listed here"));
    }

    /// Whether something in a text would be made a link.
    fn has_link(text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        let is_dot = |c: char| matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
        letters.windows(3).any(|three| match three {
            [before, c, behind] if is_dot(*c) => !before.is_whitespace() && behind.is_alphanumeric(),
            ['[', '@', ']'] => false,
            [_, '@' | '\u{ff20}', _] => true,
            [before, ':', '/'] => before.is_alphanumeric(),
            _ => false,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_words_of_a_store_or_a_receiver_are_a_link_in_a_mail(
            text_of_theirs in r"(\PC{0,4}(http|www|evil|com|://|[.:/@。．＠\u{200b}\n\r]){0,3}){0,12}", more: u64,
        ) {
            let gathered = gathered(&text_of_theirs, more);
            let (subject, text) = (subject(&text_of_theirs, &gathered), text(&text_of_theirs, &gathered));
            prop_assert!(!has_link(&subject) && !has_link(&text), "{subject:?} {text:?}");
            prop_assert!(!subject.chars().any(char::is_control) && subject.chars().count() < 450);
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}
