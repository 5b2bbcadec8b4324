//! A second store like one that is there (accounts.md 6, orderdesk-app 9.1).
//!
//! What a store defines has ids of its own, by which its rules name it. A duplicate has the same things under the
//! same ids, so that what names them holds there too: no rule is written anew. It is somebody's only once all is
//! there. A crash before leaves a store that is nobody's, with which the same form goes on, adding what is missing.

mod left_out;

use std::collections::HashSet;

use domain::{
    Account, Beginning, Ceilings, CustomButton, CustomCss, CustomEvent, DocumentLinks, ExportTemplate, FolderColumns,
    ImportTemplate, MailTemplate, Permission, PrintTemplate, Rule, SavedView, Settings, Store, StoreId, Supplier,
    check_store_name,
};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::Definition;

use super::on_screen::{admit, check_may_begin, count, insert_once, key_of, sign};
use crate::accounts::{By, SealingKey, SignUpMode, audit};
use crate::{Desk, DeskError, custom_events, suppliers};

/// So many things are copied at once.
const MAX_AT_ONCE: usize = 16;

/// A store of more rules and definitions is not duplicated by a page: it would take longer than a page may.
const MAX_COPIED: usize = 4_000;

/// The key of links to documents has so many hexadecimal digits.
const LINK_KEY_LENGTH: usize = 32;

/// Which store is duplicated, and as what.
#[derive(Debug, Clone, Copy)]
pub struct NewDuplicate<'a> {
    /// The store.
    pub from: &'a Store,
    /// What the new one is called.
    pub name: &'a str,
    /// What tells a form that is sent twice: of the same store and the same name it makes one.
    pub once: &'a str,
}

/// What is copied of a store, beside its own row.
struct Parts {
    rules: Vec<Rule>,
    custom_events: Vec<CustomEvent>,
    custom_buttons: Vec<CustomButton>,
    mail_templates: Vec<MailTemplate>,
    print_templates: Vec<PrintTemplate>,
    import_templates: Vec<ImportTemplate>,
    export_templates: Vec<ExportTemplate>,
    suppliers: Vec<Supplier>,
    saved_views: Vec<SavedView>,
    columns: Vec<FolderColumns>,
    custom_css: CustomCss,
}

/// Makes a second store with the folders, settings, rules, templates, custom events and buttons, suppliers, and lists
/// of orders of one, owned by who asks for it; the page that welcomes says what it lacks. No order, no user, no key
/// and no secret is copied. A write for each thing, two for one with a name of its own, and as a store that is made.
pub async fn duplicate(
    desk: &Desk,
    keys: &SealingKey,
    person: &Account,
    new: NewDuplicate<'_>,
    (mode, by): (SignUpMode, &By),
    now: Timestamp,
) -> Result<Store, DeskError> {
    // All of that is shown to its owner.
    for permission in
        [Permission::ManageSettings, Permission::ManageRules, Permission::ManageTemplates, Permission::ManageSuppliers]
    {
        desk.needs(permission)?;
    }
    desk.needs_all_orders("A store is duplicated")?;
    let NewDuplicate { from, name, once } = new;
    from.state.check()?;
    if let Some(problem) = check_store_name(name) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    check_may_begin(desk, person.id, mode).await?;
    count(desk, person.id, now).await?;
    let parts = Box::pin(Parts::read(desk, from)).await?;
    let left_out = Box::pin(left_out::left_out(desk, from, &parts)).await?;
    let mut draft = draft(from, name, person, left_out, now)?;
    draft.settings.custom_css_digest = parts.custom_css.digest();
    let key = key_of(person.id, once, &format!("copy of {} {}", from.id, draft.name));
    let store = Box::pin(insert_once(desk, &draft, &key)).await?;
    if desk.table.user(store.id, person.id).await?.is_some() {
        // All of it is there, and maybe changed since.
        return Ok(store);
    }
    sign(desk, keys, store.id).await?;
    Box::pin(parts.copy(desk, &store, now)).await?;
    // What came before may be done once more after a crash; what comes now ends it.
    audit::append(desk, from.id, by, "store duplicated", &store.id.to_string(), vec![], now).await?;
    admit(desk, person, &store, "store made as a duplicate", by, now).await?;
    super::mail_link(desk, &store, now).await;
    Ok(store)
}

/// The store that is to be, without an id yet: with the folders of the other under their ids, and its settings but
/// for what is the other's alone.
fn draft(
    from: &Store,
    name: &str,
    person: &Account,
    left_out: Vec<String>,
    now: Timestamp,
) -> Result<Store, DeskError> {
    let before = &from.settings;
    // The operator raised the other's ceilings and not this one's; but for its rules, which are all copied.
    let ceilings = Ceilings { max_rules: before.ceilings.max_rules, ..Ceilings::default() };
    let is_covered = ceilings.rate_limit.covers(&before.rate_limit);
    let links = match &before.document_links {
        Some(links) => Some(DocumentLinks { key: secrets::random_hex(LINK_KEY_LENGTH)?, ..links.clone() }),
        None => None,
    };
    let settings = Settings {
        rate_limit: if is_covered { before.rate_limit } else { ceilings.rate_limit },
        ceilings,
        document_links: links,
        mail_sender: None,
        inventory_of_store: None,
        admin_email_confirmed: person.is_of(&before.admin_email) && person.email_confirmed_at.is_some(),
        beginning: Beginning { is_put_away: false, copy_of: Some(from.id), left_out, ..before.beginning.clone() },
        ..before.clone()
    };
    let name = name.trim().to_owned();
    Ok(Store { id: StoreId::default(), name, settings, rules_revision: 0, date_added: now, ..from.clone() })
}

