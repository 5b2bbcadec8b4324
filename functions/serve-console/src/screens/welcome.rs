//! The page that welcomes: what a new store needs, what of it is done, and an order to try it with.

use askama::Template;
use desk::stores::welcome::{self, Step, WelcomeChange};
use domain::{Business, IdempotencyKey, Permission, body_digest};
use http::{ApiReply, Failure};

use super::order_edits::once;
use crate::answer;
use crate::frame::Frame;
use crate::view::Choice;
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "welcome/show.html")]
struct WelcomePage {
    frame: Frame,
    steps: Vec<StepRow>,
    /// How many of them are done.
    done: usize,
    businesses: Vec<Choice>,
    is_put_away: bool,
    /// What this store lacks of the one that it is a duplicate of.
    left_out: Vec<String>,
}

/// A step on the way to a store that works.
struct StepRow {
    title: &'static str,
    text: &'static str,
    is_done: bool,
    /// Where it is done; blank where it is done by the API, or the user may not.
    address: String,
    link: &'static str,
    /// The call of the API that does it; blank where a page does.
    by_api: &'static str,
    /// What tells the form of a test order, where the step has one; blank otherwise.
    once: String,
}

/// How a step is shown and where it is done.
struct Words {
    title: &'static str,
    text: &'static str,
    /// The path of its page in the store, and what the link there says.
    page: Option<(&'static str, &'static str, Permission)>,
    by_api: &'static str,
}

/// `GET …/welcome`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let beginning = &member.store.settings.beginning;
    let steps = Box::pin(welcome::steps(member.desk(), &member.store)).await?;
    let choice = |it: &Business| Choice::new(it.name(), it.label(), *it == beginning.business);
    let page = WelcomePage {
        frame: Frame::of(member, "Welcome", None).await?,
        done: steps.iter().filter(|(_, is_done)| *is_done).count(),
        steps: steps.iter().map(|(step, is_done)| row(member, *step, *is_done)).collect(),
        businesses: Business::ALL.iter().map(choice).collect(),
        is_put_away: beginning.is_put_away,
        left_out: beginning.left_out.clone(),
    };
    answer::page(200, &page)
}

/// `POST …/welcome`.
pub(super) async fn change(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let (change, done) = match (form.text("action"), Business::named(form.text("business"))) {
        ("away", _) => (WelcomeChange::PutAway, "welcome-away"),
        (_, Some(business)) => (WelcomeChange::Business(business), "business-saved"),
        (_, None) => return Ok(ApiReply::see_other(&member.path("welcome"))),
    };
    Box::pin(welcome::change(member.desk(), member.store.id, change)).await?;
    let is_away = change == WelcomeChange::PutAway && member.may(Permission::ViewDashboard);
    let place = if is_away { member.path("") } else { member.path("welcome") };
    Ok(ApiReply::see_other(&with_query(&place, &[("done", done)])))
}

/// `POST …/welcome/test-order`: leads to the order.
pub(super) async fn make_test_order(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (form, actor) = (member.visit().form(), member.actor());
    let digest = body_digest("test order");
    let sent = once(&form).map(|key| IdempotencyKey { key, body_digest: &digest });
    let made = welcome::make_test_order(member.desk(), &member.store, sent, &actor, member.now());
    Ok(member.to_order(Box::pin(made).await?, "test-ordered"))
}

fn row(member: &Member<'_>, step: Step, is_done: bool) -> StepRow {
    let Words { title, text, page, by_api } = words(step);
    let page = page.filter(|(.., permission)| member.may(*permission));
    let makes_order = step == Step::Order && member.may(Permission::CreateOrders);
    StepRow {
        title,
        text,
        is_done,
        address: page.map(|(path, ..)| member.path(path)).unwrap_or_default(),
        link: page.map(|(_, link, _)| link).unwrap_or_default(),
        by_api,
        once: if makes_order && !is_done { member.new_once() } else { String::new() },
    }
}

fn words(step: Step) -> Words {
    match step {
        Step::Order => Words {
            title: "See an order",
            text: "Make one to try the store with, marked as a test and deleted as any, or enter one by hand.",
            page: Some(("orders/new", "Enter an order", Permission::CreateOrders)),
            by_api: "",
        },
        Step::ApiKey => Words {
            title: "Make a key to the API",
            text: "What sends orders in, and what sets up shops and rules, calls with a key of this store.",
            page: Some(("keys", "API keys", Permission::ManageKeys)),
            by_api: "",
        },
        Step::Shop => Words {
            title: "Connect a shop",
            text: "Its orders then come in by themselves, and it learns of parcels.",
            page: None,
            by_api: "POST /v1/connections",
        },
        Step::Supplier => Words {
            title: "Say who fulfils",
            text: "A supplier gets orders by mail or by its own key, and enters parcels itself.",
            page: None,
            by_api: "POST /v1/suppliers",
        },
        Step::Rule => Words {
            title: "Say what becomes of orders",
            text: "A rule moves, splits, mails or posts them as they come.",
            page: None,
            by_api: "POST /v1/rules",
        },
        Step::Inventory => Words {
            title: "Enter what you have in stock",
            text: "Items by their codes; stock is then taken for orders, if you want that.",
            page: Some(("inventory/new", "Add an item", Permission::ManageInventory)),
            by_api: "",
        },
        Step::Notices => Words {
            title: "Have somebody mailed when something fails",
            text: "An address in the settings, confirmed by a link.",
            page: Some(("settings#admin_email", "Store Settings", Permission::ManageSettings)),
            by_api: "",
        },
        Step::People => Words {
            title: "Invite people",
            text: "Whoever packs, answers customers or keeps the books, each with what they may do.",
            page: Some(("users", "Store Users", Permission::ManageUsers)),
            by_api: "",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Entry, Screen};

    /// Catches a step that leads nowhere, or to where who may not do it is led too.
    #[test]
    fn every_step_is_done_on_a_page_or_by_a_call() {
        for step in Business::ALL.iter().flat_map(|business| Step::of(*business)) {
            let Words { page, by_api, .. } = words(*step);
            assert_ne!(page.is_none(), by_api.is_empty(), "{step:?}");
            let Some((path, _, permission)) = page else { continue };
            let path = format!("/console/{{store_id}}/{}", path.split('#').next().unwrap());
            let screen = Screen::ALL.iter().find(|it| it.path() == path && !it.changes());
            assert_eq!(screen.unwrap().entry(), Entry::May(permission), "{step:?}");
        }
    }
}
