//! Stock that rules take from the inventory and give back (orderdesk-app 1.4).

use domain::{SplitBy, StockDirection, StockPolicy, StockReason};

use super::*;

const TAKE: Action = Action::AdjustInventory { direction: StockDirection::Take };
const GIVE_BACK: Action = Action::AdjustInventory { direction: StockDirection::GiveBack };

fn known() -> Inventory {
    let mug = InventoryItem { id: 5, ..in_inventory("MUG", 3, "") };
    let cup = InventoryItem { id: 8, ..in_inventory("CUP", 1, "") };
    Inventory::of([mug, cup])
}

fn of_items(rule: Rule) -> Rule {
    Rule { applies_to: AppliesTo::Items, ..rule }
}

fn one(action: Action) -> Rule {
    rule("One", Event::OrderImported, vec![], vec![action])
}

fn run_with(rules: &[Rule], order: &Order) -> Outcome<'static> {
    let (folders, inventory) = (folders(), known());
    let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
    RuleBook::compile(rules).run(&[Event::OrderImported.into()], order, &circumstances).into_owned()
}

fn of(items: &[(&str, u32)]) -> Order {
    let items = items.iter().map(|(code, quantity)| item(code, *quantity)).collect();
    Order { order_items: items, ..order() }.under(OrderId::new(1001).unwrap())
}

fn moved(outcome: &Outcome<'_>) -> Vec<(u64, i64)> {
    outcome.stock.iter().map(|change| (change.inventory_item_id, change.taken)).collect()
}

/// Its part of the only history line.
fn said<'a>(outcome: &'a Outcome<'_>) -> &'a str {
    let [line] = outcome.history.as_slice() else { panic!("{:?}", outcome.history) };
    line.strip_prefix("Rule \"One\" (Order is Imported): ").unwrap()
}

#[test]
fn an_order_rule_takes_what_the_inventory_knows_and_names_what_it_does_not() {
    let before = of(&[("mug", 2), ("CUP", 1), ("NONE", 4), ("", 1), ("MUG", 1)]);
    let outcome = run_with(&[one(TAKE)], &before);
    assert_eq!(moved(&outcome), [(5, 3), (8, 1)]);
    assert_eq!(said(&outcome), "took 1 of CUP, 3 of MUG from the stock, the inventory has no NONE");
    let again = run_with(&[one(TAKE)], &outcome.order);
    assert_eq!((moved(&again), said(&again)), (vec![], "moved no stock, the inventory has no NONE"));
    let back = run_with(&[one(GIVE_BACK)], &outcome.order);
    assert_eq!((moved(&back), said(&back)), (vec![(5, -3), (8, -1)], "gave 1 of CUP, 3 of MUG back to the stock"));
    assert_eq!(*back.order, before);
    assert_eq!(said(&run_with(&[one(GIVE_BACK)], &back.order)), "moved no stock");
}

#[test]
fn an_item_rule_takes_for_the_items_that_pass_and_causes_no_event() {
    let filters = vec![filter("item.quantity", "at_least", "2")];
    let take = of_items(rule("One", Event::OrderImported, filters, vec![TAKE]));
    let changed = rule("Changed", Event::OrderItemsChanged, vec![], vec![add_note("changed")]);
    let outcome = run_with(&[take, changed], &of(&[("MUG", 2), ("CUP", 1), ("NONE", 2)]));
    assert_eq!(moved(&outcome), [(5, 2)]);
    let expected = "MUG: took 2 of MUG from the stock; NONE: moved no stock, the inventory has no NONE";
    assert_eq!(said(&outcome), expected);
}

/// Items that come again without their ids are new ones: what was taken for the old ones is not taken twice.
#[test]
fn items_in_the_place_of_others_take_nothing_more() {
    for of_level in [|rule| rule, of_items] {
        let mut order = run_with(&[one(TAKE)], &of(&[("MUG", 2)])).order.into_owned();
        order.order_items[0].id = "another".into();
        let outcome = run_with(&[of_level(one(TAKE))], &order);
        assert_eq!(moved(&outcome), []);
        let order = Order { order_items: vec![item("CUP", 1)], ..order };
        let outcome = run_with(&[of_level(one(TAKE))], &order);
        assert_eq!(moved(&outcome), [(5, -2), (8, 1)], "{:?}", outcome.history);
        assert_eq!(outcome.order.stock_taken.len(), 1);
    }
}

