//! The settings of a store, as far as it sets them itself.

mod reading;

use askama::Template;
use desk::accounts::{self, audit};
use desk::{DeskError, stores};
use domain::{
    AuditChange, ItemDetails, MAX_MAILS_PER_DAY, MAX_MAX_RULES, MAX_POSTS_PER_MINUTE, MAX_RATE_LIMIT_BUCKET,
    MAX_RATE_LIMIT_PER_SECOND, Problem, SecondFactorPolicy, SettingsPatch, SplitMethod, StockFloor, StockPolicy, Store,
    check_session_idle,
};
use http::{ApiReply, Failure};
use table::StoreOfAccount;

use self::reading::{at_its_field, lines, number, taken, yes_or_no};
use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, grouped};
use crate::view::{Choice, Field, Shown, Times};
use crate::visit::Member;

#[derive(Template)]
#[template(path = "settings/store.html")]
struct SettingsPage {
    frame: Frame,
    store_id: String,
    groups: Vec<Group>,
    /// What time it is by the store's clock.
    clock: String,
    /// Whether somebody is to be mailed of incidents.
    has_admin: bool,
    is_confirmed: bool,
    ceilings: String,
    problems: Vec<Shown>,
}

/// Settings that stand together.
struct Group {
    label: &'static str,
    entries: Vec<Entry>,
}

/// A setting as the page shows it.
struct Entry {
    field: Field,
    /// What it was when the page was made. What still is that is not changed, whoever else changed it meanwhile.
    was: String,
    /// `line`, `lines`, `tick` or `choice`.
    control: &'static str,
    more: &'static str,
    choices: Vec<Choice>,
}

/// A setting that a store sets itself.
struct Setting {
    group: &'static str,
    /// Its name in forms and in the audit; where it has one there, as the API has it.
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    control: Control,
}

