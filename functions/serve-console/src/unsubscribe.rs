//! The page of who wants no more of a store's mails: one button, and the one request of mail programs (RFC 8058).

use askama::Template;
use desk::mails::unsubscribe::{self, Unsubscribe};
use domain::plain::one_line;
use http::{ApiReply, Call, Failure};

use crate::app::App;
use crate::page;

/// The most characters of a store's name.
const MAX_NAME_LENGTH: usize = 200;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    style: &'static str,
    title: &'static str,
    text: String,
    has_button: bool,
}

/// `GET /unsubscribe/{unsubscribe_token}`: changes nothing.
pub(crate) async fn show(app: &App, call: &Call<'_>) -> Result<ApiReply, Failure> {
    page_of(unsubscribe::find(&app.desk, call.value("unsubscribe_token"), app.clock.now()).await?)
}

/// `POST /unsubscribe/{unsubscribe_token}`, whatever its body says.
pub(crate) async fn answer(app: &App, call: &Call<'_>) -> Result<ApiReply, Failure> {
    page_of(unsubscribe::leave(&app.desk, call.value("unsubscribe_token"), app.clock.now()).await?)
}

fn page_of(found: Unsubscribe) -> Result<ApiReply, Failure> {
    let (status, title, text, has_button) = match found {
        Unsubscribe::Open { store_name, address } => {
            let text = format!("{} mails {address}.", one_line(&store_name, MAX_NAME_LENGTH));
            (200, "No more of these mails?", text, true)
        }
        Unsubscribe::Done { store_name, address } => {
            let name = one_line(&store_name, MAX_NAME_LENGTH);
            let text =
                format!("{name} sends {address} no more of these mails. What you order is still confirmed to you.");
            (200, "Done", text, false)
        }
        Unsubscribe::Over => (410, "This link has ended", "Ask the shop to mail you no more.".to_owned(), false),
        Unsubscribe::Unknown => {
            let text =
                "It may have been cut off in the mail: try to copy the whole of it into your browser.".to_owned();
            (404, "This link is not known", text, false)
        }
    };
    page::reply(status, &UnsubscribePage { style: page::style(), title, text, has_button })
}
