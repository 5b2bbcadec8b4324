mod published;

use super::{of, tracking_url};

/// Made-up numbers, each with the carrier its form tells.
fn carriers(numbers: &[(&str, Option<&str>)]) {
    for (number, carrier) in numbers {
        assert_eq!(of(number), *carrier, "{number}");
    }
}

/// Names with a number, and what the link that follows from both begins and ends with; blank for no link.
fn links(shipments: &[(&str, &str, &str, &str)]) {
    for (name, number, address, followed) in shipments {
        let url = tracking_url(name, number).unwrap_or_default();
        assert!(url.contains(address) && url.ends_with(followed), "{name}, {number}: {url}");
        assert_eq!(url.is_empty(), address.is_empty(), "{name}, {number}: {url}");
    }
}

#[test]
fn a_carrier_is_known_by_the_form_of_its_numbers() {
    carriers(&[
        ("1Z0000000000000019", Some("UPS")),
        ("1z 0000 0000 0000 0019", Some("UPS")),
        ("1Z–0000–0000–0000–0019", Some("UPS")),
        ("1Z12345E0205271686", Some("UPS")),
        ("9400100000000000001232", Some("USPS")),
        ("LZ473124829US", Some("USPS")),
        ("123456789012", Some("FedEx")),
        ("1234567806", Some("DHL")),
        ("RR473124829GB", Some("Royal Mail")),
        ("RR473124829AU", Some("Australia Post")),
        ("RR473124829CA", Some("Canada Post")),
        ("RR473124829DE", Some("Deutsche Post")),
        ("RR473124829FR", None),
        ("n/a", None),
        ("", None),
        ("ABC", None),
        ("ÄÖ473124829GB", None),
    ]);
}

#[test]
fn a_wrong_check_digit_is_no_carrier() {
    carriers(&[
        ("1Z0000000000000001", None),
        ("1Z12345E0205271687", None),
        ("K1506235621", None),
        ("9400100000000000001233", None),
        ("42004101123492023900000000000000001238", None),
        ("70990000000000001238", None),
        ("987654321097", None),
        ("9612019000000000123458", None),
        ("1001900000000000000000700000000125", None),
        ("1234567890", None),
        ("2075550101", None),
        ("7035114477138471", None),
        ("RR473124828GB", None),
        ("C10000000000011", None),
    ]);
}

#[test]
fn a_usps_label_is_known_with_and_without_its_zip_code() {
    carriers(&[
        ("92023900000000000000001237", Some("USPS")),
        ("420 04101 9400100000000000001232", Some("USPS")),
        ("420041019202 3900 0000 0000 0000 0012 37", Some("USPS")),
        ("420041011234 9400100000000000001232", Some("USPS")),
        ("70990000000000001239", Some("USPS")),
        ("14990000000000001233", Some("USPS")),
        ("55990000000000001230", None),
        ("9700100000000000001239", None),
        ("430041019400100000000000001232", None),
    ]);
    links(&[
        ("USPS", "420041019400100000000000001232", "usps.com", "=9400100000000000001232"),
        ("USPS", "42004101123492023900000000000000001237", "usps.com", "=92023900000000000000001237"),
    ]);
}

#[test]
fn a_fedex_label_is_known_by_any_of_its_codes() {
    carriers(&[
        ("987654321098", Some("FedEx")),
        ("000000000123457", Some("FedEx")),
        ("9612019000000000123457", Some("FedEx")),
        ("1001900000000000000000700000000124", Some("FedEx")),
        ("9622001900000000000000700000000124", Some("FedEx")),
        ("000000000000", None),
        ("000000000000000", None),
        ("00000000000000123457", None),
    ]);
    links(&[
        ("FedEx", "9612019000000000123457", "fedex.com", "=000000000123457"),
        ("FedEx", "1001900000000000000000700000000124", "fedex.com", "=700000000124"),
        ("FedEx", "9622001900000000000000700000000124", "fedex.com", "=700000000124"),
    ]);
}

