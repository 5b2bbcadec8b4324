//! What to do about a message, before any attempt is made. The row is the truth, the queue only a reminder.

use std::time::Duration;

use domain::Appointment;
use jiff::Timestamp;
use queue::Due;

/// What to do about a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Make an attempt.
    Attempt,
    /// There is nothing to do any more.
    Drop(&'static str),
    /// It is too early.
    Wait(Duration),
    /// It is known to have failed: on to the dead-letter queue.
    Close,
}

/// What to do about `due`, received for the `receives`-th time, when the row says `appointment`.
pub(super) fn next(appointment: &Appointment, due: &Due, receives: u32, now: Timestamp) -> Next {
    if !appointment.status.is_open() {
        return Next::Drop("it is complete, failed or canceled");
    }
    if appointment.round != due.round {
        return Next::Drop("it was tried again by hand since");
    }
    if appointment.requeued != due.requeued {
        return Next::Drop("it was queued anew since");
    }
    if !appointment.failure.is_empty() {
        return Next::Close;
    }
    if receives <= 1 && !due.again && appointment.is_tried_as_queued() {
        return Next::Drop("it repeats a message that was tried before");
    }
    if !due.again && appointment.hold().is_some() {
        return Next::Drop("it repeats a message that was held back");
    }
    let wait = appointment.due_at.map(|due_at| due_at.duration_since(now));
    match wait.and_then(|wait| Duration::try_from(wait).ok()) {
        Some(wait) if wait > Duration::from_secs(1) => Next::Wait(wait),
        _ => Next::Attempt,
    }
}

#[cfg(test)]
mod tests {
    use domain::{AppointmentStatus, Attempt, Job};

    use super::*;

    const NOW: &str = "2026-11-22T10:00:00Z";

    fn appointment() -> Appointment {
        Appointment::new(
            "1001-3".parse().unwrap(),
            "42".parse().unwrap(),
            Job::ShipNotify { url: "https://a.example".into(), shipment_id: "1".into() },
            String::new(),
            NOW.parse().unwrap(),
        )
    }

    fn tried() -> Appointment {
        let attempt = Attempt {
            at: NOW.parse().unwrap(),
            round: 0,
            requeued: 0,
            status: Some(500),
            reply: String::new(),
            duration_ms: 1,
        };
        Appointment { attempts: vec![attempt], status: AppointmentStatus::Retrying, ..appointment() }
    }

    fn ask(appointment: &Appointment, receives: u32, again: bool) -> Next {
        let due = Due { store_id: appointment.store_id, appointment: appointment.id, round: 0, again, requeued: 0 };
        next(appointment, &due, receives, NOW.parse().unwrap())
    }

    #[test]
    fn what_is_pending_is_posted_and_what_is_over_is_dropped() {
        assert_eq!(ask(&appointment(), 1, false), Next::Attempt);
        for status in [AppointmentStatus::Complete, AppointmentStatus::Failed, AppointmentStatus::Canceled] {
            assert!(matches!(ask(&Appointment { status, ..appointment() }, 1, false), Next::Drop(_)));
        }
    }

    #[test]
    fn a_receive_count_that_ran_ahead_changes_nothing() {
        assert_eq!(ask(&tried(), 2, false), Next::Attempt);
        assert_eq!(ask(&tried(), 11, false), Next::Attempt);
    }

    #[test]
    fn a_second_message_for_what_was_tried_is_dropped_unless_it_takes_the_place_of_the_first() {
        assert!(matches!(ask(&tried(), 1, false), Next::Drop(_)));
        assert_eq!(ask(&tried(), 1, true), Next::Attempt);
    }

    #[test]
    fn a_message_in_whose_place_another_was_sent_is_dropped_and_a_retry_by_hand_is_not() {
        let hold = domain::Hold { since: NOW.parse().unwrap(), round: 0, why: "busy".into() };
        let waiting = Appointment { hold: Some(hold), ..appointment() };
        assert!(matches!(ask(&waiting, 1, false), Next::Drop(_)));
        assert!(matches!(ask(&waiting, 2, false), Next::Drop(_)));
        assert_eq!(ask(&waiting, 1, true), Next::Attempt);
        let requeued = waiting.clone().requeued();
        let due = Due { store_id: waiting.store_id, appointment: waiting.id, round: 0, again: false, requeued: 1 };
        assert_eq!(next(&requeued, &due, 1, NOW.parse().unwrap()), Next::Attempt, "its message was lost");
        let again = waiting.again();
        let due = Due { round: 1, requeued: 0, ..due };
        assert_eq!(next(&again, &due, 1, NOW.parse().unwrap()), Next::Attempt);
    }

    #[test]
    fn a_message_of_an_earlier_round_is_dropped() {
        assert!(matches!(ask(&Appointment { round: 1, ..appointment() }, 1, false), Next::Drop(_)));
    }

    #[test]
    fn a_message_of_before_a_repair_is_dropped_and_the_one_of_the_repair_goes_on_with_the_attempts() {
        let requeued = tried().requeued();
        assert!(matches!(ask(&requeued, 2, false), Next::Drop(_)));
        assert!(matches!(ask(&requeued, 1, true), Next::Drop(_)));
        let due = Due {
            store_id: requeued.store_id,
            appointment: requeued.id,
            round: 0,
            again: false,
            requeued: requeued.requeued,
        };
        assert_eq!(next(&requeued, &due, 1, NOW.parse().unwrap()), Next::Attempt);
        let mut tried_again = requeued;
        tried_again.attempts.push(Attempt { requeued: 1, ..tried_again.attempts[0].clone() });
        assert!(matches!(next(&tried_again, &due, 1, NOW.parse().unwrap()), Next::Drop(_)), "a second one of it");
    }

    #[test]
    fn what_is_not_due_waits_for_the_rest_of_its_time() {
        let later = Appointment { due_at: Some("2026-11-22T10:02:00Z".parse().unwrap()), ..tried() };
        assert_eq!(ask(&later, 2, false), Next::Wait(Duration::from_mins(2)));
        let sooner = Appointment { due_at: Some("2026-11-22T09:59:00Z".parse().unwrap()), ..tried() };
        assert_eq!(ask(&sooner, 2, false), Next::Attempt);
    }

    #[test]
    fn what_is_known_to_have_failed_goes_on_to_be_closed() {
        assert_eq!(ask(&Appointment { failure: "gone".into(), ..tried() }, 2, false), Next::Close);
    }
}
