//! Each screen of the console, on a desk and on a phone, light and dark: nothing lies beside the screen, nothing keeps
//! somebody out, and nothing goes wrong that only the browser sees. The pictures are in `.local/flows/console/`, and those of
//! the README in `readme/` there.

use std::collections::BTreeMap;

use serde_json::json;
use serve_console::{Entry, Screen};
use waybill::http;

use super::stage::{self, Ids, PASSWORD, at, code, in_shop, key_shown, mailed_link, send_form, sign_in, sign_out};
use super::{DESK, PHONE};
use crate::browser::{Browser, Scheme};
use crate::shop::Shop;

const ADA: &str = "ada@example.com";

/// No page of its own: what pages load.
const LOADED_BY_PAGES: [Screen; 2] = [Screen::ShowAsset, Screen::ShowStyle];

/// The page that only the right password leads to.
const BEHIND_A_PASSWORD: [Screen; 1] = [Screen::ShowCode];

/// Links that nobody is mailed here: who has a password signs in with it, and whom the operator invited has an address that
/// is vouched for. What is looked at is the page that says that a link is good for nothing.
const OF_NO_USE: [&str; 2] = ["ShowSignInLink", "ShowConfirmation"];

/// A page has so many bytes at most, packed; with all that it loads so many, in so many requests.
const MAX_PAGE_BYTES: usize = 25 * 1024;
const MAX_LOADED_BYTES: u64 = 60 * 1024;
const MAX_REQUESTS: u64 = 5;

/// A phone shows the largest part of a page so many milliseconds after its first byte: a second and a half, less two trips on
/// the line and what the function may take.
const MAX_MILLISECONDS: f64 = 1_500.0 - 340.0;

/// Of so many tries the best one counts: this machine does other things too.
const TRIES: u32 = 5;

/// Somebody who looks at one page after another, and notes what is wrong with them.
struct Walk<'a> {
    browser: Browser,
    shop: &'a Shop,
    wrong: Vec<String>,
}

