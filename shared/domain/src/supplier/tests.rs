//! Tests of suppliers.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    Again, Audience, Cancellation, InventoryItem, ItemQuantity, NotSubmitted, Order, OrderId, OrderItem, Submission,
    SubmissionState, Variations, draft_shipment, outbound,
};

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn item(id: &str, code: &str, quantity: u32, price: &str) -> OrderItem {
    OrderItem { id: id.into(), code: code.into(), quantity, price: money(price), ..OrderItem::default() }
}

fn order(items: Vec<OrderItem>) -> Order {
    let mut order = Order::new(OrderId::new(1_001).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
    order.email = "ann@example.com".into();
    order.customer.city = "Duluth".into();
    order.shipping.city = "Ely".into();
    order.shipping_method = "UPS Ground".into();
    order.shipping_total = money("5");
    order.order_metadata.insert("margin".into(), "40%".into());
    order.order_items = items;
    order
}

fn supplier(change: impl FnOnce(&mut SupplierSettings)) -> Supplier {
    let codes = ["MUG", "SET"].map(str::to_owned).to_vec();
    let mut settings =
        SupplierSettings { name: "Harbor Mugs".into(), active: true, item_codes: codes, ..SupplierSettings::default() };
    change(&mut settings);
    settings.with_id("7".into())
}

fn stocked(code: &str, code_replace: &str) -> InventoryItem {
    InventoryItem {
        id: 1,
        name: code.into(),
        code: code.into(),
        price: Money::default(),
        cost: Money::default(),
        weight: Money::default(),
        stock: 0,
        update_source: String::new(),
        location: String::new(),
        manufacturer_sku: None,
        metadata: Variations::from(
            [("code_replace".to_owned(), code_replace.to_owned())].into_iter().collect::<Variations>(),
        ),
        variation_list: Variations::default(),
        keeping: crate::StockKeeping::default(),
        date_added: Timestamp::UNIX_EPOCH,
        date_updated: Timestamp::UNIX_EPOCH,
    }
}

fn submitted(items: Vec<OrderItem>, to: &Supplier) -> (Order, Submission) {
    let mut order = order(items);
    order.submit(to, Again::No, Timestamp::UNIX_EPOCH).unwrap();
    let submission = *order.submission.clone().unwrap();
    (order, submission)
}

fn lines(order: &Order) -> Vec<(&str, &str, u32)> {
    order.order_items.iter().map(|item| (item.id.as_str(), item.code.as_str(), item.quantity)).collect()
}

#[test]
fn serde_names_ways_and_states_as_their_lists_do() {
    let text = String::new;
    let ways = [
        SupplierDelivery::Api,
        SupplierDelivery::Mail { mail_template_id: text(), to: text() },
        SupplierDelivery::File { export_template_id: text() },
        SupplierDelivery::Post { url: text(), format: crate::PostFormat::Json, headers: vec![] },
    ];
    assert_eq!(ways.each_ref().map(SupplierDelivery::by), SupplierDelivery::NAMES);
    for way in ways {
        assert_eq!(serde_json::to_value(&way).unwrap()["by"], way.by());
    }
    for state in SubmissionState::ALL {
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        assert_eq!(SubmissionState::named(state.name()), Some(state));
    }
}

#[test]
fn an_item_is_a_supplier_s_by_its_code_its_category_or_as_it_was_assigned() {
    let it = supplier(|settings| settings.category_codes = vec!["Home".into()]);
    let other = Supplier { id: "8".into(), ..supplier(|settings| settings.name = "Aspen".into()) };
    for (item, alone, among) in [
        (item("1", " mug", 1, "1"), true, "8"),
        (OrderItem { category_code: "HOME".into(), ..item("1", "LAMP", 1, "1") }, true, "7"),
        (item("1", "LAMP", 1, "1"), false, ""),
        (item("1", "", 1, "1"), false, ""),
        (OrderItem { supplier_id: "7".into(), ..item("1", "LAMP", 1, "1") }, true, "7"),
        (OrderItem { supplier_id: "9".into(), ..item("1", "MUG", 1, "1") }, false, "9"),
    ] {
        let is_taken = order(vec![item.clone()]).submit(&it, Again::No, Timestamp::UNIX_EPOCH).is_ok();
        assert_eq!(is_taken, alone, "{item:?}");
        let mut items = [item];
        assign_suppliers(&mut items, &[it.clone(), other.clone()]);
        assert_eq!(items[0].supplier_id, among, "the first by name");
    }
}

/// Catches a supplier that is told of what left before, or of what came later.
#[test]
fn what_is_shipped_before_is_not_submitted_and_what_is_added_later_is_not_the_supplier_s() {
    let it = supplier(|_| {});
    let mut order = order(vec![item("1", "MUG", 3, "2"), item("2", "MUG", 1, "2")]);
    let entries =
        [("1", 1), ("2", 1)].map(|(id, quantity)| ItemQuantity { id: id.into(), code: String::new(), quantity });
    let shipment = crate::Shipment { order_items: entries.to_vec(), ..draft_shipment(Timestamp::UNIX_EPOCH) };
    order.order_shipments.push(shipment);
    order.submit(&it, Again::No, Timestamp::UNIX_EPOCH).unwrap();
    order.order_items[0].quantity = 9;
    order.order_items.push(item("3", "MUG", 1, "2"));
    let submission = order.submission.clone().unwrap();
    let out = outbound(&order, &submission, &it, &[], Audience::SentTo);
    assert_eq!((lines(&out), submission.value(&order)), (vec![("1", "MUG", 2)], money("4")));
}

#[test]
fn what_is_wrong_with_a_supplier_is_named() {
    let wrong = |change: fn(&mut SupplierSettings)| {
        let settings = supplier(change).settings;
        settings.check(&[]).into_iter().map(|problem| problem.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(wrong(|_| {}), Vec::<String>::new());
    assert_eq!(wrong(|it| it.name = " ".into()), ["name: a supplier needs a name"]);
    assert_eq!(
        wrong(|it| it.if_canceled_folder_id = FolderId::new(9)),
        ["if_canceled_folder_id: there is no folder 9"]
    );
    assert_eq!(
        wrong(|it| it.product_code_match = "A=B\n\nA\n=C".into()),
        [
            "product_code_match: line 3: must have a text on both sides of a =",
            "product_code_match: line 4: must have a text on both sides of a ="
        ]
    );
    assert_eq!(wrong(|it| it.shipping_method_match = "a|b=c".into()).len(), 1);
    assert_eq!(wrong(|it| it.shipping_class_match = format!("a={}", "x".repeat(10_000))).len(), 1);
    assert_eq!(wrong(|it| it.item_codes = vec!["x".repeat(200); 50]).len(), 1);
    assert_eq!(wrong(|it| it.product_code_match = format!("A={}", "B,".repeat(101))).len(), 1);
    for percent in ["-1", "100.01", "1.005"] {
        assert_eq!(check_percent(money(percent)).unwrap().field, "commission_percent");
    }
    for (delivery, field) in [
        (SupplierDelivery::File { export_template_id: String::new() }, "delivery.export_template_id"),
        (SupplierDelivery::Mail { mail_template_id: "1".into(), to: "nobody".into() }, "delivery.to"),
    ] {
        let settings = SupplierSettings { delivery, ..supplier(|_| {}).settings };
        assert_eq!(settings.check(&[])[0].field, field);
    }
}

/// F104, F105: what one code becomes, and that the order keeps its own.
#[test]
fn codes_are_replaced_then_matched_then_skipped_and_the_order_keeps_its_own() {
    let it = supplier(|settings| {
        settings.item_codes = ["MUG", "SET", "PCT099", "GIFT"].map(str::to_owned).to_vec();
        settings.product_code_match = "H-1 = HM-100\nPCT099=SKU1,SKU2,SKU1\nMUG=X\nset-b=SB".into();
        settings.product_code_skip = "gift\nSKU9".into();
    });
    let items = vec![
        item("1", "MUG", 2, "3"),
        item("2", "SET", 1, "10"),
        item("3", "PCT099", 1, "4"),
        item("4", "GIFT", 1, "1"),
        item("5", "OTHER", 1, "1"),
    ];
    let (order, submission) = submitted(items.clone(), &it);
    let inventory = [stocked("mug", "H-1"), stocked("SET", "SET-A, SET-B,SKU9")];
    let out = outbound(&order, &submission, &it, &inventory, Audience::SentTo);
    assert_eq!(
        lines(&out),
        [("1", "HM-100", 2), ("2", "SET-A", 1), ("2", "SB", 1), ("3", "SKU1", 2), ("3", "SKU2", 1)]
    );
    assert_eq!(order.order_items, items);
}

/// Catches a size or a color that is sent under the code of another, as only plain codes are looked for.
#[test]
fn what_the_inventory_has_by_variations_is_replaced_by_what_stands_there() {
    let it = supplier(|_| {});
    let red = |id: &str, code: &str| {
        let pairs = [("Size", "L"), ("Color", "Red")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        OrderItem { variation_list: pairs.into_iter().collect(), ..item(id, code, 1, "3") }
    };
    let (order, submission) = submitted(vec![red("1", "MUG"), red("2", "SET"), item("3", "MUG", 1, "3")], &it);
    let inventory = [stocked("mug[color=red,size=l]", "HM-RED"), stocked("SET", "HM-SET")];
    let varied = [stocked("SET[Color=Red,Size=L]", "HM-NO")];
    let inventory: Vec<_> = inventory.into_iter().chain(varied).collect();
    let out = outbound(&order, &submission, &it, &inventory, Audience::SentTo);
    assert_eq!(lines(&out), [("1", "HM-RED", 1), ("2", "HM-SET", 1), ("3", "MUG", 1)], "the plain code comes first");
}

#[test]
fn a_code_that_would_become_more_than_a_bundle_has_is_sent_as_it_is() {
    let it = supplier(|settings| settings.product_code_match = "A=B,C".into());
    let (order, submission) = submitted(vec![item("1", "MUG", 1, "3")], &it);
    let inventory = [stocked("MUG", &vec!["A"; 51].join(","))];
    assert_eq!(lines(&outbound(&order, &submission, &it, &inventory, Audience::SentTo)), [("1", "MUG", 1)]);
    let inventory = [stocked("MUG", &vec!["A"; 50].join(","))];
    assert_eq!(
        lines(&outbound(&order, &submission, &it, &inventory, Audience::SentTo)),
        [("1", "B", 50), ("1", "C", 50)]
    );
}

#[test]
fn prices_and_the_customer_are_shown_where_it_is_set_and_never_to_who_fetches() {
    let (order, submission) = submitted(vec![item("1", "MUG", 2, "3.5")], &supplier(|_| {}));
    for (shows, audience, price, email) in [
        (false, Audience::SentTo, "0", ""),
        (true, Audience::SentTo, "3.5", "ann@example.com"),
        (true, Audience::Fetches, "0", ""),
    ] {
        let it = supplier(|settings| (settings.shows_prices, settings.shows_customer) = (shows, shows));
        let out = outbound(&order, &submission, &it, &[], audience);
        assert_eq!((out.order_items[0].price, out.email.as_str()), (money(price), email));
        assert_eq!(out.customer.city.is_empty(), email.is_empty());
        assert_eq!((out.shipping_total, out.shipping.city.as_str()), (Money::default(), "Ely"));
        assert_eq!(out.order_metadata.is_empty(), audience == Audience::Fetches);
    }
}

/// F135: the class of the line, else the usual one, else the method itself.
#[test]
fn a_shipping_method_becomes_the_supplier_s_class() {
    for (lines, usual, class) in [
        ("EXPRESS=Next Day\nGROUND=ups ground\nSLOW=UPS Ground", "STD", "GROUND"),
        ("EXPRESS=Next Day", "STD", "STD"),
        ("EXPRESS=Next Day", "", "UPS Ground"),
    ] {
        let it = supplier(|settings| {
            settings.shipping_class_match = lines.into();
            settings.default_shipping_class = usual.into();
        });
        let (order, submission) = submitted(vec![item("1", "MUG", 1, "1")], &it);
        assert_eq!(outbound(&order, &submission, &it, &[], Audience::SentTo).shipping_method, class);
    }
}

#[test]
fn a_shipment_is_renamed_by_the_first_line_that_fits() {
    let all = MethodMatches::read(
        "GROUND|UPS|any=UPS Ground\n|dhl|=DHL Germany|Paket\nany||Express = Overnight\nany|any|any=Standard",
    );
    assert_eq!(all.of("ground", "ups", "03"), Some((None, "UPS Ground")));
    assert_eq!(all.of("GROUND", "DHL", "x"), Some((Some("DHL Germany"), "Paket")));
    assert_eq!(all.of("", "FedEx", "express"), Some((None, "Overnight")));
    assert_eq!(all.of("", "", ""), Some((None, "Standard")));
    assert_eq!(MethodMatches::read("A|B|C=D").of("A", "B", "X"), None);
}

#[test]
fn an_order_stands_at_one_supplier_and_is_submitted_there_again_where_that_is_asked_for() {
    let (it, now) = (supplier(|_| {}), Timestamp::UNIX_EPOCH);
    let (mut order, _) = submitted(vec![item("1", "MUG", 1, "1"), item("2", "LAMP", 1, "1")], &it);
    assert_eq!((order.fulfillment_name.as_str(), order.fulfillment_id.as_str()), ("Harbor Mugs", "1001"));
    assert_eq!(order.submission.as_ref().unwrap().quantity_of("1"), Some(1));
    assert_eq!(order.submission.as_ref().unwrap().items.len(), 1);
    let before = order.clone();
    assert_eq!(order.submit(&it, Again::No, now), Err(NotSubmitted::StandsThere));
    let other = Supplier { id: "8".into(), ..it.clone() };
    assert_eq!(order.submit(&other, Again::Yes, now), Err(NotSubmitted::AtAnother));
    assert_eq!(order, before);
    order.submit(&it, Again::Yes, now).unwrap();
    assert_eq!(order.fulfillment_id, "1001-2");
    assert!(order.note_canceled(Cancellation::new(now, "API", "Sold out")));
    assert!(!order.note_canceled(Cancellation::new(now, "API", "Again")));
    order.submit(&other, Again::No, now).unwrap();
    assert_eq!(order.submission.as_ref().unwrap().canceled, None);
    let lamp = supplier(|settings| settings.item_codes = vec!["DESK".into()]);
    assert_eq!(self::order(vec![item("1", "MUG", 1, "1")]).submit(&lamp, Again::No, now), Err(NotSubmitted::NoItems));
    let off = supplier(|settings| settings.active = false);
    assert_eq!(
        self::order(vec![item("1", "MUG", 1, "1")]).submit(&off, Again::No, now),
        Err(NotSubmitted::SwitchedOff)
    );
}

#[test]
fn it_is_shipped_once_all_of_its_own_items_are() {
    let it = supplier(|settings| settings.after_shipment_folder_id = FolderId::new(4));
    let (mut order, _) = submitted(vec![item("1", "MUG", 2, "1"), item("2", "LAMP", 1, "1")], &it);
    let mut ship = |id: &str, quantity| {
        let entry = ItemQuantity { id: id.into(), code: String::new(), quantity };
        order
            .order_shipments
            .push(crate::Shipment { order_items: vec![entry], ..draft_shipment(Timestamp::UNIX_EPOCH) });
        order.note_all_shipped()
    };
    assert_eq!(ship("1", 1), None);
    assert_eq!(ship("2", 1), None);
    assert_eq!(ship("1", 1), Some(FolderId::new(4)));
    assert_eq!(ship("1", 1), None, "it was shipped before");
    assert_eq!(order.submission.unwrap().state, SubmissionState::Shipped);
}

proptest! {
    /// No other supplier's item, no price and no customer goes out, whatever the codes become; and nothing is lost.
    #[test]
    fn what_goes_out_is_the_supplier_s_own(
        items in proptest::collection::vec(("[A-D]{1,2}", 1_u32..5, 0_i64..100), 1..8),
        codes in proptest::collection::vec("[A-D]{1,2}", 1..4),
        matches in proptest::collection::vec(("[A-D]{1,2}", "[E-H]{1,2}(,[E-H]{1,2}){0,2}"), 0..4),
        shows_prices in any::<bool>(),
    ) {
        let lines: Vec<String> = matches.iter().map(|(left, right)| format!("{left}={right}")).collect();
        let it = supplier(|settings| {
            settings.item_codes = codes.clone();
            settings.product_code_match = lines.join("\n");
            settings.shows_prices = shows_prices;
        });
        let items = (1_u32..).zip(&items).map(|(id, (code, quantity, price))| OrderItem {
            price: Money::whole(*price),
            ..item(&id.to_string(), code, *quantity, "0")
        });
        let mut order = order(items.collect());
        let is_own = |item: &OrderItem| codes.contains(&item.code);
        let has_own = order.order_items.iter().any(is_own);
        prop_assert_eq!(order.submit(&it, Again::No, Timestamp::UNIX_EPOCH).is_ok(), has_own);
        let Some(submission) = order.submission.clone() else { return Ok(()) };
        for audience in [Audience::SentTo, Audience::Fetches] {
            let out = outbound(&order, &submission, &it, &[], audience);
            for item in &order.order_items {
                let lines: Vec<&OrderItem> = out.order_items.iter().filter(|line| line.id == item.id).collect();
                prop_assert_eq!(lines.is_empty(), !is_own(item));
                let shown = lines.iter().map(|line| line.price * line.quantity).sum::<Money>();
                let is_shown = shows_prices && audience == Audience::SentTo && is_own(item);
                prop_assert_eq!(shown, if is_shown { item.price * item.quantity } else { Money::default() });
                prop_assert!(lines.iter().all(|line| line.quantity >= item.quantity));
            }
            prop_assert_eq!((out.email.as_str(), out.shipping_total), ("", Money::default()));
        }
    }
}