/// How a setting is entered.
#[derive(Clone, Copy)]
enum Control {
    /// In a line; with what says how it is typed.
    Line(&'static str),
    /// In lines of which each is an entry.
    Lines,
    /// By a box that is ticked.
    Tick,
    /// By one of these values.
    Choice(&'static [(&'static str, &'static str)]),
}

const STORE: &str = "Store Details";
const NOTICES: &str = "Notices";
const ORDERS: &str = "Orders";
const INVENTORY: &str = "Inventory";
const SECURITY: &str = "Security";
const LIMITS: &str = "Limits";

const GROUPS: [&str; 6] = [STORE, NOTICES, ORDERS, INVENTORY, SECURITY, LIMITS];

const NUMBER: Control = Control::Line("type=\"number\" min=\"1\" step=\"1\" inputmode=\"numeric\" required");
const EMAIL: Control = Control::Line("type=\"email\" maxlength=\"254\" autocomplete=\"off\"");
const SPLIT: &[(&str, &str)] =
    &[("keep", "The new order has the checkout data and metadata too"), ("remove", "The new order has none of them")];
const STOCK: &[(&str, &str)] = &[
    ("never", "Never"),
    ("by_rule", "By rules alone"),
    ("on_import", "When an order comes"),
    ("on_shipment", "When it is shipped"),
];
const NOTICE_HINT: &str = "Who is mailed when appointments fail for good or a rule is switched off. Another address \
                           gets a link first, by which it is confirmed.";
const CURRENCY_HINT: &str = "Its code, such as USD: mails and documents write amounts with its sign.";
const DATES_HINT: &str = "In PHP's letters, such as d.m.Y; m/d/Y where it is blank.";
const IDLE: Control =
    Control::Line("type=\"number\" min=\"15\" max=\"43200\" step=\"1\" inputmode=\"numeric\" required");
const IDLE_HINT: &str = "From 15 to 43,200, which is thirty days. Of who opens several stores the shortest counts.";
const FACTOR_HINT: &str = "Who has none sets one up before anything else in this store.";
const HOSTS_HINT: &str = "One in a line, *.example.com for all names below one. Any public host where it is blank.";

const SETTINGS: [Setting; 22] = [
    setting(STORE, "name", "Store name", "", Control::Line("required maxlength=\"200\"")),
    setting(STORE, "store_email", "E-mail", "The store's own.", EMAIL),
    setting(STORE, "store_url", "Web site", "", Control::Line("maxlength=\"500\" autocomplete=\"off\"")),
    setting(STORE, "store_country", "Country", "Its code, such as US.", Control::Line("maxlength=\"500\"")),
    setting(
        STORE,
        "timezone",
        "Time zone",
        "Such as America/Chicago; UTC where it is blank.",
        Control::Line("maxlength=\"500\""),
    ),
    setting(STORE, "currency", "Currency", CURRENCY_HINT, Control::Line("maxlength=\"3\" autocomplete=\"off\"")),
    setting(STORE, "date_format", "Dates in mails and documents", DATES_HINT, Control::Line("maxlength=\"40\"")),
    setting(NOTICES, "admin_email", "Mail notices to", NOTICE_HINT, EMAIL),
    setting(ORDERS, "split_method", "When an order is split", "", Control::Choice(SPLIT)),
    setting(ORDERS, "notify_hosts", "Hosts that may be told of shipments", HOSTS_HINT, Control::Lines),
    setting(
        ORDERS,
        "allow_http",
        "Posts may go to http:// addresses",
        "They are not encrypted on their way.",
        Control::Tick,
    ),
    setting(ORDERS, "one_connection_per_cart", "At most one connection to a shop of each cart", "", Control::Tick),
    setting(INVENTORY, "stock_is_taken", "Stock is taken for orders", "", Control::Choice(STOCK)),
    setting(
        INVENTORY,
        "stock_may_go_negative",
        "Stock may go below zero",
        "More may be sold than there is.",
        Control::Tick,
    ),
    setting(
        INVENTORY,
        "add_inventory_details",
        "The inventory fills in what items of new orders leave out",
        "",
        Control::Tick,
    ),
    setting(SECURITY, "requires_second_factor", "Users need a second factor", FACTOR_HINT, Control::Tick),
    setting(SECURITY, "session_idle_minutes", "Minutes without a page until users are signed out", IDLE_HINT, IDLE),
    setting(LIMITS, "max_rules", "Rules", "", NUMBER),
    setting(LIMITS, "posts_per_minute", "Posts a minute", "", NUMBER),
    setting(LIMITS, "mails_per_day", "Mails of orders a day", "", NUMBER),
    setting(LIMITS, "rate_limit_bucket", "Calls of the API at once", "", NUMBER),
    setting(LIMITS, "rate_limit_per_second", "Calls of the API a second", "", NUMBER),
];

const fn setting(
    group: &'static str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    control: Control,
) -> Setting {
    Setting { group, name, label, hint, control }
}

impl Setting {
    /// What the form says of it, in the words of [`value`].
    fn entered(&self, form: &Form) -> String {
        match self.control {
            Control::Tick => yes_or_no(form.has(self.name)),
            Control::Lines => lines(form.text(self.name)),
            Control::Line(_) | Control::Choice(_) => form.text(self.name).to_owned(),
        }
    }

    /// What it was when the page of the form was made.
    fn before(&self, form: &Form, store: &Store) -> String {
        let was = format!("was-{}", self.name);
        match self.control {
            _ if !form.has(&was) => value(store, self.name),
            Control::Lines => lines(form.text(&was)),
            Control::Tick | Control::Line(_) | Control::Choice(_) => form.text(&was).to_owned(),
        }
    }

    fn entry(&self, value: String, was: String, problems: &[Problem]) -> Entry {
        let (control, more, choices) = match self.control {
            Control::Line(more) => ("line", more, vec![]),
            Control::Lines => ("lines", "", vec![]),
            Control::Tick => ("tick", "", vec![]),
            Control::Choice(choices) => {
                let choice = |(name, label): &(&str, &str)| Choice::new(*name, *label, *name == value);
                ("choice", "", choices.iter().map(choice).collect())
            }
        };
        let field = Field::new(self.name, self.label, value).hint(self.hint).with(problems);
        Entry { field, was, control, more, choices }
    }
}

/// `GET …/settings`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    answer::page(200, &page(member, None, &[]).await?)
}

/// `POST …/settings`.
pub(super) async fn change(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    if form.text("action") == "confirm" {
        return mail_confirmation(member, &form).await;
    }
    let (patch, mut problems) = read(&form, &member.store);
    if problems.is_empty() {
        match save(member, &patch).await {
            Ok(()) => return Ok(member.done(&form, "settings", "settings")),
            Err(error) => problems = problems_of(error)?,
        }
    }
    let problems: Vec<Problem> = problems.into_iter().map(at_its_field).collect();
    answer::page(422, &page(member, Some(&form), &problems).await?)
}

/// What a form changes, and what is wrong with that.
fn read(form: &Form, store: &Store) -> (SettingsPatch, Vec<Problem>) {
    let (mut patch, mut problems) = (SettingsPatch::default(), vec![]);
    for setting in &SETTINGS {
        let entered = setting.entered(form);
        if entered != setting.before(form, store) {
            problems.extend(set(&mut patch, setting.name, &entered));
        }
    }
    problems.extend(patch.check());
    (patch, problems)
}

/// Changes what differs, with a line of the audit behind it.
async fn save(member: &Member<'_>, patch: &SettingsPatch) -> Result<(), DeskError> {
    let (desk, before) = (member.desk(), &member.store);
    if *patch == SettingsPatch::default() {
        return Ok(());
    }
    let after = Box::pin(stores::change_settings(desk, before.id, patch, stores::By::Store, member.now())).await?;
    let change = |setting: &Setting| {
        AuditChange::between(setting.name, &value(before, setting.name), &value(&after, setting.name))
    };
    let changes: Vec<AuditChange> = SETTINGS.iter().filter_map(change).collect();
    if after.name != before.name {
        rename(member, &after).await?;
    }
    let by = member.by();
    audit::append(desk, before.id, &by, "settings changed", "", changes, member.now()).await
}

/// Has the lists of stores that its users see call the store by its name of now.
async fn rename(member: &Member<'_>, after: &Store) -> Result<(), DeskError> {
    // It follows of the new name, whether or not who gave it may look at the users.
    let desk = &member.app().desk;
    let listed = StoreOfAccount { store_id: after.id, name: member.store.name.clone(), used_at: None };
    for user in accounts::users::list(desk, after.id).await? {
        accounts::repair_store_name(desk, &listed, after, user.account_id).await?;
    }
    Ok(())
}

/// Mails the link once more by which the address for notices is confirmed: to name the same address again does that.
async fn mail_confirmation(member: &Member<'_>, form: &Form) -> Result<ApiReply, Failure> {
    let (app, store) = (member.app(), &member.store);
    let texts = vec![("admin_email", store.settings.admin_email.clone())];
    let patch = SettingsPatch { texts, ..SettingsPatch::default() };
    let named = stores::change_settings(&app.desk, store.id, &patch, stores::By::Store, member.now());
    Box::pin(named).await?;
    Ok(member.done(form, "settings", "link-mailed"))
}

/// The page; with what a form says that was refused.
async fn page(member: &Member<'_>, form: Option<&Form>, problems: &[Problem]) -> Result<SettingsPage, Failure> {
    let (store, settings) = (&member.store, &member.store.settings);
    let entry = |setting: &Setting| {
        let entered = form.map_or_else(|| value(store, setting.name), |form| setting.entered(form));
        let was = form.map_or_else(|| value(store, setting.name), |form| setting.before(form, store));
        setting.entry(entered, was, problems)
    };
    let group = |label: &&'static str| {
        let entries = SETTINGS.iter().filter(|setting| setting.group == *label).map(entry).collect();
        Group { label, entries }
    };
    let groups: Vec<Group> = GROUPS.iter().map(group).collect();
    let fields: Vec<&Field> = groups.iter().flat_map(|group| &group.entries).map(|entry| &entry.field).collect();
    let problems = Shown::all(problems, &fields);
    Ok(SettingsPage {
        frame: Frame::of(member, "Store Settings", None).await?,
        store_id: store.id.to_string(),
        groups,
        clock: Times::of(store, member.now()).when(member.now()).text,
        has_admin: !settings.admin_email.is_empty(),
        is_confirmed: settings.admin_email_confirmed,
        ceilings: ceilings(store),
        problems,
    })
}

