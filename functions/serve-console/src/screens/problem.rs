//! The page of what went wrong, in words.

use askama::Template;
use desk::DeskError;
use domain::{Problem, ReadOnly};
use http::{ApiReply, Failure};

use crate::answer;
use crate::assets::ASSETS;
use crate::frame::{Done, PlainFrame};
use crate::view::sentence;

/// When to try again what is busy, in seconds.
const RETRY_AFTER_SECONDS: &str = "2";

#[derive(Template)]
#[template(path = "problem/page.html")]
struct ProblemPage {
    frame: PlainFrame,
    message: String,
    problems: Vec<String>,
    advice: &'static str,
}

/// The page of an answer that refuses something. One that is a page already, or refuses nothing, stays as it is.
pub(crate) fn page(reply: ApiReply) -> ApiReply {
    let (status, (message, problems)) = (reply.status(), reply.detail());
    if status < 400 || message.is_empty() {
        return reply;
    }
    let (title, advice) = words(status);
    // What is listed, or is the title itself, is not said twice.
    let is_said = !problems.is_empty() || (status >= 500 && message.starts_with(title));
    let page = ProblemPage {
        frame: PlainFrame { title, email: String::new(), done: Done::default(), assets: &ASSETS },
        message: if is_said { String::new() } else { full(message) },
        problems: problems.iter().map(|problem| full(&problem.to_string())).collect(),
        advice,
    };
    match answer::page(status, &page) {
        Ok(page) if status == 503 => page.header("retry-after", RETRY_AFTER_SECONDS),
        Ok(page) => page,
        Err(_) => reply,
    }
}

/// The page of what can't be done as the store can only be read.
pub(crate) fn read_only(why: &ReadOnly) -> Result<ApiReply, Failure> {
    let page = ProblemPage {
        frame: PlainFrame {
            title: "This store can only be read",
            email: String::new(),
            done: Done::default(),
            assets: &ASSETS,
        },
        message: full(&why.to_string()),
        problems: vec![],
        advice: "Nothing was changed. You can look at everything, sign out, and leave the store.",
    };
    answer::page(403, &page)
}

/// What is wrong with a form, of an error that says so; any other is a failure.
pub(crate) fn problems_of(error: DeskError) -> Result<Vec<Problem>, Failure> {
    match error {
        DeskError::Invalid(problems) | DeskError::ConflictIn(problems) | DeskError::Forbidden(problems) => Ok(problems),
        DeskError::Conflict(message) => Ok(vec![Problem::new("", message)]),
        error => Err(error.into()),
    }
}

/// The title of the page of a status, and what can be done about it.
fn words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 | 422 => ("This can't be taken as it is", "Go back, put it right, and send it again."),
        403 => ("You may not do this", "Somebody who manages the users of the store can let you."),
        404 => ("There is nothing here", "It may have been deleted, or the address was cut off on the way."),
        405 => ("This can't be opened like this", "Go back to the page that has the form, and send it from there."),
        409 => {
            ("This does not go together with what is there", "Nothing was changed. Look at it again, and decide anew.")
        }
        410 => ("This is gone", "It was there, and is gone for good."),
        412 => (
            "Somebody changed it meanwhile",
            "Nothing was changed by you. Go back, load the page again, and see what it says now.",
        ),
        413 => ("This is too large", "Send less of it at once."),
        429 => ("Too many tries", "Wait a few minutes, and try again."),
        503 => ("Please try again", "Nothing was changed. It works as a rule when you send it once more."),
        500.. => (
            "Something failed on our side",
            "Try it again. If it fails again, tell whoever runs the desk what you did and when: the log of that moment \
             says what failed, under the id of the request.",
        ),
        _ => ("This did not work", "Go back, and try it in another way."),
    }
}

/// A text as a whole sentence.
fn full(text: &str) -> String {
    let text = sentence(text);
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches an answer for programs that is shown to people, and a page that is replaced by another.
    #[test]
    fn what_is_refused_becomes_a_page_of_the_same_status_and_a_page_stays_one() {
        for status in [400, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 503] {
            let made = page(ApiReply::refusal(status, "the reason"));
            assert_eq!((made.status(), made.detail().0), (status, ""), "a page has no refusal in it");
        }
        assert_eq!(page(ApiReply::see_other("/console")).status(), 303);
        assert_eq!(page(ApiReply::page(422, "<p>".to_owned())).status(), 422);
    }

    #[test]
    fn an_error_about_a_form_is_shown_at_the_form_and_any_other_is_not() {
        let problems = problems_of(DeskError::Conflict("It is there already".to_owned())).unwrap();
        assert_eq!(problems, [Problem::new("", "It is there already")]);
        assert_eq!(problems_of(DeskError::invalid("name", "must be a name")).unwrap().len(), 1);
        assert!(problems_of(DeskError::NotFound("User")).is_err());
        assert!(problems_of(DeskError::Changed("user", 2)).is_err());
    }
}
