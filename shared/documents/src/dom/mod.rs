//! The elements and texts of a document.

mod parse;

pub(crate) use parse::parse;

use crate::DocumentError;

/// A node by its place in [`Dom`].
pub(crate) type NodeId = usize;

/// An element with its attributes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Element {
    /// Its name, in small letters.
    pub(crate) name: String,
    /// Its attributes, the first of a name wins.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether it has this class.
    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|all| all.split_ascii_whitespace().any(|one| one == class))
    }
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Document,
    Element(Element),
    Text(String),
    /// A comment, a doctype.
    Other,
}

/// A node with its place in the tree.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) parent: Option<NodeId>,
    pub(crate) children: Vec<NodeId>,
}

/// The tree of a document; the first node is the document itself.
#[derive(Debug)]
pub(crate) struct Dom {
    nodes: Vec<Node>,
}

impl Dom {
    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id)
    }

    pub(crate) fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.nodes.get(id)?.kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        self.nodes.get(id).map_or(&[], |node| &node.children)
    }

    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id)?.parent
    }

    /// The elements of this name, in the document's order.
    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = NodeId> + 'a {
        let ids = 0..self.nodes.len();
        ids.filter(move |id| self.is_in_tree(*id) && self.element(*id).is_some_and(|element| element.name == name))
    }

    /// The text within a node.
    pub(crate) fn text_of(&self, id: NodeId) -> String {
        let texts = self.children(id).iter().filter_map(|child| match &self.node(*child)?.kind {
            Kind::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    fn is_in_tree(&self, id: NodeId) -> bool {
        id == 0 || self.parent(id).is_some()
    }
}

/// What a tree may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TreeLimits {
    pub(crate) max_nodes: usize,
    pub(crate) max_depth: usize,
}

/// How deep a node lies, the document itself at 0.
fn depth_of(nodes: &[Node], mut id: NodeId, max: usize) -> Result<usize, DocumentError> {
    let mut depth = 0;
    while let Some(parent) = nodes.get(id).and_then(|node| node.parent) {
        depth += 1;
        if depth > max {
            return Err(DocumentError::TooDeep { max });
        }
        id = parent;
    }
    Ok(depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: TreeLimits = TreeLimits { max_nodes: 10_000, max_depth: 60 };

    #[test]
    fn what_is_not_closed_is_closed_as_browsers_do() {
        let dom = parse("<table><tr><td>a<td>b<tr><td>c</table><p>d<p>e", LIMITS).unwrap();
        let cells: Vec<_> = dom.named("td").map(|id| dom.text_of(id)).collect();
        assert_eq!(cells, ["a", "b", "c"]);
        assert_eq!(dom.named("p").count(), 2);
    }

    #[test]
    fn a_tree_has_a_largest_depth_and_size() {
        let deep = "<div>".repeat(1000);
        assert!(matches!(parse(&deep, LIMITS), Err(DocumentError::TooDeep { max: 60 })));
        let wide = "<br>".repeat(20_000);
        assert!(matches!(parse(&wide, LIMITS), Err(DocumentError::TooManyElements { max: 10_000 })));
    }

    #[test]
    fn tags_that_reopen_each_other_do_not_multiply() {
        let marks = (0..3000).map(|serial| format!("<b id={serial}>")).collect::<Vec<_>>().concat();
        let source = format!("<p>{marks}{}", "</p><p>".repeat(3000));
        assert!(parse(&source, LIMITS).is_err());
    }
}
