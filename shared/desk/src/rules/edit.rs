//! Adding, replacing and removing the rules of a store.

use domain::{
    Action, CustomButton, CustomEvent, Event, IdempotencyKey, MAX_ACTIONS, MAX_RULES_BYTES, MailKind, MailTemplate,
    NewRule, Permission, PostHeader, PrintTemplate, Problem, Rule, Store, StoreId, Supplier,
};
use guard::{Guard, host_of};
use jiff::Timestamp;
use table::{Found, Outcome, Relation};

use crate::orders::Expected;
use crate::{Desk, DeskError, kept_secrets, links, stores};

/// A rule's id has ten to twelve digits.
const IDS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

/// How many ids are tried for a new rule.
const TRIES: u32 = 8;

const RULE: &str = "Rule";

/// What became of the creation of a rule.
#[derive(Debug)]
pub enum RuleCreation {
    /// It is there, made by the same creation before, or now; and its version.
    Made(Rule, u64),
    /// The idempotency key was sent before with another body, of which the rule of this id was made.
    OfAnotherBody(String),
}

/// The rules of a store in the sequence they run.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Rule>, DeskError> {
    desk.needs_any(Permission::ManageRules, &[Permission::PublishRules])?;
    Ok(desk.table.rules(store_id).await?)
}

/// The rule of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, rule_id: &str) -> Result<(Rule, u64), DeskError> {
    desk.needs_any(Permission::ManageRules, &[Permission::PublishRules])?;
    desk.table.rule(store_id, rule_id).await?.ok_or(DeskError::NotFound(RULE))
}

/// Adds a rule; without a position it runs last. Every address it calls must be one that may be called. Sent twice with
/// one idempotency key it is one rule, whose id follows from the key; one that was removed since is made anew.
pub async fn add(
    desk: &Desk,
    guard: &Guard,
    store_id: StoreId,
    new: NewRule,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<RuleCreation, DeskError> {
    desk.needs(Permission::ManageRules)?;
    // A rule may send any order anywhere.
    desk.needs_whole_orders("A rule is written")?;
    let store = stores::find(desk, store_id).await?;
    check_event(desk, store_id, &new).await?;
    let rules = list(desk, store_id).await?;
    let missing = missing(desk, store_id, &new).await?;
    let last = rules.iter().map(|rule| rule.position).max().unwrap_or_default();
    let max = store.settings.max_rules();
    for probe in 0..TRIES {
        let place = format!("rule of {store_id}");
        let id = sent.map_or_else(|| desk.chance.within(IDS), |sent| sent.id_within(IDS, &place, probe));
        let rule = new.clone().added(id.to_string(), last.saturating_add(1));
        check_published(desk, [&rule])?;
        check_room(bytes_of_others(&rules, &rule.id), &rule, 0)?;
        check(guard, &store, &rule, &missing)?;
        match desk.table.insert_rule(store_id, &rule, sent, usize::try_from(max).unwrap_or(usize::MAX), now).await? {
            Outcome::Done(store) => {
                let problems = store.map(|store| rules::check(&rule, &store.folders)).unwrap_or_default();
                if problems.is_empty() {
                    return Ok(RuleCreation::Made(rule, 1));
                }
                // A folder was removed meanwhile, by somebody who could not see the rule yet.
                let _ = desk.table.remove_rule(store_id, &rule.id).await?;
                return Err(DeskError::Invalid(problems));
            }
            Outcome::Unchanged(Found { value, version, relation: Relation::Same }) => {
                return Ok(RuleCreation::Made(value, version));
            }
            Outcome::Unchanged(Found { value, relation: Relation::OtherBody, .. }) => {
                return Ok(RuleCreation::OfAnotherBody(value.id));
            }
            Outcome::Unchanged(Found { relation: Relation::Other, .. }) => {}
            Outcome::Refused(_) => {
                return Err(DeskError::Conflict(format!("This store has at most {max} rules")));
            }
            Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(RULE)),
        }
    }
    Err(DeskError::TryAgain("No free rule id was found; nothing was made, try again"))
}

