//! How bodies of `/v1/connections` are read.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::{
    CartImport, ConnectionSettings, FolderId, GivenSecrets, IncludedTax, NewConnection, OrdersWanted, Problem,
    Schedule, SecretsChange, WebhookSecretWanted, WeightUnit,
};

use super::NEVER;
use super::fields::{ConnectionImport, ConnectionInput, ConnectionSecretFields, ConnectionSecretsChange};
use crate::body::Field;
use crate::custom_events::{needed, schedule};
use crate::read::{Document, Object};

/// The longest overlap: a week.
const MAX_OVERLAP_HOURS: u64 = 168;

/// Reads the body of `POST /v1/connections`.
pub fn read_new(body: &str) -> Result<(NewConnection, GivenSecrets), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let new = new(&object);
    let given = secrets(&object);
    document.finish((new, given))
}

/// Reads the body of `PUT /v1/connections/{id}`. A secret for webhooks is replaced by a call of its own.
pub fn read_replacement(body: &str) -> Result<(NewConnection, GivenSecrets), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let new = new(&object);
    let given = secrets(&object);
    if given.webhook_secret.is_some() {
        let field = ConnectionSecretFields::READ.webhook_secret.name();
        object.refuse(field, "is replaced by PUT /v1/connections/{connection_id}/secrets");
    }
    document.finish((new, given))
}

/// Reads the body of `PUT /v1/connections/{id}/secrets`.
pub fn read_secrets(body: &str) -> Result<SecretsChange, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    ConnectionSecretsChange::BODY.refuse_unknown(&object);
    let fields = &ConnectionSecretsChange::READ;
    let hours = fields.overlap_hours.filled(&object);
    if hours > MAX_OVERLAP_HOURS {
        object.refuse(fields.overlap_hours.name(), format!("must be at most {MAX_OVERLAP_HOURS}"));
    }
    let is_made = fields.make_webhook_secret.filled(&object);
    let change = SecretsChange {
        given: secrets(&object),
        webhook_secret: if is_made { WebhookSecretWanted::Made } else { WebhookSecretWanted::AsGiven },
        overlap: Duration::from_secs(hours.saturating_mul(3_600)),
    };
    document.finish(change)
}

/// Reads the body of `POST /v1/connections/{id}/import`.
pub fn read_import(body: &str) -> Result<CartImport, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    ConnectionImport::BODY.refuse_unknown(&object);
    let fields = &ConnectionImport::READ;
    let (from, again) = (fields.from.of(&object), fields.again.filled(&object));
    let ids = order_ids(&object, &fields.order_ids);
    let wanted = match (from, ids.is_empty()) {
        (Some(from), true) => Some(OrdersWanted::Since(from)),
        (None, false) => Some(OrdersWanted::Named(ids)),
        (Some(_), false) => {
            object.refuse(fields.from.name(), "must be left out with order_ids");
            None
        }
        (None, true) => {
            object.demand(fields.from.name(), "is needed, or order_ids is");
            None
        }
    };
    // What is not there is among the problems.
    document.finish(wanted)?.map(|wanted| CartImport { wanted, again }).ok_or_else(Vec::new)
}

/// Ids of orders, each once.
fn order_ids(object: &Object, field: &Field<Vec<String>>) -> Vec<String> {
    let mut ids: Vec<String> = vec![];
    for (place, id) in field.filled(object).iter().enumerate() {
        let id = id.trim();
        if id.is_empty() || id.chars().any(char::is_control) {
            object.refuse(field.name(), format!("{place} must be an id of an order"));
        } else if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn secrets(object: &Object) -> GivenSecrets {
    let fields = &ConnectionSecretFields::READ;
    GivenSecrets {
        webhook_secret: fields.webhook_secret.given(object),
        client_secret: fields.client_secret.given(object),
        token: fields.token.given(object),
        refresh_token: fields.refresh_token.given(object),
    }
}

fn new(object: &Object) -> NewConnection {
    let fields = &ConnectionInput::READ;
    let field_map: BTreeMap<String, String> = fields.field_map.filled(object).into_iter().collect();
    NewConnection {
        cart: needed(object, &fields.cart).to_ascii_lowercase(),
        name: needed(object, &fields.name),
        shop: fields.shop.trimmed(object),
        client_id: fields.client_id.trimmed(object),
        settings: settings(object),
        field_map,
    }
}

fn settings(object: &Object) -> ConnectionSettings {
    let (fields, usual) = (&ConnectionInput::READ, ConnectionSettings::usual());
    let words = |field: &Field<Vec<String>>| -> Vec<String> {
        field.filled(object).iter().map(|word| word.trim().to_owned()).collect()
    };
    ConnectionSettings {
        polled: polled(object, usual.polled),
        delay_minutes: delay(object),
        orders_from: fields.orders_from.of(object),
        takes_unpaid: fields.takes_unpaid.of(object).unwrap_or(usual.takes_unpaid),
        takes_shipped: fields.takes_shipped.of(object).unwrap_or(usual.takes_shipped),
        takes_tests: fields.takes_tests.of(object).unwrap_or(usual.takes_tests),
        statuses: words(&fields.statuses),
        vendors: words(&fields.vendors),
        countries: words(&fields.countries).iter().map(|word| word.to_ascii_uppercase()).collect(),
        folder_id: folder(object, &fields.folder_id),
        hold_folder_id: folder(object, &fields.hold_folder_id),
        canceled_folder_id: folder(object, &fields.canceled_folder_id),
        prefix: fields.prefix.trimmed(object),
        splits_by_vendor: fields.splits_by_vendor.of(object).unwrap_or(usual.splits_by_vendor),
        weight_unit: named(object, &fields.weight_unit, WeightUnit::named, &WeightUnit::ALL.map(WeightUnit::name)),
        included_tax: named(object, &fields.included_tax, IncludedTax::named, &IncludedTax::ALL.map(IncludedTax::name)),
        status_after_import: fields.status_after_import.trimmed(object),
        sends_shipments: fields.sends_shipments.of(object).unwrap_or(usual.sends_shipments),
        notifies_customers: fields.notifies_customers.of(object).unwrap_or(usual.notifies_customers),
    }
}

fn polled(object: &Object, usual: Option<Schedule>) -> Option<Schedule> {
    let fields = &ConnectionInput::READ;
    match fields.every.given(object).as_deref() {
        None => usual,
        Some(NEVER) => None,
        Some(_) => schedule(object, [&fields.every, &fields.at, &fields.day]),
    }
}

fn delay(object: &Object) -> u32 {
    let field = &ConnectionInput::READ.delay_minutes;
    // A longer one than there may be is refused by the settings.
    field.of(object).map(|minutes| u32::try_from(minutes).unwrap_or(u32::MAX)).unwrap_or_default()
}

fn folder(object: &Object, field: &Field<u64>) -> Option<FolderId> {
    let id = field.of(object)?;
    let folder = FolderId::new(id);
    if folder.is_none() {
        object.refuse(field.name(), "must be the id of a folder");
    }
    folder
}

/// The value of this name, or the usual one; another name is refused.
fn named<T: Default>(
    object: &Object,
    field: &Field<String>,
    named: fn(&str) -> Option<T>,
    known: &[&'static str],
) -> T {
    let Some(name) = field.given(object) else { return T::default() };
    named(&name).unwrap_or_else(|| {
        object.refuse(field.name(), format!("must be one of {}", known.join(", ")));
        T::default()
    })
}
