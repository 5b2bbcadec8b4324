//! What narrows a list of orders, as an address, a form and a saved view say it.

use desk::order_lists;
use domain::time::{self, NotADate};
use domain::{
    Filter, FolderId, ListSearch, ListSequence, MAX_LIST_FILTERS, OrderSearch, PartSearch, Problem, Quantifier,
    SavedView, SearchField, SweepQuery, label_of_field,
};
use http::{ApiReply, Call, Failure};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::orders::PAGE;
use crate::form::Form;
use crate::visit::Member;

/// The name of a filter in an address: `f=checkout_data-Gift*equals*yes`.
const FILTER: &str = "f";

/// What stands between the parts of a filter in an address. Browsers leave it as it is.
const BETWEEN: char = '*';

/// The same where it is part of a name.
const ESCAPES: [(&str, &str); 2] = [("%", "%25"), ("*", "%2A")];

/// Behind a comparator: letters of another case are the same.
const ANY_CASE: &str = "any_case";

/// Behind a comparator: it must hold of all entries of a list.
const OF_ALL: &str = "all";

/// What narrows a list of orders, and in which sequence they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Narrowing {
    pub(super) folder: Option<FolderId>,
    pub(super) search: ListSearch,
    pub(super) filters: Vec<Filter>,
    pub(super) sequence: ListSequence,
    /// The saved view that the list was opened as, by its id; blank for none.
    pub(super) saved: String,
}

/// The names of what narrows a list, in an address and for people.
pub(super) const NARROWING: [(&str, &str); 6] = [
    ("number", "Number"),
    ("email", "E-mail"),
    ("name", "Last name"),
    ("source", "Cart"),
    ("from", "From"),
    ("to", "To"),
];

/// What forms call differently, as they have something else under the name: where orders are moved to, how a view is
/// called.
const FORM_NAMES: [(&str, &str); 3] = [("from", "added_from"), ("to", "added_to"), ("name", "last_name")];

/// Something that narrows the list, and the address without it.
pub(super) struct Chip {
    pub(super) text: String,
    pub(super) without: String,
}

impl Narrowing {
    /// What the address says.
    pub(super) fn of_query(call: &Call<'_>) -> Self {
        let filters = call.parameters().filter(|(name, _)| *name == FILTER).map(|(_, text)| read_filter(text));
        Self::of(|name| call.query(name).unwrap_or_default(), filters)
    }

    /// What a form says that acts on the list, or saves it.
    pub(super) fn of_form(form: &Form) -> Self {
        Self::of(|name| form.text(in_form(name)), form.all(FILTER).map(read_filter))
    }

    /// What a saved view says.
    pub(super) fn of_view(view: &SavedView) -> Self {
        Self {
            folder: view.folder_id,
            search: view.search.clone(),
            filters: view.filters.clone(),
            sequence: view.sequence,
            saved: view.id.clone(),
        }
    }

