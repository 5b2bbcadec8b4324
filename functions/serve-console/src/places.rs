//! Countries, currencies and time zones that a form offers, and which of them somebody probably wants.

use std::collections::BTreeSet;

use crate::view::Choice;

/// Countries: code, name, the zone that most of it is in, and the currency.
const COUNTRIES: [(&str, &str, &str, &str); 72] = [
    ("AR", "Argentina", "America/Argentina/Buenos_Aires", "ARS"),
    ("AU", "Australia", "Australia/Sydney", "AUD"),
    ("AT", "Austria", "Europe/Vienna", "EUR"),
    ("BD", "Bangladesh", "Asia/Dhaka", "BDT"),
    ("BE", "Belgium", "Europe/Brussels", "EUR"),
    ("BO", "Bolivia", "America/La_Paz", "BOB"),
    ("BR", "Brazil", "America/Sao_Paulo", "BRL"),
    ("BG", "Bulgaria", "Europe/Sofia", "EUR"),
    ("CA", "Canada", "America/Toronto", "CAD"),
    ("CL", "Chile", "America/Santiago", "CLP"),
    ("CN", "China", "Asia/Shanghai", "CNY"),
    ("CO", "Colombia", "America/Bogota", "COP"),
    ("CR", "Costa Rica", "America/Costa_Rica", "CRC"),
    ("HR", "Croatia", "Europe/Zagreb", "EUR"),
    ("CY", "Cyprus", "Asia/Nicosia", "EUR"),
    ("CZ", "Czechia", "Europe/Prague", "CZK"),
    ("DK", "Denmark", "Europe/Copenhagen", "DKK"),
    ("EC", "Ecuador", "America/Guayaquil", "USD"),
    ("EG", "Egypt", "Africa/Cairo", "EGP"),
    ("EE", "Estonia", "Europe/Tallinn", "EUR"),
    ("FI", "Finland", "Europe/Helsinki", "EUR"),
    ("FR", "France", "Europe/Paris", "EUR"),
    ("DE", "Germany", "Europe/Berlin", "EUR"),
    ("GH", "Ghana", "Africa/Accra", "GHS"),
    ("GR", "Greece", "Europe/Athens", "EUR"),
    ("HK", "Hong Kong", "Asia/Hong_Kong", "HKD"),
    ("HU", "Hungary", "Europe/Budapest", "HUF"),
    ("IS", "Iceland", "Atlantic/Reykjavik", "ISK"),
    ("IN", "India", "Asia/Kolkata", "INR"),
    ("ID", "Indonesia", "Asia/Jakarta", "IDR"),
    ("IE", "Ireland", "Europe/Dublin", "EUR"),
    ("IL", "Israel", "Asia/Jerusalem", "ILS"),
    ("IT", "Italy", "Europe/Rome", "EUR"),
    ("JP", "Japan", "Asia/Tokyo", "JPY"),
    ("KE", "Kenya", "Africa/Nairobi", "KES"),
    ("LV", "Latvia", "Europe/Riga", "EUR"),
    ("LT", "Lithuania", "Europe/Vilnius", "EUR"),
    ("LU", "Luxembourg", "Europe/Luxembourg", "EUR"),
    ("MY", "Malaysia", "Asia/Kuala_Lumpur", "MYR"),
    ("MT", "Malta", "Europe/Malta", "EUR"),
    ("MX", "Mexico", "America/Mexico_City", "MXN"),
    ("MA", "Morocco", "Africa/Casablanca", "MAD"),
    ("NL", "Netherlands", "Europe/Amsterdam", "EUR"),
    ("NZ", "New Zealand", "Pacific/Auckland", "NZD"),
    ("NG", "Nigeria", "Africa/Lagos", "NGN"),
    ("NO", "Norway", "Europe/Oslo", "NOK"),
    ("PK", "Pakistan", "Asia/Karachi", "PKR"),
    ("PA", "Panama", "America/Panama", "USD"),
    ("PE", "Peru", "America/Lima", "PEN"),
    ("PH", "Philippines", "Asia/Manila", "PHP"),
    ("PL", "Poland", "Europe/Warsaw", "PLN"),
    ("PT", "Portugal", "Europe/Lisbon", "EUR"),
    ("RO", "Romania", "Europe/Bucharest", "RON"),
    ("SA", "Saudi Arabia", "Asia/Riyadh", "SAR"),
    ("RS", "Serbia", "Europe/Belgrade", "RSD"),
    ("SG", "Singapore", "Asia/Singapore", "SGD"),
    ("SK", "Slovakia", "Europe/Bratislava", "EUR"),
    ("SI", "Slovenia", "Europe/Ljubljana", "EUR"),
    ("ZA", "South Africa", "Africa/Johannesburg", "ZAR"),
    ("KR", "South Korea", "Asia/Seoul", "KRW"),
    ("ES", "Spain", "Europe/Madrid", "EUR"),
    ("SE", "Sweden", "Europe/Stockholm", "SEK"),
    ("CH", "Switzerland", "Europe/Zurich", "CHF"),
    ("TW", "Taiwan", "Asia/Taipei", "TWD"),
    ("TH", "Thailand", "Asia/Bangkok", "THB"),
    ("TR", "Türkiye", "Europe/Istanbul", "TRY"),
    ("UA", "Ukraine", "Europe/Kyiv", "UAH"),
    ("AE", "United Arab Emirates", "Asia/Dubai", "AED"),
    ("GB", "United Kingdom", "Europe/London", "GBP"),
    ("US", "United States", "America/New_York", "USD"),
    ("UY", "Uruguay", "America/Montevideo", "UYU"),
    ("VN", "Vietnam", "Asia/Ho_Chi_Minh", "VND"),
];

