//! What a caller may do, and what they are answered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use desk::keys::{self, KeyCreation};
use desk::orders::Expected;
use desk::rules::{self, RuleCreation};
use desk::{Actor, appointments, folders, inventory, stores};
use domain::{
    Action, Appointment, AppointmentId, Combine, Event, IdempotencyKey, Job, NewKey, NewRule, Scope, body_digest,
};
use table::Outcome;

use crate::signing::{Secrets, Shown};
use crate::stock::Stock;
use crate::world::{World, item, now};

/// One call. What it is about is told by its place among what is there, from the first on again.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    AddItem { code: char },
    Recode { which: usize, code: char },
    RemoveItem { which: usize },
    AddTemplate { sent: Option<u8>, name: char },
    RenameTemplate { which: usize, name: char },
    RemoveTemplate { which: usize },
    AddRule { sent: Option<u8>, folder: usize },
    PutRule { which: usize, folder: usize },
    RemoveRule { which: usize },
    AddKey { sent: Option<u8> },
    Rotate { which: usize },
    RotatePrimary,
    Revoke { which: usize },
    AddFolder { name: u8 },
    RemoveFolder { which: usize },
    Plan { serial: u64 },
    Cancel { serial: u64 },
    Retry { serial: u64 },
    Secrets(Secrets),
    Stock(Stock),
}

/// What callers were answered, as far as it is to be held against what is there.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) added_rules: BTreeSet<String>,
    pub(crate) removed_rules: BTreeSet<String>,
    /// Rules made by an idempotency key, which makes them anew when they were removed.
    pub(crate) rules_by_key: BTreeMap<u8, BTreeSet<String>>,
    pub(crate) shown_keys: BTreeSet<String>,
    pub(crate) keys_by_key: BTreeMap<u8, usize>,
    pub(crate) rotations: BTreeMap<String, usize>,
    pub(crate) revoked: BTreeSet<String>,
    pub(crate) planned: BTreeMap<u64, usize>,
    pub(crate) retries: BTreeMap<u64, u32>,
    pub(crate) secrets: Shown,
    /// Movements of stock that were begun.
    pub(crate) movements: BTreeSet<u64>,
    /// What no call may end with.
    pub(crate) broken: Vec<String>,
}

pub(crate) mod step {
    use proptest::prelude::*;

    use super::Step;

    pub(crate) fn codes() -> impl Strategy<Value = Step> {
        let code = || prop::sample::select(vec!['A', 'a', 'B']);
        prop_oneof![
            3 => code().prop_map(|code| Step::AddItem { code }),
            3 => (0..2_usize, code()).prop_map(|(which, code)| Step::Recode { which, code }),
            1 => (0..2_usize).prop_map(|which| Step::RemoveItem { which }),
        ]
    }

    pub(crate) fn templates() -> impl Strategy<Value = Step> {
        let name = || prop::sample::select(vec!['A', 'a', 'B']);
        prop_oneof![
            3 => (prop::option::of(0..2_u8), name()).prop_map(|(sent, name)| Step::AddTemplate { sent, name }),
            3 => (0..2_usize, name()).prop_map(|(which, name)| Step::RenameTemplate { which, name }),
            2 => (0..2_usize).prop_map(|which| Step::RemoveTemplate { which }),
        ]
    }

    pub(crate) fn rules() -> impl Strategy<Value = Step> {
        let rule = || (0..3_usize, 3..5_usize);
        prop_oneof![
            2 => (prop::option::of(0..2_u8), 3..5_usize).prop_map(|(sent, folder)| Step::AddRule { sent, folder }),
            2 => rule().prop_map(|(which, folder)| Step::PutRule { which, folder }),
            2 => (0..3_usize).prop_map(|which| Step::RemoveRule { which }),
        ]
    }

    pub(crate) fn keys() -> impl Strategy<Value = Step> {
        prop_oneof![
            2 => prop::option::of(0..2_u8).prop_map(|sent| Step::AddKey { sent }),
            2 => (0..3_usize).prop_map(|which| Step::Rotate { which }),
            2 => Just(Step::RotatePrimary),
            2 => (0..3_usize).prop_map(|which| Step::Revoke { which }),
        ]
    }

