//! Identifiers, and how an order's id follows from where the order came from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The largest id: 2^53, so that JavaScript and spreadsheets keep every digit.
const MAX_ID: u64 = 1 << 53;

/// A text that should have been an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{given}\" is not a positive whole number up to 9007199254740992")]
pub struct ParseIdError {
    given: String,
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(u64);

        impl $name {
            /// The id with this number, if it is a positive one up to 2^53.
            pub fn new(number: u64) -> Option<Self> {
                (1..=MAX_ID).contains(&number).then_some(Self(number))
            }

            /// The number.
            pub fn number(self) -> u64 {
                self.0
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use utoipa::openapi::schema::{ObjectBuilder, Type};
                ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(MAX_ID)).into()
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let refused = || ParseIdError { given: text.chars().take(40).collect() };
                let text = id_digits(text);
                // One spelling per id: no sign, no leading zero, so that an id is also a key.
                if !is_digits(text) || text.starts_with('0') {
                    return Err(refused());
                }
                text.parse().ok().and_then(Self::new).ok_or_else(refused)
            }
        }
    };
}

number_id! {
    /// A store: the tenant.
    StoreId
}
number_id! {
    /// An order, unique in its store. On the wire a string of digits (orderdesk-api 3.1).
    OrderId
}
number_id! {
    /// A person who signs in. Nobody can foresee it.
    AccountId
}
number_id! {
    /// A folder of a store. On the wire a number (orderdesk-api 3.1, `folder_id`).
    FolderId
}

