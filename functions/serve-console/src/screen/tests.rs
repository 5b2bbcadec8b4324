//! The table of screens.

use std::collections::HashSet;

use domain::LinkKind;

use super::*;

fn find<'a>(method: &str, path: &'a str) -> FoundScreen<'a> {
    Screen::find(method, &path_parts(path))
}

/// Catches two screens of one address, and one that another stands in front of.
#[test]
fn every_screen_is_found_at_its_own_address_and_nowhere_else() {
    let mut seen = HashSet::new();
    for screen in Screen::ALL {
        assert!(seen.insert((screen.method(), screen.path())), "{screen:?} stands there twice");
        let path = screen.path().replace("{store_id}", "7").replace(['{', '}'], "");
        assert!(matches!(find(screen.method(), &path), FoundScreen::Screen(found, _) if found == *screen), "{path}");
    }
}

#[test]
fn words_go_before_values_and_another_method_is_told_from_another_address() {
    let found = FoundScreen::Screen(Screen::ShowNewOrder, vec![("store_id", "7")]);
    assert_eq!(find("GET", "/console/7/orders/new"), found);
    assert_eq!(find("HEAD", "/console/7/orders/new"), found);
    assert_eq!(find("POST", "/console/7/orders/9"), FoundScreen::OtherMethod);
    assert_eq!(find("DELETE", "/console/7/orders"), FoundScreen::OtherMethod);
    assert_eq!(find("GET", "/console/x/orders"), FoundScreen::Nothing);
    assert_eq!(find("GET", "/console/7/orders/9/more"), FoundScreen::Nothing);
}

/// Catches a form that can be sent to an address which only looks.
#[test]
fn what_looks_is_got_and_what_changes_is_posted() {
    for screen in Screen::ALL {
        assert!(matches!(screen.method(), "GET" | "POST"), "{screen:?}");
        let looks = ["Show", "Search", "Start"].iter().any(|word| screen.name().starts_with(word));
        assert_eq!(screen.changes(), !looks, "{screen:?}");
    }
}

/// Catches a page that a store which is locked closes to who only looks, or to who leaves it.
#[test]
fn what_a_locked_store_closes_changes_something_of_the_store() {
    for screen in Screen::ALL.iter().filter(|screen| screen.is_closed_when_locked()) {
        assert!(screen.changes() && screen.path().contains("{store_id}"), "{screen:?}");
    }
    for open in [Screen::SignOut, Screen::LeaveStore, Screen::ReopenStore, Screen::ChangeNames, Screen::ShowOrders] {
        assert!(!open.is_closed_when_locked(), "{open:?}");
    }
    for puts_out in [Screen::RemoveUser, Screen::WithdrawInvitation, Screen::RevokeKey] {
        assert!(!puts_out.is_closed_when_locked(), "{puts_out:?}");
    }
    assert!(Screen::InviteUser.is_closed_when_locked() && Screen::ChangeUser.is_closed_when_locked());
    assert!(Screen::ShipOrder.is_closed_when_locked() && Screen::DuplicateStore.is_closed_when_locked());
}

/// Catches a link in a mail that leads to no page, or to one without its button.
#[test]
fn every_link_that_is_mailed_leads_to_a_page_and_its_button() {
    for kind in [LinkKind::Welcome, LinkKind::Reset, LinkKind::Confirm, LinkKind::ChangeEmail, LinkKind::SignIn] {
        let path = format!("{}/0a", kind.page());
        for method in ["GET", "POST"] {
            let FoundScreen::Screen(screen, values) = find(method, &path) else { panic!("{method} {path}") };
            assert_eq!(values, [("account_token", "0a")], "{screen:?}");
        }
    }
}