    pub(crate) fn folders() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..4_u8).prop_map(|name| Step::AddFolder { name }),
            (3..5_usize).prop_map(|which| Step::RemoveFolder { which }),
        ]
    }

    pub(crate) fn appointments() -> impl Strategy<Value = Step> {
        prop_oneof![
            (1..3_u64).prop_map(|serial| Step::Plan { serial }),
            (1..3_u64).prop_map(|serial| Step::Cancel { serial }),
            (1..3_u64).prop_map(|serial| Step::Retry { serial }),
        ]
    }
}

/// Takes the steps of one caller, one after another.
pub(crate) async fn run(world: &World<'_>, steps: &[Step]) {
    for step in steps {
        match step {
            Step::AddItem { .. } | Step::Recode { .. } | Step::RemoveItem { .. } => items(world, step).await,
            Step::AddTemplate { .. } | Step::RenameTemplate { .. } | Step::RemoveTemplate { .. } => {
                crate::templates::run(world, step).await;
            }
            Step::AddRule { .. } | Step::PutRule { .. } | Step::RemoveRule { .. } => of_rules(world, step).await,
            Step::AddKey { .. } | Step::Rotate { .. } | Step::RotatePrimary | Step::Revoke { .. } => {
                of_keys(world, step).await;
            }
            Step::Secrets(step) => crate::signing::run(world, step).await,
            Step::Stock(step) => crate::stock::run(world, step).await,
            _ => of_others(world, step).await,
        }
    }
}

async fn items(world: &World<'_>, step: &Step) {
    let (desk, store_id) = (&world.desk, world.store_id);
    let id_of = async |which: usize| {
        let items = crate::checks::items(world).await;
        (!items.is_empty()).then(|| items[which % items.len()].id)
    };
    match step {
        Step::AddItem { code } => drop(inventory::add(desk, store_id, &item(&code.to_string()), now()).await),
        Step::Recode { which, code } => {
            if let Some(id) = id_of(*which).await {
                let store = stores::find(desk, store_id).await.unwrap();
                drop(inventory::replace(desk, &store, id, &item(&code.to_string()), now()).await);
            }
        }
        Step::RemoveItem { which } => {
            if let Some(id) = id_of(*which).await {
                drop(inventory::remove(desk, store_id, id).await);
            }
        }
        other => panic!("{other:?} is about no item"),
    }
}

async fn of_rules(world: &World<'_>, step: &Step) {
    let (desk, guard, store_id) = (&world.desk, &world.guard, world.store_id);
    let listed = async |which: usize| {
        let rules = rules::list(desk, store_id).await.unwrap();
        (!rules.is_empty()).then(|| rules[which % rules.len()].id.clone())
    };
    match step {
        Step::AddRule { sent, folder } => {
            let new = rule(world, *folder).await;
            let (key, digest) = sent_with(*sent);
            let idempotency_key = sent.map(|_| IdempotencyKey { key: &key, body_digest: &digest });
            if let Ok(RuleCreation::Made(rule, _)) =
                rules::add(desk, guard, store_id, new, idempotency_key, now()).await
            {
                let mut answers = world.answers.borrow_mut();
                match sent {
                    Some(sent) => drop(answers.rules_by_key.entry(*sent).or_default().insert(rule.id)),
                    None => drop(answers.added_rules.insert(rule.id)),
                }
            }
        }
        Step::PutRule { which, folder } => {
            let Some(id) = listed(*which).await else { return };
            let Ok(found) = rules::find(desk, store_id, &id).await else { return };
            let new = rule(world, *folder).await;
            drop(rules::replace(desk, guard, store_id, &found, &new, &Expected::Any, now()).await);
        }
        Step::RemoveRule { which } => {
            let Some(id) = listed(*which).await else { return };
            if rules::remove(desk, store_id, &id).await.is_ok() {
                world.answers.borrow_mut().removed_rules.insert(id);
            }
        }
        other => panic!("{other:?} is about no rule"),
    }
}

