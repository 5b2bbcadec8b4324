//! What a connection may be: what its cart needs, and what the store has.

use carts::{Cart, CartSpec, ConnectionKey, FieldMap};
use domain::{Connection, GivenSecrets, NewConnection, Problem, Store, is_header_text};
use guard::{Guard, Schemes};

use crate::DeskError;

/// The cart of a connection; none of one that a later build made.
pub(super) fn cart_of(connection: &Connection) -> Option<Cart> {
    connection.cart.parse().ok()
}

/// A new connection in the form it is kept in, where nothing is wrong with it.
pub(super) fn new(
    store: &Store,
    guard: &Guard,
    new: &NewConnection,
    given: &GivenSecrets,
) -> Result<NewConnection, DeskError> {
    checked(store, guard, new, given, |_| false)
}

/// What replaces `before`, in the form it is kept in, where nothing is wrong with it. Its cart stays.
pub(super) fn replacement(
    store: &Store,
    guard: &Guard,
    before: &Connection,
    new: &NewConnection,
    given: &GivenSecrets,
) -> Result<NewConnection, DeskError> {
    if new.cart != before.cart {
        return Err(DeskError::invalid("cart", format!("must stay {}; make another connection", before.cart)));
    }
    let shop = cart_of(before).and_then(|cart| cart.spec().needs.read_shop(&new.shop).ok()).unwrap_or_default();
    let is_same_shop = shop == before.shop;
    checked(store, guard, new, given, |key| is_same_shop && is_kept(before, key))
}

/// Whether a connection has a key.
pub(super) fn is_kept(connection: &Connection, key: ConnectionKey) -> bool {
    let secrets = &connection.secrets;
    match key {
        ConnectionKey::ClientId => !connection.client_id.is_empty(),
        ConnectionKey::ClientSecret => !secrets.client_secret.is_empty(),
        ConnectionKey::Token => !secrets.token.is_empty(),
        ConnectionKey::RefreshToken => !secrets.refresh_token.is_empty(),
        ConnectionKey::WebhookSecret => !secrets.webhook.is_empty(),
    }
}

/// Which key of a connection a secret is.
pub(super) fn is_given(given: &GivenSecrets, key: ConnectionKey) -> bool {
    given.all().iter().any(|(name, secret)| *name == key.name() && secret.is_some())
}

fn checked(
    store: &Store,
    guard: &Guard,
    new: &NewConnection,
    given: &GivenSecrets,
    is_kept: impl Fn(ConnectionKey) -> bool,
) -> Result<NewConnection, DeskError> {
    let mut problems = new.check();
    problems.extend(given.check());
    problems.extend(folders(store, new));
    let Ok(cart) = new.cart.parse::<Cart>() else {
        let names: Vec<&str> = Cart::ALL.iter().map(|cart| cart.spec().id).collect();
        problems.push(Problem::new("cart", format!("must be one of {}", names.join(", "))));
        return Err(DeskError::Invalid(problems));
    };
    let spec = cart.spec();
    let mut new = new.clone();
    match shop(spec, guard, &new.shop) {
        Ok(shop) => new.shop = shop,
        Err(problem) => problems.push(problem),
    }
    if !is_header_text(&new.client_id) || new.client_id.contains(' ') {
        problems.push(Problem::new("client_id", "must be visible letters of ASCII, without blanks"));
    }
    problems.extend(spec.needs.check_keys(|key| match key {
        ConnectionKey::ClientId => !new.client_id.is_empty(),
        // It is kept whatever the shop: what it opens comes in.
        ConnectionKey::WebhookSecret => is_given(given, key),
        key => is_given(given, key) || is_kept(key),
    }));
    problems.extend(field_map(cart, &new));
    problems.extend(status(spec, &new.settings.status_after_import));
    // What a cart can't do is not done, whatever connections have that say nothing.
    new.settings.polled = new.settings.polled.filter(|_| spec.poll.is_some());
    new.settings.sends_shipments &= spec.push.is_some();
    if problems.is_empty() { Ok(new) } else { Err(DeskError::Invalid(problems)) }
}

/// The shop in the form that addresses are made of. One that is an address itself is looked at as any other that is called.
fn shop(spec: &CartSpec, guard: &Guard, shop: &str) -> Result<String, Problem> {
    let shop = spec.needs.read_shop(shop)?;
    if shop.contains("://") {
        // Without TLS the form has addresses of this machine alone, which the guard opens where it is to.
        guard.check_url(&shop, Schemes::HttpToo).map_err(|refused| Problem::new("shop", refused.to_string()))?;
    }
    Ok(shop)
}

