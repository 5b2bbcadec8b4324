//! What the mail says that asks for a confirmation.

use domain::plain::one_line;

/// The most characters of a store's name.
const MAX_NAME_LENGTH: usize = 60;

/// The subject. No name of a stranger is in it: who gets this has not said that they want it.
pub(super) const SUBJECT: &str = "Please confirm your e-mail address";

/// The plain text, with the link by which the address is confirmed.
pub(super) fn confirmation(store_name: &str, link: &str) -> String {
    let name = one_line(store_name, MAX_NAME_LENGTH);
    [
        "Hello,",
        "",
        "a store entered this address as the one that is told when something goes wrong. It calls itself:",
        "",
        &format!("> {name}"),
        "",
        "If you want that, open this page within seven days, and press the button on it:",
        "",
        link,
        "",
        "If you don't, do nothing: nothing more is sent to this address than this question.",
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_store_leads_nowhere_and_the_link_is_on_a_line_of_its_own() {
        let text = confirmation("Your Bank\r\nhttps://evil.example/login", "https://api.example.com/v1/x");
        assert!(text.contains("> Your Bank https[:]//evil[.]example/login\n"), "{text}");
        assert_eq!(text.matches("://").count(), 1);
        assert!(text.lines().any(|line| line == "https://api.example.com/v1/x"));
    }
}
