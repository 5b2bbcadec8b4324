//! What posts are signed with: made, rotated and removed by several callers at once.

use std::collections::BTreeSet;
use std::time::Duration;

use desk::signing::{self, SecretCreation};
use proptest::prelude::*;
use secrets::Purpose;
use table::SecretBefore;

use crate::world::{World, now};

/// The host that has, or gets, a secret of its own.
const HOST: &str = "hooks.example.com";

/// One call.
#[derive(Debug, Clone)]
pub(crate) enum Secrets {
    Add,
    Rotate,
    Remove,
    RotateWebhook,
    SetLegacy,
}

/// What callers were shown.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    webhook: BTreeSet<String>,
    of_host: BTreeSet<String>,
    added: usize,
    removed: usize,
    legacy: BTreeSet<String>,
}

pub(crate) fn step() -> impl Strategy<Value = Secrets> {
    prop::sample::select(vec![
        Secrets::Add,
        Secrets::Rotate,
        Secrets::Rotate,
        Secrets::Remove,
        Secrets::RotateWebhook,
        Secrets::RotateWebhook,
        Secrets::SetLegacy,
    ])
}

pub(crate) async fn run(world: &World<'_>, step: &Secrets) {
    let (desk, kms, store_id, overlap) = (&world.desk, &world.kms, world.store_id, Duration::from_hours(1));
    match step {
        Secrets::Add => {
            if let Ok(SecretCreation::Made(made)) = signing::add(desk, kms, store_id, HOST, None, now()).await {
                let shown = &mut world.answers.borrow_mut().secrets;
                shown.added += 1;
                shown.of_host.insert(made.secret);
            }
        }
        Secrets::Rotate => {
            if let Ok(made) = signing::rotate(desk, kms, store_id, HOST, overlap, now()).await {
                world.answers.borrow_mut().secrets.of_host.insert(made.secret);
            }
        }
        Secrets::Remove => {
            if signing::remove(desk, store_id, HOST).await.is_ok() {
                world.answers.borrow_mut().secrets.removed += 1;
            }
        }
        Secrets::RotateWebhook => {
            if let Ok(made) = signing::rotate_webhook_secret(desk, kms, store_id, overlap, now()).await {
                world.answers.borrow_mut().secrets.webhook.insert(made.secret);
            }
        }
        Secrets::SetLegacy => {
            let key = signing::set_legacy_key(desk, kms, store_id, now()).await.unwrap();
            world.answers.borrow_mut().secrets.legacy.insert(key);
        }
    }
}

/// What does not hold: a secret that somebody was shown signs, until its host's is removed.
pub(crate) async fn broken(world: &World<'_>) -> Vec<String> {
    let sealed = world.desk.table.store_secrets(world.store_id).await.unwrap().unwrap();
    let data_key = world.kms.open_data_key(&world.desk.table.data_key().await.unwrap().unwrap()).await.unwrap();
    let open = |purpose: Purpose<'_>, present: &str, before: &[SecretBefore]| -> BTreeSet<String> {
        let all = std::iter::once(present).chain(before.iter().map(|before| before.secret.as_str()));
        all.map(|text| data_key.open(world.store_id, purpose, text).unwrap()).collect()
    };
    let answers = world.answers.borrow();
    let shown = &answers.secrets;
    let mut broken = vec![];
    let signs = open(Purpose::WebhookSecret, &sealed.webhook_secret, &sealed.webhook_secrets_before);
    if !shown.webhook.is_subset(&signs) || signs.len() != shown.webhook.len() + 1 {
        broken.push(format!("{} webhook secrets were shown, {} sign", shown.webhook.len(), signs.len()));
    }
    let of_host = sealed.signing_secrets.get(HOST);
    if of_host.is_some() != (shown.added > shown.removed) || shown.removed > shown.added {
        broken.push(format!("the host's secret was added {} times, removed {}", shown.added, shown.removed));
    }
    if let (Some(secret), 0) = (of_host, shown.removed) {
        let signs = open(Purpose::SigningSecret(HOST), &secret.secret, &secret.before);
        if signs != shown.of_host {
            broken.push(format!("{} secrets of the host were shown, {} sign", shown.of_host.len(), signs.len()));
        }
    }
    if let Some(legacy) = &sealed.legacy_signing_key
        && !shown.legacy.contains(&data_key.open(world.store_id, Purpose::LegacySigningKey, &legacy.key).unwrap())
    {
        broken.push("nobody was shown the legacy signing key".to_owned());
    }
    broken
}