fn folders(store: &Store, new: &NewConnection) -> Vec<Problem> {
    let settings = &new.settings;
    let folders = [
        ("folder_id", settings.folder_id),
        ("hold_folder_id", settings.hold_folder_id),
        ("canceled_folder_id", settings.canceled_folder_id),
    ];
    let missing =
        folders.into_iter().filter_map(|(name, id)| Some((name, id.filter(|id| store.folder(*id).is_none())?)));
    missing.map(|(name, id)| Problem::new(name, format!("there is no folder {id}"))).collect()
}

fn field_map(cart: Cart, new: &NewConnection) -> Option<Problem> {
    if new.field_map.is_empty() {
        return None;
    }
    if cart != Cart::Generic {
        return Some(Problem::new("field_map", format!("must be left out: it is for the cart {}", Cart::Generic)));
    }
    FieldMap::try_from(new.field_map.clone()).err().map(|error| Problem::new("field_map", error.to_string()))
}

fn status(spec: &CartSpec, status: &str) -> Option<Problem> {
    if status.is_empty() {
        return None;
    }
    let Some(call) = spec.set_status else {
        return Some(Problem::new("status_after_import", "must be left out: this cart is given no status"));
    };
    let is_one = (call.is_status)(status);
    (!is_one).then(|| Problem::new("status_after_import", format!("must be {}", call.expected)))
}

#[cfg(test)]
mod tests {
    use domain::{ConnectionSecrets, ConnectionSettings, Settings, StoreId};
    use jiff::Timestamp;

    use super::*;

    fn store() -> Store {
        let (id, now) = (StoreId::new(42).unwrap(), Timestamp::UNIX_EPOCH);
        let folders = Store::default_folders();
        let settings = Settings::default();
        Store {
            id,
            name: "Harbor".into(),
            settings,
            folders,
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: now,
        }
    }

    fn connection(cart: &str, shop: &str) -> NewConnection {
        let settings = ConnectionSettings::usual();
        let (cart, name, client_id) = (cart.to_owned(), "Main".to_owned(), "app".to_owned());
        NewConnection { cart, name, shop: shop.to_owned(), client_id, settings, field_map: [].into() }
    }

    fn secret() -> GivenSecrets {
        GivenSecrets { client_secret: Some("s".into()), ..GivenSecrets::default() }
    }

    fn fields(checked: Result<NewConnection, DeskError>) -> Vec<String> {
        match checked {
            Err(DeskError::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_shop_of_this_machine_is_called_only_where_the_guard_opens_it() {
        let local = connection("woocommerce", "http://127.0.0.1:4700");
        let (closed, open) = (Guard::public_only(), Guard::with_loopback(None));
        assert_eq!(fields(new(&store(), &closed, &local, &secret())), ["shop"]);
        assert_eq!(new(&store(), &open, &local, &secret()).unwrap().shop, "http://127.0.0.1:4700");
        let plain = connection("woocommerce", "http://shop.example.com");
        assert_eq!(fields(new(&store(), &open, &plain, &secret())), ["shop"], "keys need TLS");
    }

    #[test]
    fn what_a_cart_can_t_do_is_not_kept_as_if_it_did() {
        let mut generic = connection("generic", "");
        generic.client_id.clear();
        let kept = new(&store(), &Guard::public_only(), &generic, &GivenSecrets::default()).unwrap();
        assert!(kept.settings.polled.is_none() && !kept.settings.sends_shipments && kept.settings.notifies_customers);
    }

    #[test]
    fn keys_are_kept_with_their_shop_alone() {
        let guard = Guard::public_only();
        let shopify = connection("shopify", "one.myshopify.com");
        let sealed = ConnectionSecrets { client_secret: "2:x".into(), ..ConnectionSecrets::default() };
        let before = shopify.clone().added("7".into(), "0".repeat(32), sealed, Timestamp::UNIX_EPOCH);
        let none = GivenSecrets::default();
        let same = NewConnection { shop: " One.myshopify.com".into(), ..shopify.clone() };
        assert_eq!(replacement(&store(), &guard, &before, &same, &none).unwrap().shop, before.shop);
        let other = NewConnection { shop: "two.myshopify.com".into(), ..shopify.clone() };
        assert_eq!(fields(replacement(&store(), &guard, &before, &other, &none)), ["client_secret"]);
        assert!(replacement(&store(), &guard, &before, &other, &secret()).is_ok());
        let cart = NewConnection { cart: "generic".into(), ..shopify };
        assert_eq!(fields(replacement(&store(), &guard, &before, &cart, &none)), ["cart"]);
    }
}
