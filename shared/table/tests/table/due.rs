//! The due list, and notices.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use cloud::{Fault, Target};
use domain::{
    Chance, ConfirmationPurpose, DueKind, Incident, MAX_DETAILED_INCIDENTS, MailConfirmation, Notice, NoticeContent,
    NoticeStatus, NoticeWords,
};
use jiff::{SignedDuration, Timestamp};
use table::{Claimed, DUE_LISTS, DueRow, Outcome, Table};

use crate::samples::store_id;
use crate::stage::Stage;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn failed(number: u32) -> Incident {
    Incident::AppointmentFailed {
        appointment: format!("1001-{}", number + 1).parse().unwrap(),
        round: 0,
        title: "Send Order To Website".into(),
        url: "https://print.example.com/in".into(),
        rule: "Send".into(),
        attempts: 11,
        status: Some(500),
        reply: "still down".into(),
        failure: "11 attempts failed".into(),
    }
}

async fn due(table: &Table, now: &str) -> Vec<DueRow> {
    let mut rows = vec![];
    for list in 0..DUE_LISTS {
        let mut from = None;
        loop {
            let page = table.due(list, at(now), from.as_deref()).await.unwrap();
            rows.extend(page.rows);
            from = page.next;
            if from.is_none() {
                break;
            }
        }
    }
    rows
}

/// Catches a row that is found too early, carried out twice, or removed by who no longer has it.
#[tokio::test]
async fn what_is_due_is_claimed_by_one_and_removed_by_who_has_it() {
    let stage = Stage::new().await;
    let note = async |number| {
        stage.table.note_incident(store_id(), &failed(number), at("2026-11-25T09:15:30Z")).await.unwrap()
    };
    assert_eq!(
        (note(0).await, note(0).await, note(1).await),
        (Outcome::Done(()), Outcome::Unchanged(()), Outcome::Done(()))
    );
    assert!(due(&stage.table, "2026-11-25T09:15:29Z").await.is_empty());
    let row = due(&stage.table, "2026-11-25T09:15:30Z").await.pop().unwrap();
    assert_eq!((&row.kind, row.key.as_str(), row.due_at), (&DueKind::Incidents, "42", at("2026-11-25T09:15:30Z")));
    let claim = async |row: &DueRow| stage.table.claim_due(row, at("2026-11-25T09:18:30Z")).await.unwrap();
    let claimed = claim(&row).await.done().unwrap();
    assert!(matches!(claim(&row).await, Outcome::Stale), "another was first");
    assert_eq!(claimed.incidents().unwrap().detailed, [failed(0), failed(1)]);
    assert!(claimed.is_claimed(at("2026-11-25T09:18:29Z")) && !claimed.is_claimed(at("2026-11-25T09:18:30Z")));
    assert_eq!(note(2).await, Outcome::Refused(Claimed), "what is claimed stays as it is");
    // The claim is over, and another has it: the first one's end changes nothing.
    let again = claim(&claimed).await.done().unwrap();
    assert_eq!(again.claims, 2);
    assert_eq!(stage.table.remove_due(&claimed).await.unwrap(), Outcome::Stale);
    assert_eq!(stage.table.put_off_due(&claimed, at("2026-11-26T09:00:00Z")).await.unwrap(), Outcome::Stale);
    assert!(stage.table.put_off_due(&again, at("2026-11-25T10:00:00Z")).await.unwrap().is_done());
    assert!(due(&stage.table, "2026-11-25T09:59:00Z").await[0].is_claimed(at("2026-11-25T09:59:00Z")));
    assert!(stage.table.remove_due(&again).await.unwrap().is_done());
    assert!(due(&stage.table, "2026-11-25T11:00:00Z").await.is_empty());
}

/// Catches a row that grows without end, and a count that is lost when somebody adds to the body at the same moment.
#[tokio::test]
async fn the_first_incidents_are_kept_whole_and_the_others_counted() {
    let stage = Stage::new().await;
    let moment = at("2026-11-25T09:15:30Z");
    let incidents: Vec<_> = (0..30).map(failed).collect();
    let number = AtomicU64::new(1);
    // As spread as chance would have it.
    let chance = Chance::of(move || {
        let next = |number: u64| number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u128::from(number.fetch_update(Relaxed, Relaxed, |number| Some(next(number))).unwrap() >> 20)
    });
    let table = stage.table.clone().spread_by(chance);
    let noted = incidents.iter().map(|incident| table.note_incident(store_id(), incident, moment));
    for noted in futures_util::future::join_all(noted).await {
        assert!(noted.unwrap().is_done());
    }
    let gathered = due(&stage.table, "2026-11-25T10:00:00Z").await[0].incidents().unwrap();
    assert_eq!((gathered.detailed.len(), gathered.more), (MAX_DETAILED_INCIDENTS, 10));
}

