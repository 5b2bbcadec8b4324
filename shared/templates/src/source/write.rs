//! Writing a template in the engine's language.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::expression::Expression;
use super::tags::{Kind, Part};

/// Begins the names of functions that templates can't call themselves.
pub(crate) const PREFIX: &str = "_w_";

/// Operators, each with the function that does it.
const OPERATORS: [(&str, &str); 19] = [
    ("==", "equal"),
    ("!=", "unequal"),
    ("<", "less"),
    (">", "greater"),
    ("<=", "at_most"),
    (">=", "at_least"),
    ("in", "is_in"),
    ("not in", "is_not_in"),
    ("starts with", "starts_with"),
    ("ends with", "ends_with"),
    ("..", "range"),
    ("+", "add"),
    ("-", "subtract"),
    ("~", "join"),
    ("*", "multiply"),
    ("/", "divide"),
    ("//", "divide_whole"),
    ("%", "remainder"),
    ("**", "power"),
];

/// Writes the template.
pub(super) fn write(parts: &[Part]) -> String {
    let sets = parts.iter().filter_map(|part| match &part.kind {
        Kind::Set(name, _) => Some(name.as_str()),
        _ => None,
    });
    let mut writer = Writer { out: String::new(), sets: sets.collect(), loops: vec![], opens: vec![] };
    for part in parts {
        writer.part(part);
    }
    writer.out
}

/// Whether a value is a text of the template, or a choice among such.
fn is_literal(value: &Expression) -> bool {
    match value {
        Expression::Text(_) => true,
        Expression::Choice(_, Some(then), other) => {
            is_literal(then) && other.as_ref().is_none_or(|other| is_literal(other))
        }
        _ => false,
    }
}

struct Writer<'a> {
    out: String,
    /// Variables that are set somewhere.
    sets: BTreeSet<&'a str>,
    /// Variables of the loops that are open.
    loops: Vec<&'a [String]>,
    /// Whether each open tag is a loop.
    opens: Vec<bool>,
}

impl<'a> Writer<'a> {
    fn part(&mut self, part: &'a Part) {
        match &part.kind {
            Kind::Text(text) => self.text(text),
            Kind::Output(value) => {
                let written = self.expression(value);
                // What the template's author wrote himself is HTML already, as in Twig.
                let written = if is_literal(value) { format!("({written}|raw())") } else { written };
                self.tag(part, "{{", &written, "}}");
            }
            Kind::If(condition) => {
                self.opens.push(false);
                let condition = format!("if {}", self.condition(condition));
                self.tag(part, "{%", &condition, "%}");
            }
            Kind::ElseIf(condition) => {
                let condition = format!("elif {}", self.condition(condition));
                self.tag(part, "{%", &condition, "%}");
            }
            Kind::Else => self.tag(part, "{%", "else", "%}"),
            Kind::EndIf => {
                self.opens.pop();
                self.tag(part, "{%", "endif", "%}");
            }
            Kind::For(names, list, condition) => self.for_tag(part, names, list, condition.as_ref()),
            Kind::EndFor => {
                if self.opens.pop() == Some(true) {
                    self.loops.pop();
                }
                self.tag(part, "{%", "endfor", "%}");
            }
            Kind::Set(name, value) => {
                // A tag, not a value: the line end behind it goes.
                let set = format!("if {PREFIX}set({}, {})", quoted(name), self.expression(value));
                self.tag(part, "{%", &set, "%}{% endif %}");
            }
        }
    }

    /// Text may hold what the engine takes for a tag, where it comes from `verbatim`.
    fn text(&mut self, text: &str) {
        if ["{{", "{%", "{#"].iter().any(|sign| text.contains(sign)) {
            let _ = write!(self.out, "{{{{ ({}|raw()) }}}}", quoted(text));
        } else {
            self.out.push_str(text);
        }
    }

    fn tag(&mut self, part: &Part, open: &str, inner: &str, close: &str) {
        let trim = |trims: bool| if trims { "-" } else { "" };
        let newlines = "\n".repeat(part.newlines);
        let (before, behind) = (trim(part.trims_before), trim(part.trims_behind));
        // A closing of two tags is cut behind the second.
        let close = match close.strip_suffix("%}") {
            Some(first) if !first.is_empty() => format!("{first}{behind}%}}"),
            _ => format!("{behind}{close}"),
        };
        let _ = write!(self.out, "{open}{before} {inner}{newlines} {close}");
    }

    fn for_tag(&mut self, part: &'a Part, names: &'a [String], list: &Expression, condition: Option<&Expression>) {
        let entries = if names.len() == 2 { "pairs" } else { "values" };
        let list = self.expression(list);
        self.opens.push(true);
        self.loops.push(names);
        let condition = condition.map(|condition| format!(" if {}", self.condition(condition))).unwrap_or_default();
        let names = names.iter().map(|name| variable(name)).collect::<Vec<_>>().join(", ");
        self.tag(part, "{%", &format!("for {names} in {PREFIX}{entries}({list}){condition}"), "%}");
    }

    fn condition(&self, expression: &Expression) -> String {
        format!("{PREFIX}true({})", self.expression(expression))
    }

