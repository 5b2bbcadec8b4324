//! Which carrier a tracking number is of, and where it is followed.

use super::Case;

/// A field of each shipment that the case added, in the order they were sent.
async fn each(case: &str, field: &str) -> Vec<String> {
    let case = Case::run(case).await;
    assert!(case.statuses().iter().all(|status| *status == 201), "{:?}", case.statuses());
    let shipments = (1..case.replies.len()).map(|place| case.answer(place)["shipment"][field].clone());
    shipments.map(|value| value.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn twenty_digits_of_a_usps_label_are_no_fedex_number() {
    assert_eq!(each("14-usps-20-digits", "carrier_code").await, ["USPS"; 3]);
    assert!(each("14-usps-20-digits", "tracking_url").await.iter().all(|url| url.contains("tools.usps.com")));
}

#[tokio::test]
async fn a_fedex_ground_label_is_followed_by_its_last_fifteen_digits() {
    assert_eq!(each("15-fedex-ground-96", "carrier_code").await, ["FedEx"]);
    let url = &each("15-fedex-ground-96", "tracking_url").await[0];
    assert!(url.contains("fedex.com") && url.ends_with("=000000000123457"), "{url}");
}

#[tokio::test]
async fn a_phone_number_is_no_waybill() {
    assert_eq!(each("16-phone-is-no-waybill", "carrier_code").await, ["", "DHL"]);
    assert_eq!(each("16-phone-is-no-waybill", "tracking_url").await[0], "");
}

#[tokio::test]
async fn a_fedex_express_label_is_followed_by_its_last_twelve_digits() {
    assert_eq!(each("19-fedex-34", "carrier_code").await, ["FedEx"]);
    let url = &each("19-fedex-34", "tracking_url").await[0];
    assert!(url.contains("fedex.com") && url.ends_with("=700000000124"), "{url}");
}

#[tokio::test]
async fn a_usps_label_is_known_with_its_nine_digit_zip_code() {
    assert_eq!(each("20-usps-38", "carrier_code").await, ["USPS"]);
}

#[tokio::test]
async fn parcels_of_private_carriers_are_known() {
    // The third has OnTrac's form and not its check digit.
    let carriers = ["Amazon Logistics", "Amazon Logistics", "", "LaserShip", "DHL eCommerce", "DHL"];
    assert_eq!(each("21-private-carriers", "carrier_code").await, carriers);
}

#[tokio::test]
async fn a_carrier_by_another_name_gets_its_link_and_keeps_its_name() {
    let name = "23-carrier-by-another-name";
    assert_eq!(each(name, "carrier_code").await, ["stamps_com", "UPS®", "fedex_ground"]);
    for (url, address) in each(name, "tracking_url").await.iter().zip(["tools.usps.com", ".ups.com", "fedex.com"]) {
        assert!(url.contains(address), "{url}");
    }
}
