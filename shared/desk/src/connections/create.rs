//! How a connection is added.

use carts::{Cart, ConnectionKey, MadeSecret};
use domain::{
    Connection, ConnectionSecrets, ConnectionState, ConnectionTask, GivenSecrets, IdempotencyKey, NewConnection,
    Permission, Store,
};
use guard::Guard;
use jiff::Timestamp;
use secrets::{Kms, SecretsError};
use table::Queued;

use super::{CONNECTION, MAX_CONNECTIONS, check, definitions, plan_next, rotate};
use crate::definitions::Addition;
use crate::{Desk, DeskError, stores};

/// So many hexadecimal digits nobody can guess end the address for webhooks.
const HOOK_KEY_DIGITS: usize = 32;

/// What became of the creation of a connection.
pub enum ConnectionCreation {
    /// It is there, made by the same creation before, or now.
    Made(Box<ConnectionMade>),
    /// The same creation made the one of this id before, and a secret with it, which was shown then and can't be shown
    /// again.
    Before(String),
    /// The idempotency key was sent before with another body, of which the one of this id was made.
    OfAnotherBody(String),
}

/// A connection that was added.
pub struct ConnectionMade {
    /// The connection.
    pub connection: Connection,
    /// Its version.
    pub version: u64,
    /// How it is.
    pub state: ConnectionState,
    /// What its webhooks are to be signed with, where we made that just now. It is known this once only.
    pub webhook_secret: Option<String>,
}

/// Adds a connection, whose shop is tried at once where it can be asked. Its row is one conditional write; how it is, and
/// when its shop is asked next, are rows of their own, which the same creation sent again makes where they are not there.
#[allow(clippy::too_many_arguments, reason = "each is another thing")]
pub async fn create(
    desk: &Desk,
    kms: &Kms,
    guard: &Guard,
    store: &Store,
    (new, given): (&NewConnection, &GivenSecrets),
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<ConnectionCreation, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let new = check::new(store, guard, new, given)?;
    let cart: Cart = new.cart.parse().map_err(|_| DeskError::NotFound(CONNECTION))?;
    let made_secret = cart.spec().needs.makes_secret.filter(|_| !check::is_given(given, ConnectionKey::WebhookSecret));
    let webhook_secret = made_secret.map(make_secret).transpose()?;
    let given = match &webhook_secret {
        Some(secret) => GivenSecrets { webhook_secret: Some(secret.clone()), ..given.clone() },
        None => given.clone(),
    };
    let hook_key = secrets::random_hex(HOOK_KEY_DIGITS)?;
    let data_key = stores::data_key(desk, kms).await?;
    let added = definitions::add(desk, store.id, MAX_CONNECTIONS, sent, now, |id| {
        let mut connection = new.clone().added(id, hook_key.clone(), ConnectionSecrets::default(), now);
        rotate::put(store.id, &mut connection, &given, &data_key)?;
        if let Some(secret) = &given.webhook_secret {
            rotate::put_webhook(store.id, &mut connection, secret, None, &data_key)?;
        }
        Ok(connection)
    });
    let (connection, version) = match added.await? {
        Addition::Now(connection) => (connection, 1),
        Addition::Before(connection, version) => (connection, version),
        Addition::OfAnotherBody(id) => return Ok(ConnectionCreation::OfAnotherBody(id)),
    };
    // Only the answer of our write may have been lost.
    let is_ours = connection.hook_key == hook_key;
    if is_ours && store.settings.one_connection_per_cart {
        refuse_second(desk, store, &connection).await?;
    }
    let state = begin(desk, store, &connection, cart, now).await?;
    plan_next(desk, store, &connection, now).await?;
    if !is_ours && webhook_secret.is_some() {
        return Ok(ConnectionCreation::Before(connection.id));
    }
    let made = ConnectionMade { connection, version, state, webhook_secret };
    Ok(ConnectionCreation::Made(Box::new(made)))
}

/// A secret of the form that a cart's webhooks are signed with.
pub(super) fn make_secret(form: MadeSecret) -> Result<String, SecretsError> {
    match form {
        MadeSecret::StandardWebhooks => secrets::random_webhook_secret(),
        MadeSecret::Letters(count) => secrets::random_text(count),
    }
}

/// Removes a connection again where the store has one of its cart already. Of two that are added at once both may be.
async fn refuse_second(desk: &Desk, store: &Store, connection: &Connection) -> Result<(), DeskError> {
    let all: Vec<Connection> = desk.table.definitions(store.id).await?;
    let is_other = |other: &&Connection| other.id != connection.id && other.cart == connection.cart;
    let Some(other) = all.iter().find(is_other) else { return Ok(()) };
    definitions::discard::<Connection>(desk, store.id, &connection.id).await?;
    let message = format!(
        "There is a connection to {} already, \"{}\", and the store's settings allow one of each cart",
        connection.cart, other.name
    );
    Err(DeskError::Conflict(message))
}

/// Makes the row of how a connection is, unless it is there. Its shop is tried where it can be asked.
async fn begin(
    desk: &Desk,
    store: &Store,
    connection: &Connection,
    cart: Cart,
    now: Timestamp,
) -> Result<ConnectionState, DeskError> {
    let (mut state, version) = desk.table.progress::<ConnectionState>(store.id, &connection.id).await?;
    if version > 0 {
        return Ok(state);
    }
    if cart.spec().is_called() {
        let _ = state.want(ConnectionTask::Test, now);
    }
    // Where it is no longer the version that was read, a webhook or the same creation made it.
    let _ = desk.table.save_progress(&state, version, Queued::Now).await?;
    Ok(state)
}