/// Replaces the rule that was found as a whole, where it is the expected version; its id stays, and its position and
/// whether it is enabled where the new one does not say. One that was removed meanwhile stays so.
pub async fn replace(
    desk: &Desk,
    guard: &Guard,
    store_id: StoreId,
    found: &(Rule, u64),
    new: &NewRule,
    expected: &Expected,
    now: Timestamp,
) -> Result<(Rule, u64), DeskError> {
    desk.needs(Permission::ManageRules)?;
    // A rule may send any order anywhere.
    desk.needs_whole_orders("A rule is written")?;
    let store = stores::find(desk, store_id).await?;
    check_event(desk, store_id, new).await?;
    let others = bytes_of_others(&list(desk, store_id).await?, &found.0.id);
    let missing = missing(desk, store_id, new).await?;
    let replaced = desk.table.change_rule(store_id, found, now, |before, version| {
        expected.check("rule", version)?;
        let rule = new.clone().replacing(before);
        check_published(desk, [before, &rule])?;
        check_room(others, &rule, before.bytes())?;
        check(guard, &store, &rule, &missing)?;
        Ok((rule, before.clone()))
    });
    let (rule, version, before, store) = match replaced.await? {
        Outcome::Done(changed) => changed,
        Outcome::Refused(error) => return Err(error),
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(RULE)),
    };
    let problems = store.map(|store| rules::check(&rule, &store.folders)).unwrap_or_default();
    if problems.is_empty() {
        return Ok((rule, version));
    }
    // A folder was removed meanwhile, by somebody who saw the rule as it was: so it becomes that again.
    let back = |_: &Rule, present: u64| if present == version { Ok((before.clone(), rule.clone())) } else { Err(()) };
    let _ = desk.table.change_rule(store_id, &(rule.clone(), version), now, back).await?;
    Err(DeskError::Invalid(problems))
}

/// Removes a rule.
pub async fn remove(desk: &Desk, store_id: StoreId, rule_id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageRules)?;
    let found = find(desk, store_id, rule_id).await;
    check_published(desk, found.iter().map(|(rule, _)| rule))?;
    // Also where it is gone: a removal that crashed in between may not have made that known.
    let _ = desk.table.remove_rule(store_id, rule_id).await?;
    match found {
        // One that can't be read was there, and is not any more.
        Err(DeskError::Table(error)) if error.is_unreadable() => Ok(()),
        found => found.map(|_| ()),
    }
}

/// Checks that whoever works here may change rules that run: who writes drafts alone changes those that are switched off.
fn check_published<'a>(desk: &Desk, rules: impl IntoIterator<Item = &'a Rule>) -> Result<(), DeskError> {
    if rules.into_iter().any(|rule| rule.enabled) { desk.needs(Permission::PublishRules) } else { Ok(()) }
}

/// How many bytes a store's rules have together, but for the one of this id.
fn bytes_of_others(rules: &[Rule], id: &str) -> usize {
    rules.iter().filter(|rule| rule.id != id).map(Rule::bytes).fold(0, usize::saturating_add)
}

/// A conflict where the store's rules would be more than they may together. One that becomes smaller than it was
/// (`before`) is always taken.
fn check_room(others: usize, rule: &Rule, before: usize) -> Result<(), DeskError> {
    let bytes = rule.bytes();
    let together = others.saturating_add(bytes);
    if together <= MAX_RULES_BYTES || bytes < before {
        return Ok(());
    }
    Err(DeskError::Conflict(format!(
        "The rules of a store have at most {MAX_RULES_BYTES} bytes together, and would have {together}"
    )))
}

/// Checks that the custom events, the custom button and the suppliers that a rule names are there; others are read nothing
/// for.
async fn check_event(desk: &Desk, store_id: StoreId, new: &NewRule) -> Result<(), DeskError> {
    let (table, id) = (&desk.table, &*new.event_id);
    let is_there = match new.event {
        _ if id.is_empty() => true,
        Event::CustomEvent => table.definition::<CustomEvent>(store_id, id).await?.is_some(),
        Event::CustomButton => table.definition::<CustomButton>(store_id, id).await?.is_some(),
        _ => true,
    };
    if !is_there {
        let title = new.event.title().to_lowercase();
        return Err(DeskError::invalid("event_id", format!("there is no {title} {id}")));
    }
    for (index, action) in new.actions.iter().take(MAX_ACTIONS).enumerate() {
        if let Action::AssignSupplier { supplier_id } | Action::SubmitOrder { supplier_id } = action
            && table.definition::<Supplier>(store_id, supplier_id).await?.is_none()
        {
            let field = format!("actions[{index}].supplier_id");
            return Err(DeskError::invalid(&field, format!("there is no supplier {supplier_id}")));
        }
        if let Action::RunCustomEvent { event_id } = action
            && table.definition::<CustomEvent>(store_id, event_id).await?.is_none()
        {
            let field = format!("actions[{index}].event_id");
            return Err(DeskError::invalid(&field, format!("there is no custom event {event_id}")));
        }
    }
    Ok(())
}

