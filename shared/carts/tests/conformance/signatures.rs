//! Every cart's webhooks are taken when they are its own, and only then.

use carts::{Cart, Headers, KeyForm, Rejection, Scheme, TimeCheck, Webhook};
use jiff::{SignedDuration, Timestamp};

use crate::fixtures::{Vector, vectors};

/// When those vectors were made that have a time.
fn made_at() -> Timestamp {
    Timestamp::from_second(1_793_541_600).unwrap()
}

fn check(
    vector: &Vector,
    headers: &Headers,
    body: &[u8],
    secrets: &[&str],
    now: Timestamp,
) -> Result<usize, Rejection> {
    vector.cart().verify(&Webhook::new(headers, body), secrets, TimeCheck::Near(now))
}

fn has_time(vector: &Vector) -> bool {
    vector.headers().get("webhook-timestamp").is_some()
}

#[test]
fn every_cart_has_a_vector_and_it_verifies() {
    let vectors = vectors();
    for cart in Cart::ALL {
        assert!(vectors.iter().any(|vector| vector.cart() == *cart), "{cart}");
    }
    for vector in &vectors {
        let secret = vector.secret_as_configured.as_str();
        assert_eq!(check(vector, &vector.headers(), &vector.body(), &[secret], made_at()), Ok(0), "{}", vector.cart);
    }
}

#[test]
fn one_flipped_bit_of_any_byte_fails() {
    for vector in vectors() {
        let secret = vector.secret_as_configured.as_str();
        let body = vector.body();
        for place in (0..body.len()).step_by(body.len().div_ceil(97)).chain([body.len() - 1]) {
            let mut flipped = body.clone();
            flipped[place] ^= 1;
            let found = check(&vector, &vector.headers(), &flipped, &[secret], made_at());
            assert_eq!(found, Err(Rejection::Mismatch), "{} byte {place}", vector.cart);
        }
        let longer = [body.as_slice(), b"\n"].concat();
        for other in [&longer[..], &body[..body.len() - 1], &[]] {
            let found = check(&vector, &vector.headers(), other, &[secret], made_at());
            assert_eq!(found, Err(Rejection::Mismatch), "{}", vector.cart);
        }
    }
}

#[test]
fn both_of_two_secrets_work_and_another_one_does_not() {
    for vector in vectors() {
        let secret = vector.secret_as_configured.as_str();
        let other = other_secret(vector.cart());
        let check = |secrets: &[&str]| check(&vector, &vector.headers(), &vector.body(), secrets, made_at());
        assert_eq!(check(&[secret, &other]), Ok(0), "{}", vector.cart);
        assert_eq!(check(&[&other, secret]), Ok(1), "{}", vector.cart);
        assert_eq!(check(&[&other]), Err(Rejection::Mismatch), "{}", vector.cart);
    }
}

/// A secret of the form the cart's have.
fn other_secret(cart: Cart) -> String {
    let key = match cart.spec().schemes[0] {
        Scheme::Body { key, .. } | Scheme::StandardWebhooks { key } => key,
    };
    match key {
        KeyForm::Utf8 | KeyForm::HtmlDecoded => "another secret".into(),
        KeyForm::Hex => "00ff".repeat(16),
        KeyForm::Base64After(prefix) => format!("{prefix}YW5vdGhlciBzZWNyZXQ="),
    }
}

#[test]
fn a_secret_that_is_empty_or_of_another_form_opens_nothing() {
    for vector in vectors() {
        let check = |secrets: &[&str]| check(&vector, &vector.headers(), &vector.body(), secrets, made_at());
        assert_eq!(check(&[]), Err(Rejection::NoSecret), "{}", vector.cart);
        assert_eq!(check(&[""]), Err(Rejection::NoSecret), "{}", vector.cart);
        let form = other_secret(vector.cart());
        if form.starts_with("whsec_") {
            assert_eq!(check(&["whsec_"]), Err(Rejection::NoSecret), "{}", vector.cart);
            assert_eq!(check(&["whsec_***"]), Err(Rejection::NoSecret), "{}", vector.cart);
        }
    }
}

