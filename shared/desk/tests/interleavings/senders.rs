//! Two stores that set and give up the same few addresses at the same moment.

use std::cell::Cell;

use cloud::{Item, Recording};
use desk::mail_senders;
use domain::MailSender;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::world::{Caller, World, interleave, now, start, wait_for};

/// What a store does with its address.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Sets the address with this letter.
    Set(char),
    /// Gives up what it has.
    GiveUp,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![4 => prop::sample::select(vec!['a', 'A', 'b', 'c']).prop_map(Step::Set), 1 => Just(Step::GiveUp)]
}

fn address(world: &World<'_>, letter: char) -> String {
    // Each case has addresses of its own.
    format!("{letter}@shop-{}.example.org", world.store_id)
}

/// Takes the steps of one caller of a store. No two calls come at the same billionth of a second.
async fn run(store: &World<'_>, steps: &[Step], addresses: &World<'_>, calls: &Cell<i64>) {
    for step in steps {
        calls.set(calls.get() + 1);
        let now: Timestamp = now() + SignedDuration::from_nanos(calls.get());
        let done = match step {
            Step::Set(letter) => {
                let address = address(addresses, *letter);
                mail_senders::set(&store.desk, store.store_id, &address, "desk@example.com", now).await.map(drop)
            }
            Step::GiveUp => mail_senders::give_up(&store.desk, store.store_id, now).await.map(drop),
        };
        drop(done);
    }
}

async fn sender(world: &World<'_>) -> Option<MailSender> {
    world.desk.table.store(world.store_id).await.unwrap().unwrap().settings.mail_sender
}

/// What a crash leaves behind: a store's claim of an address that the store does not have.
async fn leave_a_claim(world: &World<'_>, letter: char) {
    let address = address(world, letter);
    mail_senders::set(&world.desk, world.store_id, &address, "desk@example.com", start()).await.unwrap();
    let forget = world.desk.table.change_store(world.store_id, |store| {
        store.settings.mail_sender = None;
        Ok::<_, ()>(())
    });
    assert!(forget.await.unwrap().is_done());
}

/// Addresses that two stores have, and those that somebody else may take from the store that has them.
async fn broken(worlds: [&World<'_>; 2]) -> Vec<String> {
    let mut broken = vec![];
    let [one, other] = [sender(worlds[0]).await, sender(worlds[1]).await];
    if let (Some(one), Some(other)) = (&one, &other)
        && one.key() == other.key()
    {
        broken.push(format!("both stores have {}", one.key()));
    }
    for (world, sender) in worlds.into_iter().zip([one, other]) {
        let Some(sender) = sender else { continue };
        let claim: Option<Item> = world.aws.dynamo.row(&format!("F#{}", sender.key()), "F");
        let owner = claim.map(|row| serde_json::to_value(&row["item"]).unwrap()["N"].clone());
        if owner.as_ref().and_then(|owner| owner.as_str()) != Some(world.store_id.to_string().as_str()) {
            broken.push(format!("the address {} of store {} is claimed by {owner:?}", sender.key(), world.store_id));
        }
    }
    broken
}

/// Catches an address that two stores have, and one that a store has and another may take, as its claim was given up by who
/// set another before.
#[test]
fn no_two_stores_have_one_address_and_what_a_store_has_is_claimed_by_it() {
    let steps = || vec(vec(step(), 1..4), 1..4);
    let case = (steps(), steps(), any::<u64>().no_shrink());
    crate::holds(150, Recording::Puts, case, |place, (of_one, of_other, turns)| {
        let [one, other] = [wait_for(World::new(place, false)), wait_for(World::new(place, false))];
        wait_for(leave_a_claim(&one, 'c'));
        let calls = Cell::new(0);
        let of_one = of_one.iter().map(|steps| -> Caller<'_> { Box::pin(run(&one, steps, &one, &calls)) });
        let callers: Vec<Caller<'_>> = of_one
            .chain(of_other.iter().map(|steps| -> Caller<'_> { Box::pin(run(&other, steps, &one, &calls)) }))
            .collect();
        interleave(callers, *turns);
        wait_for(broken([&one, &other]))
    });
}