fn check(guard: &Guard, store: &Store, rule: &Rule, missing: &[Problem]) -> Result<(), DeskError> {
    let mut problems = rules::check(rule, &store.folders);
    problems.extend_from_slice(missing);
    problems.extend(forbidden_addresses(guard, store, rule));
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// What the rule names and the store has not.
async fn missing(desk: &Desk, store_id: StoreId, rule: &NewRule) -> Result<Vec<Problem>, DeskError> {
    let mut problems = missing_secrets(desk, store_id, rule).await?;
    problems.extend(missing_links(desk, store_id, rule).await?);
    problems.extend(missing_templates(desk, store_id, rule).await?);
    problems.extend(missing_print_templates(desk, store_id, rule).await?);
    Ok(problems)
}

/// Print templates that the rule names, and that are not there. Looked at again at each document.
async fn missing_print_templates(desk: &Desk, store_id: StoreId, rule: &NewRule) -> Result<Vec<Problem>, DeskError> {
    let mut problems = vec![];
    for (at, action) in rule.actions.iter().take(MAX_ACTIONS).enumerate() {
        let (Action::CreatePdf { template_id } | Action::SetCheckoutDataReceiptUrl { template_id, .. }) = action else {
            continue;
        };
        if !template_id.is_empty() && desk.table.definition::<PrintTemplate>(store_id, template_id).await?.is_none() {
            let problem = format!("there is no print template {template_id}");
            problems.push(Problem::new(format!("actions[{at}].template_id"), problem));
        }
    }
    Ok(problems)
}

/// Mail templates that the rule sends, and that are not there or of another kind. Looked at again at each mail.
async fn missing_templates(desk: &Desk, store_id: StoreId, rule: &NewRule) -> Result<Vec<Problem>, DeskError> {
    let mut problems = vec![];
    for (at, action) in rule.actions.iter().take(MAX_ACTIONS).enumerate() {
        let (template_id, kinds) = match action {
            Action::SendAdminEmail { template_id } => (template_id, &[MailKind::Admin][..]),
            Action::SendCustomerEmail { template_id } => (template_id, &[MailKind::Customer, MailKind::Shipment][..]),
            Action::SendDropshipEmail { template_id, .. } => (template_id, &[MailKind::Dropship][..]),
            _ => continue,
        };
        // What is missing is said already.
        if template_id.is_empty() {
            continue;
        }
        let wrong = match desk.table.definition::<MailTemplate>(store_id, template_id).await? {
            None => format!("there is no mail template {template_id}"),
            Some((template, _)) if !kinds.contains(&template.kind) => {
                let fitting = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
                format!("mail template {template_id} is of the kind {}, and must be {fitting}", template.kind.name())
            }
            Some(_) => continue,
        };
        problems.push(Problem::new(format!("actions[{at}].template_id"), wrong));
    }
    Ok(problems)
}

/// Stores that the rule sends orders to, and the store is not linked with. Looked at again for each order.
async fn missing_links(desk: &Desk, store_id: StoreId, rule: &NewRule) -> Result<Vec<Problem>, DeskError> {
    let mut problems = vec![];
    for (at, action) in rule.actions.iter().take(MAX_ACTIONS).enumerate() {
        let (Action::CopyOrder { store_id: other, .. } | Action::MoveOrder { store_id: other, .. }) = action else {
            continue;
        };
        if !links::stands(desk, store_id, *other).await? {
            problems.push(Problem::new(format!("actions[{at}].store_id"), links::NOT_LINKED));
        }
    }
    Ok(problems)
}

/// Secrets that headers of the rule's posts name and the store has not, or not for where they go. Looked at again at each
/// post.
async fn missing_secrets(desk: &Desk, store_id: StoreId, rule: &NewRule) -> Result<Vec<Problem>, DeskError> {
    let named = rule.actions.iter().enumerate().flat_map(|(at, action)| match action {
        Action::PostOrderJson { url, headers, .. } => {
            headers.iter().enumerate().map(|(index, header)| (at, index, url, header)).collect()
        }
        _ => vec![],
    });
    let named: Vec<_> = named.filter(|(.., header)| !header.secret.is_empty()).collect();
    if named.is_empty() {
        return Ok(vec![]);
    }
    let kept = desk.table.store_secrets(store_id).await?.unwrap_or_default().secrets;
    let problem = |(at, index, url, header): (usize, usize, &String, &PostHeader)| {
        let message = kept_secrets::missing(&kept, &header.secret, &host_of(url).unwrap_or_default())?;
        Some(Problem::new(format!("actions[{at}].headers[{index}].secret"), message))
    };
    Ok(named.into_iter().filter_map(problem).collect())
}

/// Addresses the rule posts to and nobody may call. Checked again, after the name was looked up, whenever a post is made.
fn forbidden_addresses(guard: &Guard, store: &Store, rule: &Rule) -> Vec<Problem> {
    let check = |(index, action): (usize, &Action)| {
        let Action::PostOrderJson { url, .. } = action else { return None };
        let refused = guard.check_url(url, crate::schemes_of(&store.settings)).err()?;
        Some(Problem::new(format!("actions[{index}].url"), refused.to_string()))
    };
    rule.actions.iter().enumerate().filter_map(check).collect()
}