/// How far the operator lets the store go, in a sentence.
fn ceilings(store: &Store) -> String {
    let ceilings = &store.settings.ceilings;
    let number = |number: u32| usize::try_from(number).map(grouped).unwrap_or_default();
    format!(
        "Whoever runs the desk lets this store have {} rules, {} posts a minute, {} mails of orders a day, and \
         {} calls of the API at once, {} a second; less you can choose here.",
        number(ceilings.max_rules),
        number(ceilings.posts_per_minute),
        number(ceilings.mails_per_day),
        number(ceilings.rate_limit.bucket),
        number(ceilings.rate_limit.per_second),
    )
}

/// What a setting of the store is, in a word or a line.
fn value(store: &Store, name: &str) -> String {
    let settings = &store.settings;
    match name {
        "name" => store.name.clone(),
        "store_email" => settings.store_email.clone(),
        "store_url" => settings.store_url.clone(),
        "store_country" => settings.store_country.clone(),
        "timezone" => settings.timezone.clone(),
        "currency" => settings.currency.clone(),
        "date_format" => settings.date_format.clone(),
        "admin_email" => settings.admin_email.clone(),
        "split_method" => settings.split_method.name().to_owned(),
        "notify_hosts" => settings.notify_hosts.join("\n"),
        "allow_http" => yes_or_no(settings.allow_http),
        "one_connection_per_cart" => yes_or_no(settings.one_connection_per_cart),
        "stock_is_taken" => settings.stock_is_taken.name().to_owned(),
        "stock_may_go_negative" => yes_or_no(settings.stock_floor == StockFloor::None),
        "add_inventory_details" => yes_or_no(settings.item_details == ItemDetails::FromInventory),
        "requires_second_factor" => yes_or_no(settings.second_factor == SecondFactorPolicy::Required),
        "session_idle_minutes" => settings.session_idle_minutes().to_string(),
        "max_rules" => settings.max_rules().to_string(),
        "posts_per_minute" => settings.posts_per_minute().to_string(),
        "mails_per_day" => settings.mails_per_day().to_string(),
        "rate_limit_bucket" => settings.rate_limit.bucket.to_string(),
        "rate_limit_per_second" => settings.rate_limit.per_second.to_string(),
        _ => String::new(),
    }
}

