//! The reference of rules, made of their entries.

use domain::{ActionKind, AppliesTo, AwaitedAction, Combine, Event, MAX_GROUP_DEPTH, Quantifier};

use crate::kind::Kind;
use crate::{comparators, fields};

/// Events, fields, comparators, actions and what templates may use, as a page of Markdown: what there is, and what each is.
pub fn markdown() -> String {
    [
        head(),
        events(),
        filters(),
        of_fields(),
        of_kinds(),
        of_comparators(),
        actions(),
        awaited_actions(),
        of_templates(),
    ]
    .join("\n")
}

fn head() -> String {
    "# Rules\n\nMade of the entries in the code; change those. A rule has an event, filters and actions. \
     For one event, rules run by their position, and each sees what those before it changed.\n"
        .to_owned()
}

fn events() -> String {
    let about = "A rule for a custom event or a custom button says which by `event_id`. An event that waits for a part of \
                 the product does not fire by itself yet; a rule for it may be kept. By hand an event is run on an order by \
                 `POST /v1/orders/{order_id}/events`.";
    let rows = Event::ALL.map(|event| {
        let by_hand = if event.runs_by_hand() { "yes" } else { "no" };
        [code(event.name()), event.title().to_owned(), fired_when(event), by_hand.to_owned()]
    });
    section("Events", about, ["event", "called", "when", "by hand"], rows)
}

fn fired_when(event: Event) -> String {
    let waits = event.waits_for().map(|cause| format!(" Not yet fired: waits for {cause}."));
    format!("{}{}", event.doc(), waits.unwrap_or_default())
}

fn filters() -> String {
    let applies_to = AppliesTo::ALL.map(|of| [code("applies_to"), code(of.name()), of.doc().to_owned()]);
    let combine = Combine::ALL.map(|combine| [code("combine"), code(combine.name()), combine.doc().to_owned()]);
    let quantifier = Quantifier::ALL.map(|of| [code("quantifier"), code(of.name()), of.doc().to_owned()]);
    let about = format!(
        "A filter has a `field`, a `comparator` and a `value`. Letters of another case are others, unless it says \
         `ignore_case`. A rule without filters is for every order; filters may lie in groups, each joined in its own \
         way, {MAX_GROUP_DEPTH} deep at most. The `quantifier` is for fields of items, discounts and notes: without \
         items neither holds; without discounts or notes there is one that is empty. In an item rule fields of items \
         look at one item after another, and take no quantifier; which pass is decided before one is changed."
    );
    section("Filters", &about, ["", "may be", "means"], applies_to.into_iter().chain(combine).chain(quantifier))
}

fn of_fields() -> String {
    let about = "`+ name` takes the name of an entry, `any, all` a quantifier.";
    let rows = fields().map(|field| {
        let name = if field.takes_name { format!("{} + name", code(field.name)) } else { code(field.name) };
        let quantifiers = if field.is_of_list() { "any, all" } else { "" };
        [name, field.doc.to_owned(), field.kind.name().to_owned(), quantifiers.to_owned()]
    });
    section("Fields", about, ["field", "what it is", "kind", "of"], rows)
}

fn of_kinds() -> String {
    let rows = Kind::ALL.map(|kind| {
        let fitting: Vec<_> = comparators().filter(|it| it.fits(kind)).map(|it| code(it.name)).collect();
        [kind.name().to_owned(), kind.doc().to_owned(), fitting.join(", ")]
    });
    section("Kinds of fields", "", ["kind", "what it is compared with", "comparators"], rows)
}

fn of_comparators() -> String {
    let rows = comparators().map(|comparator| {
        let value = if comparator.takes_value { "yes" } else { "no" };
        [code(comparator.name), comparator.doc.to_owned(), value.to_owned()]
    });
    section("Comparators", "", ["comparator", "when it holds", "takes a value"], rows)
}

fn actions() -> String {
    let rows = ActionKind::ALL.map(|kind| [code(kind.name()), kind.level().title().to_owned(), kind.doc().to_owned()]);
    let about = "They are done in the sequence they are written in.";
    section("Actions", about, ["action", "in", "what it does"], rows)
}

fn awaited_actions() -> String {
    let about = "A rule with one of these is refused, as what it needs is still to come.";
    let rows =
        AwaitedAction::ALL.iter().map(|action| [code(action.name), action.doc.to_owned(), action.waits_for.to_owned()]);
    section("Not yet", about, ["action", "what it will do", "why not yet"], rows)
}

fn of_templates() -> String {
    let about = "The texts of actions, of files and of mails are templates, in a part of Twig's language: `{{ value }}`, `{% if %}`, \
                 `{% elseif %}`, `{% else %}`, `{% for name in list %}`, `{% for key, name in map %}`, `{% set name = value %}` and \
                 `{# remark #}`; `. [] ( ) + - * / % ~ == != < <= > >= and or not in ? :`; filters behind `|`. What is not known is \
                 refused when it is saved, with line and column. Variables are the fields of the order \
                 (`shipping.first_name`, `order_items`, `order_metadata`), of an item rule `item`, and `store_name`, \
                 `store_country`, `store_timezone`, `store_date_format` and `base_url`. One that is missing is blank. Numbers are exact.";
    let arguments = |(least, most): (usize, usize)| match (least, most) {
        (0, 0) => "none".to_owned(),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    let rows = |kind: &'static str, entries: &'static [templates::Entry]| {
        entries.iter().map(move |it| [code(it.name), kind.to_owned(), it.doc.to_owned(), arguments(it.arguments)])
    };
    let all = rows("filter", templates::FILTERS).chain(rows("function", templates::FUNCTIONS));
    section("Templates", about, ["name", "is a", "what it makes", "arguments"], all)
}

fn code(name: &str) -> String {
    format!("`{name}`")
}

/// A heading, a paragraph where there is one, and a table.
fn section<const N: usize>(
    title: &str,
    about: &str,
    columns: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let about = if about.is_empty() { String::new() } else { format!("{about}\n\n") };
    let mut text = format!("## {title}\n\n{about}");
    text.push_str(&line(columns.map(str::to_owned)));
    text.push_str(&line([(); N].map(|()| "---".to_owned())));
    rows.into_iter().for_each(|row| text.push_str(&line(row)));
    text
}

fn line<const N: usize>(cells: [String; N]) -> String {
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_filters_can_look_at_and_how() {
        insta::assert_snapshot!([filters(), of_fields(), of_kinds(), of_comparators()].join("\n"));
    }

    #[test]
    fn every_entry_has_its_row_and_every_row_its_cells() {
        let page = markdown();
        let has = |name: &str| page.lines().any(|line| line.starts_with(&format!("| `{name}`")));
        let of_filters = fields().map(|field| field.name).chain(comparators().map(|comparator| comparator.name));
        let names = Event::ALL.into_iter().map(Event::name).chain(ActionKind::ALL.map(ActionKind::name));
        assert_eq!(of_filters.chain(names).find(|name| !has(name)), None);
        let mut cells = 0;
        for row in page.lines() {
            let count = row.replace("\\|", "").matches('|').count();
            assert!(count == 0 || cells == 0 || count == cells, "{row}");
            cells = count;
        }
        assert_eq!(line(["a|b".to_owned()]), "| a\\|b |\n");
    }
}
