//! Secrets that a store gives for its receivers: put into headers of posts, or signed in with at servers for files, and
//! never shown again. Each goes to the hosts
//! it was given for and to no other, as who may write rules need not be who knows it.
//!
//! They lie in the row of the store's secrets, each sealed for its own name. Each change is one conditional write.

use domain::{
    MAX_PRIVATE_KEY_LENGTH, MAX_SECRET_LENGTH, MAX_SECRET_NAME_LENGTH, Permission, Problem, StoreId, is_header_text,
    is_secret_name, read_private_key,
};
use guard::read_host_pattern;
use jiff::Timestamp;
use secrets::{DataKey, Kms, Purpose};
use table::KeptSecret;

use crate::signing::change;
use crate::{Desk, DeskError, stores};

/// A store has at most so many secrets.
pub const MAX_SECRETS: usize = 20;

/// A secret is for at most so many hosts.
pub const MAX_HOSTS_OF_A_SECRET: usize = 10;

const SECRET: &str = "Secret";

/// A secret as a store gives it.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenSecret {
    /// What stands in headers.
    pub value: String,
    /// The hosts it may go to; `*.` and a name stands for every name below it.
    pub hosts: Vec<String>,
}

/// What may be shown of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// The hosts it may go to.
    pub hosts: Vec<String>,
    /// When it was added.
    pub date_added: Timestamp,
    /// When it was last replaced, or added.
    pub date_updated: Timestamp,
}

/// The secrets of a store by their names, none of them shown.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Described>, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let secrets = desk.table.store_secrets(store_id).await?.ok_or(DeskError::NotFound("Store"))?;
    Ok(secrets.secrets.iter().map(|(name, secret)| described(name, secret)).collect())
}

/// Adds a secret. Added again with the same value and hosts it is the same; with others it is a conflict.
pub async fn add(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    name: &str,
    given: &GivenSecret,
    now: Timestamp,
) -> Result<Described, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    if !is_secret_name(name) {
        let message = format!("must be letters, digits, `-` and `_`, at most {MAX_SECRET_NAME_LENGTH}");
        return Err(DeskError::invalid("name", message));
    }
    let hosts = check(given)?;
    let data_key = stores::data_key(desk, kms).await?;
    let sealed = data_key.seal(store_id, Purpose::StoreSecret(name), &given.value)?;
    let new = KeptSecret { value: sealed, hosts, date_added: now, date_updated: now };
    change(desk, store_id, |secrets| {
        if let Some(present) = secrets.secrets.get(name) {
            if present.hosts == new.hosts && opens_to(&data_key, store_id, name, present, &given.value) {
                return Ok(described(name, present));
            }
            return Err(DeskError::Conflict(format!("There is a secret {name}; replace it")));
        }
        if secrets.secrets.len() >= MAX_SECRETS {
            return Err(DeskError::Conflict(format!("A store has at most {MAX_SECRETS} secrets; remove one")));
        }
        secrets.secrets.insert(name.to_owned(), new.clone());
        Ok(described(name, &new))
    })
    .await
}

/// Puts another value, and other hosts, in a secret's place: posts have it within a minute.
pub async fn replace(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    name: &str,
    given: &GivenSecret,
    now: Timestamp,
) -> Result<Described, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let hosts = check(given)?;
    let data_key = stores::data_key(desk, kms).await?;
    let sealed = data_key.seal(store_id, Purpose::StoreSecret(name), &given.value)?;
    change(desk, store_id, |secrets| {
        let present = secrets.secrets.get_mut(name).ok_or(DeskError::NotFound(SECRET))?;
        if present.hosts != hosts || !opens_to(&data_key, store_id, name, present, &given.value) {
            let date_added = present.date_added;
            *present = KeptSecret { value: sealed.clone(), hosts: hosts.clone(), date_added, date_updated: now };
        }
        Ok(described(name, present))
    })
    .await
}

/// Removes a secret: within a minute posts with a header that names it fail, and say so.
pub async fn remove(desk: &Desk, store_id: StoreId, name: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let mut was_there = false;
    change(desk, store_id, |secrets| {
        // Gone at the second try: by us, where only the answer of our write was lost, or by who was first.
        was_there |= secrets.secrets.remove(name).is_some();
        if was_there { Ok(()) } else { Err(DeskError::NotFound(SECRET)) }
    })
    .await
}

/// The hosts as they are compared, where all of what was given can be kept.
fn check(given: &GivenSecret) -> Result<Vec<String>, DeskError> {
    let mut problems = vec![];
    let value = &given.value;
    let is_key = read_private_key(value).is_some() && value.len() <= MAX_PRIVATE_KEY_LENGTH;
    let is_word = value.trim().len() == value.len() && (1..=MAX_SECRET_LENGTH).contains(&value.len());
    let is_taken = is_key || (is_word && is_header_text(value));
    if !is_taken {
        let message = format!(
            "must be 1 to {MAX_SECRET_LENGTH} visible ASCII letters, with blanks only between them: it stands in a header; \
             or a private key in OpenSSH's form, of at most {MAX_PRIVATE_KEY_LENGTH}"
        );
        problems.push(Problem::new("value", message));
    }
    if !(1..=MAX_HOSTS_OF_A_SECRET).contains(&given.hosts.len()) {
        problems.push(Problem::new("hosts", format!("must be 1 to {MAX_HOSTS_OF_A_SECRET} hosts that it may go to")));
    }
    let mut hosts = vec![];
    for (index, host) in given.hosts.iter().take(MAX_HOSTS_OF_A_SECRET).enumerate() {
        match read_host_pattern(host) {
            Ok(host) if hosts.contains(&host) => {}
            Ok(host) => hosts.push(host),
            Err(error) => problems.push(Problem::new(format!("hosts[{index}]"), error.to_string())),
        }
    }
    if problems.is_empty() { Ok(hosts) } else { Err(DeskError::Invalid(problems)) }
}

fn opens_to(data_key: &DataKey, store_id: StoreId, name: &str, present: &KeptSecret, value: &str) -> bool {
    data_key.open(store_id, Purpose::StoreSecret(name), &present.value).is_ok_and(|opened| opened == value)
}

fn described(name: &str, secret: &KeptSecret) -> Described {
    let (date_added, date_updated) = (secret.date_added, secret.date_updated);
    Described { name: name.to_owned(), hosts: secret.hosts.clone(), date_added, date_updated }
}
