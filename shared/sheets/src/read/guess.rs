//! What the first rows of a file suggest: never more than an offer, which a person confirms.

use domain::{DateForm, DecimalSeparator, Delimiter, ImportColumn, ImportKind, ImportTarget, Quote};

/// Words above columns of orders, in small letters with single blanks, and what they mean in files of carts and suppliers.
const ORDERS: [(&[&str], &str); 42] = [
    (
        &[
            "order number",
            "order no",
            "order no.",
            "order #",
            "order id",
            "order",
            "order_number",
            "number",
            "ordernumber",
        ],
        "source_id",
    ),
    (&["source", "channel", "store", "marketplace", "sales channel"], "source_name"),
    (
        &["order date", "date", "created at", "created", "purchase date", "purchase-date", "date added", "paid at"],
        "date_added",
    ),
    (&["email", "e-mail", "email address", "customer email", "buyer email", "buyer-email", "billing email"], "email"),
    (
        &["shipping method", "ship method", "shipping service", "delivery method", "ship-service-level"],
        "shipping_method",
    ),
    (&["shipping", "shipping total", "shipping amount", "shipping cost", "postage"], "shipping_total"),
    (&["tax", "taxes", "tax total", "total tax", "vat"], "tax_total"),
    (&["handling", "handling total"], "handling_total"),
    (&["payment method", "payment type", "payment"], "payment_type"),
    (&["payment status", "financial status"], "payment_status"),
    (&["notes", "note", "order notes", "customer note", "comments", "buyer notes", "gift message"], "note"),
    (&["discount code", "coupon", "coupon code"], "discount.code"),
    (&["discount amount", "discount", "discount total"], "discount.amount"),
    (
        &[
            "ship to name",
            "shipping name",
            "recipient",
            "recipient name",
            "recipient-name",
            "name",
            "ship name",
            "full name",
            "customer name",
        ],
        "shipping.full_name",
    ),
    (&["shipping first name", "ship to first name", "first name", "firstname"], "shipping.first_name"),
    (&["shipping last name", "ship to last name", "last name", "lastname", "surname"], "shipping.last_name"),
    (&["shipping company", "ship to company", "company"], "shipping.company"),
    (
        &[
            "shipping address1",
            "shipping address 1",
            "shipping address",
            "ship to address",
            "ship to address 1",
            "ship to street",
            "shipping street",
            "address",
            "address 1",
            "address1",
            "street",
            "ship-address-1",
        ],
        "shipping.address1",
    ),
    (
        &["shipping address2", "shipping address 2", "ship to address 2", "address 2", "address2", "ship-address-2"],
        "shipping.address2",
    ),
    (
        &["shipping address3", "shipping address 3", "ship to address 3", "address 3", "ship-address-3"],
        "shipping.address3",
    ),
    (&["shipping city", "ship to city", "city", "town", "ship-city"], "shipping.city"),
    (
        &[
            "shipping state",
            "shipping province",
            "ship to state",
            "ship to province",
            "state",
            "province",
            "region",
            "ship-state",
        ],
        "shipping.state",
    ),
    (
        &[
            "shipping zip",
            "shipping postal code",
            "shipping postcode",
            "ship to zip",
            "ship to postal code",
            "zip",
            "zip code",
            "zipcode",
            "postal code",
            "postcode",
            "post code",
            "ship-postal-code",
        ],
        "shipping.postal_code",
    ),
    (
        &["shipping country", "shipping country code", "ship to country", "country", "country code", "ship-country"],
        "shipping.country",
    ),
    (&["shipping phone", "ship to phone", "phone", "phone number", "telephone", "ship-phone-number"], "shipping.phone"),
    (&["billing name", "bill to name"], "customer.full_name"),
    (&["billing company", "bill to company"], "customer.company"),
    (
        &["billing address1", "billing address 1", "billing address", "billing street", "bill to address"],
        "customer.address1",
    ),
    (&["billing address2", "billing address 2"], "customer.address2"),
    (&["billing city", "bill to city"], "customer.city"),
    (&["billing state", "billing province", "bill to state"], "customer.state"),
    (&["billing zip", "billing postal code", "billing postcode", "bill to zip"], "customer.postal_code"),
    (&["billing country", "billing country code", "bill to country"], "customer.country"),
    (&["billing phone", "bill to phone"], "customer.phone"),
    (
        &[
            "sku",
            "item sku",
            "item code",
            "product code",
            "lineitem sku",
            "code",
            "variant sku",
            "part number",
            "item number",
        ],
        "item.code",
    ),
    (&["qty", "quantity", "item quantity", "lineitem quantity", "quantity-purchased", "count"], "item.quantity"),
    (&["price", "unit price", "item price", "lineitem price", "item cost"], "item.price"),
    (
        &["item name", "item", "product", "product name", "lineitem name", "title", "description", "product-name"],
        "item.name",
    ),
    (&["weight", "item weight", "unit weight"], "item.weight"),
    (&["size", "item size", "variation", "variant"], "item.variation:Size"),
    (&["color", "colour", "item color"], "item.variation:Color"),
    (&["ip", "ip address"], "ip_address"),
];

