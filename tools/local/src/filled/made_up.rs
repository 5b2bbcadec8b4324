//! 500 orders that nobody placed: the same ones each time, but for their dates.

use serde_json::{Map, Value, json};

use super::words::{CARTS, COMPANIES, FIRST_NAMES, GOODS, Good, LAST_NAMES, NOTES, PLACES, Place, WISHES, of_code};

/// So many there are.
pub(super) const COUNT: usize = 500;

/// They are dated within so many days before now.
pub(super) const DAYS: u64 = 30;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// Those that something is done with came within so many seconds.
const RECENT_SECONDS: u64 = 2 * DAY_SECONDS;

/// None is younger, so that each came before what is done with it.
const MIN_AGE_SECONDS: u64 = 600;

/// What all else follows from.
const SEED: u64 = 0x0057_a7b1_1150;

/// What is done with an order when it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: it stays as it came.
    Plain,
    /// A rule posts it to who answers that it may come again much later.
    Retried,
    /// A rule posts it to who will never take it.
    Refused,
    /// A rule posts it to who takes it.
    Taken,
    /// It is submitted to the supplier.
    Submitted,
    /// It is split.
    Split,
    /// It is merged with the others of this role, which the same person placed.
    Merged,
    /// It is copied into the other store.
    Copied,
    /// It is deleted.
    Deleted,
    /// A sweep tags it.
    Tagged,
    /// A sweep moves it, and another gives it back.
    Undone,
}

/// How many orders there are of each role; the rest are plain. Fewer are tried again than have a server taken for one
/// that does not answer.
const ROLES: [(Role, usize); 10] = [
    (Role::Retried, 4),
    (Role::Refused, 6),
    (Role::Taken, 6),
    (Role::Submitted, 10),
    (Role::Split, 1),
    (Role::Merged, 2),
    (Role::Copied, 1),
    (Role::Deleted, 5),
    (Role::Tagged, 12),
    (Role::Undone, 8),
];

/// The ids of the folders that they lie in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folders {
    pub(super) new: u64,
    pub(super) prepared: u64,
    pub(super) on_hold: u64,
    pub(super) closed: u64,
    pub(super) canceled: u64,
    pub(super) backorder: u64,
    pub(super) gifts: u64,
}

/// A made-up order: what is sent, and what is done with it then.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MadeUp {
    pub(super) role: Role,
    pub(super) body: Value,
}

/// What of an order is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shipped {
    Nothing,
    Part,
    All,
}

/// Numbers that look like chance, and are the same each time (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    fn one_of<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let end = u64::try_from(from.len()).unwrap_or_default();
        let place = usize::try_from(self.below(end)).unwrap_or_default();
        from.get(place).copied().unwrap_or_default()
    }

    /// Once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// All of them, dated before `now`, which is in seconds since 1970.
pub(super) fn orders(folders: &Folders, now: u64) -> Vec<MadeUp> {
    let mut numbers = Numbers(SEED);
    let roles = ROLES.iter().flat_map(|(role, count)| std::iter::repeat_n(*role, *count));
    let roles = roles.chain(std::iter::repeat(Role::Plain)).take(COUNT);
    let one = |(number, role)| MadeUp { role, body: one(&mut numbers, folders, now, number, role) };
    roles.enumerate().map(one).collect()
}

fn one(numbers: &mut Numbers, folders: &Folders, now: u64, number: usize, role: Role) -> Value {
    let oldest = if role == Role::Plain { DAYS * DAY_SECONDS - MIN_AGE_SECONDS } else { RECENT_SECONDS };
    let age = MIN_AGE_SECONDS + numbers.below(oldest - MIN_AGE_SECONDS);
    let added = now.saturating_sub(age);
    let goods = goods(numbers, role);
    let (folder, shipped) = state(numbers, folders, age, role, goods.len());
    let is_canceled = folder == folders.canceled;
    let (cart, begins) = numbers.one_of(&CARTS);
    let (first, last) = person(numbers, role);
    let address = address(numbers, first, last);
    let payment = if is_canceled { "Fully Refunded" } else { numbers.one_of(&PAID) };
    json!({
        "source_name": cart,
        "source_id": format!("{begins}{}", 10_001 + number),
        "email": format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase()),
        "date_added": added.to_string(),
        "shipping_method": numbers.one_of(&["Ground", "Ground", "Express", "Letter", "Pick-up at the pier"]),
        "shipping_total": numbers.one_of(&["0.00", "4.50", "4.50", "6.90", "12.00"]),
        "tax_total": numbers.one_of(&["0.00", "1.25", "2.40", "3.80"]),
        "payment_type": numbers.one_of(&["Visa", "Mastercard", "PayPal", "Invoice"]),
        "payment_status": payment,
        "cc_number": format!("{:04}", numbers.below(10_000)),
        "customer": address,
        "shipping": address,
        "checkout_data": wishes(numbers),
        "order_metadata": { "print_batch": (1 + number / 40).to_string() },
        "tag_name": if numbers.once_in(5) { numbers.one_of(&TAG_NAMES) } else { "" },
        "folder_id": folder,
        "discount_list": discounts(numbers),
        "order_notes": notes(numbers, added),
        "order_items": goods.iter().map(item).collect::<Vec<_>>(),
        "order_shipments": shipments(shipped, &goods, number, added),
    })
}

