use std::collections::BTreeSet;

use super::*;

/// Catches a call that has no line, or has one that says something else than what is checked.
#[test]
fn every_call_has_one_line_which_names_its_key() {
    let permitted = Permitted::read().unwrap();
    let lines: Vec<&str> = permitted.calls.iter().map(|line| line.operation.name()).collect();
    let different: BTreeSet<&str> = lines.iter().copied().collect();
    assert_eq!(different.len(), lines.len(), "a call has two lines");
    let missing: Vec<&str> =
        Operation::ALL.iter().map(|operation| operation.name()).filter(|name| !different.contains(name)).collect();
    assert!(
        missing.is_empty(),
        "tools/contract/permissions.txt lacks a line `<call> | <key> | <permission or ->` for {missing:?}"
    );
    for line in &permitted.calls {
        assert_eq!(line.access, line.operation.access(), "{:?}", line.operation);
    }
}

/// Catches a permission of a call that nothing in the console takes.
#[test]
fn what_a_call_takes_on_screen_is_what_a_screen_takes() {
    let permitted = Permitted::read().unwrap();
    for line in &permitted.calls {
        for permission in &line.on_screen {
            let takes = |screen: &ScreenLine| matches!(&screen.takes, Takes::All(all) if all.contains(permission));
            assert!(permitted.screens.iter().any(takes), "{:?} {permission:?}", line.operation);
        }
    }
}

#[test]
fn a_line_is_read_column_by_column_and_a_bad_one_is_named() {
    let text = "# Why\n\n[screens]\nShowStores | signed-in\n\
                SweepOrders move | view_orders move_orders | own | no | to=1 | 409\n\
                [calls]\nListOrders | read | view_orders\nCreateStore | admin token | -\n";
    let read = Permitted::of(text).unwrap();
    assert_eq!((read.screens[0].takes.clone(), read.screens[0].name()), (Takes::SignedIn, "ShowStores".to_owned()));
    let sweep = ScreenLine {
        screen: "SweepOrders",
        what: "move",
        takes: Takes::All(vec![Permission::ViewOrders, Permission::MoveOrders]),
        folders: Verdict::Own,
        supplier: Verdict::No,
        sends: "to=1",
        answers: Some(409),
    };
    assert_eq!((&read.screens[1], sweep.name()), (&sweep, "SweepOrders move".to_owned()));
    assert_eq!(
        (read.calls[0].on_screen.as_slice(), read.calls[1].access),
        (&[Permission::ViewOrders][..], Access::AdminToken)
    );
    for bad in
        ["ShowOrders | fly | own | own", "ShowOrders", "ShowOrders | view_orders | own", "[calls]\nFly | read | -"]
    {
        let text: &'static str = Box::leak(format!("\n{bad}").into_boxed_str());
        assert!(Permitted::of(text).unwrap_err().number >= 2, "{bad}");
    }
}

#[test]
fn the_page_has_every_line() {
    let permitted = Permitted::read().unwrap();
    let page = permitted.page();
    let rows = page.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, 3 + Permission::ALL.len() + permitted.screens.len() + permitted.calls.len());
    assert!(page.contains("| sweep orders move | `view_orders`, `move_orders` | own | own |"), "{page}");
}