/// A rule that moves orders into one of the folders that are there.
async fn rule(world: &World<'_>, folder: usize) -> NewRule {
    let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
    let folder_id = store.folders[folder % store.folders.len()].id;
    NewRule {
        name: "Move".to_owned(),
        event: Event::OrderImported,
        event_id: String::new(),
        applies_to: domain::AppliesTo::Order,
        combine: Combine::All,
        filters: vec![],
        actions: vec![Action::ChangeFolder { folder_id }],
        position: None,
        enabled: None,
    }
}

pub(crate) fn sent_with(sent: Option<u8>) -> (String, String) {
    let key = format!("key-{}", sent.unwrap_or_default());
    let digest = body_digest(&key);
    (key, digest)
}

async fn of_keys(world: &World<'_>, step: &Step) {
    let (desk, kms, store_id) = (&world.desk, &world.kms, world.store_id);
    let listed = async || keys::list(desk, kms, store_id).await.unwrap();
    match step {
        Step::AddKey { sent } => {
            let new = NewKey { name: "Further".to_owned(), scope: Scope::Read, supplier_id: None };
            let (key, digest) = sent_with(*sent);
            let idempotency_key = sent.map(|_| IdempotencyKey { key: &key, body_digest: &digest });
            if let Ok(KeyCreation::Made(made)) =
                keys::create(desk, &world.checksums, store_id, &new, idempotency_key, now()).await
            {
                let mut answers = world.answers.borrow_mut();
                answers.shown_keys.insert(made.key.id);
                if let Some(sent) = sent {
                    *answers.keys_by_key.entry(*sent).or_default() += 1;
                }
            }
        }
        Step::Rotate { .. } | Step::RotatePrimary => {
            let keys = listed().await;
            let found = match step {
                Step::Rotate { which } => keys.get(*which % keys.len()),
                _ => keys.iter().find(|(key, _)| key.primary),
            };
            let Some((old, _)) = found else {
                world.answers.borrow_mut().broken.push("a store without a primary key".to_owned());
                return;
            };
            let rotated =
                keys::rotate(desk, kms, &world.checksums, store_id, &old.id, Duration::from_hours(1), now()).await;
            if let Ok(made) = rotated {
                let mut answers = world.answers.borrow_mut();
                answers.shown_keys.insert(made.key.id);
                *answers.rotations.entry(old.id.clone()).or_default() += 1;
            }
        }
        Step::Revoke { which } => {
            let keys = listed().await;
            let id = &keys[*which % keys.len()].0.id;
            if keys::revoke(desk, kms, store_id, id, now()).await.is_ok() {
                world.answers.borrow_mut().revoked.insert(id.clone());
            }
        }
        other => panic!("{other:?} is about no key"),
    }
}

async fn of_others(world: &World<'_>, step: &Step) {
    let (desk, store_id) = (&world.desk, world.store_id);
    match step {
        Step::AddFolder { name } => drop(folders::add(desk, store_id, &format!("Shelf {name}")).await),
        Step::RemoveFolder { which } => {
            let store = desk.table.store(store_id).await.unwrap().unwrap();
            let (gone, into) = (&store.folders[*which % store.folders.len()], &store.folders[0]);
            let (gone, into) = (gone.id.to_string(), into.id.to_string());
            drop(folders::remove(desk, store_id, &gone, &into, &Actor::auto(), now()).await);
        }
        Step::Plan { serial } => {
            let job = Job::ShipNotify { url: "https://a.example".into(), shipment_id: "1".into() };
            let planned = Appointment::new(id(*serial), store_id, job, String::new(), now());
            if let Outcome::Done(()) = desk.table.insert_appointment(&planned).await.unwrap() {
                *world.answers.borrow_mut().planned.entry(*serial).or_default() += 1;
            }
        }
        Step::Cancel { serial } => drop(appointments::cancel(desk, store_id, id(*serial), now()).await),
        Step::Retry { serial } => {
            if appointments::retry(desk, store_id, id(*serial)).await.is_ok() {
                *world.answers.borrow_mut().retries.entry(*serial).or_default() += 1;
            }
        }
        other => panic!("{other:?} is done elsewhere"),
    }
}

pub(crate) fn id(serial: u64) -> AppointmentId {
    format!("1234567890-{serial}").parse().unwrap()
}