/// Zones of countries that have several.
const MORE_ZONES: [&str; 14] = [
    "America/Anchorage",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/Manaus",
    "America/Phoenix",
    "America/Tijuana",
    "America/Vancouver",
    "America/Winnipeg",
    "Atlantic/Canary",
    "Australia/Brisbane",
    "Australia/Perth",
    "Pacific/Honolulu",
];

/// What stands for the zone or the currency that is usual in the country.
const USUAL: &str = "usual";

/// The countries to choose from. One that is none of them stays as it is; blank for who does not want to say.
pub(crate) fn country_choices(chosen: &str) -> Vec<Choice> {
    let is_known = chosen.is_empty() || COUNTRIES.iter().any(|(code, ..)| *code == chosen);
    let other = (!is_known).then(|| Choice::new(chosen, chosen, true));
    let blank = Choice::new("", "Not said", chosen.is_empty());
    let known = COUNTRIES.iter().map(|(code, name, ..)| Choice::new(*code, *name, *code == chosen));
    std::iter::once(blank).chain(other).chain(known).collect()
}

/// The zones to choose from; first the one that is usual in the country.
pub(crate) fn zone_choices(chosen: &str) -> Vec<Choice> {
    let zones: BTreeSet<&str> = COUNTRIES.iter().map(|(_, _, zone, _)| *zone).chain(MORE_ZONES).collect();
    let is_known = chosen.is_empty() || [USUAL, "UTC"].contains(&chosen) || zones.contains(chosen);
    let other = (!is_known).then(|| Choice::new(chosen, chosen, true));
    let usual = Choice::new(USUAL, "As usual in the country", chosen.is_empty() || chosen == USUAL);
    let first = [usual, Choice::new("UTC", "UTC", chosen == "UTC")];
    let zones = zones.into_iter().map(|zone| Choice::new(zone, zone.replace('_', " "), zone == chosen));
    first.into_iter().chain(other).chain(zones).collect()
}

/// The zone that was chosen for a store in a country; blank, which is UTC, where nobody knows the country's.
pub(crate) fn zone_of(chosen: &str, country: &str) -> String {
    if !chosen.is_empty() && chosen != USUAL {
        return chosen.to_owned();
    }
    let found = COUNTRIES.iter().find(|(code, ..)| *code == country);
    found.map(|(_, _, zone, _)| (*zone).to_owned()).unwrap_or_default()
}