impl Parts {
    async fn read(desk: &Desk, from: &Store) -> Result<Self, DeskError> {
        let (table, id) = (&desk.table, from.id);
        let folders = from.folders.iter().map(|folder| Some(folder.id)).chain([None]);
        let columns: Vec<_> = folders.collect();
        let columns = try_join_all(columns.into_iter().map(|folder| table.folder_columns(id, folder))).await?;
        let parts = Self {
            rules: table.rules(id).await?,
            custom_events: table.definitions(id).await?,
            custom_buttons: table.definitions(id).await?,
            mail_templates: table.definitions(id).await?,
            print_templates: table.definitions(id).await?,
            import_templates: table.definitions(id).await?,
            export_templates: table.definitions(id).await?,
            suppliers: table.definitions(id).await?,
            saved_views: table.definitions(id).await?,
            columns: columns.into_iter().flatten().collect(),
            custom_css: if from.settings.custom_css_digest.is_empty() {
                CustomCss::default()
            } else {
                table.custom_css(id).await?.0
            },
        };
        if parts.len() > MAX_COPIED {
            let message = format!("A store of more than {MAX_COPIED} rules and templates is not duplicated on screen");
            return Err(DeskError::Conflict(message));
        }
        Ok(parts)
    }

    fn len(&self) -> usize {
        let templates = self.mail_templates.len() + self.print_templates.len() + self.import_templates.len();
        let others = self.export_templates.len() + self.custom_events.len() + self.custom_buttons.len();
        self.rules.len() + templates + others + self.suppliers.len() + self.saved_views.len() + self.columns.len()
    }

    /// Puts all of it into the store, but for what is there already. What a schedule runs is planned last.
    async fn copy(&self, desk: &Desk, store: &Store, now: Timestamp) -> Result<(), DeskError> {
        copy_all(desk, store.id, &self.custom_events, now).await?;
        copy_all(desk, store.id, &self.custom_buttons, now).await?;
        copy_all(desk, store.id, &self.mail_templates, now).await?;
        copy_all(desk, store.id, &self.print_templates, now).await?;
        // An address for mails leads to one template of one store.
        let import_templates: Vec<_> =
            self.import_templates.iter().map(|it| ImportTemplate { mail: None, ..it.clone() }).collect();
        copy_all(desk, store.id, &import_templates, now).await?;
        // Where files go by themselves, those of two stores would meet.
        let export_templates: Vec<_> =
            self.export_templates.iter().map(|it| ExportTemplate { schedule: None, ..it.clone() }).collect();
        copy_all(desk, store.id, &export_templates, now).await?;
        copy_all(desk, store.id, &self.suppliers, now).await?;
        copy_all(desk, store.id, &self.saved_views, now).await?;
        for columns in &self.columns {
            desk.table.put_folder_columns(store.id, columns).await?;
        }
        if !store.settings.custom_css_digest.is_empty() {
            desk.table.put_custom_css(store.id, &self.custom_css).await?;
        }
        self.copy_rules(desk, store.id, now).await?;
        for event in &self.custom_events {
            custom_events::plan_next(desk, store, event, now).await?;
        }
        if !self.suppliers.is_empty() {
            suppliers::plan_summary(desk, store, now).await?;
        }
        Ok(())
    }

    async fn copy_rules(&self, desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<(), DeskError> {
        let there: HashSet<String> = desk.table.rules(store_id).await?.into_iter().map(|rule| rule.id).collect();
        let missing: Vec<&Rule> = self.rules.iter().filter(|rule| !there.contains(&rule.id)).collect();
        for rules in missing.chunks(MAX_AT_ONCE) {
            try_join_all(rules.iter().map(|rule| desk.table.copy_rule(store_id, rule, now))).await?;
        }
        Ok(desk.table.count_copied_rules(store_id, self.rules.len(), now).await?)
    }
}

/// Puts definitions under their ids into a store, but for those that are there.
async fn copy_all<D: Definition>(desk: &Desk, store_id: StoreId, all: &[D], now: Timestamp) -> Result<(), DeskError> {
    if all.is_empty() {
        return Ok(());
    }
    let there = desk.table.definitions::<D>(store_id).await?;
    let there: HashSet<&str> = there.iter().map(Definition::id).collect();
    let missing: Vec<&D> = all.iter().filter(|it| !there.contains(it.id())).collect();
    for some in missing.chunks(MAX_AT_ONCE) {
        try_join_all(some.iter().map(|it| desk.table.insert_definition(store_id, *it, None, now))).await?;
    }
    Ok(())
}
