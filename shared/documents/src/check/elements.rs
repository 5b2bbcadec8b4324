//! The elements that documents show.

/// Those that are shown, and those that say something of the document.
pub(super) const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// What does instead of some that are not.
const INSTEAD: &[(&[&str], &str)] = &[
    (&["script", "noscript"], "documents run no scripts: leave it out"),
    (
        &["form", "input", "select", "textarea", "button", "label", "option", "fieldset"],
        "nobody fills in a document: leave it out; the page that shows a document has its own button to print",
    ),
    (
        &["iframe", "object", "embed", "frame", "frameset", "portal"],
        "nothing is fetched for a document: write what it shows",
    ),
    (&["video", "audio", "source", "track", "picture", "map", "area"], "use <img src=\"data:image/png;base64,…\">"),
    (
        &["svg", "canvas", "math"],
        "put the drawing into an <img src=\"data:image/svg+xml;base64,…\">, or a picture of it as PNG",
    ),
    (&["font"], "use <span style=\"color: …; font-size: …\">"),
    (&["strike"], "use <s>"),
    (&["tt"], "use <code>"),
    (&["big"], "use <span style=\"font-size: larger\">"),
    (&["base"], "write whole addresses"),
];

/// Why an element can't be used; none where it can.
pub(super) fn refused(name: &str) -> Option<String> {
    if KNOWN.contains(&name) {
        return None;
    }
    let instead = INSTEAD.iter().find(|(names, _)| names.contains(&name)).map(|(_, instead)| *instead);
    let instead = instead.unwrap_or("use <div> or <span>");
    Some(format!("<{name}> can't be used in documents: {instead}"))
}
