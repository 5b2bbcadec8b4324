//! The page of what may be done by whom.

use domain::Permission;
use http::Access;

use super::{CallLine, Permitted, ScreenLine, Takes, Verdict};

const HEAD: &str = "\
# Who may do what

`cargo run -p contract` writes this page from `tools/contract/permissions.txt`, which tests go over cell by cell.

What a user may is ticked under *Store Users*; a preset fills the boxes, the boxes count. Which orders they see is their
scope: all, those of some folders, or those of one supplier. What one may not do is not shown, and is refused with 403;
an order outside of the scope is not found.
";

const SCREENS: &str = "
## Screens

*all*: the scope makes no difference. *own*: of orders outside of it nothing is shown, and what names one is not found.
*no*: refused. A form that does several things has a line for each. Who sees the orders of a supplier sees of each what
is the supplier's own, and neither prices nor the customer's mail, whatever they may.

| screen | takes | sees some folders | sees a supplier's |
|---|---|---|---|
";

const CALLS: &str = "
## Calls of the API

A key of a wider scope opens what a narrower one does (`read`, `write`, `admin`); a supplier's opens its own alone.
On screen: the permissions that the same takes in the console, where a screen does it.

| call | key | on screen |
|---|---|---|
";

/// The page.
pub(super) fn page(permitted: &Permitted) -> String {
    let mut text = HEAD.to_owned();
    text.push_str("\n## Permissions\n\n| permission | lets | opens |\n|---|---|---|\n");
    for permission in Permission::ALL {
        text.push_str(&opened(*permission, &permitted.screens));
    }
    text.push_str(SCREENS);
    for line in &permitted.screens {
        text.push_str(&screen(line));
    }
    text.push_str(CALLS);
    for line in &permitted.calls {
        text.push_str(&call(line));
    }
    text
}

fn opened(permission: Permission, screens: &[ScreenLine]) -> String {
    // What takes every one is no more this one's than the others'.
    let is_named = |all: &[Permission]| all.contains(&permission) && all.len() < Permission::ALL.len();
    let takes = |line: &&ScreenLine| matches!(&line.takes, Takes::All(all) if is_named(all));
    let names: Vec<String> = screens.iter().filter(takes).map(|line| words(&line.name())).collect();
    let opens = if names.is_empty() { "nothing on screen yet".to_owned() } else { names.join(", ") };
    format!("| `{}` | {} | {opens} |\n", permission.name(), permission.label())
}

fn screen(line: &ScreenLine) -> String {
    let (takes, is_of_store) = match &line.takes {
        Takes::Anybody => ("nothing".to_owned(), false),
        Takes::SignedIn => ("to be signed in".to_owned(), false),
        Takes::All(all) if all.is_empty() => ("to be a user of the store".to_owned(), true),
        Takes::All(all) if all.len() == Permission::ALL.len() => ("every permission".to_owned(), true),
        Takes::All(all) => (listed(all), true),
    };
    let verdict = |verdict| match verdict {
        _ if !is_of_store => "",
        Verdict::All => "all",
        Verdict::Own => "own",
        Verdict::No => "no",
    };
    format!("| {} | {takes} | {} | {} |\n", words(&line.name()), verdict(line.folders), verdict(line.supplier))
}

fn call(line: &CallLine) -> String {
    let key = match line.access {
        Access::Open => "none",
        Access::AdminToken => "the admin token",
        Access::Supplier => "`supplier`",
        Access::Key(scope) => return row(line, &format!("`{}`", scope.name())),
    };
    row(line, key)
}

fn row(line: &CallLine, key: &str) -> String {
    format!("| `{} {}` | {key} | {} |\n", line.operation.method(), line.operation.path(), listed(&line.on_screen))
}

fn listed(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| format!("`{}`", permission.name())).collect::<Vec<_>>().join(", ")
}

/// `ShowNewOrder` as people read it: `show new order`.
fn words(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
