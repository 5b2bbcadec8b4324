//! Reading a store and its settings: our own `POST /v1/stores` and `PATCH /v1/store`.

use domain::{
    Ceilings, ItemDetails, NewStore, Problem, SecondFactorPolicy, Settings, SettingsPatch, SplitMethod, StockFloor,
    StockPolicy, WhoseInventory, check_lock_reason, check_rate, check_session_idle, check_store_name,
    usual_session_idle_minutes,
};

use super::fields::{self, OperatorStoreChange, SettingsInput, StoreChange, TextSettings};
use crate::body::{Field, Form};
use crate::read::{Document, Object};

/// Reads the body of `POST /v1/stores`. A setting that is unknown is refused by name.
pub fn read_new(body: &str) -> Result<NewStore, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &fields::NewStore::READ;
    let name = fields.name.trimmed(&object);
    if name.is_empty() {
        object.refuse(fields.name.name(), "is needed");
    }
    let mut settings = Settings::default();
    if let Some(given) = fields.settings.of(&object) {
        let given = settings_of(&given);
        given.apply_to(&mut settings);
        given.vouch(&mut settings);
    }
    document.finish(NewStore { name, settings })
}

/// Reads the body of `PATCH /v1/store`: the store's `name`, and its `settings`; null makes a setting what it is in a new
/// store. What is unknown is refused by name.
pub fn read_patch(body: &str) -> Result<SettingsPatch, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    StoreChange::BODY.refuse_unknown(&object);
    document.finish(patch_of(&object, &[]))
}

/// What the operator does to a store, beside its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockChange {
    /// It can be worked with.
    Unlock,
    /// It can be read and nothing more, for this reason.
    Lock(String),
}

/// Reads the body of `PATCH /v1/stores/{id}`: what that of `PATCH /v1/store` has, and beside it `state` and `why`.
pub fn read_operator_patch(body: &str) -> Result<(SettingsPatch, Option<LockChange>), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    OperatorStoreChange::BODY.refuse_unknown(&object);
    let fields = &OperatorStoreChange::READ;
    let patch = patch_of(&object, &[fields.state.name(), fields.why.name()]);
    let lock = lock_change(&object);
    document.finish((patch, lock))
}

/// What an object changes of a store's name and settings; `others` are fields of it that are something else.
fn patch_of(object: &Object, others: &[&str]) -> SettingsPatch {
    let fields = &StoreChange::READ;
    let known: Vec<&str> = [fields.name.name(), fields.settings.name()].iter().chain(others).copied().collect();
    let settings = fields.settings.of(object).unwrap_or_else(|| object.without(&known));
    let name = name(object);
    SettingsPatch { name, ..settings_of(&settings) }
}

fn lock_change(object: &Object) -> Option<LockChange> {
    let fields = &OperatorStoreChange::READ;
    let (state, why) = (fields.state.given(object), fields.why.trimmed(object));
    match state.as_deref() {
        Some("active") => Some(LockChange::Unlock),
        Some("locked") => {
            if let Some(problem) = check_lock_reason(&why) {
                object.demand(fields.why.name(), problem.message);
            }
            Some(LockChange::Lock(why))
        }
        Some(_) => {
            object.demand(fields.state.name(), "must be active or locked");
            None
        }
        None => {
            if !why.is_empty() {
                object.demand(fields.why.name(), "goes with the state locked");
            }
            None
        }
    }
}

/// The split method that is sent; null is that of a new store.
fn split_method(object: &Object) -> Option<SplitMethod> {
    let field = &SettingsInput::READ.split_method;
    let method = object.has(field.name()).then(|| SplitMethod::named(&field.filled(object)))?;
    if method.is_none() {
        let names = SplitMethod::ALL.map(SplitMethod::name).join(", ");
        object.refuse(field.name(), format!("must be one of {names}"));
    }
    method
}

/// When stock is taken; null is as in a new store.
fn stock_is_taken(object: &Object) -> Option<StockPolicy> {
    let field = &SettingsInput::READ.stock_is_taken;
    let policy = object.has(field.name()).then(|| StockPolicy::named(&field.filled(object)))?;
    if policy.is_none() {
        let names = StockPolicy::ALL.map(StockPolicy::name).join(", ");
        object.refuse(field.name(), format!("must be one of {names}"));
    }
    policy
}

/// Whose inventory orders use; null and blank are the store's own.
fn inventory_of_store(object: &Object) -> Option<WhoseInventory> {
    let field = &SettingsInput::READ.inventory_of_store;
    if !object.has(field.name()) {
        return None;
    }
    let Some(id) = field.given(object) else { return Some(WhoseInventory::Own) };
    let of = id.parse().ok().map(WhoseInventory::Of);
    if of.is_none() {
        object.demand(field.name(), "must be the id of a store");
    }
    of
}

