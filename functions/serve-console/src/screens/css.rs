//! The store's own style sheet: written on a page, loaded by the others.

use askama::Template;
use desk::orders::Expected;
use desk::{DeskError, custom_css};
use domain::{CustomCss, Problem};
use http::{ApiReply, Failure};

use super::problem::problems_of;
use crate::answer;
use crate::frame::{Frame, grouped};
use crate::own_style::{address_of, digest_in};
use crate::view::{Field, Shown, Times, When};
use crate::visit::Member;

/// Of a line with a problem so many letters are shown.
const MAX_LINE_LENGTH: usize = 200;

const HINT: &str = "Style rules and @media, at most 50 KB. It hides and colours; it never protects: what somebody may \
                    do, their permissions say. Blank for none.";

#[derive(Template)]
#[template(path = "settings/css.html")]
struct CssPage {
    frame: Frame,
    css: Field,
    version: u64,
    /// When it was saved last.
    saved: Option<When>,
    /// How many bytes it has.
    size: String,
    /// Where what is served can be looked at; blank where there is nothing.
    served: String,
    /// The store's first page without the sheet.
    safe_mode: String,
    /// The lines that something is wrong with.
    lines: Vec<Line>,
    problems: Vec<Shown>,
}

/// A line of a sheet.
struct Line {
    number: u32,
    text: String,
}

/// `GET …/settings/css`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (css, version) = custom_css::find(member.desk(), member.store.id).await?;
    answer::page(200, &page(member, (&css, version), &css.source, &[]).await?)
}

/// `POST …/settings/css`.
pub(super) async fn save(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let (source, by) = (form.exact("css"), member.by());
    let expected = form.text("version").parse().map_or(Expected::Any, |version| Expected::OneOf(vec![version]));
    let saved = custom_css::save(member.desk(), member.store.id, source, &expected, &by, member.now());
    let problems = match Box::pin(saved).await {
        Ok(_) => return Ok(member.done(&form, "settings/css", "css")),
        Err(DeskError::Changed(..)) => {
            let message = "Somebody changed the style sheet meanwhile; sent once more, yours takes the place of theirs";
            vec![Problem::new("", message)]
        }
        Err(error) => problems_of(error)?,
    };
    let (css, version) = custom_css::find(member.desk(), member.store.id).await?;
    answer::page(422, &page(member, (&css, version), source, &problems).await?)
}

/// `GET …/custom.css?v=`: to every user of the store.
pub(super) async fn serve(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let css = custom_css::served(member.desk(), member.store.id, digest_in(member)).await?;
    Ok(ApiReply::style_sheet(css))
}

/// The page with a sheet, that which is saved or one that was refused.
async fn page(
    member: &Member<'_>,
    (css, version): (&CustomCss, u64),
    source: &str,
    problems: &[Problem],
) -> Result<CssPage, Failure> {
    let frame = Frame::of(member, "Custom CSS", None).await?;
    let mut field = Field::new("css", "Style sheet", source).hint(HINT);
    if !problems.is_empty() {
        field.wrong = format!("{} of it can't be taken as it is", grouped(problems.len()));
    }
    Ok(CssPage {
        // The page of a form that was refused has the address of that form, which is this page's too.
        frame: Frame { here: member.path("settings/css"), ..frame },
        css: field,
        version,
        saved: Times::of(&member.store, member.now()).maybe(css.updated_at),
        size: grouped(css.source.len()),
        served: address_of(member, css),
        safe_mode: format!("{}?css=off", member.path("orders")),
        lines: lines(source, problems),
        problems: problems.iter().map(shown).collect(),
    })
}

/// A problem with a link to its line.
fn shown(problem: &Problem) -> Shown {
    let (label, place) = custom_css::place_of(problem).map_or_else(Default::default, |(line, column)| {
        (format!("Line {line}, column {column}"), format!("line-{line}"))
    });
    Shown { label, place, message: problem.message.clone() }
}

/// The lines that these problems are about, each once.
fn lines(source: &str, problems: &[Problem]) -> Vec<Line> {
    let mut numbers: Vec<u32> = problems.iter().filter_map(custom_css::place_of).map(|(line, _)| line).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let all: Vec<&str> = source.lines().collect();
    let text_of = |number: u32| {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        Some(all.get(index)?.chars().take(MAX_LINE_LENGTH).collect())
    };
    numbers.into_iter().map(|number| Line { number, text: text_of(number).unwrap_or_default() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_leads_to_its_line_which_is_shown_once() {
        let problems = [
            Problem::new("css:2:3", "is wrong"),
            Problem::new("css:2:9", "is wrong too"),
            Problem::new("", "Somebody changed it"),
            Problem::new("css:7:1", "is behind the end"),
        ];
        let found = lines(".a {}\r\n.b { x: y }", &problems);
        let found: Vec<_> = found.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(found, [(2, ".b { x: y }"), (7, "")]);
        let first = shown(&problems[0]);
        assert_eq!((first.label.as_str(), first.place.as_str()), ("Line 2, column 3", "line-2"));
        assert_eq!(
            (shown(&problems[2]).label.as_str(), shown(&problems[2]).message.as_str()),
            ("", "Somebody changed it")
        );
    }
}
