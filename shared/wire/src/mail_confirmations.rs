//! Pages for whoever follows the link in a mail that asks to confirm an address. Plain HTML without script, style or
//! anything that is loaded: they work in every browser and are read out well.

use domain::ConfirmationPurpose;
use domain::plain::one_line;

/// The most characters of a store's name.
const MAX_NAME_LENGTH: usize = 100;

/// The page of a link that is good, with the button that confirms.
pub fn question(store_name: &str, address: &str, purpose: ConfirmationPurpose) -> String {
    let (name, address) = (escaped(&one_line(store_name, MAX_NAME_LENGTH)), escaped(address));
    let (wants, yes, no) = match purpose {
        ConfirmationPurpose::AdminEmail => (
            format!("wants to send a mail to <strong>{address}</strong> when something goes wrong there."),
            "Yes, send such mails to this address",
            "nothing is sent",
        ),
        ConfirmationPurpose::MailSender => (
            format!("wants to send the mails of its orders from <strong>{address}</strong>."),
            "Yes, let it send from this address",
            "nothing is sent from this address",
        ),
    };
    let body = format!(
        "<p>A store that calls itself <strong>{name}</strong> {wants}</p>\n<form method=\"post\"><button \
         type=\"submit\">{yes}</button></form>\n<p>If you don't want that, close this page: {no}.</p>"
    );
    page("Confirm your e-mail address", &body)
}

/// The page once the address is confirmed.
pub fn confirmed(store_name: &str, address: &str, purpose: ConfirmationPurpose) -> String {
    let (name, address) = (escaped(&one_line(store_name, MAX_NAME_LENGTH)), escaped(address));
    let body = match purpose {
        ConfirmationPurpose::AdminEmail => {
            format!("<p>When something goes wrong in <strong>{name}</strong>, <strong>{address}</strong> is told.</p>")
        }
        ConfirmationPurpose::MailSender => format!(
            "<p><strong>{name}</strong> may send from <strong>{address}</strong>. Amazon SES, which sends its mails, may \
             mail a link of its own to the address now: follow that one too, within 24 hours.</p>"
        ),
    };
    page("Your e-mail address is confirmed", &body)
}

/// The page of a link that was followed before.
pub fn used() -> String {
    let body =
        "<p>Somebody followed this link before, and the address was confirmed then. There is nothing left to do.</p>";
    page("This link was used", body)
}

/// The page of a link that has ended.
pub fn over() -> String {
    let body = "<p>A link confirms for seven days. Another one is sent when the store asks for it, or enters the address \
                again.</p>";
    page("This link has ended", body)
}

/// The page of a link to an address that is no longer the store's.
pub fn outdated() -> String {
    page("This link confirms nothing any more", "<p>The store has entered another address since.</p>")
}

/// The page of a link that nobody ever sent.
pub fn unknown() -> String {
    let body = "<p>Nobody sent this link, or that was long ago. See that the whole address was opened: mail programs break \
                long lines.</p>";
    page("This link is unknown", body)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSES: [ConfirmationPurpose; 2] = [ConfirmationPurpose::AdminEmail, ConfirmationPurpose::MailSender];

    #[test]
    fn what_a_store_calls_itself_is_no_part_of_the_page() {
        for (form, purpose) in
            [question, confirmed].into_iter().flat_map(|form| PURPOSES.map(|purpose| (form, purpose)))
        {
            let page = form("</main><script src=\"//evil.example\">", "o'hara&co@example.com", purpose);
            assert!(page.contains("&lt;/main&gt;&lt;script src=&quot;//evil[.]example&quot;&gt;"), "{page}");
            assert!(page.contains("o&#39;hara&amp;co@example.com") && !page.contains("<script"), "{page}");
        }
    }

    #[test]
    fn each_page_says_in_which_language_it_is_what_it_is_and_loads_nothing() {
        let of_purpose = PURPOSES.map(|purpose| [question("H", "a@b.c", purpose), confirmed("H", "a@b.c", purpose)]);
        for page in of_purpose.into_iter().flatten().chain([used(), over(), outdated(), unknown()]) {
            assert!(page.contains("<html lang=\"en\">") && page.contains("<title>") && page.contains("<h1>"), "{page}");
            assert!(["src=", "href=", "style", "http"].iter().all(|part| !page.contains(part)), "{page}");
        }
    }
}