impl Walk<'_> {
    /// Looks at the page that is shown.
    async fn look(&mut self, name: &str) {
        let mut wrong = vec![];
        for (scheme, suffix) in [(Scheme::Light, ""), (Scheme::Dark, "-dark")] {
            self.browser.prefer(scheme).await;
            for width in [DESK, PHONE] {
                self.browser.resize(width).await;
                wrong.extend(self.browser.pictured(&format!("{name}{suffix}")).await);
                // What is small in the dark is small in the light: the dark is looked at for its colours.
                if suffix.is_empty() || width == DESK {
                    let barriers = self.browser.barriers().await;
                    wrong.extend(barriers.into_iter().map(|barrier| format!("{width}{suffix}: {barrier}")));
                }
            }
        }
        self.browser.prefer(Scheme::Light).await;
        self.browser.resize(DESK).await;
        wrong.extend(self.browser.faults().await);
        let weight = self.browser.weight().await;
        if weight.bytes > MAX_LOADED_BYTES || weight.requests > MAX_REQUESTS {
            wrong.push(format!("{weight:?}"));
        }
        self.wrong.extend(wrong.into_iter().map(|fault| format!("{name}: {fault}")));
    }

    /// Opens an address, and looks at the page that is there; a file is none.
    async fn open(&mut self, name: &str, address: &str) {
        let call = http::get(address).header("cookie", &self.browser.cookie().await);
        let reply = call.header("accept-encoding", "gzip").send().await.unwrap();
        let header = |name: &str| reply.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let is_led_away = ["/console/sign-in", "/console/prove"].iter().any(|to| header("location").starts_with(to));
        match reply.status {
            200 if !header("content-type").starts_with("text/html") => return,
            200 if reply.body.len() > MAX_PAGE_BYTES => {
                self.wrong.push(format!("{name}: {} bytes", reply.body.len()));
            }
            200 => {}
            303 if !is_led_away => {}
            404 | 410 if OF_NO_USE.contains(&name) => {}
            status => {
                self.wrong.push(format!("{name}: {status} {} at {address}", header("location")));
                return;
            }
        }
        self.browser.visit(address).await;
        self.look(name).await;
    }

    /// Opens screens at the addresses that `address` has for them.
    async fn open_all(&mut self, screens: impl Iterator<Item = Screen>, address: impl Fn(Screen) -> String) {
        for screen in screens.filter(|screen| !screen.changes() && !LOADED_BY_PAGES.contains(screen)) {
            let path = address(screen);
            if path.contains('{') {
                let name = screen.name();
                self.wrong
                    .push(format!("{name}: {path} leads nowhere: say in `stage::fill` what stands in its braces"));
                continue;
            }
            self.open(screen.name(), &at(self.shop, &path)).await;
        }
    }

    /// What opens over a page.
    async fn look_at_dialogs(&mut self) {
        self.browser.visit(&in_shop(self.shop, "/orders")).await;
        self.browser.type_text("/").await;
        self.browser.shows("Go to").await;
        self.browser.type_text("harbour").await;
        self.browser.shows("All that is found for harbour").await;
        self.look("search-as-typed").await;
        self.browser.visit(&in_shop(self.shop, "/orders")).await;
        self.browser.type_text("?").await;
        self.browser.shows("Single letters can be switched off").await;
        self.look("keys").await;
    }

    /// The steps to a second factor, and the page that asks for its code.
    async fn look_at_second_factor(&mut self) {
        self.browser.visit(&at(self.shop, "/console/account/second-factor")).await;
        self.browser.press("Set up").await;
        self.look("second-factor-key").await;
        let secret = key_shown(&self.browser).await;
        self.browser.fill("First code", &code(&secret)).await;
        self.browser.press("Switch it on").await;
        self.look("recovery-codes").await;
        sign_out(&self.browser, self.shop).await;
        sign_in(&self.browser, ADA, PASSWORD).await;
        let there = self.browser.address().await;
        assert!(BEHIND_A_PASSWORD.iter().any(|screen| there.contains(screen.path())), "{there}");
        self.look("second-step").await;
    }

    /// The pictures of the README.
    async fn take_postcards(&mut self, ids: &Ids) {
        let order = format!("/orders/{}", ids["shipped"]);
        let cards = [
            ("dashboard", ""),
            ("orders", "/orders?folder=1"),
            ("order", order.as_str()),
            ("appointments", "/appointments"),
            ("inventory", "/inventory"),
        ];
        for (name, path) in cards {
            self.browser.visit(&in_shop(self.shop, path)).await;
            self.browser.postcard(name).await;
        }
        self.browser.resize(PHONE).await;
        self.browser.visit(&in_shop(self.shop, "/orders?folder=1")).await;
        self.browser.postcard("phone").await;
        self.browser.resize(DESK).await;
    }
}

/// Addresses of screens behind links, by the names of the screens.
type Links = BTreeMap<&'static str, String>;

