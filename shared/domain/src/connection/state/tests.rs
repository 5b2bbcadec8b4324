//! Tasks one after another, waits, failures, and what polls count.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn state() -> ConnectionState {
    ConnectionState::new(StoreId::new(42).unwrap(), "1000000007")
}

fn by_hand(since: &str) -> ConnectionTask {
    ConnectionTask::Poll(Poll::new(PollReason::Hand, at(since), false))
}

#[test]
fn tasks_are_done_one_after_another_and_one_that_is_wanted_twice_is_done_once() {
    let (mut state, now) = (state(), at("2026-11-29T10:00:00Z"));
    assert_eq!(state.due(), None);
    for task in [ConnectionTask::Test, ConnectionTask::Test, by_hand("2026-11-01T00:00:00Z"), ConnectionTask::Subscribe]
    {
        assert!(state.want(task, now));
    }
    assert_eq!(state.wanted.len(), 2);
    let due = state.due().unwrap();
    assert_eq!((due.step, due.task), (TaskStep { number: 1, step: 0 }, ConnectionTask::Test));
    state.succeed(now);
    assert_eq!(state.due().unwrap().step, TaskStep { number: 2, step: 0 });
    state.go_on(by_hand("2026-11-01T00:00:00Z"), now);
    assert_eq!(state.due().unwrap().step, TaskStep { number: 2, step: 1 });
    assert!(!state.fail(now, "down", false));
    assert_eq!(state.due().unwrap().task, ConnectionTask::Subscribe);
    assert!(state.last_error == "down" && state.failures == 1);
    state.succeed(now);
    assert_eq!((state.due(), state.last_error.as_str(), state.failures), (None, "", 0));
}

#[test]
fn a_step_is_put_off_longer_each_time_and_not_for_ever() {
    let (mut state, now) = (state(), at("2026-11-29T10:00:00Z"));
    state.want(ConnectionTask::Test, now);
    let waits = std::iter::from_fn(|| state.put_off(None).then_some(state.wait_seconds)).collect::<Vec<_>>();
    assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
    let mut state = super::ConnectionState::new(state.store_id, "7");
    state.want(ConnectionTask::Test, now);
    assert!(state.put_off(Some(Duration::from_hours(2))));
    assert_eq!(state.wait(), MAX_WAIT);
    state.go_on(ConnectionTask::Test, now);
    assert_eq!((state.wait(), state.waits), (Duration::ZERO, 0));
}

#[test]
fn whose_keys_are_refused_is_mailed_of_once_and_others_at_the_third_failure() {
    let (mut state, now) = (state(), at("2026-11-29T10:00:00Z"));
    let mails: Vec<bool> = (0..4).map(|_| state.fail(now, "down", false)).collect();
    assert_eq!(mails, [false, false, true, false]);
    state.succeed(now);
    assert!(state.fail(now, "refused", true) && !state.fail(now, "refused", true) && state.is_refused);
}

#[test]
fn a_task_whose_message_was_lost_does_not_stop_the_others() {
    let mut state = state();
    state.want(ConnectionTask::Subscribe, at("2026-11-29T10:00:00Z"));
    state.want(ConnectionTask::Test, at("2026-11-29T12:00:00Z"));
    assert_eq!(state.due().unwrap().task, ConnectionTask::Test);
}

#[test]
fn polls_reconcile_once_a_day() {
    let (mut state, since) = (state(), at("2026-11-01T00:00:00Z"));
    let mut now = at("2026-11-29T10:00:00Z");
    let mut reasons = vec![];
    for _ in 0..27 {
        let poll = state.scheduled_poll(since, now);
        reasons.push(poll.reason);
        state.note_poll(&poll, "next", now);
        now = now.checked_add(SignedDuration::from_hours(1)).unwrap();
    }
    let places: Vec<usize> = (0..27).filter(|place| reasons[*place] == PollReason::Reconcile).collect();
    assert_eq!(places, [0, 24]);
    assert_eq!(state.scheduled_poll(since, now).cursor, "next");
    let poll = state.scheduled_poll(since, at("2026-12-01T10:00:00Z"));
    assert_eq!((poll.reason, poll.since), (PollReason::Reconcile, at("2026-11-30T08:00:00Z")));
    assert_eq!(poll.cursor, "");
}

/// Catches orders that are lost because nothing was polled for longer than a day, as of a store that was closed.
#[test]
fn a_poll_after_days_without_one_begins_where_the_last_reconciliation_was() {
    let (mut state, since) = (state(), at("2026-11-20T00:00:00Z"));
    let hand = Poll::new(PollReason::Hand, at("2026-11-22T00:00:00Z"), false);
    state.note_poll(&hand, "", at("2026-11-22T10:00:00Z"));
    let first = state.scheduled_poll(since, at("2026-11-23T10:00:00Z"));
    assert_eq!((first.reason, first.since), (PollReason::Reconcile, since), "a poll by hand is not the first one");
    state.note_poll(&first, "next", at("2026-11-23T10:00:00Z"));
    // One by hand in between has looked at its own days alone.
    state.note_poll(&hand, "", at("2026-12-04T10:00:00Z"));
    let poll = state.scheduled_poll(since, at("2026-12-05T10:00:00Z"));
    assert_eq!((poll.reason, poll.since), (PollReason::Reconcile, at("2026-11-23T08:00:00Z")));
    let late = at("2026-11-23T09:00:00Z");
    assert_eq!(state.scheduled_poll(late, at("2026-12-05T10:00:00Z")).since, late, "never before orders are taken");
}

#[test]
fn what_was_missed_is_counted_and_the_first_of_it_named() {
    let mut poll = Poll::new(PollReason::Reconcile, at("2026-11-01T00:00:00Z"), false);
    for number in 0..30 {
        poll.count(&number.to_string(), number % 10 != 0);
    }
    assert_eq!((poll.found, poll.missed, poll.named.len()), (30, 27, 20));
}