/// The currencies to choose from; first the one that is usual in the country.
pub(crate) fn currency_choices(chosen: &str) -> Vec<Choice> {
    let codes: BTreeSet<&str> = COUNTRIES.iter().map(|(.., currency)| *currency).collect();
    let is_known = chosen.is_empty() || chosen == USUAL || codes.contains(chosen);
    let other = (!is_known).then(|| Choice::new(chosen, chosen, true));
    let usual = Choice::new(USUAL, "As usual in the country", chosen.is_empty() || chosen == USUAL);
    let codes = codes.into_iter().map(|code| Choice::new(code, code, code == chosen));
    std::iter::once(usual).chain(other).chain(codes).collect()
}

/// The currency that was chosen for a store in a country; blank where nobody knows the country's.
pub(crate) fn currency_of(chosen: &str, country: &str) -> String {
    if !chosen.is_empty() && chosen != USUAL {
        return chosen.to_owned();
    }
    let found = COUNTRIES.iter().find(|(code, ..)| *code == country);
    found.map(|(.., currency)| (*currency).to_owned()).unwrap_or_default()
}

/// The country that a browser's languages name: `de-AT` is Austria's. Without one the United States.
pub(crate) fn country_of(languages: &str) -> &'static str {
    let regions = languages.split(',').filter_map(|language| {
        let (_, region) = language.split(';').next()?.trim().rsplit_once('-')?;
        COUNTRIES.iter().find(|(code, ..)| code.eq_ignore_ascii_case(region)).map(|(code, ..)| *code)
    });
    regions.into_iter().next().unwrap_or("US")
}

#[cfg(test)]
mod tests {
    use domain::StoreDetails;
    use jiff::tz::TimeZone;

    use super::*;

    /// Catches a choice that the store's settings refuse.
    #[test]
    fn every_zone_is_one_and_no_country_stands_there_twice() {
        for zone in COUNTRIES.iter().map(|(_, _, zone, _)| *zone).chain(MORE_ZONES) {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
        }
        for (code, .., currency) in COUNTRIES {
            let details = StoreDetails {
                name: "Harbor".into(),
                store_country: code.into(),
                currency: currency.into(),
                ..StoreDetails::default()
            };
            assert_eq!(details.check(), vec![], "{code}");
        }
        let codes: BTreeSet<_> = COUNTRIES.iter().map(|(code, ..)| *code).collect();
        assert_eq!(codes.len(), COUNTRIES.len());
        assert!(COUNTRIES.is_sorted_by_key(|(_, name, ..)| name.replace('ü', "u")));
    }

    #[test]
    fn a_browser_names_the_country_and_the_country_its_zone_and_currency() {
        assert_eq!(country_of("de-AT,de;q=0.9,en-US;q=0.8"), "AT");
        assert_eq!(country_of("en;q=0.8, pt-br"), "BR");
        assert_eq!([country_of(""), country_of("de"), country_of("zh-Hant")], ["US"; 3]);
        assert_eq!(zone_of("usual", "AT"), "Europe/Vienna");
        assert_eq!((zone_of("UTC", "AT"), zone_of("", "XX")), ("UTC".to_owned(), String::new()));
        assert_eq!([currency_of("", "AT"), currency_of("usual", "JP")], ["EUR", "JPY"]);
        assert_eq!([currency_of("USD", "AT"), currency_of("", "XX")], ["USD", ""]);
    }

    #[test]
    fn what_was_typed_stays_among_the_choices() {
        let chosen = |choices: Vec<Choice>| -> Vec<String> {
            choices.into_iter().filter(|choice| choice.is_chosen).map(|choice| choice.value).collect()
        };
        assert_eq!(chosen(country_choices("AT")), ["AT"]);
        assert_eq!(chosen(country_choices("Elbonia")), ["Elbonia"]);
        assert_eq!(chosen(zone_choices("")), ["usual"]);
        assert_eq!(chosen(zone_choices("Mars/Olympus")), ["Mars/Olympus"]);
        assert_eq!([chosen(currency_choices("")), chosen(currency_choices("XTS"))], [["usual"], ["XTS"]]);
    }
}