#[test]
fn filters_behind_see_the_stock_that_is_left() {
    let behind = |value: &str| {
        let left = rule("Left", Event::OrderImported, vec![filter("item.stock", "equals", value)], vec![add_note("!")]);
        let of_items = of_items(Rule { actions: vec![Action::SetItemName { value: "!".into() }], ..left.clone() });
        [left, of_items]
    };
    let asks_before =
        rule("Asks", Event::OrderImported, vec![filter("item.stock", "equals", "3")], vec![add_note("?")]);
    for of_level in [|rule| rule, of_items] {
        let [order_rule, item_rule] = behind("-1");
        let rules = [asks_before.clone(), of_level(one(TAKE)), order_rule, item_rule];
        let outcome = run_with(&rules, &of(&[("MUG", 4)]));
        assert_eq!(outcome.history.len(), 4, "{:?}", outcome.history);
        let [order_rule, item_rule] = behind("3");
        let outcome = run_with(&[of_level(one(TAKE)), order_rule, item_rule], &of(&[("MUG", 4)]));
        assert_eq!(outcome.history.len(), 1, "{:?}", outcome.history);
    }
}

#[test]
fn what_rules_of_a_run_move_is_summed_up_and_a_split_takes_its_part_along() {
    let split = Action::SplitOrder { by: SplitBy::Code, name: String::new(), values: vec!["CUP".into()] };
    let rules = [one(TAKE), rule("Split", Event::OrderImported, vec![], vec![split]), one(GIVE_BACK), one(TAKE)];
    let outcome = run_with(&rules, &of(&[("MUG", 2), ("CUP", 1)]));
    assert_eq!(moved(&outcome), [(5, 2), (8, 1)]);
    let held = |order: &Order| order.stock_taken.values().map(|it| (it.code.clone(), it.quantity)).collect::<Vec<_>>();
    assert_eq!(held(&outcome.order), [("MUG".to_owned(), 2)]);
    assert_eq!(held(&outcome.offshoots[0].draft), [("CUP".to_owned(), 1)]);
    assert!(run_with(&[one(TAKE), one(GIVE_BACK)], &of(&[("MUG", 2)])).stock.is_empty());
}

#[test]
fn nothing_is_moved_for_an_order_that_is_in_a_merged_one() {
    for action in [TAKE, GIVE_BACK] {
        for of_level in [|rule| rule, of_items] {
            let mut order = run_with(&[one(TAKE)], &of(&[("MUG", 1)])).order.into_owned();
            order.family.merged_to = OrderId::new(2_000_000_000);
            order.order_items.push(OrderItem { id: "new".into(), ..item("CUP", 1) });
            let outcome = run_with(&[of_level(one(action.clone()))], &order);
            assert!(said(&outcome).contains("did not move stock: the order was merged into order 2000000000"));
            assert_eq!((outcome.stock.is_empty(), &*outcome.order), (true, &order));
        }
    }
}

/// What follows by a setting of an order as it is, without any rule but these.
fn follow(policy: StockPolicy, rules: &[Rule], order: &Order) -> Outcome<'static> {
    let (folders, inventory) = (folders(), known());
    let circumstances =
        Circumstances { inventory: &inventory, stock_is_taken: policy, ..circumstances(&folders, Brake::default()) };
    RuleBook::compile(rules).run(&[Event::OrderImported.into()], order, &circumstances).into_owned()
}

#[test]
fn stock_follows_what_an_order_needs_and_an_order_that_is_canceled_holds_nothing() {
    use StockPolicy::OnImport;
    let before = of(&[("MUG", 2), ("NONE", 4)]);
    let mut order = follow(OnImport, &[], &before).order.into_owned();
    let outcome = follow(OnImport, &[], &before);
    assert_eq!((moved(&outcome), outcome.stock_reason), (vec![(5, 2)], StockReason::Ordered));
    assert_eq!(outcome.history, ["Stock: took 2 of MUG from the stock"]);
    assert!(follow(OnImport, &[], &order).did_nothing(), "it is done");
    order.order_items[0].quantity = 1;
    order.order_items.push(OrderItem { id: "new".into(), ..item("CUP", 1) });
    let outcome = follow(OnImport, &[], &order);
    assert_eq!(moved(&outcome), [(5, -1), (8, 1)]);
    let mut order = outcome.order.into_owned();
    order.folder_id = folders().iter().find(|folder| folder.name == "Canceled").unwrap().id;
    let outcome = follow(OnImport, &[], &order);
    assert_eq!((moved(&outcome), outcome.stock_reason), (vec![(5, -1), (8, -1)], StockReason::Canceled));
    let mut order = outcome.order.into_owned();
    assert!(follow(OnImport, &[], &order).did_nothing());
    order.folder_id = folder(NEW);
    assert_eq!(moved(&follow(OnImport, &[], &order)), [(5, 1), (8, 1)], "it is no longer canceled");
    for policy in [StockPolicy::Never, StockPolicy::ByRule] {
        assert!(follow(policy, &[], &before).did_nothing());
    }
}

