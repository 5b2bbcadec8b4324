//! What narrows a list of orders.

use domain::time::{self, NotADate};
use domain::{FolderId, OrderSearch, PartSearch, Problem, SearchField, SweepQuery};
use http::{ApiReply, Failure};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::orders::PAGE;
use crate::visit::Member;

/// What narrows a list of orders.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrowing {
    pub(super) folder: Option<FolderId>,
    number: String,
    email: String,
    name: String,
    source: String,
    from: String,
    to: String,
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

impl Narrowing {
    /// What the address, or the form that acts on all that match, says.
    pub(super) fn of<'t>(text: impl Fn(&'static str) -> &'t str) -> Self {
        let own = |name| text(name).to_owned();
        Self {
            folder: text("folder").parse().ok(),
            number: own("number"),
            email: own("email"),
            name: own("name"),
            source: own("source"),
            from: own("from"),
            to: own("to"),
        }
    }

    pub(super) fn values(&self) -> [&str; 6] {
        [&self.number, &self.email, &self.name, &self.source, &self.from, &self.to].map(String::as_str)
    }

    pub(super) fn is_narrow(&self) -> bool {
        self.values().iter().any(|value| !value.is_empty())
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
        let named = SearchField::named("shipping_last_name").filter(|_| !self.name.is_empty());
        Ok(OrderSearch {
            folders: self.folders(member),
            is_everywhere: self.folder.is_none() && member.sees_all(),
            source_id: some(&self.number),
            source_name: some(&self.source),
            email: some(&self.email),
            parts: named.map(|field| PartSearch::new(field, &self.name)).into_iter().collect(),
            added_from: read("from", &self.from, time::read_start)?,
            added_to: read("to", &self.to, time::read_end)?,
            limit: PAGE,
            offset,
            ..OrderSearch::all_of(&member.store)
        })
    }

    /// The same as a sweep looks for it; none where a sweep can't.
    pub(super) fn query(&self, member: &Member<'_>) -> Result<SweepQuery, Failure> {
        if !self.number.is_empty() || !self.name.is_empty() {
            let message = "Tick the orders: all that match a number or a name can't be taken at once";
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