#[test]
fn parcels_of_the_others_are_known_by_their_first_letters() {
    carriers(&[
        ("TBA300000000000", Some("Amazon Logistics")),
        ("TBM300000000000", Some("Amazon Logistics")),
        ("TBB300000000000", None),
        ("TBA30000000000", None),
        ("C10000000000012", Some("OnTrac")),
        ("LS10000001", Some("LaserShip")),
        ("LX30000001", Some("LaserShip")),
        ("LB10000001", None),
        ("1LS720000000000", Some("LaserShip")),
        ("GM2990000000000001", Some("DHL eCommerce")),
        ("JJD000300000000000012", Some("DHL")),
        ("JD000300000000000012", Some("DHL")),
        // Yodel's.
        ("JJD0002200000000012", None),
        ("JD0002200000000012", None),
    ]);
}

#[test]
fn a_known_carrier_under_another_name_gets_its_link() {
    links(&[
        ("stamps_com", "9400100000000000001232", "usps.com", "1232"),
        ("Stamps.com", "9400100000000000001232", "usps.com", "1232"),
        ("endicia", "77001", "usps.com", "77001"),
        ("usps_first_class", "77001", "usps.com", "77001"),
        ("U.S. Postal Service", "77001", "usps.com", "77001"),
        ("UPS®", "1Z12345E0205271686", "ups.com", "1686"),
        ("UPS® Ground", "77001", "wwwapps.ups.com", "77001"),
        ("ups_walleted", "77001", "wwwapps.ups.com", "77001"),
        ("UPSMailInnovations", "77001", "wwwapps.ups.com", "77001"),
        ("fedex_ground", "987654321098", "fedex.com", "1098"),
        ("FedEx Home Delivery™", "77001", "fedex.com", "77001"),
        ("Fed Ex", "77001", "fedex.com", "77001"),
        ("dhl_express", "1234567806", "dhl.com", "7806"),
        ("DhlExpress", "77001", "dhl.com", "77001"),
        ("DHL Express Worldwide", "77001", "dhl.com", "77001"),
        ("DHL eCommerce", "77001", "dhlecs.com", "77001"),
        ("DHLeCommerce", "77001", "dhlecs.com", "77001"),
        ("canada_post", "77001", "canadapost", "77001"),
        ("Royal Mail 48", "77001", "royalmail.com", "77001"),
        ("  australia_post_my_post_business ", "77001", "auspost.com", "77001"),
        ("amazon_shipping", "TBA300000000000", "track.amazon.com", "TBA300000000000"),
    ]);
}

#[test]
fn a_name_that_only_begins_like_a_carriers_is_another() {
    for name in
        ["upside couriers", "UPSide", "Upsala Post", "fedexit", "dhlx", "On Track", "Laser Shipping", "Dove", ""]
    {
        links(&[(name, "77001", "", ""), (name, "987654321098", "", ""), (name, "1Z0000000000000001", "", "")]);
    }
}

#[test]
fn what_a_number_begins_with_is_believed_under_an_unknown_name() {
    links(&[
        ("globalpost", "9400100000000000001232", "usps.com", "1232"),
        ("My account", "1Z0000000000000019", "ups.com", "0019"),
        ("stamps_com", "1Z0000000000000019", "ups.com", "0019"),
        // Digits alone may be anybody's.
        ("Purolator", "987654321098", "", ""),
        ("stamps_com", "987654321098", "", ""),
    ]);
}

#[test]
fn a_name_that_contradicts_the_number_has_no_link() {
    links(&[
        ("UPS", "9612019000000000123457", "", ""),
        ("fedex_ground", "1Z0000000000000019", "", ""),
        ("Royal Mail", "9400100000000000001232", "", ""),
        ("USPS", "987654321098", "", ""),
        // One hands its parcels on to the other.
        ("FedEx SmartPost", "9261290000000000000014", "usps.com", "0014"),
        ("UPS Mail Innovations", "9400100000000000001232", "usps.com", "1232"),
        ("DHL", "GM2990000000000001", "dhlecs.com", "0001"),
        ("OnTrac", "LS10000001", "lasership.com", "LS10000001"),
    ]);
}

#[test]
fn what_is_no_number_has_no_link() {
    for number in ["n/a", "none", "pending", "", " - ", "1Z\"><script>", "１２３"] {
        links(&[("UPS", number, "", "")]);
    }
    let url = "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z0000000000000001";
    assert_eq!(tracking_url("ups", "1z 0000-0000 0000 0001").as_deref(), Some(url));
}