const INVENTORY: [(&[&str], &str); 8] = [
    (&["sku", "code", "item code", "product code", "variant sku", "item sku", "item number", "part number"], "code"),
    (&["name", "product", "product name", "title", "item name", "description", "item"], "name"),
    (&["price", "retail price", "unit price", "variant price", "msrp"], "price"),
    (&["cost", "cost price", "unit cost", "cost per item", "wholesale price"], "cost"),
    (&["weight", "unit weight"], "weight"),
    (
        &[
            "stock",
            "quantity",
            "qty",
            "on hand",
            "available",
            "inventory",
            "in stock",
            "quantity available",
            "qty on hand",
            "stock level",
        ],
        "stock",
    ),
    (&["location", "warehouse", "bin", "shelf"], "location"),
    (&["manufacturer sku", "mpn", "vendor sku", "supplier sku", "manufacturer part number"], "manufacturer_sku"),
];

const SHIPMENTS: [(&[&str], &str); 13] = [
    (
        &[
            "order number",
            "order no",
            "order no.",
            "order #",
            "order",
            "order_number",
            "source id",
            "reference",
            "po number",
            "customer reference",
        ],
        "source_id",
    ),
    (&["source", "channel", "store", "marketplace"], "source_name"),
    (&["order id", "order desk id"], "order_id"),
    (
        &[
            "tracking number",
            "tracking no",
            "tracking no.",
            "tracking #",
            "tracking",
            "tracking code",
            "tracking id",
            "tracking_number",
        ],
        "tracking_number",
    ),
    (&["carrier", "carrier code", "courier", "shipping carrier", "ship via"], "carrier_code"),
    (&["service", "shipping method", "ship method", "shipping service", "method"], "shipment_method"),
    (
        &[
            "ship date",
            "date shipped",
            "shipped date",
            "shipped at",
            "shipped",
            "date",
            "shipment date",
            "dispatch date",
        ],
        "date_shipped",
    ),
    (&["weight", "shipment weight", "package weight"], "weight"),
    (&["cost", "shipping cost", "postage", "shipment cost", "price"], "cost"),
    (&["tracking url", "tracking link", "url"], "tracking_url"),
    (&["sku", "item sku", "item code", "product code", "code"], "item.code"),
    (&["qty", "quantity", "shipped quantity", "qty shipped", "quantity shipped"], "item.quantity"),
    (&["email", "e-mail", "customer email"], "email"),
];

/// What a column under this heading is in files of this kind; none where nothing is known.
pub(super) fn target_of(kind: ImportKind, heading: &str) -> Option<String> {
    let heading = ImportColumn::fold(heading);
    let bare = heading.trim_end_matches([':', '*']).trim();
    let known: &[(&[&str], &str)] = match kind {
        ImportKind::Orders => &ORDERS,
        ImportKind::Inventory => &INVENTORY,
        ImportKind::Shipments => &SHIPMENTS,
    };
    // Names of our own fields count first, also as the API writes those of an address: shipping_city.
    let own = [bare.to_owned(), bare.replacen('_', ".", 1), format!("item.{bare}")];
    let is_own = |name: &&String| !name.contains(' ') && ImportTarget::named(kind, name).is_some();
    let is_generic =
        ["name", "code", "price", "quantity", "weight", "note"].contains(&bare) && kind == ImportKind::Orders;
    let own = own.iter().take(if is_generic { 0 } else { 2 }).find(is_own).cloned();
    let words = bare.replace('_', " ");
    own.or_else(|| {
        let entry = known.iter().find(|(headings, _)| headings.contains(&bare) || headings.contains(&words.as_str()));
        entry.map(|(_, target)| (*target).to_owned())
    })
}

/// What files with these headings most likely hold.
pub(super) fn kind_of(headings: &[String]) -> ImportKind {
    let folded: Vec<_> = headings.iter().map(|heading| ImportColumn::fold(heading)).collect();
    let has = |kind, target: &str| folded.iter().any(|heading| target_of(kind, heading).as_deref() == Some(target));
    if has(ImportKind::Shipments, "tracking_number") {
        ImportKind::Shipments
    } else if has(ImportKind::Inventory, "stock") && !has(ImportKind::Orders, "source_id") {
        ImportKind::Inventory
    } else {
        ImportKind::Orders
    }
}