    fn of<'t>(text: impl Fn(&'static str) -> &'t str, filters: impl Iterator<Item = Filter>) -> Self {
        let own = |name| text(name).to_owned();
        Self {
            folder: text("folder").parse().ok(),
            search: ListSearch {
                source_id: own("number"),
                source_name: own("source"),
                email: own("email"),
                last_name: own("name"),
                added_from: own("from"),
                added_to: own("to"),
            },
            // One more than there may be, which is then refused.
            filters: filters.take(MAX_LIST_FILTERS.saturating_add(1)).collect(),
            sequence: ListSequence::named(text("sequence")).unwrap_or_default(),
            saved: own("saved"),
        }
    }

    /// What is typed into the simple fields, in the sequence of their names.
    pub(super) fn values(&self) -> [&str; 6] {
        let ListSearch { source_id, source_name, email, last_name, added_from, added_to } = &self.search;
        [source_id, email, last_name, source_name, added_from, added_to].map(String::as_str)
    }

    pub(super) fn is_narrow(&self) -> bool {
        !self.filters.is_empty() || !self.search.is_empty()
    }

    /// What its address and its forms say, each thing by its name.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = vec![];
        pairs.extend(self.folder.map(|id| ("folder", id.to_string())));
        let simple = NARROWING.into_iter().zip(self.values()).filter(|(_, value)| !value.is_empty());
        pairs.extend(simple.map(|((name, _), value)| (name, value.to_owned())));
        pairs.extend(self.filters.iter().map(|filter| (FILTER, filter_text(filter))));
        if self.sequence != ListSequence::default() {
            pairs.push(("sequence", self.sequence.name().to_owned()));
        }
        if !self.saved.is_empty() {
            pairs.push(("saved", self.saved.clone()));
        }
        pairs
    }

    /// The same for forms that act on the list, whose own fields have some of these names.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        self.pairs().into_iter().map(|(name, value)| (in_form(name), value)).collect()
    }

    /// The address of the list.
    pub(super) fn address(&self, member: &Member<'_>) -> String {
        let (path, pairs) = (member.path("orders"), self.pairs());
        if pairs.is_empty() {
            return path;
        }
        format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }

    /// What narrows the list, each with the address without it.
    pub(super) fn chips(&self, member: &Member<'_>) -> Vec<Chip> {
        let simple = NARROWING.into_iter().zip(self.values()).filter(|(_, value)| !value.is_empty());
        let simple = simple.map(|((name, label), value)| {
            let mut without = self.clone();
            without.clear(name);
            Chip { text: format!("{label} {value}"), without: without.address(member) }
        });
        let filters = self.filters.iter().enumerate().map(|(place, filter)| {
            let mut without = self.clone();
            without.filters.remove(place);
            Chip { text: words(filter), without: without.address(member) }
        });
        simple.chain(filters).collect()
    }

    fn clear(&mut self, name: &str) {
        let search = &mut self.search;
        let field = match name {
            "number" => &mut search.source_id,
            "email" => &mut search.email,
            "name" => &mut search.last_name,
            "source" => &mut search.source_name,
            "from" => &mut search.added_from,
            _ => &mut search.added_to,
        };
        field.clear();
    }

    /// What keeps the list from being shown: filters that are none, and what the user does not see, as the list would tell
    /// what is in it.
    pub(super) fn check(&self, member: &Member<'_>) -> Vec<Problem> {
        let mut problems = order_lists::check_filters(member.desk(), &self.filters);
        if !self.search.email.is_empty() && !member.desk().rights().sees_customers() {
            problems.push(Problem::new("email", "is looked for, and you may not see who bought an order"));
        }
        problems
    }

    /// The folders of the user's scope that are looked in.
    pub(super) fn folders(&self, member: &Member<'_>) -> Vec<FolderId> {
        let all = member.user.scope.of_folders(member.store.all_folder_ids());
        match self.folder {
            Some(folder) => all.into_iter().filter(|id| *id == folder).collect(),
            None => all,
        }
    }

    pub(super) fn search(&self, member: &Member<'_>, offset: usize) -> Result<OrderSearch, Failure> {
        let zone = member.store.settings.time_zone();
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let read = |name, text: &str, read: fn(&str, &TimeZone) -> Result<Option<Timestamp>, NotADate>| {
            let read = if text.is_empty() { Ok(None) } else { read(text, &zone) };
            read.map_err(|error| ApiReply::invalid(&[Problem::new(name, error.to_string())]))
        };
        let ListSearch { source_id, source_name, email, last_name, added_from, added_to } = &self.search;
        let named = SearchField::named("shipping_last_name").filter(|_| !last_name.is_empty());
        Ok(OrderSearch {
            folders: self.folders(member),
            is_everywhere: self.folder.is_none() && member.sees_all(),
            source_id: some(source_id),
            source_name: some(source_name),
            email: some(email),
            parts: named.map(|field| PartSearch::new(field, last_name)).into_iter().collect(),
            added_from: read("from", added_from, time::read_start)?,
            added_to: read("to", added_to, time::read_end)?,
            ascending: self.sequence == ListSequence::OldestFirst,
            limit: PAGE,
            offset,
            ..OrderSearch::all_of(&member.store)
        })
    }

    /// Whether a sweep can take all that match: it knows no number, no name and no filters of rules.
    pub(super) fn can_be_swept(&self) -> bool {
        self.search.source_id.is_empty() && self.search.last_name.is_empty() && self.filters.is_empty()
    }

    /// The same as a sweep looks for it; refused where a sweep can't.
    pub(super) fn query(&self, member: &Member<'_>) -> Result<SweepQuery, Failure> {
        if !self.can_be_swept() {
            let message = "Tick the orders: all that match a number, a name or filters can't be taken at once";
            return Err(ApiReply::refusal(422, message).into());
        }
        let search = self.search(member, 0)?;
        let all = self.folder.is_none() && member.sees_all();
        Ok(SweepQuery {
            folder_ids: if all { vec![] } else { search.folders },
            source_name: search.source_name,
            email: search.email,
            added_from: search.added_from,
            added_to: search.added_to,
            ..SweepQuery::default()
        })
    }
}

