//! What mails to people say. Names of stores and people are others' words: they are quoted, and lead nowhere.

use domain::Browser;
use domain::plain::one_line;
use jiff::Timestamp;

/// The most characters of a name of somebody else's.
const MAX_NAME_LENGTH: usize = 60;

/// A mail, as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// What it is about. No name of a stranger is in it.
    pub(super) subject: &'static str,
    /// What it says.
    pub(super) text: String,
}

/// What stands behind a link that nobody may have asked for.
const NOT_YOU: &str = "If it wasn't you who asked for that, do nothing: without the link nothing happens.";

/// The link by which somebody begins.
pub(super) fn welcome(link: &str) -> Text {
    with_link("Your account", "open this page within seven days to make your account:", link, NOT_YOU)
}

/// The link by which somebody finishes a sign-up.
pub(super) fn sign_up(link: &str) -> Text {
    let what = "open this page within a day, and press the button on it, to finish your sign-up:";
    with_link("Finish your sign-up", what, link, NOT_YOU)
}

/// The link by which somebody comes into a store.
pub(super) fn invitation(by: &str, store: &str, link: &str) -> Text {
    let quote = |name: &str| format!("> {}", one_line(name, MAX_NAME_LENGTH));
    let lines = [
        "Hello,",
        "",
        "somebody invites you to work in their store. They are called:",
        "",
        &quote(by),
        "",
        "and the store:",
        "",
        &quote(store),
        "",
        "If you want that, open this page within seven days:",
        "",
        link,
        "",
        "If you don't know them, do nothing: without the link nothing happens.",
    ];
    Text { subject: "You are invited to a store", text: lines.join("\n") }
}

/// The link by which a new address is confirmed.
pub(super) fn confirmation(link: &str) -> Text {
    let what = "an account was made with this address. Open this page within seven days, and press the button on it, \
                to say that it is yours:";
    with_link("Please confirm your e-mail address", what, link, "If you made no account, do nothing.")
}

/// The link by which an account gets this address.
pub(super) fn new_email(link: &str) -> Text {
    let what = "you are to sign in with this address from now on. Open this page within a day, in the browser that you \
                are signed in with, and press the button on it:";
    with_link("Your new e-mail address", what, link, NOT_YOU)
}

/// The link by which somebody sets another password.
pub(super) fn reset(link: &str) -> Text {
    with_link("Another password", "open this page within an hour to set another password:", link, NOT_YOU)
}

/// The link by which somebody signs in who has no password.
pub(super) fn sign_in(link: &str) -> Text {
    let what = "open this page within 15 minutes, and press the button on it, to sign in. It works once:";
    with_link("Sign in", what, link, NOT_YOU)
}

/// How somebody signs in who asked for a link, and has a password.
pub(super) fn by_password(public_url: &str) -> Text {
    let sign_in = format!("{public_url}/console/sign-in");
    let what = "you asked for a link to sign in with. This address signs in with its password, here:";
    let behind = format!("If you forgot it, there is another one for you here:\n\n{public_url}/console/reset");
    with_link("How you sign in", what, &sign_in, &behind)
}

/// That an address has an account.
pub(super) fn has_account(public_url: &str) -> Text {
    let sign_in = format!("{public_url}/console/sign-in");
    let what = "somebody, maybe you, wanted to use this address for an account. You have one already. Sign in here:";
    let behind = format!(
        "If you forgot your password, there is another one for you here:\n\n{public_url}/console/reset\n\n\
         If it wasn't you, do nothing: your account is as it was."
    );
    with_link("You have an account", what, &sign_in, &behind)
}

/// That the password is another one.
pub(super) fn password_changed(public_url: &str, browser: &Browser, at: Timestamp) -> Text {
    let what = "the password of your account was changed, and all other browsers that were signed in with it are \
                signed out.";
    changed("Your password was changed", what, browser, at, &not_done_by_you(public_url))
}

/// That another address is the account's.
pub(super) fn email_changed(browser: &Browser, at: Timestamp) -> Text {
    let what = "your account has another e-mail address from now on: it signs in with that one, and this is the last \
                mail to this address. All other browsers that were signed in are signed out.";
    let behind = "If that wasn't you, tell whoever runs your store at once.";
    changed("Your e-mail address was changed", what, browser, at, behind)
}

/// That signing in takes the password alone.
pub(super) fn second_factor_off(public_url: &str, browser: &Browser, at: Timestamp) -> Text {
    let what = "the second factor of your account was switched off: signing in takes the password alone. All other \
                browsers that were signed in are signed out.";
    changed("Your second factor is off", what, browser, at, &not_done_by_you(public_url))
}

fn not_done_by_you(public_url: &str) -> String {
    format!("If that wasn't you, set another password at once:\n\n{public_url}/console/reset")
}

fn with_link(subject: &'static str, what: &str, link: &str, behind: &str) -> Text {
    Text { subject, text: ["Hello,", "", what, "", link, "", behind].join("\n") }
}

fn changed(subject: &'static str, what: &str, browser: &Browser, at: Timestamp, behind: &str) -> Text {
    // Both are our own words for it.
    let Browser { name, network } = browser;
    let by = format!("It was done at {} UTC, with {name}, from the network {network}.", domain::time::text(at));
    Text { subject, text: ["Hello,", "", what, "", &by, "", behind].join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://desk.example.com/console/invite/0a";

    /// Catches a store, or a person, whose name is a link in a mail of ours.
    #[test]
    fn names_lead_nowhere_and_the_link_is_on_a_line_of_its_own() {
        let mail = invitation("https://evil.example/login", "Your Bank\r\nwww.evil.example", LINK);
        assert!(mail.text.contains("> https[:]//evil[.]example/login\n"), "{}", mail.text);
        assert!(mail.text.contains("> Your Bank www[.]evil[.]example\n"), "{}", mail.text);
        assert_eq!(mail.text.matches("://").count(), 1);
        assert!(mail.text.lines().any(|line| line == LINK));
    }

    #[test]
    fn every_link_stands_on_a_line_of_its_own() {
        for mail in [welcome(LINK), sign_up(LINK), confirmation(LINK), new_email(LINK), reset(LINK), sign_in(LINK)] {
            assert_eq!(mail.text.lines().filter(|line| *line == LINK).count(), 1, "{mail:?}");
            assert_eq!(mail.text.matches("://").count(), 1, "{mail:?}");
        }
    }

    #[test]
    fn what_was_changed_is_told_with_when_and_by_which_browser() {
        let browser = Browser::of("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "203.0.113.77");
        let at = "2026-11-25T09:00:00Z".parse().unwrap();
        let mail = password_changed("https://desk.example.com", &browser, at);
        let by = "at 2026-11-25 09:00:00 UTC, with Firefox on Linux, from the network 203.0.113.0/24.";
        assert!(mail.text.contains(by), "{}", mail.text);
        assert!(mail.text.contains("\nhttps://desk.example.com/console/reset"), "{}", mail.text);
        assert!(!email_changed(&browser, at).text.contains("://"));
    }
}