fn settings_of(object: &Object) -> SettingsPatch {
    SettingsInput::BODY.refuse_unknown(object);
    let texts = TextSettings::fields().filter(|field| object.has(field.name()));
    let texts = texts.map(|field| (field.name(), field.trimmed(object))).collect();
    let mut patch = SettingsPatch { texts, ..SettingsPatch::default() };
    for problem in patch.check_texts() {
        object.refuse_for(&problem);
    }
    let (fields, usual) = (&SettingsInput::READ, Ceilings::default());
    let number = |field: &Field<u64>, usual| object.has(field.name()).then(|| rate(object, field).unwrap_or(usual));
    patch.allow_http = fields.allow_http.changed(object);
    patch.one_connection_per_cart = fields.one_connection_per_cart.changed(object);
    patch.split_method = split_method(object);
    patch.notify_hosts = fields.notify_hosts.changed(object);
    patch.stock_is_taken = stock_is_taken(object);
    let floor = |may_be_negative| if may_be_negative { StockFloor::None } else { StockFloor::Zero };
    patch.stock_floor = fields.stock_may_go_negative.changed(object).map(floor);
    let details = |adds| if adds { ItemDetails::FromInventory } else { ItemDetails::AsTheyCome };
    patch.item_details = fields.add_inventory_details.changed(object).map(details);
    patch.inventory_of_store = inventory_of_store(object);
    let policy = |requires| if requires { SecondFactorPolicy::Required } else { SecondFactorPolicy::Optional };
    patch.second_factor = fields.requires_second_factor.changed(object).map(policy);
    patch.session_idle_minutes = session_idle(object);
    patch.default_checkout_data_fields = fields.default_checkout_data_fields.changed(object);
    patch.rate_limit_bucket = number(&fields.rate_limit_bucket, usual.rate_limit.bucket);
    patch.rate_limit_per_second = number(&fields.rate_limit_per_second, usual.rate_limit.per_second);
    patch.is_rate_limited = fields.rate_limit.changed(object);
    patch.max_rules = number(&fields.max_rules, usual.max_rules);
    patch.posts_per_minute = number(&fields.posts_per_minute, usual.posts_per_minute);
    patch.mails_per_day = number(&fields.mails_per_day, usual.mails_per_day);
    patch.admin_email_confirmed = fields.admin_email_confirmed.changed(object);
    patch
}

/// After how many minutes somebody is signed out; null is as in a new store.
fn session_idle(object: &Object) -> Option<u32> {
    let field = &SettingsInput::READ.session_idle_minutes;
    let given = field.of(object).and_then(|minutes| {
        check_session_idle(field.name(), minutes).inspect_err(|problem| object.refuse_for(problem)).ok()
    });
    object.has(field.name()).then(|| given.unwrap_or_else(usual_session_idle_minutes))
}

/// The store's name, which cannot be blank.
fn name(object: &Object) -> Option<String> {
    let field = &StoreChange::READ.name;
    let name = field.of(object).map(|name| name.trim().to_owned());
    let problem = check_store_name(name.as_deref().unwrap_or_default());
    if let Some(problem) = problem.filter(|_| object.has(field.name())) {
        object.refuse_for(&problem);
    }
    name
}

fn rate(object: &Object, field: &Field<u64>) -> Option<u32> {
    let Form::Between(_, max) = field.entry.form else { return None };
    check_rate(field.name(), field.of(object)?, max).inspect_err(|problem| object.refuse_for(problem)).ok()
}

#[cfg(test)]
mod tests {
    use domain::{RateLimit, Store, StoreId};
    use jiff::Timestamp;

    use super::*;

    fn store() -> Store {
        let settings = Settings { store_url: "https://a.test".into(), allow_http: true, ..Settings::default() };
        let (id, folders) = (StoreId::new(42).unwrap(), Store::default_folders());
        Store {
            id,
            name: "Harbor".into(),
            settings,
            folders,
            rules_revision: 0,
            state: domain::StoreState::default(),
            removed_folders: vec![],
            date_added: Timestamp::UNIX_EPOCH,
        }
    }

    fn patched(body: &str) -> Store {
        let mut store = store();
        read_patch(body).unwrap().apply(&mut store);
        store
    }

