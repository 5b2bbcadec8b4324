//! Expressions of Twig, and how they are read.

use super::TemplateError;
use super::tokens::{Placed, Token};
use crate::entries::{filter_named, function_named};

/// So deep may an expression be nested.
const MAX_DEPTH: u32 = 40;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    Name(String),
    Number(String),
    Text(String),
    /// `true`, `false` or `none`.
    Constant(&'static str),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    /// `of[key]`, or `of.key`.
    Entry(Box<Self>, Box<Self>),
    /// `of[start:length]`.
    Slice(Box<Self>, Box<Self>, Box<Self>),
    /// `of|name(…)`.
    Filter(Box<Self>, &'static str, Vec<Self>),
    /// `name(…)`.
    Call(&'static str, Vec<Self>),
    /// A binary operator, by its name in Twig.
    Binary(&'static str, Box<Self>, Box<Self>),
    Not(Box<Self>),
    Negative(Box<Self>),
    /// `if ? then : else`; without `then` the condition itself, without `else` nothing.
    Choice(Box<Self>, Option<Box<Self>>, Option<Box<Self>>),
    /// `of is name(…)`.
    Test(Box<Self>, &'static str, Vec<Self>),
}

/// Binary operators with their strength, as Twig has them; the stronger binds first.
const OPERATORS: [(&str, u32); 23] = [
    ("or", 10),
    ("and", 15),
    ("==", 20),
    ("!=", 20),
    ("<", 20),
    (">", 20),
    ("<=", 20),
    (">=", 20),
    ("in", 20),
    ("not in", 20),
    ("starts with", 20),
    ("ends with", 20),
    ("..", 25),
    ("+", 30),
    ("-", 30),
    ("~", 40),
    ("*", 60),
    ("/", 60),
    ("//", 60),
    ("%", 60),
    ("is", 100),
    ("**", 200),
    ("??", 300),
];

/// What can be asked of a value with `is`: its name, and how many arguments it takes.
const TESTS: [(&str, usize); 9] = [
    ("defined", 0),
    ("empty", 0),
    ("null", 0),
    ("none", 0),
    ("odd", 0),
    ("even", 0),
    ("iterable", 0),
    ("divisible by", 1),
    ("same as", 1),
];

/// Reads expressions out of the tokens of a tag.
pub(super) struct Reader<'a> {
    source: &'a str,
    tokens: &'a [Placed],
    next: usize,
    /// Where the tag closes, for an error at its end.
    end: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str, tokens: &'a [Placed], end: usize) -> Self {
        Self { source, tokens, next: 0, end, depth: 0 }
    }

    /// The whole tag as one expression.
    pub(super) fn all(mut self) -> Result<Expression, TemplateError> {
        let read = self.expression()?;
        self.finish()?;
        Ok(read)
    }

    /// Nothing may follow.
    pub(super) fn finish(&self) -> Result<(), TemplateError> {
        if self.peek().is_some() { Err(self.unexpected("the end of the tag")) } else { Ok(()) }
    }

    pub(super) fn expression(&mut self) -> Result<Expression, TemplateError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("the expression is nested more than {MAX_DEPTH} deep")));
        }
        let read = self.choice();
        self.depth -= 1;
        read
    }

    fn choice(&mut self) -> Result<Expression, TemplateError> {
        let mut condition = self.binary(0)?;
        loop {
            if self.take_sign("?:") {
                let other = self.expression()?;
                condition = Expression::Choice(condition.into(), None, Some(other.into()));
            } else if self.take_sign("?") {
                let then = Box::new(self.expression()?);
                let other = if self.take_sign(":") { Some(Box::new(self.expression()?)) } else { None };
                condition = Expression::Choice(condition.into(), Some(then), other);
            } else {
                return Ok(condition);
            }
        }
    }

    fn binary(&mut self, least: u32) -> Result<Expression, TemplateError> {
        let mut left = self.unary()?;
        while let Some((operator, strength)) = self.operator().filter(|(_, strength)| *strength >= least) {
            self.next += operator.split(' ').count();
            left = if operator == "is" {
                self.test(left)?
            } else {
                // The two that group from the right.
                let least = if matches!(operator, "**" | "??") { strength } else { strength + 1 };
                let right = self.nested_binary(least)?;
                Expression::Binary(operator, left.into(), right.into())
            };
        }
        Ok(left)
    }

    fn nested_binary(&mut self, least: u32) -> Result<Expression, TemplateError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("the expression is nested more than {MAX_DEPTH} deep")));
        }
        let read = self.binary(least);
        self.depth -= 1;
        read
    }

    /// The operator that comes next. Those of two words are told from those of one by the second.
    fn operator(&self) -> Option<(&'static str, u32)> {
        let word = |offset: usize| match &self.tokens.get(self.next + offset)?.token {
            Token::Name(name) => Some(name.as_str()),
            Token::Sign(sign) => Some(*sign),
            _ => None,
        };
        let first = word(0)?;
        let both = word(1).map(|second| format!("{first} {second}"));
        let named = |name: &str| OPERATORS.iter().find(|(operator, _)| *operator == name).copied();
        both.as_deref().and_then(named).or_else(|| named(first))
    }

    fn unary(&mut self) -> Result<Expression, TemplateError> {
        if self.take_name("not") {
            return Ok(Expression::Not(self.nested_binary(50)?.into()));
        }
        if self.take_sign("-") {
            return Ok(Expression::Negative(self.nested_binary(500)?.into()));
        }
        if self.take_sign("+") {
            return self.nested_binary(500);
        }
        let primary = self.primary()?;
        self.postfix(primary)
    }

    fn primary(&mut self) -> Result<Expression, TemplateError> {
        let Some(placed) = self.peek() else { return Err(self.unexpected("a value")) };
        let token = placed.token.clone();
        self.next += 1;
        Ok(match token {
            Token::Number(number) => Expression::Number(number),
            Token::Text(text) => Expression::Text(text),
            Token::Name(name) => return self.named(name),
            Token::Sign("(") => {
                let inner = self.expression()?;
                self.need(")")?;
                inner
            }
            Token::Sign("[") => Expression::List(self.list("]")?),
            Token::Sign("{") => Expression::Map(self.map()?),
            Token::Sign(_) => {
                self.next -= 1;
                return Err(self.unexpected("a value"));
            }
        })
    }

    fn named(&mut self, name: String) -> Result<Expression, TemplateError> {
        let constant = match name.to_ascii_lowercase().as_str() {
            "true" => Some("true"),
            "false" => Some("false"),
            "null" | "none" => Some("none"),
            _ => None,
        };
        if let Some(constant) = constant {
            return Ok(Expression::Constant(constant));
        }
        if !self.is_sign("(") {
            return if is_reserved(&name) { Err(self.back("a value")) } else { Ok(Expression::Name(name)) };
        }
        let Some(function) = function_named(&name) else {
            self.next -= 1;
            return Err(self.error(format!("there is no function \"{name}\"")));
        };
        self.next += 1;
        let arguments = self.list(")")?;
        self.count_arguments(function.name, function.arguments, arguments.len())?;
        Ok(Expression::Call(function.name, arguments))
    }

    fn postfix(&mut self, mut of: Expression) -> Result<Expression, TemplateError> {
        loop {
            if self.take_sign(".") {
                let key = self.key()?;
                of = Expression::Entry(of.into(), key.into());
            } else if self.take_sign("[") {
                of = self.bracket(of)?;
            } else if self.take_sign("|") {
                of = self.filter(of)?;
            } else {
                return Ok(of);
            }
        }
    }

    fn key(&mut self) -> Result<Expression, TemplateError> {
        let key = match self.peek().map(|placed| placed.token.clone()) {
            Some(Token::Name(name)) => Expression::Text(name),
            Some(Token::Number(number)) if !number.contains('.') => Expression::Number(number),
            _ => return Err(self.unexpected("a name")),
        };
        self.next += 1;
        if self.is_sign("(") { Err(self.error("values have no methods")) } else { Ok(key) }
    }

    fn bracket(&mut self, of: Expression) -> Result<Expression, TemplateError> {
        let start = if self.is_sign(":") { Expression::Number("0".into()) } else { self.expression()? };
        if !self.take_sign(":") {
            self.need("]")?;
            return Ok(Expression::Entry(of.into(), start.into()));
        }
        let length = if self.is_sign("]") { Expression::Constant("none") } else { self.expression()? };
        self.need("]")?;
        Ok(Expression::Slice(of.into(), start.into(), length.into()))
    }

    fn filter(&mut self, of: Expression) -> Result<Expression, TemplateError> {
        let Some(Token::Name(name)) = self.peek().map(|placed| placed.token.clone()) else {
            return Err(self.unexpected("the name of a filter"));
        };
        let Some(filter) = filter_named(&name) else {
            return Err(self.error(format!("there is no filter \"{name}\"")));
        };
        self.next += 1;
        let arguments = if self.take_sign("(") { self.list(")")? } else { vec![] };
        self.count_arguments(filter.name, filter.arguments, arguments.len())?;
        Ok(Expression::Filter(of.into(), filter.name, arguments))
    }

    fn count_arguments(&self, name: &str, (least, most): (usize, usize), given: usize) -> Result<(), TemplateError> {
        if (least..=most).contains(&given) {
            return Ok(());
        }
        let takes = if least == most { least.to_string() } else { format!("{least} to {most}") };
        Err(self.error(format!("\"{name}\" takes {takes} arguments, not {given}")))
    }

    fn test(&mut self, of: Expression) -> Result<Expression, TemplateError> {
        let is_not = self.take_name("not");
        let word = |offset: usize| match self.tokens.get(self.next + offset).map(|placed| &placed.token) {
            Some(Token::Name(name)) => name.clone(),
            _ => String::new(),
        };
        let both = format!("{} {}", word(0), word(1));
        let found = TESTS.iter().find(|(name, _)| *name == both).or_else(|| {
            let first = word(0);
            TESTS.iter().find(|(name, _)| *name == first)
        });
        let Some((name, count)) = found else {
            return Err(self.unexpected("what to ask with \"is\": defined, empty, null, odd, even, …"));
        };
        self.next += name.split(' ').count();
        let arguments = if self.take_sign("(") { self.list(")")? } else { vec![] };
        self.count_arguments(name, (*count, *count), arguments.len())?;
        let test = Expression::Test(of.into(), name, arguments);
        Ok(if is_not { Expression::Not(test.into()) } else { test })
    }

    fn list(&mut self, close: &'static str) -> Result<Vec<Expression>, TemplateError> {
        let mut entries = vec![];
        while !self.take_sign(close) {
            if !entries.is_empty() {
                self.need(",")?;
                if self.take_sign(close) {
                    break;
                }
            }
            entries.push(self.expression()?);
        }
        Ok(entries)
    }

    fn map(&mut self) -> Result<Vec<(Expression, Expression)>, TemplateError> {
        let mut entries = vec![];
        while !self.take_sign("}") {
            if !entries.is_empty() {
                self.need(",")?;
                if self.take_sign("}") {
                    break;
                }
            }
            let key = match self.peek().map(|placed| placed.token.clone()) {
                Some(Token::Name(name) | Token::Text(name) | Token::Number(name)) => {
                    self.next += 1;
                    Expression::Text(name)
                }
                Some(Token::Sign("(")) => self.primary()?,
                _ => return Err(self.unexpected("the name of an entry")),
            };
            self.need(":")?;
            entries.push((key, self.expression()?));
        }
        Ok(entries)
    }

    fn peek(&self) -> Option<&'a Placed> {
        self.tokens.get(self.next)
    }

    /// The next token's name, which is passed over.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let Token::Name(name) = &self.peek()?.token else { return None };
        self.next += 1;
        Some(name)
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.peek().is_some_and(|placed| matches!(placed.token, Token::Sign(found) if found == sign))
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let is_there = self.is_sign(sign);
        self.next += usize::from(is_there);
        is_there
    }

    pub(super) fn take_name(&mut self, name: &str) -> bool {
        let is_there = self.peek().is_some_and(|placed| matches!(&placed.token, Token::Name(found) if found == name));
        self.next += usize::from(is_there);
        is_there
    }

    fn need(&mut self, sign: &'static str) -> Result<(), TemplateError> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("\"{sign}\""))) }
    }

    fn back(&mut self, expected: &str) -> TemplateError {
        self.next -= 1;
        self.unexpected(expected)
    }

    /// What came instead of `expected`.
    pub(super) fn unexpected(&self, expected: &str) -> TemplateError {
        let found = match self.peek().map(|placed| &placed.token) {
            None => "the tag ends".to_owned(),
            Some(Token::Name(name) | Token::Number(name)) => format!("\"{name}\" stands"),
            Some(Token::Text(_)) => "a text stands".to_owned(),
            Some(Token::Sign(sign)) => format!("\"{sign}\" stands"),
        };
        self.error(format!("{found} where {expected} is expected"))
    }

    fn error(&self, message: impl Into<String>) -> TemplateError {
        TemplateError::at(self.source, self.peek().map_or(self.end, |placed| placed.at), message)
    }
}

/// Words that are no variables.
fn is_reserved(name: &str) -> bool {
    const WORDS: [&str; 9] = ["and", "or", "not", "in", "is", "if", "else", "starts", "ends"];
    WORDS.contains(&name)
}
