//! What a form changes of the settings.

use domain::{Settings, StoreId};
use jiff::Timestamp;

use super::*;

fn store() -> Store {
    Store {
        id: StoreId::new(42).unwrap(),
        name: "Harbor".to_owned(),
        settings: Settings { notify_hosts: vec!["a.test".into(), "b.test".into()], ..Settings::default() },
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: Timestamp::UNIX_EPOCH,
    }
}

/// A form as the page of the store has it, with other values of some fields.
fn form(changes: &[(&str, &str)]) -> Form {
    let store = store();
    let mut sent = form_urlencoded::Serializer::new(String::new());
    for setting in &SETTINGS {
        let value = value(&store, setting.name);
        sent.append_pair(&format!("was-{}", setting.name), &value);
        let is_changed = changes.iter().any(|(name, _)| *name == setting.name);
        let is_sent = !matches!(setting.control, Control::Tick) || value == "yes";
        if is_sent && !is_changed {
            sent.append_pair(setting.name, &value.replace('\n', "\r\n"));
        }
    }
    sent.extend_pairs(changes);
    Form::read(sent.finish().as_bytes())
}

/// Catches a setting that is changed by saving a page on which nobody changed it.
#[test]
fn what_stays_as_it_was_is_not_changed() {
    assert_eq!(read(&form(&[]), &store()), (SettingsPatch::default(), vec![]));
    let renamed = Store { name: "Pier".to_owned(), ..store() };
    assert_eq!(read(&form(&[]), &renamed).0, SettingsPatch::default(), "somebody else renamed it meanwhile");
}

/// Catches a setting that the page shows and the form does not change.
#[test]
fn every_setting_can_be_changed_to_what_it_is_shown_as() {
    let others = [
        ("split_method", "remove"),
        ("stock_is_taken", "on_import"),
        ("admin_email", "desk@example.com"),
        ("store_email", "desk@example.com"),
        ("timezone", "Europe/Berlin"),
        ("notify_hosts", "c.test"),
        ("store_country", "US"),
        ("currency", "EUR"),
        ("date_format", "d.m.Y"),
        ("session_idle_minutes", "60"),
        ("name", "Pier"),
        ("store_url", "https://example.com"),
    ];
    for setting in &SETTINGS {
        let other = match setting.control {
            Control::Tick => yes_or_no(value(&store(), setting.name) == "no"),
            _ => others.iter().find(|(name, _)| *name == setting.name).map_or("2", |(_, other)| *other).to_owned(),
        };
        let mut patch = SettingsPatch::default();
        assert_eq!(set(&mut patch, setting.name, &other), None);
        assert_eq!(patch.check(), vec![], "{}", setting.name);
        let mut after = store();
        patch.apply(&mut after);
        assert_eq!(value(&after, setting.name), other, "{}", setting.name);
    }
}

#[test]
fn what_is_wrong_stands_at_its_field() {
    let (_, problems) = read(&form(&[("name", ""), ("posts_per_minute", "many"), ("timezone", "Mars")]), &store());
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["posts_per_minute", "name", "timezone"]);
    for (field, on_page) in [("settings.notify_hosts[3]", "notify_hosts"), ("rate_limit", "rate_limit_bucket")] {
        assert_eq!(at_its_field(Problem::new(field, "")).field, on_page);
    }
}