#[test]
fn on_shipment_as_much_is_taken_as_shipments_have_of_each_item() {
    let mut order = of(&[("MUG", 3), ("CUP", 1)]);
    assert!(follow(StockPolicy::OnShipment, &[], &order).did_nothing());
    let sent = domain::ItemQuantity { code: "MUG".into(), quantity: 2, ..domain::ItemQuantity::default() };
    let shipment = domain::draft_shipment(now());
    order.order_shipments = vec![domain::Shipment { order_items: vec![sent], ..shipment.clone() }];
    let outcome = follow(StockPolicy::OnShipment, &[], &order);
    assert_eq!((moved(&outcome), outcome.stock_reason), (vec![(5, 2)], StockReason::Shipped));
    let mut order = outcome.order.into_owned();
    // One that is not itemised has all that is left.
    order.order_shipments.push(shipment);
    assert_eq!(moved(&follow(StockPolicy::OnShipment, &[], &order)), [(5, 1), (8, 1)]);
}

/// Catches stock that a refund after delivery puts back on the shelf, and a person who can't give back what came back.
#[test]
fn what_was_shipped_of_an_order_that_its_shop_cancels_does_not_come_back() {
    let sent = domain::ItemQuantity { code: "MUG".into(), quantity: 1, ..domain::ItemQuantity::default() };
    let mut held = follow(StockPolicy::OnImport, &[], &of(&[("MUG", 2), ("CUP", 1)])).order.into_owned();
    held.order_shipments = vec![domain::Shipment { order_items: vec![sent], ..domain::draft_shipment(now()) }];
    let (mut by_shop, mut by_person) = (held.clone(), held);
    by_shop.cancel(None, domain::Cancellation::by_shop(now(), "Corner Shop", "refunded"));
    let outcome = follow(StockPolicy::OnImport, &[], &by_shop);
    assert_eq!((moved(&outcome), outcome.stock_reason), (vec![(5, -1), (8, -1)], StockReason::Canceled));
    let mut order = outcome.order.into_owned();
    order.folder_id = folder(ON_HOLD);
    assert!(follow(StockPolicy::OnImport, &[], &order).did_nothing(), "it is canceled wherever it lies");
    by_person.cancel(folder(NEW), domain::Cancellation::new(now(), "API", "came back"));
    assert_eq!(moved(&follow(StockPolicy::OnImport, &[], &by_person)), [(5, -2), (8, -1)]);
}

#[test]
fn what_rules_do_to_items_is_followed_in_the_same_run_and_what_they_take_is_not_taken_twice() {
    let more = rule("More", Event::OrderImported, vec![], vec![add_item("CUP", "1"), TAKE]);
    let outcome = follow(StockPolicy::OnImport, &[more], &of(&[("MUG", 2)]));
    assert_eq!((moved(&outcome), outcome.history.len()), (vec![(5, 2), (8, 1)], 1), "{:?}", outcome.history);
    let outcome = follow(StockPolicy::OnImport, &[one(GIVE_BACK)], &outcome.order);
    assert_eq!(moved(&outcome), [], "the setting has the last word");
}

#[test]
fn of_kits_the_components_are_taken_and_filters_see_how_many_kits_there_are() {
    let component = |code: &str, quantity| domain::KitComponent { code: code.into(), quantity };
    let keeping = domain::StockKeeping { components: vec![component("mug", 2)], ..domain::StockKeeping::default() };
    let kit = InventoryItem { id: 9, keeping, ..in_inventory("BOX", 77, "") };
    let mut inventory = Inventory::of([kit]);
    assert_eq!(inventory.unknown_components().collect::<Vec<_>>(), ["mug"]);
    assert_eq!(inventory.taking(&item("BOX", 1)), Err(vec!["mug".to_owned()]), "nobody knows what it is made of");
    inventory.add([InventoryItem { id: 5, ..in_inventory("MUG", 3, "") }]);
    let folders = folders();
    let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
    let left = |value: &str| {
        rule("Left", Event::OrderImported, vec![filter("item.stock", "equals", value)], vec![add_note("!")])
    };
    let book = RuleBook::compile(&[left("1"), one(TAKE), left("0")]);
    let outcome = book.run(&[Event::OrderImported.into()], &of(&[("BOX", 1)]), &circumstances).into_owned();
    assert_eq!((moved(&outcome), outcome.history.len()), (vec![(5, 2)], 3), "{:?}", outcome.history);
}

#[test]
fn a_book_that_takes_stock_asks_for_the_inventory_and_one_that_gives_back_does_not() {
    assert!(RuleBook::compile(&[one(TAKE)]).asks_inventory());
    assert!(!RuleBook::compile(&[one(GIVE_BACK)]).asks_inventory());
}