/// Catches rows behind the first page that nobody ever sees, and a row of another build that hides those behind it.
#[tokio::test]
async fn all_pages_are_found_and_what_has_no_such_key_is_passed_over() {
    let stage = Stage::new().await;
    for number in 0..130 {
        let key = [("pk", "D#2"), ("sk", &format!("2026-01-01 00:00:00#later#{number:03}"))];
        let mut row: crate::stage::Item = key.map(|(name, text)| (name.to_owned(), text_of(text))).into();
        if number != 70 {
            row.insert("version".into(), aws_sdk_dynamodb::types::AttributeValue::N("1".into()));
        }
        stage.put(row).await;
    }
    let rows = due(&stage.table, "2026-11-25T09:00:00Z").await;
    assert_eq!(rows.len(), 129);
    assert!(rows.iter().all(|row| row.kind == DueKind::Unknown("later".into())));
}

fn text_of(text: &str) -> aws_sdk_dynamodb::types::AttributeValue {
    aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned())
}

fn notice() -> Notice {
    let content = NoticeContent::Incidents(NoticeWords {
        subject: "1 appointment failed".into(),
        text: "It did.".into(),
        ..NoticeWords::default()
    });
    Notice::new("n-1".into(), store_id(), "ada@example.com".into(), content, at("2026-11-25T09:16:00Z"))
}

/// Catches a notice that is made twice, one that wakes nobody or for ever, and a change that overwrites another.
#[tokio::test]
async fn a_notice_is_made_once_wakes_once_and_is_changed_by_who_read_it() {
    let (stage, faults) = Stage::with_faults();
    assert!(stage.table.insert_notice(&notice()).await.unwrap().is_done());
    assert_eq!(stage.table.insert_notice(&notice()).await.unwrap(), Outcome::Unchanged(()));
    let wakes = async || stage.row("M#42#n-1", "M").await.unwrap().contains_key("wake");
    assert!(wakes().await);
    let image = stage.image("M#42#n-1", "M").await;
    assert!(image.is_notice() && image.notice().unwrap() == notice());
    let mut sent = notice();
    sent.complete(NoticeStatus::Sent, "", at("2026-11-25T09:17:00Z"));
    faults.fail_next(Target::operation("PutItem"), 1, Fault::LoseAnswer);
    assert!(stage.table.change_notice(&sent, 1).await.unwrap().is_done(), "only its answer was lost");
    assert!(!wakes().await);
    assert_eq!(stage.table.change_notice(&notice(), 1).await.unwrap(), Outcome::Stale);
    assert_eq!(stage.table.notice(store_id(), "n-1").await.unwrap(), Some((sent.clone(), 2)));
    let found = stage.table.notices(store_id(), &["n-0".into(), "n-1".into()]).await.unwrap();
    assert_eq!(found, [sent]);
}

/// Catches a link that is forgotten, or that comes back once it was used; and two mails to one address within the pause.
#[tokio::test]
async fn a_link_is_found_by_its_digest_and_an_address_is_mailed_one_in_a_while() {
    let stage = Stage::new().await;
    let now = at("2026-11-25T09:00:00Z");
    let (purpose, address) = (ConfirmationPurpose::AdminEmail, "ada@example.com".to_owned());
    let link = MailConfirmation { store_id: store_id(), purpose, address, ends_at: now, used_at: None };
    let of_sender = MailConfirmation { purpose: ConfirmationPurpose::MailSender, ..link.clone() };
    stage.table.put_mail_confirmation("d1", &link).await.unwrap();
    stage.table.put_mail_confirmation("d3", &of_sender).await.unwrap();
    assert_eq!(stage.table.mail_confirmation("d3").await.unwrap(), Some(of_sender));
    assert_eq!(stage.table.mail_confirmation("d1").await.unwrap(), Some(link.clone()));
    assert_eq!(stage.table.mail_confirmation("d2").await.unwrap(), None);
    for later in [now, at("2026-11-26T09:00:00Z")] {
        stage.table.note_confirmation_used("d1", later).await.unwrap();
    }
    let used = MailConfirmation { used_at: Some(now), ..link };
    assert_eq!(stage.table.mail_confirmation("d1").await.unwrap(), Some(used));
    let pause = SignedDuration::from_hours(1);
    let note_for = async |purpose, address: &str, at| {
        stage.table.note_address_mailed(address, purpose, pause, at).await.unwrap().is_done()
    };
    let note = async |address: &str, at| note_for(purpose, address, at).await;
    assert!(note("ada@example.com", now).await && note("ben@example.com", now).await);
    assert!(note_for(ConfirmationPurpose::MailSender, "ada@example.com", now).await, "of another purpose");
    assert!(!note("ADA@example.com ", at("2026-11-25T09:59:59Z")).await);
    assert!(note("ada@example.com", at("2026-11-25T10:00:00Z")).await);
}