    #[test]
    fn only_what_is_named_changes_and_null_makes_it_what_it_is_in_a_new_store() {
        assert_eq!(patched("{}"), store());
        let changed = patched(
            r#"{"name":" Pier ","settings":{"timezone":"America/Chicago","rate_limit_bucket":"40","rate_limit":"off",
                "notify_hosts":["hooks.example.com"," *.shops.example.org "],
                "default_checkout_data_fields":{"Gift":"no"}}}"#,
        );
        assert_eq!((changed.name.as_str(), changed.settings.timezone.as_str()), ("Pier", "America/Chicago"));
        assert_eq!(changed.settings.rate_limit, RateLimit { bucket: 40, per_second: 3, off: true });
        assert_eq!((changed.settings.store_url.as_str(), changed.settings.allow_http), ("https://a.test", true));
        assert_eq!(changed.settings.default_checkout_data_fields.get("Gift").map(String::as_str), Some("no"));
        assert_eq!(changed.settings.notify_hosts, ["hooks.example.com", "*.shops.example.org"]);
        let stock = patched(
            r#"{"settings":{"stock_is_taken":"on_import","stock_may_go_negative":"no","add_inventory_details":true,
                "inventory_of_store":"43"}}"#,
        );
        let settings = &stock.settings;
        assert_eq!((settings.stock_is_taken, settings.stock_floor), (StockPolicy::OnImport, StockFloor::Zero));
        assert_eq!(
            (settings.item_details, settings.inventory_of_store),
            (ItemDetails::FromInventory, StoreId::new(43))
        );
        let security = patched(r#"{"settings":{"requires_second_factor":true,"session_idle_minutes":30}}"#);
        assert_eq!(security.settings.second_factor, SecondFactorPolicy::Required);
        assert_eq!(security.settings.session_idle_minutes(), 30);
        let blank = patched(
            r#"{"settings":{"store_url":null,"allow_http":null,"rate_limit":null,"notify_hosts":null,"default_checkout_data_fields":[]}}"#,
        );
        assert_eq!(blank.settings, Settings::default());
    }

    #[test]
    fn what_is_unknown_or_cannot_be_is_refused_by_name() {
        for (body, field) in [
            (r#"{"settings":{"time_zone":"UTC"}}"#, "settings.time_zone"),
            (r#"{"settings":{"timezone":"Mars/Olympus"}}"#, "settings.timezone"),
            (r#"{"settings":{"admin_email":"nobody"}}"#, "settings.admin_email"),
            (r#"{"timezone":"UTC"}"#, "timezone"),
            (r#"{"name":""}"#, "name"),
            (r#"{"name":null}"#, "name"),
            (r#"{"settings":{"rate_limit_bucket":0}}"#, "settings.rate_limit_bucket"),
            (r#"{"settings":{"rate_limit_bucket":10001}}"#, "settings.rate_limit_bucket"),
            (r#"{"settings":{"rate_limit_per_second":1.5}}"#, "settings.rate_limit_per_second"),
            (r#"{"settings":{"notify_hosts":"hooks.example.com"}}"#, "settings.notify_hosts"),
            (r#"{"settings":{"notify_hosts":[{}]}}"#, "settings.notify_hosts[0]"),
            (r#"{"settings":{"rate_limit":"perhaps"}}"#, "settings.rate_limit"),
            (r#"{"settings":{"max_rules":0}}"#, "settings.max_rules"),
            (r#"{"settings":{"stock_is_taken":"always"}}"#, "settings.stock_is_taken"),
            (r#"{"settings":{"stock_may_go_negative":"perhaps"}}"#, "settings.stock_may_go_negative"),
            (r#"{"settings":{"inventory_of_store":"Pier"}}"#, "settings.inventory_of_store"),
            (r#"{"settings":{"max_rules":10001}}"#, "settings.max_rules"),
            (r#"{"settings":{"posts_per_minute":60001}}"#, "settings.posts_per_minute"),
            (r#"{"settings":{"mails_per_day":0}}"#, "settings.mails_per_day"),
            (r#"{"settings":{"session_idle_minutes":14}}"#, "settings.session_idle_minutes"),
            (r#"{"settings":{"requires_second_factor":"perhaps"}}"#, "settings.requires_second_factor"),
            (r#"{"settings":{"default_checkout_data_fields":"a"}}"#, "settings.default_checkout_data_fields"),
        ] {
            let problems = read_patch(body).unwrap_err();
            assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1), "{body}");
        }
    }

    #[test]
    fn the_operator_locks_a_store_for_a_reason_and_a_store_can_not() {
        let read = |body| read_operator_patch(body).map(|(_, lock)| lock);
        assert_eq!(read(r#"{"state":"locked","why":" unpaid "}"#), Ok(Some(LockChange::Lock("unpaid".into()))));
        assert_eq!(read(r#"{"state":"active"}"#), Ok(Some(LockChange::Unlock)));
        let (patch, lock) = read_operator_patch(r#"{"name":"Pier","settings":{"max_rules":5}}"#).unwrap();
        assert_eq!((patch.name.as_deref(), patch.max_rules, lock), (Some("Pier"), Some(5), None));
        for (body, field) in [
            (r#"{"state":"locked"}"#, "why"),
            (r#"{"state":"closed"}"#, "state"),
            (r#"{"why":"unpaid"}"#, "why"),
            (r#"{"state":"active","timezone":"UTC"}"#, "timezone"),
        ] {
            let problems = read(body).unwrap_err();
            assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1), "{body}");
        }
        assert_eq!(read_patch(r#"{"state":"active"}"#).unwrap_err()[0].field, "state");
    }

    #[test]
    fn a_new_store_has_its_name_beside_its_settings_and_not_among_them() {
        let new = read_new(r#"{"name":" Harbor ","settings":{"timezone":"Europe/Berlin"}}"#).unwrap();
        assert_eq!((new.name.as_str(), new.settings.timezone.as_str()), ("Harbor", "Europe/Berlin"));
        assert_eq!(read_new(r#"{"name":"Harbor"}"#).unwrap().settings, Settings::default());
        let problems = read_new(r#"{"settings":{"timezone":"Europe/Berlin","name":"x"}}"#).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "settings.name"]);
    }
}
