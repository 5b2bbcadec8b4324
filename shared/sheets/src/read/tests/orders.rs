//! Rows become orders.

use domain::{DateForm, DecimalSeparator, Money, OrderRows};

use super::*;

#[test]
fn rows_of_one_number_are_one_order_with_what_is_said_once_or_in_each() {
    let template = orders_template(&["email", "shipping_total", "item.price", "checkout_data:Gift"]);
    let file =
        b"source_id,shipping.full_name,item.code,item.quantity,email,shipping_total,item.price,checkout_data:Gift\n\
        1001,Mara Elin Lindqvist,MUG-01,2,mara@example.com,5.00,12.50,yes\n\
        1001,,MUG-02,1,,5,3,\n\
        ,,MUG-03,,,,,\n\
        1002,Ada Quist,CAP-01,1,ada@example.com,0,9,no\n";
    let entries = orders(file, &template);
    assert_eq!(entries.len(), 2);
    let order = made(&entries[0]);
    assert_eq!((order.source_id.as_str(), order.source_name.as_str()), ("1001", "Harbor Prints"));
    assert_eq!((order.shipping.first_name.as_str(), order.shipping.last_name.as_str()), ("Mara Elin", "Lindqvist"));
    let items: Vec<_> = order.order_items.iter().map(|item| (item.code.as_str(), item.quantity)).collect();
    assert_eq!(items, [("MUG-01", 2), ("MUG-02", 1), ("MUG-03", 1)]);
    assert_eq!((order.shipping_total, order.order_total()), (Money::whole(5), Money::whole(33)));
    assert_eq!((order.checkout_data["Gift"].as_str(), order.date_added), ("yes", at()));
    assert_eq!(entries[0].rows.iter().map(Row::number).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(made(&entries[1]).email, "ada@example.com");
}

#[test]
fn an_order_with_a_bad_row_is_refused_as_a_whole_with_each_reason() {
    let template = orders_template(&["shipping_total", "date_added"]);
    let file = b"source_id,shipping.full_name,item.code,item.quantity,shipping_total,date_added\n\
        1001,Mara Lindqvist,MUG-01,two,5.00,soon\n\
        1001,Ada Quist,MUG-02,1.5,7.00,\n\
        1002,Ada Quist,CAP-01,1,0,2026-03-01\n\
        1003,Ada Quist,CAP-01,1\n\
        1003,Ada Quist,CAP-01,1,0,2026-03-01\n";
    let entries = orders(file, &template);
    assert_eq!(
        reasons(&entries[0]),
        [
            "3 shipping.full_name: must be the same in all rows of an order: row 2 has \"Mara Lindqvist\", found \"Ada Quist\"",
            "3 shipping_total: must be the same in all rows of an order: row 2 has \"5.00\", found \"7.00\"",
            "2 date_added: must be a date with the year first, such as 2026-03-31 08:15, found \"soon\"",
            "2 item.quantity: must be a whole number up to 1,000,000, not negative, found \"two\"",
            "3 item.quantity: must be a whole number up to 1,000,000, not negative, found \"1.5\"",
        ]
    );
    assert!(entries[1].value.is_ok());
    assert_eq!(reasons(&entries[2]), ["5 must have 6 cells, as the headings, and has 4"]);
    assert_eq!((entries[2].rows.len(), entries.len()), (2, 3));
}

#[test]
fn what_every_order_needs_is_told_at_its_column() {
    let template = orders_template(&["email"]);
    let long = "x".repeat(321);
    let file = format!(
        "source_id,shipping.full_name,item.code,item.quantity,email\n1001,,MUG-01,1,\n1002,Mara,,,\n1003,Mara,MUG-01,1,{long}\n,Mara,MUG-01,1,\n"
    );
    let entries = orders(file.as_bytes(), &template);
    let reasons: Vec<_> = entries.iter().map(|entry| reasons(entry).join("|")).collect();
    assert!(reasons[0].starts_with("2 shipping: a first name, a last name or a company is needed"), "{}", reasons[0]);
    assert_eq!(reasons[1], "3 order_items: must have at least one item");
    assert!(reasons[2].starts_with("4 email: must be at most 320 characters, found \"xxx"), "{}", reasons[2]);
    assert_eq!(reasons[3], "5 source_id: must have the order's number");
}

#[test]
fn rows_of_an_order_that_do_not_stand_together_are_one_order_all_the_same() {
    let template = orders_template(&[]);
    let file = b"source_id,shipping.full_name,item.code,item.quantity\n\
        1001,Mara,A,1\n1002,Ada,B,1\n1001,,C,1\n,,D,1\n1003,Ines,E,1\n1002,Ada,F,1\n1001,Mara,G,bad\n";
    let entries = orders(file, &template);
    let read: Vec<_> = entries.iter().map(|entry| (entry.first_row(), entry.rows.len(), entry.value.is_ok())).collect();
    // 1003 stands together and comes in its place, the others at the end; 1001 has a bad row.
    assert_eq!(read, [(6, 1, true), (2, 4, false), (3, 2, true)]);
    let codes: Vec<_> = made(&entries[2]).order_items.into_iter().map(|item| item.code).collect();
    assert_eq!(codes, ["B", "F"]);
}

#[test]
fn an_order_is_read_from_where_the_one_before_ended() {
    let template = orders_template(&[]);
    let file = b"source_id,shipping.full_name,item.code,item.quantity\n1001,Mara,A,1\n1001,,B,1\n\n1002,Ada,C,1\n,Ada,,\n1003,Ines,\"D\nD\",1\n";
    let all = orders(file, &template);
    let layout = open(file, &template).unwrap().layout().clone();
    let plan = Plan::new(&template, &layout).unwrap();
    let scattered = Scattered::default();
    for (index, entry) in all.iter().enumerate() {
        let from = usize::try_from(entry.next.byte).unwrap();
        let rest = Orders::new(Rows::resume(&file[from..], layout.clone(), entry.next), &plan, &scattered, at());
        assert_eq!(rest.collect::<Result<Vec<_>, _>>().unwrap(), all[index + 1..], "after {:?}", entry.next);
    }
    assert_eq!(all.len(), 4);
}

#[test]
fn items_with_columns_of_their_own_are_items_of_one_row() {
    let template = ImportTemplate {
        order_rows: OrderRows::NumberedItems,
        ..template(
            ImportKind::Orders,
            &["source_id", "shipping.company", "sku1", "qty1", "item2.code", "qty2", "item2.variation:Size"],
        )
    };
    let file = b"source_id,shipping.company,sku1,qty1,item2.code,qty2,item2.variation:Size\n1001,Quay,MUG-01,2,CAP-01,1,L\n1001,Quay,MUG-01,2,,,\n";
    let entries = orders(file, &template);
    let order = made(&entries[0]);
    let items: Vec<_> = order.order_items.iter().map(|item| (item.code.as_str(), item.quantity)).collect();
    assert_eq!(items, [("MUG-01", 2), ("CAP-01", 1)]);
    assert_eq!(order.order_items[1].variation_list["Size"], "L");
    // Each row is an order; the second one is a duplicate for the store to find.
    assert_eq!((made(&entries[1]).order_items.len(), entries.len()), (1, 2));
}

#[test]
fn discounts_and_notes_that_are_repeated_are_there_once() {
    let template = orders_template(&["discount.code", "discount.amount", "note"]);
    let heading = "source_id,shipping.full_name,item.code,item.quantity,discount.code,discount.amount,note\n";
    let same =
        format!("{heading}1,Mara,A,1,SPRING,-2.50,Ring twice\n1,Mara,B,1,SPRING,-2.50,Ring twice\n1,Mara,C,1,VIP,1,\n");
    let order = made(&orders(same.as_bytes(), &template)[0]);
    let discounts: Vec<_> = order.discount_list.iter().map(|it| (it.code.as_str(), it.amount.text())).collect();
    assert_eq!(discounts, [("SPRING", "2.5".to_owned()), ("VIP", "1".to_owned())]);
    assert_eq!((order.order_notes.len(), order.order_notes[0].content.as_str()), (1, "Ring twice"));
    let other = format!("{heading}1,Mara,A,1,SPRING,2.50,\n1,Mara,B,1,SPRING,3.50,\n");
    assert!(reasons(&orders(other.as_bytes(), &template)[0])[0].starts_with("3 discount.amount: must be the same"));
}

#[test]
fn defaults_transforms_and_forms_are_the_templates() {
    let mut template = orders_template(&["date_added", "item.price"]);
    template.columns[0].transforms = vec![domain::Transform::WithoutHash];
    template.columns[3].default = "7".into();
    template.columns.push(ImportColumn::always("payment_status", "Pending"));
    template.columns.push(ImportColumn::always("item.delivery_type", "download"));
    template.date_form = DateForm::DayFirst;
    template.decimal_separator = DecimalSeparator::Comma;
    template.folder_id = domain::FolderId::new(4);
    let file = "source_id,shipping.full_name,item.code,item.quantity,date_added,item.price\n#1001,Mara,A,,31.03.2026,\"1.234,50 €\"\n";
    let entries = orders(file.as_bytes(), &template);
    let order = made(&entries[0]);
    assert_eq!((order.source_id.as_str(), order.payment_status.as_str()), ("1001", "Pending"));
    assert_eq!((order.order_items[0].quantity, order.order_items[0].delivery_type.as_str()), (7, "download"));
    assert_eq!(
        (order.order_items[0].price.text(), order.date_added),
        ("1234.5".into(), "2026-03-31T00:00:00Z".parse().unwrap())
    );
    assert_eq!(entries[0].value.as_ref().unwrap().folder_id, domain::FolderId::new(4));
}

#[test]
fn an_item_knows_what_its_row_gave_for_the_inventory_to_fill_the_rest() {
    let template = orders_template(&["item.name", "item.price"]);
    let file = b"source_id,shipping.full_name,item.code,item.quantity,item.name,item.price\n1001,Mara,A,1,,12\n";
    let entries = orders(file, &template);
    let mut new = entries.into_iter().next().unwrap().value.unwrap();
    let known = domain::NewInventoryItem {
        name: "Tide Mug".into(),
        code: "A".into(),
        price: Money::whole(3),
        ..Default::default()
    };
    new.complete(&[known.item(7, at())], &domain::Variations::default());
    let item = &new.draft().order_items[0];
    assert_eq!((item.name.as_str(), item.price), ("Tide Mug", Money::whole(12)));
}

#[test]
fn a_default_that_is_none_is_told_of_the_template() {
    let mut template = orders_template(&["date_added"]);
    template.columns[3].default = "many".into();
    template.columns[4].default = "soon".into();
    let problems = check_template(&template);
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["columns[3].default", "columns[4].default"]);
}
