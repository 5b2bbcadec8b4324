//! What connections have to be given, and that nothing but a shop's declared form becomes part of an address.

use carts::{Access, Cart, ConnectionKey, Cursor, Fetch};

/// A shop of each cart, as somebody may write it, and as addresses are made of it.
const SHOPS: &[(Cart, &str, &str)] = &[
    (Cart::Shopify, " Example-2.MyShopify.com ", "example-2.myshopify.com"),
    (Cart::WooCommerce, "https://Shop.Example.com/", "https://shop.example.com"),
    (Cart::WooCommerce, "https://example.com:8443/my/shop", "https://example.com:8443/my/shop"),
    (Cart::WooCommerce, "https://example.com/?rest_route=/", "https://example.com/?rest_route="),
    (Cart::WooCommerce, "http://127.0.0.1:4700/shop", "http://127.0.0.1:4700/shop"),
    (Cart::WooCommerce, "https://example.com/a/../shop", "https://example.com/shop"),
    (Cart::BigCommerce, "ABC123xyz", "abc123xyz"),
    (Cart::Squarespace, "5f1b0c6e2a", "5f1b0c6e2a"),
    (Cart::Squarespace, "", ""),
    (Cart::Etsy, "12345678", "12345678"),
    (Cart::Generic, " ", ""),
];

/// What would lead a call, with its keys, elsewhere.
const HOSTILE: &[&str] = &[
    "evil.example",
    "evil.example/.myshopify.com",
    "evil.example#.myshopify.com",
    "evil.example?x=.myshopify.com",
    "evil.example:443\\.myshopify.com",
    "a@evil.example/x.myshopify.com",
    "a.b.myshopify.com",
    ".myshopify.com",
    "-.myshopify.com",
    "shop\u{2024}myshopify.com",
    "shop\r\nhost: x.myshopify.com",
    "../../etc",
    "abc/../../v3",
    "abc%2f..",
    "abc?x=1",
    "abc#",
    "1 2",
    "١٢٣",
    "-1",
    "http://shop.example.com",
    "ftp://shop.example.com",
    "https://user:password@shop.example.com",
    "https://user@shop.example.com",
    "https://shop.example.com/?x=1",
    "https://shop.example.com/?rest_route=/../x",
    "https://shop.example.com/#x",
    "https://shop.example.com/a b;c",
    "javascript:alert(1)",
    "https://",
    "//shop.example.com",
    "\u{0}",
];

#[test]
fn a_shop_is_read_into_the_form_that_addresses_are_made_of() {
    for (cart, given, read) in SHOPS {
        assert_eq!(cart.spec().needs.read_shop(given).as_deref(), Ok(*read), "{cart} {given}");
        assert_eq!(cart.spec().needs.read_shop(read).as_deref(), Ok(*read), "{cart}: read again it stays");
    }
}

#[test]
fn nothing_else_is_a_shop() {
    for cart in Cart::ALL {
        for given in HOSTILE {
            let Ok(shop) = cart.spec().needs.read_shop(given) else { continue };
            // Blanks in addresses are escaped, and the host is the shop's own.
            let url = url::Url::parse(&shop);
            let host = url.as_ref().ok().and_then(|url| url.host_str());
            assert_eq!((*cart, host), (Cart::WooCommerce, Some("shop.example.com")), "{given} is {shop}");
            assert!(!shop.contains([' ', '?', '#', '@']) && shop.starts_with("https://"), "{shop}");
        }
        let long = "a".repeat(300);
        for given in [long.clone(), format!("{long}.myshopify.com"), "9".repeat(90)] {
            assert!(cart.spec().needs.read_shop(&given).is_err(), "{cart}");
        }
    }
}

#[test]
fn a_call_goes_to_the_shop_s_own_host() {
    for (cart, given, _) in SHOPS {
        let spec = cart.spec();
        let access = Access { shop: spec.needs.read_shop(given).unwrap(), ..Access::default() };
        let polled =
            spec.poll.map(|poll| (poll.request)(&access, &Cursor::since("2026-11-01T00:00:00Z".parse().unwrap())));
        let fetched = spec.fetch.map(|fetch| match fetch(&access, "1/../../x?y#z", &[]).unwrap() {
            Fetch::Ask(request) => *request,
            Fetch::Order(_) => panic!("{cart} asks nothing"),
        });
        for request in polled.into_iter().chain(fetched) {
            let url = url::Url::parse(&request.url).unwrap();
            let host = url.host_str().unwrap();
            let is_own = match cart {
                Cart::Shopify => host == "example-2.myshopify.com",
                Cart::BigCommerce => host == "api.bigcommerce.com",
                Cart::Squarespace => host == "api.squarespace.com",
                Cart::Etsy => host == "openapi.etsy.com",
                _ => ["shop.example.com", "example.com", "127.0.0.1"].contains(&host),
            };
            assert!(is_own && url.username().is_empty(), "{url}");
        }
    }
}

#[test]
fn keys_that_are_missing_or_not_taken_are_named() {
    use ConnectionKey::{ClientId, ClientSecret, RefreshToken, Token, WebhookSecret};
    let wrong = |cart: Cart, there: &[ConnectionKey]| {
        let problems = cart.spec().needs.check_keys(|key| there.contains(&key));
        problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
    };
    assert_eq!(wrong(Cart::Generic, &[]), [""; 0]);
    assert_eq!(wrong(Cart::Generic, &[WebhookSecret, Token]), ["token"]);
    assert_eq!(wrong(Cart::Shopify, &[]), ["client_id", "client_secret"]);
    assert_eq!(wrong(Cart::Shopify, &[Token, ClientSecret]), [""; 0]);
    assert_eq!(wrong(Cart::Shopify, &[ClientId, ClientSecret, RefreshToken]), ["refresh_token"]);
    assert_eq!(wrong(Cart::WooCommerce, &[WebhookSecret]), ["client_id", "client_secret"]);
    assert_eq!(wrong(Cart::BigCommerce, &[Token, WebhookSecret]), ["client_secret", "webhook_secret"]);
    assert_eq!(wrong(Cart::Squarespace, &[]), ["token"]);
    assert_eq!(wrong(Cart::Squarespace, &[RefreshToken]), ["client_id", "client_secret"]);
    assert_eq!(wrong(Cart::Etsy, &[ClientId, ClientSecret]), ["refresh_token"]);
}

#[test]
fn a_status_that_a_cart_can_t_have_is_none() {
    for (cart, status, is_one) in [
        (Cart::WooCommerce, "processing", true),
        (Cart::WooCommerce, "wc-custom_1", true),
        (Cart::WooCommerce, "Processing!", false),
        (Cart::BigCommerce, "11", true),
        (Cart::BigCommerce, "+1", false),
        (Cart::BigCommerce, "15", false),
        (Cart::BigCommerce, "Shipped", false),
        (Cart::BigCommerce, "1.5", false),
    ] {
        assert_eq!((cart.spec().set_status.unwrap().is_status)(status), is_one, "{cart} {status}");
    }
    let settable: Vec<Cart> = Cart::ALL.iter().copied().filter(|cart| cart.spec().set_status.is_some()).collect();
    assert_eq!(settable, [Cart::WooCommerce, Cart::BigCommerce]);
}
