//! A store's own style sheet for its pages in the console (accounts 10, docs/css.md). It hides, and never protects:
//! what somebody may do, their permissions say.

use domain::{AuditChange, CustomCss, Permission, Problem, StoreId};
use jiff::Timestamp;
use table::Outcome;

use crate::accounts::By;
use crate::orders::Expected;
use crate::{Desk, DeskError};

/// The field of a problem: `css:3:7` is line 3, column 7.
const FIELD: &str = "css";

/// The store's own sheet, as it was written, and the version of its row; blank and 0 where there was none yet.
pub async fn find(desk: &Desk, store_id: StoreId) -> Result<(CustomCss, u64), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    Ok(desk.table.custom_css(store_id).await?)
}

/// What the pages of the store load under this digest, whoever of its users looks at them.
pub async fn served(desk: &Desk, store_id: StoreId, digest: &str) -> Result<String, DeskError> {
    let (css, _) = desk.table.custom_css(store_id).await?;
    if css.served.is_empty() || css.digest() != digest {
        return Err(DeskError::NotFound("Style Sheet"));
    }
    Ok(css.served)
}

/// Makes a sheet the store's own; a blank one takes it away. All that is wrong with it is told by line and column, and
/// then nothing is saved. One transaction, with the store's row and a line of the audit. Done again it changes nothing.
pub async fn save(
    desk: &Desk,
    store_id: StoreId,
    source: &str,
    expected: &Expected,
    by: &By,
    now: Timestamp,
) -> Result<(CustomCss, u64), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let source = source.replace("\r\n", "\n");
    let sheet = style::read(&source).map_err(|problems| DeskError::Invalid(problems.iter().map(problem).collect()))?;
    let after = CustomCss { source, served: sheet.css(), updated_at: Some(now) };
    let mut tries = desk.table.tries();
    loop {
        let (before, version) = desk.table.custom_css(store_id).await?;
        expected.check("style sheet", version)?;
        if before.source == after.source && before.served == after.served {
            return Ok((before, version));
        }
        let changes = difference(&before.source, &after.source).into_iter().collect();
        let line = by.line("custom CSS changed", "", changes, now);
        match desk.table.save_custom_css(store_id, version, &after, &line).await? {
            Outcome::Done(()) => return Ok((after, version.saturating_add(1))),
            Outcome::Missing => return Err(DeskError::NotFound("Store")),
            _ => tries.again().await?,
        }
    }
}

/// The line and the column that a problem of [`save`] is about.
pub fn place_of(problem: &Problem) -> Option<(u32, u32)> {
    let (line, column) = problem.field.strip_prefix(FIELD)?.strip_prefix(':')?.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

fn problem(found: &style::Problem) -> Problem {
    Problem::new(format!("{FIELD}:{}:{}", found.line, found.column), found.message.as_str())
}

/// What differs between two sheets, from the first line on that does.
fn difference(before: &str, after: &str) -> Option<AuditChange> {
    let same = before.lines().zip(after.lines()).take_while(|(before, after)| before == after).count();
    let rest = |text: &str| text.lines().skip(same).collect::<Vec<_>>().join("\n");
    AuditChange::between(FIELD, &rest(before), &rest(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches an audit that shows the beginning of a long sheet, which is the same before and after.
    #[test]
    fn the_audit_shows_what_differs() {
        let change = difference(".a {}\n.b {}\n.c {}", ".a {}\n.b { order: 1 }\n.c {}").unwrap();
        assert_eq!((change.before.as_str(), change.after.as_str()), (".b {}\n.c {}", ".b { order: 1 }\n.c {}"));
        assert_eq!(difference(".a {}\n", ".a {}"), None);
    }

    #[test]
    fn a_problem_says_its_place_and_others_have_none() {
        let found = style::Problem { line: 3, column: 7, message: "is wrong".to_owned() };
        let found_problem = problem(&found);
        assert_eq!((found_problem.to_string().as_str(), place_of(&found_problem)), ("css:3:7: is wrong", Some((3, 7))));
        for other in ["css", "css:3", "css:x:7", "name:1:2", "cssx:1:2"] {
            assert_eq!(place_of(&Problem::new(other, "")), None, "{other}");
        }
    }
}
