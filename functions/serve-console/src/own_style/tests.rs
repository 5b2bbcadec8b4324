use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

const DOC: &str = include_str!("../../../../docs/css.md");
const SHEET: &str = include_str!("../../assets/console.css");

/// Every template, by its path.
fn templates() -> Vec<(PathBuf, String)> {
    let mut found = vec![];
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 20);
    found
}

/// What stands in quotation marks behind `class=` and `id=` in the templates, word by word.
fn names_in_templates() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, text) in templates() {
        for attribute in ["class=\"", "id=\""] {
            for value in text.split(attribute).skip(1) {
                let value = value.split('"').next().unwrap_or_default();
                names.extend(value.split(['{', '}', '%', ' ']).filter(|word| !word.is_empty()).map(str::to_owned));
            }
        }
    }
    names
}

/// What docs/css.md names between backquotes: of `.box-items`, `#page` the name with its sign.
fn names_in_doc(sign: char) -> BTreeSet<String> {
    let words = DOC.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split('`').skip(1).step_by(2));
    let words = words.filter_map(|word| word.strip_prefix(sign));
    words
        .filter(|word| word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-'))
        .map(str::to_owned)
        .collect()
}

/// Catches a name that stores were told to use, and that a template has not any more.
#[test]
fn every_name_that_is_documented_is_in_a_template() {
    let (known, classes) = (names_in_templates(), names_in_doc('.'));
    assert!(classes.len() > 20, "{classes:?}");
    let pages: BTreeSet<String> = Screen::ALL.iter().map(|screen| format!("p-{}", screen.page_class())).collect();
    for class in classes.iter().filter(|class| !class.starts_with("u-")) {
        let is_there = if class.starts_with("p-") { pages.contains(class) } else { known.contains(class) };
        assert!(is_there, ".{class}");
    }
    for id in names_in_doc('#') {
        assert!(known.contains(&id), "#{id}");
    }
}

/// Catches a class that the documentation leaves out though it is there for stores.
#[test]
fn every_box_and_button_of_an_order_is_documented() {
    let classes = names_in_doc('.');
    let of_stores = |name: &&String| ["box-", "btn-", "col-"].iter().any(|begins| name.starts_with(begins));
    let missing: Vec<_> =
        names_in_templates().iter().filter(of_stores).filter(|it| !classes.contains(*it)).cloned().collect();
    assert!(missing.iter().all(|name| name.ends_with('-')), "{missing:?}");
}

/// Catches an example that nobody can save.
#[test]
fn the_sheet_that_is_documented_is_taken() {
    let sheet = DOC.split("```css\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(style::read(sheet).is_ok_and(|sheet| !sheet.is_empty()), "{:?}", style::read(sheet));
}

/// Catches a property or a colour that is documented and not taken, or the other way round.
#[test]
fn the_documentation_lists_what_a_sheet_may_set() {
    let section = DOC.split("## What may be set").nth(1).unwrap().split("\n## ").next().unwrap();
    let listed: BTreeSet<&str> = section.split('`').skip(1).step_by(2).collect();
    for name in style::PROPERTIES.iter().chain(&style::COLORS).chain(&style::VARIABLES) {
        assert!(listed.contains(name), "{name}");
    }
    let known = |name: &&&str| {
        name.starts_with("--") || name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
    };
    for name in listed.iter().filter(known) {
        let is_taken =
            style::PROPERTIES.contains(name) || style::COLORS.contains(name) || style::VARIABLES.contains(name);
        assert!(is_taken, "{name}");
    }
}

/// Catches a colour that a store's sheet sets and a warning has too: what is guarded has the console's own.
#[test]
fn what_is_guarded_has_colours_of_its_own_and_lies_above() {
    let names = |block: &str| {
        let names = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
        names.map(|(name, _)| format!("--{name}")).collect::<BTreeSet<String>>()
    };
    let block = |selector: &str| SHEET.split(selector).nth(1).unwrap().split('}').next().unwrap();
    let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(names(block(":root, .guard {")), owned(&style::COLORS));
    let others = names(block("\n:root {"));
    assert!(owned(&style::VARIABLES).is_subset(&others), "{others:?}");
    assert!(SHEET.contains("#page .guard:not(dialog) { position: relative; z-index: 2; }"), "a sheet may say 1");
}

/// Catches a warning that a store's sheet can hide.
#[test]
fn whatever_warns_on_a_page_that_loads_a_sheet_is_guarded() {
    for (path, text) in templates() {
        if text.contains("extends \"plain.html\"") || text.contains("extends \"base.html\"") {
            continue;
        }
        let tags = text.split('<').filter(|tag| tag.contains("role=\"alert\""));
        for tag in tags.filter_map(|tag| tag.split('>').next()) {
            assert!(tag.contains("guard"), "{}: <{tag}>", path.display());
        }
    }
}

#[test]
fn a_page_is_called_as_what_it_shows_also_where_its_form_is_refused() {
    for (screen, class) in [
        (Screen::ShowOrders, "orders"),
        (Screen::ShowOrder, "order"),
        (Screen::ShipOrder, "order"),
        (Screen::CreateOrder, "new-order"),
        (Screen::RenameFolder, "folders"),
        (Screen::ShowDashboard, "dashboard"),
        (Screen::Search, "search"),
        (Screen::ChangeSettings, "settings"),
    ] {
        assert_eq!(screen.page_class(), class, "{screen:?}");
    }
    assert!(Screen::ALL.iter().all(|screen| !screen.page_class().is_empty()));
}

#[test]
fn pages_of_users_and_of_the_sheet_itself_load_none() {
    for guarded in
        [Screen::ShowUsers, Screen::ChangeUser, Screen::ShowCustomCss, Screen::SaveCustomCss, Screen::LeaveStore]
    {
        assert!(guarded.is_guarded(), "{guarded:?}");
    }
    for other in [Screen::ShowSettings, Screen::ShowOrders, Screen::ShowDashboard, Screen::ShowAudit] {
        assert!(!other.is_guarded(), "{other:?}");
    }
}
