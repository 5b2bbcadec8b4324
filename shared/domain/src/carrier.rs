//! The carrier behind a tracking number, and where to follow it (orderdesk-api 2.6: "tries to work out the carrier
//! from the tracking number's form, then builds the tracking URL from the carrier").

/// One carrier: its code, the address a number is followed at, and whether a number looks like one of its own.
struct Carrier {
    code: &'static str,
    url: &'static str,
    owns: fn(&str) -> bool,
}

/// The first that owns a number wins, so the surest forms come first.
const CARRIERS: &[Carrier] = &[
    Carrier { code: "UPS", url: "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=", owns: is_ups },
    Carrier { code: "USPS", url: "https://tools.usps.com/go/TrackConfirmAction?tLabels=", owns: is_usps },
    Carrier { code: "FedEx", url: "https://www.fedex.com/fedextrack/?trknbr=", owns: is_fedex },
    Carrier { code: "DHL", url: "https://www.dhl.com/en/express/tracking.html?AWB=", owns: is_dhl },
    Carrier {
        code: "Canada Post",
        url: "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=",
        owns: is_canada_post,
    },
    Carrier {
        code: "Royal Mail",
        url: "https://www.royalmail.com/track-your-item#/tracking-results/",
        owns: |n| is_postal(n, "GB"),
    },
    Carrier {
        code: "Deutsche Post",
        url: "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode=",
        owns: |n| is_postal(n, "DE"),
    },
    Carrier {
        code: "Australia Post",
        url: "https://auspost.com.au/mypost/track/#/details/",
        owns: |n| is_postal(n, "AU"),
    },
];

/// The code of the carrier whose form `tracking_number` has; nothing when no form is sure.
pub fn of(tracking_number: &str) -> Option<&'static str> {
    let number = bare(tracking_number);
    CARRIERS.iter().find(|carrier| (carrier.owns)(&number)).map(|carrier| carrier.code)
}

/// Where `tracking_number` is followed at the carrier of this code, whatever the code's letters' case.
pub fn tracking_url(carrier_code: &str, tracking_number: &str) -> Option<String> {
    let number = bare(tracking_number);
    let known = number.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !number.is_empty();
    let carrier = CARRIERS.iter().find(|carrier| carrier.code.eq_ignore_ascii_case(carrier_code.trim()))?;
    known.then(|| format!("{}{number}", carrier.url))
}

/// Capitals, without the spaces and dashes people type.
fn bare(tracking_number: &str) -> String {
    tracking_number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase()
}

fn is_digits(number: &str, lengths: &[usize]) -> bool {
    lengths.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1Z`, then sixteen letters or digits.
fn is_ups(number: &str) -> bool {
    number.len() == 18 && number.starts_with("1Z") && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Twenty or more digits that begin with 9 (with or without the 420 and ZIP code in front), or a postal number from the US.
fn is_usps(number: &str) -> bool {
    let domestic = number.starts_with('9') && is_digits(number, &[20, 22, 26]);
    let routed = number.starts_with("420") && is_digits(number, &[30, 34]);
    domestic || routed || is_postal(number, "US")
}

/// Twelve, fifteen or twenty digits.
fn is_fedex(number: &str) -> bool {
    is_digits(number, &[12, 15, 20])
}

/// Ten digits, or `JD` and digits.
fn is_dhl(number: &str) -> bool {
    let rest = number.strip_prefix("JD").unwrap_or_default();
    is_digits(number, &[10]) || is_digits(rest, &[16, 18])
}

/// Sixteen digits, or a postal number from Canada.
fn is_canada_post(number: &str) -> bool {
    is_digits(number, &[16]) || is_postal(number, "CA")
}

/// The Universal Postal Union's form: two letters, nine digits of which the last checks the others, the country.
fn is_postal(number: &str, country: &str) -> bool {
    let Some(middle) = number.strip_suffix(country).filter(|rest| rest.len() == 11).and_then(|rest| rest.get(2..))
    else {
        return false;
    };
    let letters = number.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    letters && is_digits(middle, &[9]) && checks(middle)
}

/// The check digit of UPU standard S10.
fn checks(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = values.iter().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(value, weight)| value * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    values.last() == Some(&expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carrier_is_known_by_the_form_of_its_numbers() {
        for (number, carrier) in [
            ("1Z0000000000000001", Some("UPS")),
            ("1z 0000 0000 0000 0001", Some("UPS")),
            ("9400100000000000000000", Some("USPS")),
            ("LZ473124829US", Some("USPS")),
            ("123456789012", Some("FedEx")),
            ("1234567890", Some("DHL")),
            ("RR473124829GB", Some("Royal Mail")),
            ("RR473124828GB", None),
            ("n/a", None),
            ("", None),
            ("ABC", None),
        ] {
            assert_eq!(of(number), carrier, "{number}");
        }
    }

    #[test]
    fn the_tracking_url_follows_from_the_carrier() {
        let ups = "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z0000000000000001";
        assert_eq!(tracking_url("ups", "1Z0000000000000001").as_deref(), Some(ups));
        assert_eq!(tracking_url("Dove", "1Z0000000000000001"), None);
        assert_eq!(tracking_url("UPS", "n/a"), None);
        assert_eq!(tracking_url("UPS", "1Z\"><script>"), None);
    }
}
