//! The steps to a second factor: a key for an app, its first code, and ten recovery codes.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::DeskError;
use desk::accounts::second_factor::{self, Confirmed, Enrollment};
use http::{ApiReply, Failure};
use qrcode::QrCode;
use qrcode::render::svg;

use super::sign_in::Refused;
use crate::answer;
use crate::frame::PlainFrame;
use crate::view::Field;
use crate::visit::Person;

/// An address that an app is given is no longer than that.
const MAX_URI_LENGTH: usize = 1_000;

#[derive(Template)]
#[template(path = "second_factor/state.html")]
struct StatePage {
    frame: PlainFrame,
    is_on: bool,
    codes_left: usize,
    /// Whether a store that they were headed to requires one.
    is_required: bool,
    /// The address of this page, for what is delicate to lead back to.
    here: String,
    next: String,
}

#[derive(Template)]
#[template(path = "second_factor/enroll.html")]
struct EnrollPage {
    frame: PlainFrame,
    /// The address of the picture; blank where it could not be drawn.
    picture: String,
    secret: String,
    /// The secret as people read it.
    grouped: String,
    uri: String,
    code: Field,
    next: String,
    /// Why the code was not taken; blank at first.
    refused: String,
}

#[derive(Template)]
#[template(path = "second_factor/codes.html")]
struct CodesPage {
    frame: PlainFrame,
    codes: Vec<String>,
    next: String,
}

/// `GET /console/account/second-factor`.
pub(super) fn show(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let account = person.account();
    let page = StatePage {
        frame: PlainFrame::of(person, "Second factor"),
        is_on: account.has_second_factor(),
        codes_left: account.recovery_codes.len(),
        is_required: person.visit.call.query("required").is_some() && !account.has_second_factor(),
        here: person.visit.address(),
        next: onward(person),
    };
    answer::page(200, &page)
}

/// `POST /console/account/second-factor`.
pub(super) async fn begin(person: &Person<'_>) -> Result<ApiReply, Failure> {
    person.check_proof()?;
    let app = person.visit.app;
    let begun = second_factor::begin(&app.desk, &app.keys, &person.signed_in);
    answer::page(200, &enroll_page(person, Box::pin(begun).await?, String::new()))
}

/// `POST /console/account/second-factor/confirm`. The page brings its key along, so that it can be shown again.
pub(super) async fn confirm(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    let shown = Enrollment { secret: form.text("secret").to_owned(), uri: form.text("uri").to_owned() };
    let (desk, keys) = (&visit.app.desk, &visit.app.keys);
    let confirmed = second_factor::confirm(desk, keys, &person.signed_in, form.text("code"), visit.now);
    let refused = match Box::pin(confirmed).await {
        Ok(Confirmed::Done { codes, session }) => {
            return Ok(visit.with_session(codes_page(person, codes)?, &session.cookie));
        }
        Ok(Confirmed::Wrong) => Refused::Wrong,
        Ok(Confirmed::TooMany { retry_after_seconds }) => Refused::TooMany { retry_after_seconds },
        Err(DeskError::Conflict(message)) => return answer::page(422, &enroll_page(person, shown, message)),
        Err(error) => return Err(error.into()),
    };
    let wrong =
        "This is not the code of this moment. Wait for the next one, and see whether your phone's clock is right.";
    let sentence = refused.sentence(wrong);
    refused.page(&enroll_page(person, shown, sentence))
}

/// `POST /console/account/second-factor/codes`.
pub(super) async fn renew_codes(person: &Person<'_>) -> Result<ApiReply, Failure> {
    person.check_proof()?;
    let (app, now) = (person.visit.app, person.visit.now);
    let renewed = second_factor::renew_codes(&app.desk, &app.keys, &person.signed_in, now);
    codes_page(person, Box::pin(renewed).await?)
}

/// `POST /console/account/second-factor/off`.
pub(super) async fn turn_off(person: &Person<'_>) -> Result<ApiReply, Failure> {
    person.check_proof()?;
    let visit = person.visit;
    let session = Box::pin(second_factor::turn_off(&visit.app.desk, &person.signed_in, visit.now)).await?;
    Ok(visit.enter(&session, "/console/account?done=second-factor-off"))
}

fn codes_page(person: &Person<'_>, codes: Vec<String>) -> Result<ApiReply, Failure> {
    answer::page(200, &CodesPage { frame: PlainFrame::of(person, "Recovery codes"), codes, next: onward(person) })
}

/// Where it goes on behind the last step: where the person was headed, or their profile.
fn onward(person: &Person<'_>) -> String {
    let next = person.visit.next();
    if next == "/console" { "/console/account".to_owned() } else { next }
}

fn enroll_page(person: &Person<'_>, shown: Enrollment, refused: String) -> EnrollPage {
    EnrollPage {
        frame: PlainFrame::of(person, "Set up the second factor"),
        picture: picture(&shown.uri),
        grouped: in_fours(&shown.secret),
        secret: shown.secret,
        uri: shown.uri,
        code: Field::new("code", "First code", "").hint("The six digits that the app shows now."),
        next: onward(person),
        refused,
    }
}

/// The QR code of an address for apps, as the address of a picture; blank where it can't be drawn.
fn picture(uri: &str) -> String {
    if uri.len() > MAX_URI_LENGTH || !uri.starts_with("otpauth://totp/") {
        return String::new();
    }
    let Ok(code) = QrCode::new(uri) else { return String::new() };
    let drawn = code.render::<svg::Color>().module_dimensions(1, 1).build();
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawn))
}

/// A text in groups of four, as it is easily typed.
fn in_fours(text: &str) -> String {
    let mut grouped = String::new();
    for (place, letter) in text.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_in_groups_of_four() {
        assert_eq!(in_fours("JBSWY3DPEHPK3PXP77"), "JBSW Y3DP EHPK 3PXP 77");
        assert_eq!(in_fours(""), "");
    }

    /// Catches a picture made of what somebody else wrote, and one that browsers don't draw.
    #[test]
    fn only_an_address_for_apps_becomes_a_picture() {
        let drawn = picture("otpauth://totp/Waybill:ada%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Waybill");
        let svg = STANDARD.decode(drawn.strip_prefix("data:image/svg+xml;base64,").unwrap()).unwrap();
        let svg = String::from_utf8(svg).unwrap();
        assert!(svg.contains("<svg ") && svg.ends_with("</svg>"), "{svg}");
        assert_eq!(picture("https://example.com"), "");
        assert_eq!(picture(&format!("otpauth://totp/{}", "a".repeat(MAX_URI_LENGTH))), "");
    }
}
