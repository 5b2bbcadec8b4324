//! How a form of settings is read.

use domain::{Problem, check_rate};

/// The same problem under the name that its field has on the page: `settings.notify_hosts[0]` is one of `notify_hosts`.
pub(super) fn at_its_field(problem: Problem) -> Problem {
    let field = problem.field.strip_prefix("settings.").unwrap_or(&problem.field);
    let field = match field.split('[').next().unwrap_or_default() {
        "rate_limit" => "rate_limit_bucket",
        field => field,
    };
    Problem::new(field, problem.message)
}

/// Takes a whole number; what is no number is as wrong as one that is too small.
pub(super) fn number(name: &str, text: &str, max: u32, to: &mut Option<u32>) -> Option<Problem> {
    taken(check_rate(name, text.parse().unwrap_or_default(), max), to)
}

/// Takes a number that was looked at, or says what is wrong with it.
pub(super) fn taken(checked: Result<u32, Problem>, to: &mut Option<u32>) -> Option<Problem> {
    match checked {
        Ok(number) => {
            *to = Some(number);
            None
        }
        Err(problem) => Some(problem),
    }
}

pub(super) fn yes_or_no(is_on: bool) -> String {
    if is_on { "yes".to_owned() } else { "no".to_owned() }
}

/// The lines of a text, without blank ones and the blanks around them.
pub(super) fn lines(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
