//! A form of a page, as a browser sends it when nobody has touched it.

/// The fields of the form that is sent to this address, the address of the page itself where the form names none.
pub(super) fn fields_of(html: &str, address: &str) -> Vec<(String, String)> {
    let (_, main) = html.split_once("<main").unwrap_or_else(|| panic!("no page at {address}: {html}"));
    let is_meant = |form: &&str| {
        let tag = form.split('>').next().unwrap_or_default();
        let is_here = !tag.contains("action=") || tag.contains(&format!("action=\"{address}\""));
        tag.contains("method=\"post\"") && is_here
    };
    let form = main.split("<form").skip(1).find(is_meant).unwrap_or_else(|| panic!("no form at {address}: {html}"));
    let (mut fields, mut select) = (vec![], None::<Select>);
    for part in form.split("</form>").next().unwrap_or_default().split('<') {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let is_on = !["checkbox", "radio"].iter().any(|kind| tag.contains(&format!("type=\"{kind}\"")))
            || tag.contains(" checked");
        let is_sent = is_on && !tag.contains(" disabled");
        match tag.split_whitespace().next().unwrap_or_default() {
            "input" if is_sent => fields.push((value_of(tag, "name"), value_of(tag, "value"))),
            "textarea" => fields.push((value_of(tag, "name"), plain(text))),
            "select" => select = Some(Select { name: value_of(tag, "name"), chosen: None }),
            "option" => {
                if let Some(select) = &mut select
                    && (select.chosen.is_none() || tag.contains(" selected"))
                {
                    select.chosen = Some(value_of(tag, "value"));
                }
            }
            "/select" => fields.extend(select.take().map(|it| (it.name, it.chosen.unwrap_or_default()))),
            _ => {}
        }
    }
    fields.retain(|(name, _)| !name.is_empty());
    fields
}

/// A list to choose from: the first is chosen where none is.
struct Select {
    name: String,
    chosen: Option<String>,
}

/// What an attribute of a tag says; blank where it has none of this name.
fn value_of(tag: &str, attribute: &str) -> String {
    let found = tag.split_once(&format!(" {attribute}=\"")).and_then(|(_, rest)| rest.split('"').next());
    plain(found.unwrap_or_default())
}

/// A text without the signs that HTML needs.
fn plain(text: &str) -> String {
    let signs = [
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
    ];
    let text = signs.into_iter().fold(text.to_owned(), |text, (sign, plain)| text.replace(sign, plain));
    text.replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn a_form_that_nobody_touched_says_what_the_page_says() {
    let page = r#"<form method="post" action="/out"><input name="a" value="out"></form><main id="main">
        <form method="get" action="/here"><input name="q"></form>
        <form method="post" action="/here/remove"><input type="hidden" name="b" value="gone"></form>
        <form class="x" method="post" action="/here"><input type="hidden" name="version" value="7"><button>Go</button>
        <input id="n" name="note" value="&#60;b&#62; &#38; &#34;c&#34;" required>
        <input type="checkbox" name="on" value="yes" checked><input type="checkbox" name="off" value="yes">
        <textarea id="t" name="lines" rows="4">one
two</textarea><select id="s" name="first"><option value="1">One</option><option value="2">Two</option></select>
        <select name="second"><option value="1">One</option><option value="2" selected>Two</option></select>
        </form></main>"#;
    let fields = fields_of(page, "/here");
    let read: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = [
        ("version", "7"),
        ("note", "<b> & \"c\""),
        ("on", "yes"),
        ("lines", "one\ntwo"),
        ("first", "1"),
        ("second", "2"),
    ];
    assert_eq!(read, expected);
}