/// `text` without the blanks around it and, behind digits, without the `.0` that spreadsheets make of a whole number as
/// soon as a cell of its column is empty.
pub fn id_digits(text: &str) -> &str {
    let text = text.trim();
    match text.split_once('.') {
        Some((digits, zeros)) if is_digits(digits) && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            digits
        }
        _ => text,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An appointment of an order: the order's id and the appointment's number on it, `1001-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppointmentId {
    /// The order it belongs to.
    pub order: OrderId,
    /// Its number on that order.
    pub serial: u64,
}

impl fmt::Display for AppointmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.order, self.serial)
    }
}

impl FromStr for AppointmentId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let refused = || ParseIdError { given: text.chars().take(40).collect() };
        let (order, serial) = text.split_once('-').ok_or_else(refused)?;
        let serial: OrderId = serial.parse().map_err(|_| refused())?;
        Ok(Self { order: order.parse().map_err(|_| refused())?, serial: serial.number() })
    }
}

impl Serialize for AppointmentId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AppointmentId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What makes two creations the same order: the cart's own number, or the caller's idempotency key.
///
/// The order's id is a hash of it, so the same order sent twice meets itself under one key, and one conditional
/// write is all it takes to keep it single. Two identities that hash alike (case folding, or chance: one creation in a
/// thousand at a million orders) take the next probe, which costs the refused write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// `source_name` and `source_id`, as given.
    Source(String, String),
    /// The `Idempotency-Key` header of a creation without `source_id`.
    Key(String),
    /// Neither: every creation is an order of its own. Holds the random text that makes it so.
    Alone(String),
    /// The part of a parent order numbered so: what makes a part again, because nobody knows whether it was made, makes
    /// the same order.
    Part(OrderId, u64),
    /// The copy of an order of another store: there is one in each store.
    Copy(StoreId, OrderId),
    /// An order of a shop: the connection's id, and the cart's id of the order. Numbers of two shops may be the same.
    Cart(String, String),
}

impl Identity {
    /// How many ids are tried before giving up. At a hundred million orders each is taken by chance once in ten times.
    pub const PROBES: u32 = 16;

    /// Whether the two stand for one order. A cart is the same in letters of any case; its numbers are not, as short ones of
    /// some carts differ by nothing else.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Source(name, id), Self::Source(other_name, other_id)) => {
                is_same_folded(name, other_name) && id.trim() == other_id.trim()
            }
            _ => self == other,
        }
    }

    /// Whether the two are orders of one cart whose numbers differ by nothing but the case of letters.
    pub fn is_twin_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Source(name, id), Self::Source(other_name, other_id)) => {
                is_same_folded(name, other_name) && is_same_folded(id, other_id) && !self.is_same(other)
            }
            _ => false,
        }
    }

    /// The id this identity takes in the store at the given probe, from 0 up.
    pub fn order_id(&self, store_id: StoreId, probe: u32) -> OrderId {
        let (kind, first, second) = match self {
            Self::Source(name, id) => ("source", name.to_lowercase(), id.to_lowercase()),
            Self::Key(key) => ("key", key.clone(), String::new()),
            Self::Alone(chance) => ("alone", chance.clone(), String::new()),
            Self::Part(parent, number) => ("part", parent.to_string(), number.to_string()),
            Self::Copy(store, order) => ("copy", store.to_string(), order.to_string()),
            Self::Cart(connection, order) => ("cart", connection.clone(), order.clone()),
        };
        let store = store_id.to_string();
        let probe = probe.to_string();
        OrderId(number_of(&["order", &store, kind, &first, &second, &probe]))
    }
}

fn is_same_folded(text: &str, other: &str) -> bool {
    text.trim().to_lowercase() == other.trim().to_lowercase()
}

/// An order has fewer parts than this in its life, which is what keeps their ids apart from another order's. Their ids have
/// fifteen digits with it, which is what spreadsheets keep of a number.
const PARTS: u64 = 100_000;

/// An order has had as many items and shipments as it can have ids for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This order has used up its {} ids of items and shipments; go on with a new order", PARTS - 1)]
pub struct PartsUsedUp;

/// The id of the `serial`-th part (an item or a shipment) of an order: never repeated in the store, not even after a
/// removal. The order's id stands in front, so a person sees where it belongs.
pub(crate) fn part_id(order: OrderId, serial: u64) -> Result<String, PartsUsedUp> {
    let id = order.0.saturating_mul(PARTS).saturating_add(serial);
    if serial < PARTS { Ok(id.to_string()) } else { Err(PartsUsedUp) }
}

impl OrderId {
    /// The order that the part with this id was given its id in.
    pub fn of_part(part_id: &str) -> Option<Self> {
        let number: u64 = part_id.parse().ok()?;
        Self::new(number.checked_div(PARTS)?)
    }
}

/// The smallest order id that is given.
const MIN_ORDER_ID: u64 = 1_000_000_000;

/// Beyond the largest order id that is given: a signed 32-bit number, which is what clients of the original API hold
/// an id in. So ten digits always.
const BEYOND: u64 = 1 << 31;

impl OrderId {
    /// The id of no order, nor of any that will be, of something that is of none: each number has its own.
    pub fn of_nothing(number: u64) -> Self {
        Self(BEYOND.saturating_add(number).min(MAX_ID))
    }
}

/// A digest of a body, by which two bodies are told apart: 32 hexadecimal digits.
pub fn body_digest(body: &str) -> String {
    let mut digest = format!("{:x}", Sha256::digest(body.as_bytes()));
    digest.truncate(32);
    digest
}

/// What tells that a creation is sent again: the caller's key, and what was sent with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdempotencyKey<'a> {
    /// The key.
    pub key: &'a str,
    /// A digest of the whole body ([`body_digest`]).
    pub body_digest: &'a str,
}

impl IdempotencyKey<'_> {
    /// The id, of `ids`, that what it creates in `place` has when `probe` ids before were another's.
    pub fn id_within(&self, ids: std::ops::Range<u64>, place: &str, probe: u32) -> u64 {
        let number = hashed(&[place, self.key, &probe.to_string()]);
        ids.start.saturating_add(number % ids.end.saturating_sub(ids.start).max(1))
    }
}

/// A number of ten digits that follows from `parts`.
fn number_of(parts: &[&str]) -> u64 {
    MIN_ORDER_ID + hashed(parts) % (BEYOND - MIN_ORDER_ID)
}

fn hashed(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        // The length in front keeps ("ab", "c") and ("a", "bc") apart.
        hash.update(part.len().to_string());
        hash.update(":");
        hash.update(part);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        for bad in [
            "",
            "0",
            "01",
            "+1",
            "-1",
            "1.",
            ".0",
            "1.5",
            "1.0.0",
            "x.0",
            "0.0",
            "9007199254740993",
            "99999999999999999999",
            "x",
        ] {
            assert!(bad.parse::<OrderId>().is_err(), "{bad}");
        }
        assert_eq!("9007199254740992".parse::<OrderId>().unwrap().number(), MAX_ID);
        for same in ["1168001896", " 1168001896", "1168001896.0", "1168001896.000"] {
            assert_eq!(same.parse::<OrderId>().unwrap().to_string(), "1168001896");
        }
    }

    #[test]
    fn a_number_in_letters_of_another_case_is_another_order_with_the_same_first_probe() {
        let store_id = StoreId(42);
        let source = |name: &str, id: &str| Identity::Source(name.into(), id.into());
        let (upper, lower) = (source("Shopify", "AB-1"), source("Shopify", "ab-1"));
        assert!(!upper.is_same(&lower) && upper.is_twin_of(&lower));
        for same in [source("SHOPIFY", "AB-1"), source(" Shopify", "AB-1 ")] {
            assert!(upper.is_same(&same) && !upper.is_twin_of(&same), "{same:?}");
        }
        for other in [source("Etsy", "ab-1"), source("Shopify", "AB-2"), Identity::Key("AB-1".into())] {
            assert!(!upper.is_same(&other) && !upper.is_twin_of(&other), "{other:?}");
        }
        assert_eq!(upper.order_id(store_id, 0), lower.order_id(store_id, 0));
        assert_ne!(upper.order_id(store_id, 0), lower.order_id(store_id, 1));
    }

    #[test]
    fn a_part_s_id_follows_from_its_parent_and_number_and_from_nothing_else() {
        let store_id = StoreId(42);
        let parent = OrderId(1_234_567_890);
        let part = Identity::Part(parent, 1);
        // As it is in rows: a change of it would give a part that is made again another id.
        assert_eq!(part.order_id(store_id, 0).number(), 1_406_771_281);
        assert_eq!(serde_json::to_string(&part).unwrap(), r#"{"part":[1234567890,1]}"#);
        assert_eq!(serde_json::from_str::<Identity>(r#"{"part":[1234567890,1]}"#).unwrap(), part);
        let others = [
            Identity::Part(parent, 2),
            Identity::Part(OrderId(1_234_567_891), 1),
            Identity::Source("1234567890".into(), "1".into()),
            Identity::Key("1234567890".into()),
            Identity::Alone("1234567890".into()),
        ];
        for other in others {
            assert_ne!(part.order_id(store_id, 0), other.order_id(store_id, 0), "{other:?}");
        }
        assert_ne!(part.order_id(store_id, 0), part.order_id(store_id, 1));
        assert_ne!(part.order_id(store_id, 0), part.order_id(StoreId(43), 0));
    }

    proptest! {
        #[test]
        fn ids_follow_from_the_identity_and_differ_between_stores(name in ".*", id in ".*", store in 1..1_000_000_u64) {
            let identity = Identity::Source(name, id);
            let made = identity.order_id(StoreId(store), 0);
            prop_assert_eq!(made, identity.order_id(StoreId(store), 0));
            prop_assert_ne!(made, identity.order_id(StoreId(store + 1), 0));
            prop_assert!(made.number() <= MAX_ID);
            prop_assert_eq!(made.to_string().parse::<OrderId>().unwrap(), made);
        }
    }
}
