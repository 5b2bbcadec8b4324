//! Reads HTML into a tree, with the rules of browsers for what is not closed or stands in the wrong place.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};

use super::{Dom, Element, Kind, Node, NodeId, TreeLimits, depth_of};
use crate::DocumentError;

/// So many bytes are read between two looks at the limits. Some tags make others be opened anew, so that few bytes can
/// make many elements.
const STEP_BYTES: usize = 256;

/// Reads `html` into a tree.
pub(crate) fn parse(html: &str, limits: TreeLimits) -> Result<Dom, DocumentError> {
    let mut parser = parse_document(Sink::default(), ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (step, behind) = rest.split_at(rest.ceil_char_boundary(STEP_BYTES));
        parser.process(StrTendril::from_slice(step));
        parser.tokenizer.sink.sink.check(limits)?;
        rest = behind;
    }
    let sink = parser.finish();
    sink.check(limits)?;
    let nodes = sink.nodes.into_inner();
    for id in 0..nodes.len() {
        depth_of(&nodes, id, limits.max_depth)?;
    }
    Ok(Dom { nodes })
}

/// What the parser's steps are carried out on.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// What the parser calls each node; it asks for elements' only.
    names: RefCell<Vec<Option<QualName>>>,
    /// So many nodes were looked at.
    checked: Cell<usize>,
}

impl Default for Sink {
    fn default() -> Self {
        let document = Node { kind: Kind::Document, parent: None, children: vec![] };
        Self { nodes: RefCell::new(vec![document]), names: RefCell::new(vec![None]), checked: Cell::new(0) }
    }
}

impl Sink {
    /// Refuses what has become too large or too deep.
    fn check(&self, limits: TreeLimits) -> Result<(), DocumentError> {
        let nodes = self.nodes.borrow();
        if nodes.len() > limits.max_nodes {
            return Err(DocumentError::TooManyElements { max: limits.max_nodes });
        }
        for id in self.checked.replace(nodes.len())..nodes.len() {
            depth_of(&nodes, id, limits.max_depth)?;
        }
        Ok(())
    }

    fn add(&self, kind: Kind, name: Option<QualName>) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { kind, parent: None, children: vec![] });
        self.names.borrow_mut().push(name);
        nodes.len().saturating_sub(1)
    }

    /// Puts a node among the children of `parent`, at `place` or at the end. A text joins the one before it.
    fn put(&self, parent: NodeId, place: Option<usize>, child: NodeOrText<NodeId>) {
        let id = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => {
                if self.joined(parent, place, &text) {
                    return;
                }
                self.add(Kind::Text(text.to_string()), None)
            }
        };
        self.detach(id);
        let mut nodes = self.nodes.borrow_mut();
        if let Some(node) = nodes.get_mut(id) {
            node.parent = Some(parent);
        }
        if let Some(node) = nodes.get_mut(parent) {
            let place = place.unwrap_or(node.children.len()).min(node.children.len());
            node.children.insert(place, id);
        }
    }

    fn joined(&self, parent: NodeId, place: Option<usize>, text: &str) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let Some(children) = nodes.get(parent).map(|node| &node.children) else { return false };
        let before = place.unwrap_or(children.len()).checked_sub(1).and_then(|place| children.get(place)).copied();
        let Some(Node { kind: Kind::Text(known), .. }) = before.and_then(|id| nodes.get_mut(id)) else { return false };
        known.push_str(text);
        true
    }

    fn detach(&self, id: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(parent) = nodes.get_mut(id).and_then(|node| node.parent.take()) else { return };
        if let Some(node) = nodes.get_mut(parent)
            && let Some(place) = node.children.iter().rposition(|child| *child == id)
        {
            node.children.remove(place);
        }
    }

    fn place_of(&self, id: NodeId) -> Option<(NodeId, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes.get(id)?.parent?;
        let place = nodes.get(parent)?.children.iter().rposition(|child| *child == id)?;
        Some((parent, place))
    }
}

/// The name of an element as the parser asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

fn element_of(name: &QualName, attributes: Vec<Attribute>) -> Element {
    let attributes = attributes.into_iter().map(|one| (one.name.local.to_string(), one.value.to_string()));
    Element { name: name.local.to_string(), attributes: attributes.collect() }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        let known = self.names.borrow().get(*target).cloned().flatten();
        Name(known.unwrap_or_else(|| QualName::new(None, Namespace::default(), LocalName::default())))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> NodeId {
        self.add(Kind::Element(element_of(&name, attributes)), Some(name))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.add(Kind::Other, None)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.add(Kind::Other, None)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.put(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        if self.place_of(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The contents of a `template` are not shown, so they may lie where they stand.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.detach(*id);
        }
        if let Some((parent, place)) = self.place_of(*sibling) {
            self.put(parent, Some(place), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(Node { kind: Kind::Element(element), .. }) = nodes.get_mut(*target) {
            for one in attributes {
                let name = one.name.local.to_string();
                if element.attribute(&name).is_none() {
                    element.attributes.push((name, one.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let moved = nodes.get_mut(*node).map(|node| std::mem::take(&mut node.children)).unwrap_or_default();
        for id in &moved {
            if let Some(child) = nodes.get_mut(*id) {
                child.parent = Some(*new_parent);
            }
        }
        if let Some(parent) = nodes.get_mut(*new_parent) {
            parent.children.extend(moved);
        }
    }
}
