//! The carrier behind a tracking number, and where to follow it (orderdesk-api 2.6: "tries to work out the carrier
//! from the tracking number's form, then builds the tracking URL from the carrier").
//!
//! A form is known by what a number begins with, its length and its check digit. Where no form is sure there is no
//! carrier rather than a wrong one. A carrier that was named stays as it was sent; its link is found under other names
//! too, and there is none where name and number contradict each other.

mod check;
mod form;
mod name;
#[cfg(test)]
mod tests;

use form::Found;
use name::Named;

/// A carrier whose numbers can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    Ups,
    Usps,
    FedEx,
    Dhl,
    DhlEcommerce,
    CanadaPost,
    RoyalMail,
    DeutschePost,
    AustraliaPost,
    Amazon,
    OnTrac,
    LaserShip,
}

impl Carrier {
    /// What a shipment's `carrier_code` says where it was worked out.
    const fn code(self) -> &'static str {
        match self {
            Self::Ups => "UPS",
            Self::Usps => "USPS",
            Self::FedEx => "FedEx",
            Self::Dhl => "DHL",
            Self::DhlEcommerce => "DHL eCommerce",
            Self::CanadaPost => "Canada Post",
            Self::RoyalMail => "Royal Mail",
            Self::DeutschePost => "Deutsche Post",
            Self::AustraliaPost => "Australia Post",
            Self::Amazon => "Amazon Logistics",
            Self::OnTrac => "OnTrac",
            Self::LaserShip => "LaserShip",
        }
    }

    /// The address a number is followed at, without the number.
    const fn url(self) -> &'static str {
        match self {
            Self::Ups => "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=",
            Self::Usps => "https://tools.usps.com/go/TrackConfirmAction?tLabels=",
            Self::FedEx => "https://www.fedex.com/fedextrack/?trknbr=",
            Self::Dhl => "https://www.dhl.com/en/express/tracking.html?AWB=",
            Self::DhlEcommerce => "https://webtrack.dhlecs.com/orders?trackingNumber=",
            Self::CanadaPost => "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=",
            Self::RoyalMail => "https://www.royalmail.com/track-your-item#/tracking-results/",
            Self::DeutschePost => "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode=",
            Self::AustraliaPost => "https://auspost.com.au/mypost/track/#/details/",
            Self::Amazon => "https://track.amazon.com/tracking/",
            Self::OnTrac => "https://www.ontrac.com/tracking/?number=",
            Self::LaserShip => "https://www.lasership.com/track/",
        }
    }

    /// Whether a parcel of this carrier may bear a number of `other`: they are one house, or `other` delivers it.
    fn hands_on_to(self, other: Self) -> bool {
        match self {
            Self::Ups | Self::FedEx => other == Self::Usps,
            Self::Dhl => matches!(other, Self::DhlEcommerce | Self::DeutschePost | Self::Usps),
            Self::DhlEcommerce => matches!(other, Self::Dhl | Self::Usps),
            Self::DeutschePost => other == Self::Dhl,
            Self::OnTrac => other == Self::LaserShip,
            Self::LaserShip => other == Self::OnTrac,
            _ => false,
        }
    }
}

/// The code of the carrier whose form `tracking_number` has; nothing when no form is sure.
pub fn of(tracking_number: &str) -> Option<&'static str> {
    form::find(&bare(tracking_number)).map(|found| found.carrier.code())
}

/// Where `tracking_number` is followed, when the shipment names its carrier as `carrier_code`.
///
/// It is at the carrier of the number's own form, and where no form is sure at the carrier that is named. A known
/// carrier that never bears such numbers contradicts them: there is no link. Under a name that nobody knows, a number
/// of digits alone says too little.
pub fn tracking_url(carrier_code: &str, tracking_number: &str) -> Option<String> {
    let number = bare(tracking_number);
    let named = name::read(carrier_code);
    let (carrier, followed) = match (form::find(&number), named) {
        (Some(found), named) => (agree(named, &found)?.carrier, found.followed),
        (None, Some(Named { carrier, .. })) if may_be_followed(&number) => (carrier, number.as_str()),
        (None, _) => return None,
    };
    Some(format!("{}{followed}", carrier.url()))
}

/// What was found, unless the name contradicts it.
fn agree<'a, 'b>(named: Option<Named>, found: &'a Found<'b>) -> Option<&'a Found<'b>> {
    let agrees = match named {
        Some(Named { carrier, .. }) if carrier == found.carrier => true,
        Some(Named { carrier, resells: false }) => carrier.hands_on_to(found.carrier),
        Some(Named { resells: true, .. }) | None => found.begins_so,
    };
    agrees.then_some(found)
}

/// Letters and digits alone, and at least one digit: `none` and `pending` are no numbers.
fn may_be_followed(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_alphanumeric()) && number.bytes().any(|byte| byte.is_ascii_digit())
}

/// Capitals, without the spaces and dashes people type.
fn bare(tracking_number: &str) -> String {
    let typed = |c: &char| !c.is_whitespace() && *c != '-' && !('\u{2010}'..='\u{2015}').contains(c);
    tracking_number.chars().filter(typed).map(|c| c.to_ascii_uppercase()).collect()
}