#[test]
fn a_webhook_of_more_than_five_minutes_ago_or_ahead_fails_and_a_kept_one_does_not() {
    let timed: Vec<Vector> = vectors().into_iter().filter(has_time).collect();
    assert!(!timed.is_empty() || Cart::ALL.len() < 3);
    for vector in timed {
        let secret = vector.secret_as_configured.as_str();
        for (seconds, fits) in [(-301, false), (-300, true), (0, true), (300, true), (301, false), (600, false)] {
            let now = made_at() + SignedDuration::from_secs(seconds);
            let found = check(&vector, &vector.headers(), &vector.body(), &[secret], now);
            assert_eq!(found, if fits { Ok(0) } else { Err(Rejection::TooOld) }, "{} {seconds}", vector.cart);
        }
        let (headers, body) = (vector.headers(), vector.body());
        let kept = vector.cart().verify(&Webhook::new(&headers, &body), &[secret], TimeCheck::Kept);
        assert_eq!(kept, Ok(0), "{}", vector.cart);
    }
}

#[test]
fn another_time_or_another_id_than_the_signed_one_fails() {
    for vector in vectors().iter().filter(|vector| has_time(vector)) {
        for (name, value) in [("webhook-timestamp", "1793541601"), ("webhook-id", "msg_other")] {
            let headers = with(vector, name, value);
            let secret = vector.secret_as_configured.as_str();
            let found = check(vector, &headers, &vector.body(), &[secret], made_at());
            assert_eq!(found, Err(Rejection::Mismatch), "{} {name}", vector.cart);
        }
    }
}

#[test]
fn a_header_counts_in_letters_of_any_case() {
    for vector in vectors() {
        let secret = vector.secret_as_configured.as_str();
        for change in [str::to_ascii_lowercase, str::to_ascii_uppercase] {
            let headers = vector.header_list().iter().map(|(name, value)| (change(name), value.clone())).collect();
            assert_eq!(check(&vector, &headers, &vector.body(), &[secret], made_at()), Ok(0), "{}", vector.cart);
        }
    }
}

#[test]
fn what_has_no_signature_or_one_that_can_not_be_read_is_told_apart() {
    for vector in vectors() {
        let secret = vector.secret_as_configured.as_str();
        let name = signature_header(vector.cart());
        let check = |headers: &Headers| check(&vector, headers, &vector.body(), &[secret], made_at());
        let without =
            vector.header_list().iter().filter(|(known, _)| !known.eq_ignore_ascii_case(name)).cloned().collect();
        assert_eq!(check(&without), Err(Rejection::Missing(name)), "{}", vector.cart);
        for bad in ["", "???", "v1,", "v2,K86Yc/do8M4rFp3SJuUxb5Pxy+Qh6QcpqzHY4lom/B8="] {
            let found = check(&with(&vector, name, bad));
            assert!(matches!(found, Err(Rejection::Unreadable(_) | Rejection::Mismatch)), "{} {bad}", vector.cart);
        }
    }
}

fn signature_header(cart: Cart) -> &'static str {
    match cart.spec().schemes[0] {
        Scheme::Body { headers, .. } => headers[0],
        Scheme::StandardWebhooks { .. } => "webhook-signature",
    }
}

fn with(vector: &Vector, name: &str, value: &str) -> Headers {
    let changed = |(known, old): &(String, String)| {
        let new = if known.eq_ignore_ascii_case(name) { value } else { old };
        (known.clone(), new.to_owned())
    };
    vector.header_list().iter().map(changed).collect()
}

#[test]
fn the_newer_headers_of_shopify_are_read_too() {
    let vector = vectors().into_iter().find(|vector| vector.cart == "shopify").unwrap();
    let bare = |(name, value): &(String, String)| (name.to_lowercase().replace("x-", ""), value.clone());
    let headers = vector.header_list().iter().map(bare).collect();
    let secret = vector.secret_as_configured.as_str();
    assert_eq!(check(&vector, &headers, &vector.body(), &[secret], made_at()), Ok(0));
}

#[test]
fn a_secret_of_woocommerce_is_decoded_as_wordpress_does() {
    let vector = vectors().into_iter().find(|vector| vector.cart == "woocommerce").unwrap();
    let escaped = "it&#039;s &amp; &lt;secret&gt;";
    assert_eq!(check(&vector, &vector.headers(), &vector.body(), &[escaped], made_at()), Ok(0));
}
