//! The headers and the body of a post (orderdesk-api 6.1).

use domain::PostFormat;
use guard::Schemes;

use crate::Post;
use crate::signature::{BadSecret, order_desk_hash, standard_webhooks};

/// What a post is signed with.
#[derive(Debug, Clone, Copy)]
pub struct Signing<'a> {
    /// The store.
    pub store_id: &'a str,
    /// The key of the older signature: its primary API key, or one that opens nothing.
    pub legacy_key: &'a str,
    /// What the Standard Webhooks signatures are made with, `whsec_…`: one for each secret, in this sequence.
    pub webhook_secrets: &'a [&'a str],
    /// The appointment, the same on every attempt, and unique in its store.
    pub appointment_id: &'a str,
    /// When this attempt is made, in seconds since 1970.
    pub timestamp_seconds: i64,
}

/// A file that is the body of a post.
#[derive(Debug)]
pub struct FileBody<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it is.
    pub content_type: &'a str,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// The post of `document` to `url`: as the form field `order`, or as the body. Both signatures are over the plain
/// document: Order Desk's is over the field's value, and that of Standard Webhooks over the body as sent.
pub fn build(url: &str, document: &str, format: PostFormat, signing: &Signing<'_>) -> Result<Post, BadSecret> {
    let (content_type, body) = match format {
        PostFormat::Form => {
            let body = form_urlencoded::Serializer::new(String::new()).append_pair("order", document).finish();
            ("application/x-www-form-urlencoded", body)
        }
        PostFormat::Json => ("application/json", document.to_owned()),
    };
    let hash = order_desk_hash(signing.legacy_key, document);
    signed(url, (content_type, hash), body.into_bytes(), signing)
}

/// The post of a file to `url`, which is the body as it is. Both signatures are over it.
pub fn build_file(url: &str, file: FileBody<'_>, signing: &Signing<'_>) -> Result<Post, BadSecret> {
    let hash = order_desk_hash(signing.legacy_key, &file.bytes);
    let mut post = signed(url, (file.content_type, hash), file.bytes, signing)?;
    // As RFC 6266 has names that are more than ASCII.
    let name: String = percent_encoding::utf8_percent_encode(file.name, percent_encoding::NON_ALPHANUMERIC).collect();
    post.headers.push(("content-disposition", format!("attachment; filename*=UTF-8''{name}")));
    Ok(post)
}

fn signed(
    url: &str,
    (content_type, hash): (&str, String),
    body: Vec<u8>,
    signing: &Signing<'_>,
) -> Result<Post, BadSecret> {
    // Ids of appointments are a store's own: a receiver of many stores tells posts apart by both.
    let id = format!("{}-{}", signing.store_id, signing.appointment_id);
    let at = signing.timestamp_seconds;
    let signatures = signing.webhook_secrets.iter().map(|secret| standard_webhooks(secret, &id, at, &body));
    let signature = signatures.collect::<Result<Vec<_>, _>>()?.join(" ");
    let headers = vec![
        ("content-type", content_type.to_owned()),
        ("user-agent", concat!("Waybill/", env!("CARGO_PKG_VERSION")).to_owned()),
        ("x-order-desk-store-id", signing.store_id.to_owned()),
        ("x-order-desk-hash", hash),
        ("x-order-desk-appointment-id", signing.appointment_id.to_owned()),
        ("webhook-id", id),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", signature),
    ];
    Ok(Post { url: url.to_owned(), schemes: Schemes::HttpsOnly, headers, added_headers: vec![], body })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    const SIGNING: Signing<'_> = Signing {
        store_id: "42",
        legacy_key: "test-api-key",
        webhook_secrets: &[SECRET],
        appointment_id: "1001-3",
        timestamp_seconds: 1_614_265_330,
    };

    #[test]
    fn the_form_body_is_that_of_the_published_sample() {
        let document = r#"{"id":"1001","order_items":[{"id":"7001","code":"MUG-01","quantity":3}]}"#;
        let post = build("https://a.example", document, PostFormat::Form, &SIGNING).unwrap();
        let expected = "order=%7B%22id%22%3A%221001%22%2C%22order_items%22%3A%5B%7B%22id%22%3A%227001%22%2C%22code%22%3A%22MUG-01%22%2C%22quantity%22%3A3%7D%5D%7D";
        assert_eq!(String::from_utf8(post.body).unwrap(), expected);
    }

    #[test]
    fn the_json_body_is_the_document_and_both_signatures_are_over_it() {
        let post = build("https://a.example", "{}", PostFormat::Json, &SIGNING).unwrap();
        assert_eq!(post.body, b"{}");
        let header = |name| post.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_str());
        assert_eq!(header("content-type"), Some("application/json"));
        assert_eq!(header("x-order-desk-hash"), Some(order_desk_hash("test-api-key", "{}").as_str()));
        assert_eq!(header("x-order-desk-appointment-id"), Some("1001-3"));
        assert_eq!(header("webhook-id"), Some("42-1001-3"));
        let signature = standard_webhooks(SECRET, "42-1001-3", 1_614_265_330, b"{}").unwrap();
        assert_eq!(header("webhook-signature"), Some(signature.as_str()));
    }

    /// Catches a file that is changed on its way, and a name that ends the header.
    #[test]
    fn a_file_is_the_body_as_it_is_under_its_name() {
        let file = FileBody { name: "März \"1\".csv", content_type: "text/csv", bytes: vec![0xff, b';'] };
        let post = build_file("https://a.example", file, &SIGNING).unwrap();
        assert_eq!(post.body, [0xff, b';']);
        let header = |name| post.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_str());
        assert_eq!(header("content-type"), Some("text/csv"));
        assert_eq!(header("content-disposition"), Some("attachment; filename*=UTF-8''M%C3%A4rz%20%221%22%2Ecsv"));
        let signature = standard_webhooks(SECRET, "42-1001-3", 1_614_265_330, &[0xff, b';']).unwrap();
        assert_eq!(header("webhook-signature"), Some(signature.as_str()));
    }

    #[test]
    fn a_post_has_a_signature_of_each_secret_with_a_space_between() {
        let before = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let signing = Signing { webhook_secrets: &[SECRET, before], ..SIGNING };
        let post = build("https://a.example", "{}", PostFormat::Json, &signing).unwrap();
        let header = post.headers.iter().find(|(found, _)| *found == "webhook-signature").map(|(_, value)| value);
        let of = |secret| standard_webhooks(secret, "42-1001-3", 1_614_265_330, b"{}").unwrap();
        assert_eq!(header, Some(&format!("{} {}", of(SECRET), of(before))));
        let bad = Signing { webhook_secrets: &[SECRET, "whsec_"], ..SIGNING };
        assert!(build("https://a.example", "{}", PostFormat::Json, &bad).is_err());
    }
}