    fn expression(&self, expression: &Expression) -> String {
        match expression {
            Expression::Name(name) => self.name(name),
            Expression::Number(number) if number.contains('.') || number.len() > 15 => {
                format!("{PREFIX}number({})", quoted(number))
            }
            // Zeros in front are no octal.
            Expression::Number(number) => {
                Some(number.trim_start_matches('0')).filter(|n| !n.is_empty()).unwrap_or("0").to_owned()
            }
            Expression::Text(text) => quoted(text),
            Expression::Constant(constant) => (*constant).to_owned(),
            Expression::List(entries) => format!("[{}]", self.all(entries)),
            Expression::Map(entries) => {
                let both = entries.iter().map(|(key, value)| [self.expression(key), self.expression(value)].join(", "));
                format!("{PREFIX}map({})", both.collect::<Vec<_>>().join(", "))
            }
            Expression::Entry(of, key) => {
                let path = quoted(&path_of(expression));
                format!("{PREFIX}entry({}, {}, {path})", self.expression(of), self.expression(key))
            }
            Expression::Slice(of, start, length) => {
                format!("({}|slice({}, {}))", self.expression(of), self.expression(start), self.expression(length))
            }
            Expression::Filter(of, name, arguments) => {
                let of = if *name == "default" { self.quietly(of) } else { self.expression(of) };
                format!("({of}|{name}({}))", self.all(arguments))
            }
            Expression::Call(name, arguments) => format!("{PREFIX}call_{name}({})", self.all(arguments)),
            Expression::Binary("and" | "or", ..) | Expression::Not(_) | Expression::Choice(..) => {
                self.logic(expression)
            }
            Expression::Binary("??", left, right) => {
                format!("{PREFIX}or_else({}, {})", self.quietly(left), self.expression(right))
            }
            Expression::Binary(operator, left, right) => {
                let function =
                    OPERATORS.iter().find(|(name, _)| name == operator).map_or("join", |(_, function)| function);
                self.call(function, &[left, right])
            }
            Expression::Negative(of) => self.call("negative", &[of]),
            Expression::Test(of, name, arguments) => self.test(of, name, arguments),
        }
    }

    fn logic(&self, expression: &Expression) -> String {
        match expression {
            Expression::Not(of) => format!("(not {})", self.condition(of)),
            Expression::Binary(operator, left, right) => {
                format!("({} {operator} {})", self.condition(left), self.condition(right))
            }
            Expression::Choice(condition, then, other) => {
                let value = |choice: &Option<Box<Expression>>, absent: String| {
                    choice.as_ref().map_or(absent, |choice| self.expression(choice))
                };
                let then = value(then, self.expression(condition));
                let other = value(other, quoted(""));
                format!("({then} if {} else {other})", self.condition(condition))
            }
            other => self.expression(other),
        }
    }

    fn test(&self, of: &Expression, name: &str, arguments: &[Expression]) -> String {
        let of_value = if matches!(name, "defined" | "empty") { self.quietly(of) } else { self.expression(of) };
        match (name, arguments) {
            ("divisible by", [by]) => format!("{PREFIX}is_divisible({of_value}, {})", self.expression(by)),
            ("same as", [other]) => format!("{PREFIX}same({of_value}, {})", self.expression(other)),
            ("none", _) => format!("{PREFIX}is_null({of_value})"),
            (name, _) => format!("{PREFIX}is_{name}({of_value})"),
        }
    }

    fn call(&self, function: &str, arguments: &[&Expression]) -> String {
        let arguments: Vec<_> = arguments.iter().map(|argument| self.expression(argument)).collect();
        format!("{PREFIX}{function}({})", arguments.join(", "))
    }

    fn all(&self, entries: &[Expression]) -> String {
        entries.iter().map(|entry| self.expression(entry)).collect::<Vec<_>>().join(", ")
    }

    /// A variable: of a loop that is open, of those that are set, or of the order.
    fn name(&self, name: &str) -> String {
        let is_of_loop = name == "loop" || self.loops.iter().any(|names| names.iter().any(|own| own == name));
        if is_of_loop {
            variable(name)
        } else if self.sets.contains(name) {
            format!("{PREFIX}get({})", quoted(name))
        } else {
            let name = quoted(name);
            format!("{PREFIX}field({name}, {name})")
        }
    }

    /// As [`expression`](Self::expression), and nobody is warned where it is missing: the template asks for that itself.
    fn quietly(&self, expression: &Expression) -> String {
        match expression {
            Expression::Entry(of, key) => {
                format!("{PREFIX}entry({}, {}, \"\")", self.quietly(of), self.expression(key))
            }
            Expression::Name(name) if self.name(name).starts_with("_w_field") => {
                format!("{PREFIX}field({}, \"\")", quoted(name))
            }
            other => self.expression(other),
        }
    }
}

/// What a value is called in a warning that it is missing: `shipping.city`.
fn path_of(expression: &Expression) -> String {
    match expression {
        Expression::Name(name) => name.clone(),
        Expression::Entry(of, key) => match &**key {
            Expression::Text(key) | Expression::Number(key) => format!("{}.{key}", path_of(of)),
            _ => format!("{}.…", path_of(of)),
        },
        _ => "…".to_owned(),
    }
}

/// The engine's name of a loop's variable, which may be a word of its own that Twig doesn't have.
fn variable(name: &str) -> String {
    if name == "loop" { name.to_owned() } else { format!("v_{name}") }
}

/// A text as the engine reads it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            other if u32::from(other) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
