//! What the mail says that asks for a confirmation.

use domain::plain::one_line;

/// The most characters of a store's name.
const MAX_NAME_LENGTH: usize = 60;

/// The subject. No name of a stranger is in it: who gets this has not said that they want it.
pub(super) const SUBJECT: &str = "Please confirm your e-mail address";

/// The plain text, with the link by which the address is confirmed.
pub(super) fn confirmation(store_name: &str, link: &str) -> String {
    let what = "a store entered this address as the one that is told when something goes wrong. It calls itself:";
    question(
        what,
        store_name,
        link,
        "If you don't, do nothing: nothing more is sent to this address than this question.",
    )
}

/// The plain text, with the link by which a store is let send from the address.
pub(super) fn sender_confirmation(store_name: &str, link: &str) -> String {
    let what = "a store wants to send the mails of its orders from this address. It calls itself:";
    let behind = "Amazon SES then sends you a mail with a link of its own, unless it knows the address: follow that too.\n\n\
                  If you don't want that, do nothing: nothing is sent from this address.";
    question(what, store_name, link, behind)
}

fn question(what: &str, store_name: &str, link: &str, behind: &str) -> String {
    let name = format!("> {}", one_line(store_name, MAX_NAME_LENGTH));
    let yes = "If you want that, open this page within seven days, and press the button on it:";
    ["Hello,", "", what, "", &name, "", yes, "", link, "", behind].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_store_leads_nowhere_and_the_link_is_on_a_line_of_its_own() {
        for text_of in [confirmation, sender_confirmation] {
            let text = text_of("Your Bank\r\nhttps://evil.example/login", "https://api.example.com/v1/x");
            assert!(text.contains("> Your Bank https[:]//evil[.]example/login\n"), "{text}");
            assert_eq!(text.matches("://").count(), 1);
            assert!(text.lines().any(|line| line == "https://api.example.com/v1/x"));
        }
    }
}