/// The delimiter that cuts the first lines into the same number of cells, the more cells the better.
pub(super) fn delimiter_of(text: &str) -> Delimiter {
    let score = |delimiter: &Delimiter| {
        let counts: Vec<usize> =
            lines_of(text).take(20).map(|line| line.matches(char::from(delimiter.byte())).count()).collect();
        let first = counts.first().copied().unwrap_or_default();
        let same = counts.iter().filter(|count| **count == first).count();
        // How many lines agree counts more than into how much they are cut: a note may have many commas.
        if first == 0 { (0, 0) } else { (same, first) }
    };
    Delimiter::ALL.iter().copied().rev().max_by_key(score).unwrap_or_default()
}

/// Lines, but for what stands in quotation marks: those may go over lines and have any delimiter in them.
fn lines_of(text: &str) -> impl Iterator<Item = String> {
    let mut lines = vec![String::new()];
    let mut is_quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => lines.push(String::new()),
            letter if !is_quoted => {
                if let Some(line) = lines.last_mut() {
                    line.push(letter);
                }
            }
            _ => {}
        }
    }
    lines.into_iter().map(|line| line.trim_end_matches('\r').to_owned()).filter(|line| !line.trim().is_empty())
}

/// `'` where cells begin and end with it and none with `"`.
pub(super) fn quote_of(text: &str, delimiter: Delimiter) -> Quote {
    let cell = |quote: char| format!("{quote}{}{quote}", char::from(delimiter.byte()));
    if !text.contains('"') && text.contains(&cell('\'')) { Quote::Single } else { Quote::Double }
}

/// Whether the first row is headings: texts, all different, and where a column below has numbers or dates, none itself.
pub(super) fn has_heading(rows: &[Vec<String>]) -> bool {
    let Some((first, others)) = rows.split_first() else { return true };
    let filled: Vec<&str> = first.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let is_value =
        |cell: &str| cell.chars().any(|letter| letter.is_ascii_digit()) && !cell.chars().any(char::is_alphabetic);
    if filled.iter().any(|cell| is_value(cell) || cell.contains('@')) {
        return false;
    }
    let is_repeated = others.iter().any(|row| {
        row.iter().zip(first).filter(|(cell, above)| *cell == *above && !cell.is_empty()).count() > first.len() / 2
    });
    !filled.is_empty() && !is_repeated
}

/// The form in which most of what looks like a date is one; none where none does, or where two forms fit alike well.
pub(super) fn date_form_of<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DateForm> {
    let (mut counts, mut certain) = ([0_u32; 3], [false; 3]);
    for cell in cells {
        let day = cell.split([' ', 'T']).next().unwrap_or_default();
        let numbers: Vec<&str> = day.split(['/', '.', '-']).collect();
        let [first, second, third] = numbers.as_slice() else { continue };
        if !numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())) {
            continue;
        }
        let value = |number: &str| number.parse::<u32>().unwrap_or_default();
        let index = match (first.len(), value(first), value(second)) {
            (4, ..) => 0,
            _ if !(third.len() == 4 || third.len() == 2) => continue,
            (_, 13..=31, _) => 1,
            (_, _, 13..=31) => 2,
            _ if day.contains('.') => 1,
            // Both fit: it counts for neither.
            _ => continue,
        };
        if let (Some(count), Some(certain)) = (counts.get_mut(index), certain.get_mut(index)) {
            *count = count.saturating_add(1);
            *certain = true;
        }
    }
    let forms = [DateForm::YearFirst, DateForm::DayFirst, DateForm::MonthFirst];
    let best = forms.into_iter().zip(counts).zip(certain).filter(|(_, certain)| *certain);
    best.max_by_key(|((_, count), _)| *count).map(|((form, _), _)| form)
}

/// `,` where amounts are written so: `12,50` more often than `12.50`.
pub(super) fn separator_of<'a>(cells: impl Iterator<Item = &'a str>) -> DecimalSeparator {
    let (mut points, mut commas) = (0_u32, 0_u32);
    for cell in cells {
        let digits: String = cell.chars().filter(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ',')).collect();
        let signs = cell.chars().filter(|sign| sign.is_alphabetic()).count();
        let Some(at) = digits.rfind(['.', ',']).filter(|_| signs <= 3) else { continue };
        let places = digits.len().saturating_sub(at).saturating_sub(1);
        if places == 1 || places == 2 {
            let count =
                if digits.get(at..).is_some_and(|rest| rest.starts_with(',')) { &mut commas } else { &mut points };
            *count = count.saturating_add(1);
        }
    }
    if commas > points { DecimalSeparator::Comma } else { DecimalSeparator::Point }
}