/// Has the patch make a setting what the text says; what is wrong with that, of a number.
fn set(patch: &mut SettingsPatch, name: &'static str, text: &str) -> Option<Problem> {
    let is_on = text == "yes";
    match name {
        "name" => patch.name = Some(text.to_owned()),
        "split_method" => patch.split_method = SplitMethod::named(text),
        "notify_hosts" => patch.notify_hosts = Some(text.lines().map(str::to_owned).collect()),
        "allow_http" => patch.allow_http = Some(is_on),
        "one_connection_per_cart" => patch.one_connection_per_cart = Some(is_on),
        "stock_is_taken" => patch.stock_is_taken = StockPolicy::named(text),
        "stock_may_go_negative" => patch.stock_floor = Some(if is_on { StockFloor::None } else { StockFloor::Zero }),
        "add_inventory_details" => {
            patch.item_details = Some(if is_on { ItemDetails::FromInventory } else { ItemDetails::AsTheyCome });
        }
        "requires_second_factor" => {
            let policy = if is_on { SecondFactorPolicy::Required } else { SecondFactorPolicy::Optional };
            patch.second_factor = Some(policy);
        }
        "session_idle_minutes" => {
            return taken(check_session_idle(name, text.parse().unwrap_or_default()), &mut patch.session_idle_minutes);
        }
        "max_rules" => return number(name, text, MAX_MAX_RULES, &mut patch.max_rules),
        "posts_per_minute" => return number(name, text, MAX_POSTS_PER_MINUTE, &mut patch.posts_per_minute),
        "mails_per_day" => return number(name, text, MAX_MAILS_PER_DAY, &mut patch.mails_per_day),
        "rate_limit_bucket" => return number(name, text, MAX_RATE_LIMIT_BUCKET, &mut patch.rate_limit_bucket),
        "rate_limit_per_second" => {
            return number(name, text, MAX_RATE_LIMIT_PER_SECOND, &mut patch.rate_limit_per_second);
        }
        _ => patch.texts.push((name, text.to_owned())),
    }
    None
}

#[cfg(test)]
mod tests;
