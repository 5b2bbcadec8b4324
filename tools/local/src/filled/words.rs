//! What made-up orders are put together from. Nobody is called so and lives there.

/// Something that is sold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Good {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) price: &'static str,
    pub(super) cost: &'static str,
    pub(super) weight: &'static str,
    /// How many there are; at so many or fewer there is little of it.
    pub(super) stock: i64,
    pub(super) reorder_level: i64,
}

/// Where something is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) street: &'static str,
    pub(super) city: &'static str,
    pub(super) state: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) country: &'static str,
}

/// A cart: its name, and what its numbers begin with.
pub(super) const CARTS: [(&str, &str); 6] = [
    ("Harbor Web", "HW-"),
    ("Etsy", "ET-"),
    ("WooCommerce", "WC-"),
    ("eBay", "EB-"),
    ("Market Stall", "MS-"),
    ("Wholesale Form", "WF-"),
];

pub(super) const FIRST_NAMES: [&str; 20] = [
    "Ada", "Bo", "Cy", "Di", "Edda", "Finn", "Gwen", "Hal", "Ines", "Jon", "Kaja", "Lou", "Mina", "Nils", "Oda", "Pia",
    "Quin", "Rosa", "Sven", "Tilda",
];

pub(super) const LAST_NAMES: [&str; 16] = [
    "Anker", "Brink", "Cove", "Dune", "Ferry", "Gull", "Harbor", "Inlet", "Jetty", "Keel", "Lind", "Mole", "Pier",
    "Quay", "Reef", "Strand",
];

pub(super) const COMPANIES: [&str; 4] = ["Pier & Daughters", "Quayside Books", "The Tide Table", "Lighthouse Gifts"];

pub(super) const PLACES: [Place; 14] = [
    place("5 Quay Street", "Portland", "ME", "04101", "US"),
    place("218 Pier Road, Apt. 4", "Duluth", "MN", "55802", "US"),
    place("77 Ferry Lane", "Astoria", "OR", "97103", "US"),
    place("9 Lighthouse Way", "Galveston", "TX", "77550", "US"),
    place("1301 Breakwater Boulevard", "Erie", "PA", "16507", "US"),
    place("14 Harbour View", "Halifax", "NS", "B3H 4R2", "CA"),
    place("3 Strandgata", "Bergen", "", "5003", "NO"),
    place("Hafenstraße 12", "Hamburg", "", "20457", "DE"),
    place("Kungsgatan 8", "Lund", "", "222 22", "SE"),
    place("21 Rue du Port", "Brest", "", "29200", "FR"),
    place("4 Quayside", "Bristol", "", "BS1 4XE", "GB"),
    place("Via del Molo 6", "Genova", "GE", "16128", "IT"),
    place("7 Wharf Street", "Hobart", "TAS", "7000", "AU"),
    place("港町 1-2-3", "横浜市", "神奈川県", "220-0012", "JP"),
];

/// None of these is what a rule of the demo's story waits for.
pub(super) const GOODS: [Good; 16] = [
    good("MUG-SEA", "Sea mug", "12.50", "4.20", "0.40", (140, 20)),
    good("MUG-GULL", "Gull mug", "12.50", "4.20", "0.40", (18, 20)),
    good("MUG-TIDE", "Tide mug, large", "16.00", "5.10", "0.55", (64, 20)),
    good("CAP-NAVY", "Cap, navy", "19.00", "6.80", "0.12", (85, 15)),
    good("TEE-ANCHOR-M", "T-shirt Anchor, M", "24.00", "7.90", "0.20", (41, 10)),
    good("TEE-ANCHOR-L", "T-shirt Anchor, L", "24.00", "7.90", "0.22", (3, 10)),
    good("TOTE-PORT", "Tote bag Port of call", "15.00", "4.90", "0.18", (120, 25)),
    good("CARD-SET", "Ten cards, sea birds", "9.90", "2.10", "0.10", (300, 50)),
    good("CAL-HARBORS", "Calendar Twelve harbors", "21.00", "6.40", "0.35", (0, 12)),
    good("PUZZLE-500", "Puzzle The old pier, 500 pieces", "18.50", "6.00", "0.60", (27, 8)),
    good("NOTE-A5", "Notebook, A5, dotted", "8.50", "2.40", "0.25", (210, 30)),
    good("LAMP-BUOY", "Lamp Buoy", "89.00", "38.00", "2.40", (6, 6)),
    good("PRINT-A4", "Harbor at noon, A4", "14.00", "2.80", "0.15", (500, 0)),
    good("PRINT-A2", "Harbor at night, A2", "38.00", "8.50", "0.45", (500, 0)),
    good("FRAME-PINE", "Frame, pine, A4", "22.00", "9.10", "0.90", (33, 10)),
    good("TOWEL-WAVE", "Tea towel Wave", "11.00", "3.30", "0.14", (76, 20)),
];

/// What rules of the filled store have made by others.
pub(super) const ELSEWHERE: [Good; 3] = [
    good("POSTER-XL", "Poster The long wave, XL", "49.00", "17.00", "0.80", (0, 0)),
    good("BANNER-2M", "Banner, two meters", "95.00", "41.00", "2.10", (0, 0)),
    good("STICKER-10", "Ten stickers", "6.00", "1.20", "0.05", (0, 0)),
];

/// What people ask for beside the goods, by the name of the field.
pub(super) const WISHES: [(&str, &str); 6] = [
    ("Gift Message", "Happy birthday, old sailor!"),
    ("Gift Message", "For the new kitchen. Yours, M."),
    ("Delivery", "Leave it with the harbor master"),
    ("Delivery", "Ring twice, the dog is harmless"),
    ("Purchase Order", "PO-2231"),
    ("Packaging", "No plastic, please"),
];

pub(super) const NOTES: [(&str, &str); 5] = [
    ("Mara Quay", "Called: they are home after five"),
    ("Grace Reed", "Address checked with the customer"),
    ("Grace Reed", "Second parcel follows when the mugs are back"),
    ("Mara Quay", "Paid by transfer, seen on the account"),
    ("Auto", "Heavier than usual"),
];

/// The goods of this code.
pub(super) fn of_code(code: &str) -> Good {
    GOODS.iter().chain(&ELSEWHERE).copied().find(|good| good.code == code).unwrap_or_default()
}

const fn place(
    street: &'static str,
    city: &'static str,
    state: &'static str,
    postal_code: &'static str,
    country: &'static str,
) -> Place {
    Place { street, city, state, postal_code, country }
}

const fn good(
    code: &'static str,
    name: &'static str,
    price: &'static str,
    cost: &'static str,
    weight: &'static str,
    (stock, reorder_level): (i64, i64),
) -> Good {
    Good { code, name, price, cost, weight, stock, reorder_level }
}
