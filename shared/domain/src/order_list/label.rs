//! What people call the fields of an order.

/// What people call fields whose names say it in another way.
const LABELS: [(&str, &str); 27] = [
    ("ship_to", "Ship to"),
    ("unchanged_for", "Unchanged for"),
    ("email", "E-mail"),
    ("quantity_total", "Items"),
    ("item_count", "Distinct items"),
    ("weight_total", "Weight"),
    ("product_total", "Products"),
    ("shipping_total", "Shipping"),
    ("handling_total", "Handling"),
    ("tax_total", "Tax"),
    ("discount_total", "Discount"),
    ("order_total", "Total"),
    ("refund_total", "Refunded"),
    ("cc_number_masked", "Card"),
    ("cc_exp", "Card expires"),
    ("processor_response", "Payment gateway"),
    ("processor_balance", "Balance"),
    ("email_count", "Orders of the e-mail"),
    ("ip_address", "IP address"),
    ("tag_name", "Tag"),
    ("folder_name", "Folder"),
    ("date_added", "Added"),
    ("date_updated", "Last change"),
    ("source_name", "Cart"),
    ("source_id", "Number in the cart"),
    ("item.variation_list", "Item variation"),
    ("note.content", "Note"),
];

/// What stands in front of what people call a line of an address, or a field of a part.
const PLACES: [(&str, &str); 6] = [
    ("shipping", "Ship to"),
    ("customer", "Customer's"),
    ("return_address", "Return to"),
    ("item", "Item"),
    ("shipment", "Parcel's"),
    ("discount", "Discount's"),
];

/// What people call a field, by its name in rules or as a column: `shipping.postal_code` is "Ship to postal code". That
/// of an entry of a map, as in `checkout_data:Gift note`, is its own name.
pub fn label_of_field(name: &str) -> String {
    if let Some((_, entry)) = name.split_once(':') {
        return entry.to_owned();
    }
    if let Some((_, label)) = LABELS.into_iter().find(|(known, _)| *known == name) {
        return label.to_owned();
    }
    let (place, part) = name.split_once('.').unwrap_or(("", name));
    let words = spaced(part);
    match PLACES.into_iter().find(|(known, _)| *known == place) {
        Some((_, place)) => format!("{place} {words}"),
        None => capital(&words),
    }
}

/// The words of a name: those of `address1` are "address 1".
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_ascii_digit() && before.is_ascii_alphabetic() {
            words.push(' ');
        }
        words.push(if letter == '_' { ' ' } else { letter });
        before = letter;
    }
    words
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::column_choices;

    #[test]
    fn a_field_is_called_as_people_call_it() {
        for (name, label) in [
            ("order_total", "Total"),
            ("payment_status", "Payment status"),
            ("shipping.postal_code", "Ship to postal code"),
            ("shipping.address1", "Ship to address 1"),
            ("customer.last_name", "Customer's last name"),
            ("item.code", "Item code"),
            ("checkout_data:Gift note: inside", "Gift note: inside"),
            ("day_of_week", "Day of week"),
        ] {
            assert_eq!(label_of_field(name), label);
        }
    }

    /// Catches two columns that nobody can tell from each other where they are chosen.
    #[test]
    fn no_two_columns_are_called_the_same() {
        let mut seen = HashSet::new();
        for choice in column_choices() {
            assert!(seen.insert(label_of_field(choice.name)), "{}", choice.name);
        }
    }
}