/// The address of a screen, with what is in the shop, and with a query where it is of no use without one.
fn address_of(screen: Screen, ids: &Ids, links: &Links) -> String {
    if let Some(link) = links.get(screen.name()) {
        return link.clone();
    }
    let path = ids.iter().fold(screen.path().to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
    match screen {
        Screen::ShowOrders => format!("{path}?folder=1"),
        Screen::ShowMerge => format!("{path}?ids={},{}", ids["order_id"], ids["shipped"]),
        Screen::Search => format!("{path}?q=harbour"),
        _ if OF_NO_USE.contains(&screen.name()) => path.replace("{account_token}", "0123456789abcdef"),
        _ => path,
    }
}

/// Links for who is not signed in, one for each screen.
async fn linked(shop: &Shop) -> Links {
    let reset = stage::link(shop, "reset", &json!({"email": ADA})).await;
    let welcome = stage::link(shop, "invite", &json!({"email": "grace-walk@example.com"})).await;
    let invitation = stage::invitation(shop, "bob-walk@example.com").await;
    let email = "cy-walk@example.com";
    let form = [
        ("business", "other"),
        ("name", "Quay Prints"),
        ("store_country", "US"),
        ("first_name", "Cy"),
        ("last_name", "Quay"),
        ("email", email),
        ("password", PASSWORD),
    ];
    send_form(shop, "", "/console/sign-up", &form).await;
    let sign_up = mailed_link(shop, email, "Finish your sign-up").await;
    let links = [reset, welcome, invitation, sign_up];
    ["ShowReset", "ShowWelcomeLink", "ShowInvitation", "ShowSignUpLink"].into_iter().zip(links).collect()
}

/// The number of the user at whom the list of users leads.
async fn user_of(browser: &Browser, shop: &Shop) -> String {
    browser.visit(&in_shop(shop, "/users")).await;
    let links = browser.links(&format!("/console/{}/users/", shop.id)).await;
    let number = |link: &String| link.rsplit('/').next().unwrap().to_owned();
    links.iter().map(number).find(|end| end.bytes().all(|byte| byte.is_ascii_digit())).unwrap()
}

/// Catches a page that lies beside a phone's screen, that breaks a rule of WCAG 2.2 AA which a machine can see, that its own
/// policy keeps from something, whose script fails, or that loads too much; and a screen that nobody looks at.
#[tokio::test]
async fn every_screen_is_whole_on_a_desk_and_on_a_phone_and_keeps_nobody_out() {
    let shop = Shop::open("console").await;
    let Some(browser) = Browser::open_with_scripts(shop.cloud, "console").await else { return };
    let mut ids = stage::fill(&shop).await;
    let mut walk = Walk { browser, shop: &shop, wrong: vec![] };
    walk.browser.prefer(Scheme::Light).await;
    walk.browser.resize(DESK).await;
    stage::begin(&walk.browser, &shop, ADA).await;
    sign_out(&walk.browser, &shop).await;

    let mut links = linked(&shop).await;
    let is_open = |screen: &Screen| screen.entry() == Entry::Open;
    let for_anybody = Screen::ALL.iter().copied().filter(is_open).filter(|it| !BEHIND_A_PASSWORD.contains(it));
    walk.open_all(for_anybody, |screen| address_of(screen, &ids, &links)).await;

    walk.browser.visit(&at(&shop, "/console/sign-in")).await;
    sign_in(&walk.browser, ADA, PASSWORD).await;
    ids.insert("account_id", user_of(&walk.browser, &shop).await);
    let another = "ada-another@example.com";
    send_form(&shop, &walk.browser.cookie().await, "/console/account/email", &[("new_email", another)]).await;
    links.insert("ShowEmailLink", mailed_link(&shop, another, "Your new e-mail address").await);
    let for_members = Screen::ALL.iter().copied().filter(|screen| !is_open(screen));
    walk.open_all(for_members, |screen| address_of(screen, &ids, &links)).await;
    let shipped = format!("/orders/{}", ids["shipped"]);
    let others = [
        ("orders-of-all", "/orders"),
        ("orders-none", "/orders?email=ada%40example.com&source=none"),
        ("order-shipped", shipped.as_str()),
        ("search-nothing", "/search?q=nothing-is-called-so"),
        ("nowhere", "/nowhere"),
    ];
    for (name, path) in others {
        walk.browser.visit(&in_shop(&shop, path)).await;
        walk.look(name).await;
    }
    walk.look_at_dialogs().await;
    walk.take_postcards(&ids).await;
    walk.look_at_second_factor().await;
    assert!(walk.wrong.is_empty(), "{}", walk.wrong.join("\n"));
}

/// Catches a style or a script that holds up what somebody on the road came for.
#[tokio::test]
async fn a_phone_on_a_slow_line_shows_a_page_within_its_second_and_a_half() {
    let shop = Shop::open("console-slow").await;
    let Some(mut browser) = Browser::open_with_scripts(shop.cloud, "console-slow").await else { return };
    for number in 0..5 {
        shop.order(&format!("SLOW-{number}")).await;
    }
    stage::begin(&browser, &shop, "ada-slow@example.com").await;
    browser.resize(PHONE).await;
    browser.slow_down().await;
    for path in ["", "/orders"] {
        let mut best = f64::MAX;
        for _ in 0..TRIES {
            browser.visit(&in_shop(&shop, path)).await;
            // What is largest may still come.
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            best = best.min(browser.largest_after().await.unwrap_or(f64::MAX));
        }
        assert!(best <= MAX_MILLISECONDS, "{path}: {best} ms after the first byte");
    }
}