/// What is paid of an order; of most all.
const PAID: [&str; 8] =
    ["Captured", "Captured", "Captured", "Captured", "Captured", "Captured", "Authorized", "Pending"];

const TAG_NAMES: [&str; 6] = ["success", "error", "info", "warning", "orange", "purple"];

fn person(numbers: &mut Numbers, role: Role) -> (&'static str, &'static str) {
    if role == Role::Merged {
        return ("Edda", "Keel");
    }
    (numbers.one_of(&FIRST_NAMES), numbers.one_of(&LAST_NAMES))
}

fn address(numbers: &mut Numbers, first: &str, last: &str) -> Value {
    let Place { street, city, state, postal_code, country } = numbers.one_of(&PLACES);
    let company = if numbers.once_in(9) { numbers.one_of(&COMPANIES) } else { "" };
    json!({
        "first_name": first, "last_name": last, "company": company, "address1": street, "city": city, "state": state,
        "postal_code": postal_code, "country": country, "phone": format!("555-01{:02}", numbers.below(100)),
    })
}

/// What is ordered, and how many of each.
fn goods(numbers: &mut Numbers, role: Role) -> Vec<(Good, u64)> {
    match role {
        Role::Retried => vec![(of_code("POSTER-XL"), 1)],
        Role::Refused => vec![(of_code("BANNER-2M"), 1)],
        Role::Taken => vec![(of_code("STICKER-10"), 1 + numbers.below(5))],
        Role::Submitted => vec![(of_code("MUG-GULL"), 1 + numbers.below(4)), (of_code("CARD-SET"), 1)],
        Role::Split | Role::Merged | Role::Copied => vec![(of_code("MUG-SEA"), 2), (of_code("CAP-NAVY"), 1)],
        Role::Plain | Role::Deleted | Role::Tagged | Role::Undone => {
            let count = numbers.one_of(&[1, 1, 1, 1, 2, 2, 3, 4, 7]);
            let mut goods: Vec<_> = (0..count).map(|_| (numbers.one_of(&GOODS), 1 + numbers.below(3))).collect();
            goods.sort_by_key(|(good, _)| good.code);
            goods.dedup_by_key(|(good, _)| good.code);
            goods
        }
    }
}

/// The folder that an order of this age lies in, and what of it is shipped.
fn state(numbers: &mut Numbers, folders: &Folders, age: u64, role: Role, lines: usize) -> (u64, Shipped) {
    if role != Role::Plain {
        return (folders.new, Shipped::Nothing);
    }
    if numbers.once_in(20) {
        return (folders.canceled, Shipped::Nothing);
    }
    let part = if lines > 1 && numbers.once_in(3) { Shipped::Part } else { Shipped::Nothing };
    match (age / DAY_SECONDS, numbers.below(10)) {
        (0..=1, 0..=6) => (folders.new, Shipped::Nothing),
        (0..=1, 7 | 8) | (2..=6, 0..=2) => (folders.prepared, part),
        (0..=1, _) | (2..=6, 3) => (folders.gifts, Shipped::Nothing),
        (2..=6, 4) => (folders.backorder, part),
        (7.., 0) => (folders.on_hold, part),
        _ => (folders.closed, Shipped::All),
    }
}

fn wishes(numbers: &mut Numbers) -> Value {
    let mut wishes = Map::new();
    if numbers.once_in(3) {
        let (name, text) = numbers.one_of(&WISHES);
        wishes.insert(name.to_owned(), json!(text));
    }
    Value::Object(wishes)
}

