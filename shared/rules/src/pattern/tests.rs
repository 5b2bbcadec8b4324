use super::*;

/// As shops write them.
const OF_SHOPS: [&str; 50] = [
    r"^SKU-\d+$",
    r"(?i)gift|present",
    r"\b(mug|cup|tumbler)s?\b",
    r"^[A-Z]{2,4}-\d{3,6}(-[A-Z]+)?$",
    r"^\w+@\w+\.\w{2,3}$",
    r"^\w+([.-]?\w+)*@\w+([.-]?\w+)*(\.\w{2,3})+$",
    r"(?i)^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$",
    r"@(gmail|yahoo|hotmail|outlook)\.com$",
    r"^\+?\d[\d\s().-]{6,18}$",
    r"^\d{5}(-\d{4})?$",
    r"^[A-Z]\d[A-Z] ?\d[A-Z]\d$",
    r"^(GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$",
    r"(?i)\bp\.?\s*o\.?\s*box\b",
    r"(?i)packstation\s*\d{3}",
    r"^(US|CA|MX)$",
    r"^1Z[0-9A-Z]{16}$",
    r"^(94|93|92|95)\d{20}$",
    r"\d{12,22}",
    r"(?i)(express|overnight|next[- ]day|priority)",
    r"^(S|M|L|XL|XXL|XXXL)$",
    r"(?i)size:\s*(xs|s|m|l|x{1,3}l)\b",
    r"(?i)colou?r:\s*(red|green|blue|black|white)",
    r"-(RED|BLU|GRN|BLK|WHT)(-|$)",
    r"^TS-(RED|BLU)-(S|M|L)-\d{2}$",
    r"(?i)personali[sz]ed|engrav(ed|ing)|monogram",
    r"(?i)^pre-?order",
    r"(?i)back\s?-?order(ed)?",
    r"(?i)fragile|glass|keramik|porzellan",
    r"(?i)straße|strasse|str\.",
    r"^[A-Za-zÀ-ÖØ-öø-ÿ' -]+$",
    r"[А-Яа-яЁё]",
    r"[\x{4e00}-\x{9fff}]",
    r"[^\x00-\x7F]",
    r"(?i)ñandú|crème|brûlée",
    r"^\w{3,10}$",
    r"^\S+\s+\S+",
    r"^\s*$",
    r"\s{2,}",
    r"^#?\d{4,10}$",
    r"^(#|No\.? ?)\d+[A-Z]?$",
    r"^\d{3}-\d{7}-\d{7}$",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    r"^https?://[\w.-]+(/\S*)?$",
    r"(?i)\.(jpe?g|png|pdf|svg|tiff?)(\?.*)?$",
    r"^(?:DHL|UPS|FedEx|USPS|GLS|DPD)\b.*$",
    r"^(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})$",
    r"^[A-Z0-9]{5,20}_(FRONT|BACK|LEFT|RIGHT)$",
    r"(?i)^(mr|mrs|ms|dr|herr|frau)\.? ",
    r"^.{1,35}$",
    r"(?i)\b(test|dummy|sample)\b.*\border\b",
];

/// As who wants to stop others writes them.
const OF_ATTACKERS: [&str; 12] = [
    r"(?:[a-m][a-z]{1,60}){1,120}[0-9]",
    r"(?:[a-m][a-z]{1,40}){1,100}[0-9]",
    r"(?s:.){0,50000}9",
    r"(?:(?:(?:a{1,100}){1,100}){1,100}){1,100}",
    r"\w{200}",
    r"(?i)(?:\w[а-я]{1,30}){1,20}",
    r"(?:\w{1,50}[^a]){1,20}!",
    r"(?:a?){20000}a{20000}",
    r"[^a]{1,3000}",
    r"(?:\b|\w){100}",
    r"(?:(?:){1000}|x){1000}.{2000}",
    r"(?:[\W\w]|[\D\d]){5000}",
];

fn compiled(text: &str, ignore_case: bool) -> Result<Pattern, String> {
    Pattern::compile(text, ignore_case)
}

#[test]
fn fifty_expressions_of_shops_are_taken_in_either_case_and_are_small() {
    for text in OF_SHOPS {
        for ignore_case in [false, true] {
            let pattern = compiled(text, ignore_case).unwrap_or_else(|problem| panic!("{text} {problem}"));
            assert!(pattern.automaton_bytes() <= MAX_AUTOMATON_BYTES, "{text}");
            // So that a hundred of them over the names of a hundred items are far from any limit.
            assert!(pattern.size() <= 700, "{text}: {}", pattern.size());
        }
    }
}

#[test]
fn what_would_take_more_than_256_kilobytes_is_refused() {
    for text in OF_ATTACKERS {
        assert_eq!(compiled(text, false).err().as_deref(), Some("is too big a regular expression"), "{text}");
    }
}

#[test]
fn finding_out_that_an_expression_is_too_big_takes_next_to_nothing() {
    // Each of these took seconds, or took as many megabytes as it has letters.
    for text in [r"[\W\w]".repeat(1_600), r"\W".repeat(5_000), r"(?i)[\W\d]".repeat(1_000)] {
        assert!(weight_of_classes(&text) > MAX_CLASSES);
        assert_eq!(compiled(&text, true).err().as_deref(), Some("is too big a regular expression"));
    }
}

#[test]
fn what_is_found_is_what_the_crate_regex_finds() {
    let texts =
        ["", "a", "mug", "Mug 12", "SKU-17", "straße", "ÄRGER", "a mug, ünd more", "x@y.com", "日本 12", "\u{378}"];
    for pattern in OF_SHOPS {
        for ignore_case in [false, true] {
            let ours = compiled(pattern, ignore_case).unwrap();
            let theirs = regex::RegexBuilder::new(pattern).case_insensitive(ignore_case).build().unwrap();
            for text in texts {
                assert_eq!(ours.is_found(text), theirs.is_match(text), "{pattern} in {text}");
            }
        }
    }
}

#[test]
fn of_a_text_the_first_four_kilobytes_are_seen_and_no_letter_in_part() {
    let mark = |before: usize| format!("{}!{}", "x".repeat(before), "y".repeat(100));
    let pattern = compiled("!", false).unwrap();
    assert!(pattern.is_found(&mark(MAX_SEEN_BYTES - 1)));
    assert!(!pattern.is_found(&mark(MAX_SEEN_BYTES)));
    let wide = format!("x{}", "日".repeat(MAX_SEEN_BYTES));
    assert_eq!(seen(&wide).len(), MAX_SEEN_BYTES - (MAX_SEEN_BYTES - 1) % 3);
    assert!(compiled("日$", false).unwrap().is_found(&wide), "it ends where it is cut");
    assert_eq!(seen("short"), "short");
}

#[test]
fn the_size_grows_with_what_repetitions_write_out() {
    let size = |text: &str| compiled(text, false).unwrap().size();
    assert!(size(r"(?:[a-m][a-z]{1,40}){1,25}[0-9]") > 2_000);
    assert!(size(r"(?:a?){500}a{500}") > 1_000);
    assert!(size("mug") < 5);
    assert!(size(r"^SKU-\d+$") < 20);
}
