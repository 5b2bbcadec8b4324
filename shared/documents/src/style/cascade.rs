//! Finds the rules that are about an element.

use std::collections::HashMap;

use super::{Style, attributes};
use crate::css::property::{Display, Property};
use crate::css::{Declaration, MAX_RULES, Rule, Sheet, built_in, declarations, sheet};
use crate::dom::{Dom, Kind, NodeId};

/// Where a rule comes from; later ones win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Browser,
    Author,
}

/// What decides between two that say different things of one element.
type Rank = (bool, Origin, (usize, usize, usize), usize);

/// All rules of a document, and the places of its elements.
pub(crate) struct Cascade<'a> {
    dom: &'a Dom,
    author: Vec<Sheet>,
    /// Rules by the name their selectors ask for; blank where they ask for none.
    by_name: HashMap<String, Vec<(Origin, usize, usize)>>,
    rules: Vec<Rule>,
    places: Vec<(usize, usize)>,
}

impl<'a> Cascade<'a> {
    /// Reads the sheets of a document.
    pub(crate) fn new(dom: &'a Dom) -> Self {
        let author = author_sheets(dom);
        let browser = built_in::BROWSER.rules.iter().map(|rule| (Origin::Browser, rule));
        let written = author.iter().flat_map(|sheet| &sheet.rules).take(MAX_RULES).map(|rule| (Origin::Author, rule));
        let mut by_name: HashMap<String, Vec<(Origin, usize, usize)>> = HashMap::new();
        let mut rules = vec![];
        for (origin, rule) in browser.chain(written) {
            for (place, selector) in rule.selectors.iter().enumerate() {
                let name = selector.name().unwrap_or_default().to_owned();
                by_name.entry(name).or_default().push((origin, rules.len(), place));
            }
            rules.push(rule.clone());
        }
        let places = places(dom);
        Self { dom, author, by_name, rules, places }
    }

    /// The author's sheets.
    pub(crate) fn sheets(&self) -> &[Sheet] {
        &self.author
    }

    /// What an element looks like within one that looks as `parent`.
    pub(crate) fn style(&self, id: NodeId, parent: &Style) -> Style {
        let mut style = parent.inherited(Display::Inline);
        let Some(element) = self.dom.element(id) else { return style };
        let inline = element.attribute("style").map(|text| declarations(text).0).unwrap_or_default();
        let mut said = self.said_of(id);
        let inline_weight = (usize::MAX, 0, 0);
        said.extend(inline.iter().map(|one| ((one.is_important, Origin::Author, inline_weight, 0), one)));
        said.sort_by_key(|(rank, _)| *rank);

        let size = said.iter().rev().find_map(|(_, one)| match one.property {
            Property::FontSize(length) => Some(length),
            _ => None,
        });
        if let Some(size) = size {
            style.set_size(size, parent.em());
        }
        // Attributes stand between what browsers do and what the author's rules say.
        let is_browser = |rank: &Rank| rank.1 == Origin::Browser && !rank.0;
        for (_, one) in said.iter().filter(|(rank, _)| is_browser(rank)) {
            style.set(&one.property);
        }
        attributes::apply(&mut style, element);
        if matches!(element.name.as_str(), "td" | "th")
            && let Some(table) = self.table_around(id)
        {
            attributes::apply_of_table(&mut style, table);
        }
        for (_, one) in said.iter().filter(|(rank, _)| !is_browser(rank)) {
            style.set(&one.property);
        }
        style
    }

    /// What the rules say of an element, with what decides between them.
    fn said_of(&self, id: NodeId) -> Vec<(Rank, &Declaration)> {
        let place = |id: NodeId| self.places.get(id).copied().unwrap_or((1, 1));
        let name = self.dom.element(id).map(|element| element.name.as_str()).unwrap_or_default();
        let candidates = [name, ""].into_iter().filter_map(|name| self.by_name.get(name)).flatten();
        let mut said = vec![];
        for (origin, rule_place, selector_place) in candidates {
            let Some(rule) = self.rules.get(*rule_place) else { continue };
            let Some(selector) = rule.selectors.get(*selector_place) else { continue };
            if selector.matches(self.dom, id, &place) {
                let weight = selector.weight;
                let ranked =
                    rule.declarations.iter().map(|one| ((one.is_important, *origin, weight, *rule_place), one));
                said.extend(ranked);
            }
        }
        said
    }

    fn table_around(&self, id: NodeId) -> Option<&crate::dom::Element> {
        let mut at = self.dom.parent(id);
        while let Some(id) = at {
            match self.dom.element(id) {
                Some(element) if element.name == "table" => return Some(element),
                _ => at = self.dom.parent(id),
            }
        }
        None
    }
}

/// The sheets a document has or links, in its order.
fn author_sheets(dom: &Dom) -> Vec<Sheet> {
    let mut found: Vec<(NodeId, Sheet)> = dom.named("style").map(|id| (id, sheet(&dom.text_of(id)))).collect();
    let linked = dom
        .named("link")
        .filter(|id| dom.element(*id).and_then(|element| element.attribute("href")).is_some_and(is_receipt_sheet));
    found.extend(linked.map(|id| (id, built_in::RECEIPT.clone())));
    found.sort_by_key(|(id, _)| *id);
    found.into_iter().map(|(_, sheet)| sheet).collect()
}

/// Whether this is the address of the sheet that the original's documents link, alone or behind a server's name.
pub(crate) fn is_receipt_sheet(address: &str) -> bool {
    address.trim().split(['?', '#']).next().is_some_and(|path| path.ends_with(built_in::RECEIPT_ADDRESS))
}

/// Each element's place among the elements beside it, from 1, and their number.
fn places(dom: &Dom) -> Vec<(usize, usize)> {
    let mut places = vec![];
    let mut open = vec![0];
    while let Some(id) = open.pop() {
        let elements: Vec<NodeId> = dom
            .children(id)
            .iter()
            .copied()
            .filter(|child| dom.node(*child).is_some_and(|node| matches!(node.kind, Kind::Element(_))))
            .collect();
        for (place, child) in elements.iter().enumerate() {
            if places.len() <= *child {
                places.resize(child + 1, (1, 1));
            }
            if let Some(slot) = places.get_mut(*child) {
                *slot = (place + 1, elements.len());
            }
        }
        open.extend(elements);
    }
    places
}
