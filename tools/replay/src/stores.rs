//! Stores of our own. Each is made by `POST /v1/stores`, which throws its id, key and secret; its rows are then written
//! once more under an id, a key and a secret we choose. So the ids of its orders, which are hashes, the sequence of its
//! lists, and the signatures of its posts are the same in both runs, and need no normalising.

use anyhow::{Context, Result, anyhow};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dynoxide::types::AttributeValue;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cloud::{DATA_KEY, Item, text_of};
use crate::world::{Call, World};

/// The ids we choose begin here.
const FIRST: u64 = 1_000_001;

const LAST: u64 = FIRST + 999;

/// A store and a key to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Account {
    pub(crate) store: String,
    pub(crate) key: String,
}

/// Whether this id was chosen here.
pub(crate) fn is_ours(id: &str) -> bool {
    id.parse().is_ok_and(|id| (FIRST..=LAST).contains(&id))
}

/// A new store of these settings.
pub(crate) async fn open(world: &mut World, name: &str, mut settings: Value) -> Result<Account> {
    settings["admin_email"] = json!(format!("{name}@example.com"));
    settings["allow_http"] = json!(true);
    let body = json!({ "name": name, "settings": settings });
    let made = world.call(Call::operator("POST", "/v1/stores", &body)).await?;
    let old = made.json["store"]["id"].as_str().context("no store was made")?.to_owned();
    let old_hash = hash_of(made.json["api_key"].as_str().context("no key was made")?);

    world.stores += 1;
    let number = FIRST + world.stores;
    let account = Account { store: number.to_string(), key: format!("KeyOfStore{number:040}") };
    let hash = hash_of(&account.key);
    for row in world.cloud.rows()? {
        if text_of(&row, "pk") == format!("S#{old}") {
            let row = moved(world, row, &[(&old, &account.store), (&old_hash, &hash)], &account)?;
            world.cloud.put(&row)?;
        }
    }
    Ok(account)
}

fn hash_of(key: &str) -> String {
    format!("{:x}", Sha256::digest(key.as_bytes()))
}

fn moved(world: &World, mut row: Item, changes: &[(&str, &str); 2], account: &Account) -> Result<Item> {
    let change = |text: String| changes.iter().fold(text, |text, (from, to)| text.replace(from, to));
    let mut body = change(world.bodies.text(&row).context("a row of a store has no body")?);
    if let [_, (old, new)] = changes
        && let (Some(old), Some(new)) = (old.get(..16), new.get(..16))
    {
        body = body.replace(old, new);
    }
    let sk = change(text_of(&row, "sk").to_owned());
    if sk == "X" {
        let secret = format!("whsec_{}", STANDARD.encode([9; 32]));
        let sealed = [seal(&account.store, &account.key, 1)?, seal(&account.store, &secret, 2)?];
        let [primary_key, webhook_secret] = sealed;
        body = json!({ "primary_key": primary_key, "webhook_secret": webhook_secret }).to_string();
    }
    row.insert("body".to_owned(), world.bodies.pack(&body)?);
    row.insert("pk".to_owned(), AttributeValue::S(format!("S#{}", account.store)));
    row.insert("sk".to_owned(), AttributeValue::S(sk));
    Ok(row)
}

/// As the functions seal it, but for the nonce, which is always the same.
fn seal(store: &str, text: &str, serial: u8) -> Result<String> {
    let broken = |_| anyhow!("nothing can be sealed");
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &DATA_KEY).map_err(broken)?);
    let nonce = [serial; NONCE_LEN];
    let mut sealed = text.as_bytes().to_vec();
    let aad = Aad::from(format!("store {store}"));
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).map_err(broken)?;
    Ok(STANDARD.encode([&nonce[..], &sealed].concat()))
}
