//! What holds of a store when all callers are answered.

use std::collections::BTreeSet;

use cloud::Item;
use desk::{inventory, keys, rules};
use domain::{Action, ApiKey, InventoryItem, InventorySearch, Store};
use secrets::Purpose;

use crate::steps::id;
use crate::world::World;

/// The most keys of a store.
const MAX_KEYS: usize = 50;

/// The items of the store.
pub(crate) async fn items(world: &World<'_>) -> Vec<InventoryItem> {
    let search = InventorySearch { codes: None, text: None, limit: 50, offset: 0 };
    let mut items = inventory::search(&world.desk, world.store_id, &search).await.unwrap().rows;
    items.sort_by_key(|item| item.id);
    items
}

/// What does not hold.
pub(crate) async fn broken(world: &World<'_>) -> Vec<String> {
    let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
    let mut broken = std::mem::take(&mut world.answers.borrow_mut().broken);
    broken.extend(of_codes(world).await);
    broken.extend(crate::templates::broken(world).await);
    broken.extend(of_rules(world, &store).await);
    broken.extend(of_keys(world).await);
    broken.extend(crate::signing::broken(world).await);
    broken.extend(crate::stock::broken(world).await);
    broken.extend(of_folders(&store));
    broken.extend(of_appointments(world).await);
    broken
}

async fn of_codes(world: &World<'_>) -> Vec<String> {
    let items = items(world).await;
    let mut broken = vec![];
    for item in &items {
        let same = items.iter().filter(|other| other.code.to_lowercase() == item.code.to_lowercase()).count();
        if same > 1 {
            broken.push(format!("{same} items have the code {}", item.code));
        }
        let by_code = world.desk.table.inventory_items_by_code(world.store_id, std::slice::from_ref(&item.code));
        if by_code.await.unwrap().iter().all(|found| found.id != item.id) {
            broken.push(format!("item {} is not found by its code {}", item.id, item.code));
        }
    }
    broken
}

async fn of_rules(world: &World<'_>, store: &Store) -> Vec<String> {
    let rules = rules::list(&world.desk, world.store_id).await.unwrap();
    let there: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let answers = world.answers.borrow();
    let back = answers.removed_rules.intersection(&answers.added_rules).filter(|id| there.contains(id.as_str()));
    let mut broken: Vec<String> = back.map(|id| format!("rule {id} came back")).collect();
    let lost = answers.added_rules.difference(&answers.removed_rules).filter(|id| !there.contains(id.as_str()));
    broken.extend(lost.map(|id| format!("rule {id} is lost")));
    let twice = answers.rules_by_key.iter().filter(|(_, made)| made.len() > 1);
    broken.extend(twice.map(|(key, made)| format!("the key {key} made {made:?}")));
    for action in rules.iter().flat_map(|rule| &rule.actions) {
        if let Action::ChangeFolder { folder_id } = action
            && store.folder(*folder_id).is_none()
        {
            broken.push(format!("a rule moves orders into {folder_id}, which is gone"));
        }
    }
    let counted = count(world, "rule_count");
    if counted != rules.len().to_string() {
        broken.push(format!("{counted} rules are counted, and {} are there", rules.len()));
    }
    broken
}

async fn of_keys(world: &World<'_>) -> Vec<String> {
    let keys = keys::list(&world.desk, &world.kms, world.store_id).await.unwrap();
    let mut broken = vec![];
    let primary: Vec<_> = keys.iter().filter(|(key, _)| key.primary).map(|(key, _)| key).collect();
    let secrets = world.desk.table.store_secrets(world.store_id).await.unwrap().unwrap();
    let data_key = world.kms.open_data_key(&world.desk.table.data_key().await.unwrap().unwrap()).await.unwrap();
    let signs = ApiKey::hash_of(&data_key.open(world.store_id, Purpose::PrimaryKey, &secrets.primary_key).unwrap());
    match primary.as_slice() {
        [key] if key.hash == signs && key.expires_at.is_none() => {}
        other => broken.push(format!("the primary keys are {other:?}, and {signs} signs")),
    }
    if keys.len() > MAX_KEYS {
        broken.push(format!("{} keys", keys.len()));
    }
    let counted = count(world, "key_count");
    if counted != keys.len().to_string() {
        broken.push(format!("{counted} keys are counted, and {} are there", keys.len()));
    }
    let answers = world.answers.borrow();
    let there: BTreeSet<&str> = keys.iter().map(|(key, _)| key.id.as_str()).collect();
    let lost = answers.shown_keys.difference(&answers.revoked).filter(|id| !there.contains(id.as_str()));
    broken.extend(lost.map(|id| format!("key {id} was shown and is lost")));
    let back = answers.revoked.iter().filter(|id| there.contains(id.as_str()));
    broken.extend(back.map(|id| format!("key {id} was revoked and is there")));
    let twice = answers.rotations.iter().filter(|(_, times)| **times > 1);
    broken.extend(twice.map(|(id, times)| format!("key {id} was rotated {times} times")));
    let twice = answers.keys_by_key.iter().filter(|(_, made)| **made > 1);
    broken.extend(twice.map(|(key, made)| format!("the idempotency key {key} made {made} keys")));
    broken
}

fn of_folders(store: &Store) -> Vec<String> {
    let mut broken = vec![];
    let names: BTreeSet<String> = store.folders.iter().map(|folder| folder.name.to_lowercase()).collect();
    let ids: BTreeSet<_> = store.all_folder_ids().collect();
    if names.len() != store.folders.len() || ids.len() != store.folders.len() + store.removed_folders.len() {
        broken.push(format!("two folders of one name or id: {:?} {:?}", store.folders, store.removed_folders));
    }
    broken
}

async fn of_appointments(world: &World<'_>) -> Vec<String> {
    let mut broken = vec![];
    for serial in 1..3 {
        let found = world.desk.table.appointment(world.store_id, id(serial)).await.unwrap();
        let answers = world.answers.borrow();
        let planned = answers.planned.get(&serial).copied().unwrap_or_default();
        if planned != usize::from(found.is_some()) {
            broken.push(format!("appointment {serial} was planned {planned} times: {found:?}"));
        }
        let retries = answers.retries.get(&serial).copied().unwrap_or_default();
        if found.is_some_and(|(appointment, _)| appointment.round > retries) {
            broken.push(format!("appointment {serial} has more rounds than {retries} retries"));
        }
    }
    broken
}

fn count(world: &World<'_>, attribute: &str) -> String {
    let row: Item = world.aws.dynamo.row(&format!("S#{}", world.store_id), "S").unwrap();
    let json = serde_json::to_value(&row[attribute]).unwrap();
    json["N"].as_str().unwrap_or_default().to_owned()
}