fn discounts(numbers: &mut Numbers) -> Value {
    if numbers.once_in(8) { json!([{ "name": "Low tide", "code": "LOWTIDE", "amount": "2.00" }]) } else { json!([]) }
}

fn notes(numbers: &mut Numbers, added: u64) -> Value {
    if !numbers.once_in(6) {
        return json!([]);
    }
    let (username, content) = numbers.one_of(&NOTES);
    json!([{ "username": username, "content": content, "date_added": (added + MIN_AGE_SECONDS / 2).to_string() }])
}

fn item((good, quantity): &(Good, u64)) -> Value {
    let Good { code, name, price, weight, .. } = good;
    json!({ "code": code, "name": name, "price": price, "weight": weight, "quantity": quantity })
}

fn shipments(shipped: Shipped, goods: &[(Good, u64)], number: usize, added: u64) -> Value {
    let first = goods.first().map(|(good, _)| good.code).unwrap_or_default();
    // What says nothing of its items is all that was left.
    let items = match shipped {
        Shipped::Nothing => return json!([]),
        Shipped::Part => json!([{ "code": first, "quantity": 1 }]),
        Shipped::All => json!([]),
    };
    let (carrier, begins) = if number.is_multiple_of(2) { ("UPS", "1Z") } else { ("DHL", "JD") };
    json!([{
        "tracking_number": format!("{begins}999AA1{number:010}"), "carrier_code": carrier, "shipment_method": "Ground",
        "date_shipped": (added + MIN_AGE_SECONDS / 2).to_string(), "cost": "3.90", "order_items": items,
    }])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const NOW: u64 = 1_795_600_000;
    const FOLDERS: Folders =
        Folders { new: 1, prepared: 2, on_hold: 3, closed: 4, canceled: 5, backorder: 6, gifts: 7 };

    fn number(value: &Value) -> u64 {
        value.as_str().unwrap().parse().unwrap()
    }

    /// Catches a filled store that is another one each time, or that lacks what there is to be seen.
    #[test]
    fn they_are_five_hundred_of_many_kinds_and_the_same_each_time() {
        let all = orders(&FOLDERS, NOW);
        assert_eq!(all, orders(&FOLDERS, NOW));
        let numbers: BTreeSet<_> = all.iter().map(|it| it.body["source_id"].as_str().unwrap().to_owned()).collect();
        assert_eq!((all.len(), numbers.len()), (COUNT, COUNT));
        for (role, count) in ROLES {
            assert_eq!(all.iter().filter(|it| it.role == role).count(), count, "{role:?}");
        }
        let different = |name: &str| all.iter().map(|it| it.body[name].to_string()).collect::<BTreeSet<_>>().len();
        assert_eq!((different("source_name"), different("folder_id")), (CARTS.len(), 7));
        let countries: BTreeSet<_> = all.iter().map(|it| it.body["shipping"]["country"].to_string()).collect();
        assert!(countries.len() > 5 && different("tag_name") > 4, "{countries:?}");
        let shipped =
            |is_meant: fn(&Value) -> bool| all.iter().filter(|it| is_meant(&it.body["order_shipments"])).count();
        assert!(shipped(|it| it[0]["order_items"][0].is_object()) > 5, "in part");
        assert!(shipped(|it| it[0]["order_items"] == json!([])) > 100, "all of it");
        assert!(all.iter().any(|it| it.body["order_items"].as_array().unwrap().len() > 3));
    }

    /// Catches an order that a rule of the demo's story takes for its own, and one that comes from the future.
    #[test]
    fn none_is_of_today_s_story_and_all_are_of_the_last_days() {
        for order in orders(&FOLDERS, NOW) {
            let added = number(&order.body["date_added"]);
            assert!(added < NOW && NOW - added <= DAYS * DAY_SECONDS, "{added}");
            let text = order.body.to_string();
            assert!(!text.contains("PRINT-A3") && !text.contains("FRAME-OAK") && !text.contains(crate::demo::CART));
            for shipment in order.body["order_shipments"].as_array().unwrap() {
                assert!((added..NOW).contains(&number(&shipment["date_shipped"])));
            }
            assert!(order.body["order_items"].as_array().unwrap().iter().all(|item| item["code"] != json!("")));
        }
    }
}