/// What a form calls what an address has under this name.
fn in_form(name: &'static str) -> &'static str {
    FORM_NAMES.into_iter().find(|(other, _)| *other == name).map_or(name, |(_, name)| name)
}

/// A filter as people read it: `Gift note equals "yes"`.
pub(super) fn words(filter: &Filter) -> String {
    let Filter { field, name, comparator, value, ignore_case, quantifier } = filter;
    let label = label_of_field(&if name.is_empty() { field.clone() } else { format!("{field}:{name}") });
    let mut text = format!("{label} {}", comparator.replace('_', " "));
    if !value.is_empty() {
        text = format!("{text} \"{value}\"");
    }
    if *ignore_case {
        text.push_str(", in any case");
    }
    if *quantifier == Quantifier::All {
        text.push_str(", of all");
    }
    text
}

/// A filter in an address: `checkout_data-Gift*equals.any_case*yes`.
fn filter_text(filter: &Filter) -> String {
    let Filter { field, name, comparator, value, ignore_case, quantifier } = filter;
    let escaped = ESCAPES.into_iter().fold(name.clone(), |name, (plain, escape)| name.replace(plain, escape));
    let name = if name.is_empty() { String::new() } else { format!("-{escaped}") };
    let any_case = if *ignore_case { format!(".{ANY_CASE}") } else { String::new() };
    let of_all = if *quantifier == Quantifier::All { format!(".{OF_ALL}") } else { String::new() };
    format!("{field}{name}{BETWEEN}{comparator}{any_case}{of_all}{BETWEEN}{value}")
}

/// The filter that such a text says. One that is none has a field or a comparator that nobody knows.
fn read_filter(text: &str) -> Filter {
    let mut parts = text.splitn(3, BETWEEN);
    let mut next = || parts.next().unwrap_or_default();
    let (place, how, value) = (next(), next(), next());
    let (field, name) = place.split_once('-').unwrap_or((place, ""));
    let name = ESCAPES.into_iter().rev().fold(name.to_owned(), |name, (plain, escape)| name.replace(escape, plain));
    let mut how = how.split('.');
    let comparator = how.next().unwrap_or_default().to_owned();
    let options: Vec<&str> = how.collect();
    Filter {
        field: field.to_owned(),
        name,
        comparator,
        value: value.to_owned(),
        ignore_case: options.contains(&ANY_CASE),
        quantifier: if options.contains(&OF_ALL) { Quantifier::All } else { Quantifier::Any },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(field: &str, name: &str, comparator: &str, value: &str) -> Filter {
        let (field, name) = (field.to_owned(), name.to_owned());
        Filter { field, name, comparator: comparator.to_owned(), value: value.to_owned(), ..Filter::default() }
    }

    /// Catches a filter that means something else once its address was copied.
    #[test]
    fn a_filter_comes_back_from_its_address() {
        for filter in [
            filter("payment_status", "", "equals", "Captured"),
            filter("item.code", "", "is_empty", ""),
            filter("checkout_data", "Gift*note - 100%2A", "contains", "a*b-c.d%"),
            Filter { ignore_case: true, ..filter("email", "", "ends_with", "@example.com") },
            Filter { quantifier: Quantifier::All, ignore_case: true, ..filter("item.code", "", "not_equal", "MUG") },
        ] {
            assert_eq!(read_filter(&filter_text(&filter)), filter);
        }
        assert_eq!(filter_text(&filter("checkout_data", "Gift", "equals", "yes")), "checkout_data-Gift*equals*yes");
        assert_eq!(read_filter("nothing"), filter("nothing", "", "", ""));
    }

    #[test]
    fn a_filter_is_said_in_words() {
        assert_eq!(words(&filter("payment_status", "", "equals", "Captured")), "Payment status equals \"Captured\"");
        assert_eq!(words(&filter("checkout_data", "Gift note", "is_not_empty", "")), "Gift note is not empty");
    }
}
