//! Who may do what: one table of all screens and calls, which the tests go over cell by cell, and the page that is made
//! of it.

mod page;
#[cfg(test)]
mod tests;

use domain::{Permission, Scope};
use http::{Access, Operation};

/// The table.
const TEXT: &str = include_str!("../../permissions.txt");

/// What stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    /// The screens, and where a form does several things each of them.
    pub screens: Vec<ScreenLine>,
    /// The calls of the API.
    pub calls: Vec<CallLine>,
}

/// A screen of the console, or one of the things that its form does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenLine {
    /// Its name, as in `ShowOrders`.
    pub screen: &'static str,
    /// Which of the things it does; blank where it does one.
    pub what: &'static str,
    /// Whom it opens to.
    pub takes: Takes,
    /// What is open to who sees the orders of some folders.
    pub folders: Verdict,
    /// What is open to who sees the orders of one supplier.
    pub supplier: Verdict,
    /// The query of a page, or the fields of a form, with names in braces for what is made for it.
    pub sends: &'static str,
    /// The status where it is done, if it is another than one below 400.
    pub answers: Option<u16>,
}

/// Whom a screen opens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takes {
    /// Anybody.
    Anybody,
    /// Who is signed in.
    SignedIn,
    /// A user of the store who has all of these permissions.
    All(Vec<Permission>),
}

/// What a screen is to who sees a part of the orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same as to who sees all.
    All,
    /// Open, but of orders outside of their scope nothing is shown, and what names one is not found.
    Own,
    /// Closed.
    No,
}

/// A call of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// The call.
    pub operation: Operation,
    /// Which key opens it.
    pub access: Access,
    /// The permissions that the same takes in the console; none where no screen does it.
    pub on_screen: Vec<Permission>,
}

/// A line of the table that says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("permissions.txt, line {number}: {problem}")]
pub struct BadLine {
    /// Which, from 1 up.
    pub number: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl Permitted {
    /// What the table says.
    pub fn read() -> Result<Self, BadLine> {
        Self::of(TEXT)
    }

    /// The page that people read.
    pub fn page(&self) -> String {
        page::page(self)
    }

    fn of(text: &'static str) -> Result<Self, BadLine> {
        let (mut found, mut is_of_calls) = (Self { screens: vec![], calls: vec![] }, false);
        for (number, line) in (1..).zip(text.lines()) {
            let bad = |problem| BadLine { number, problem };
            match line.trim() {
                "[screens]" => is_of_calls = false,
                "[calls]" => is_of_calls = true,
                line if line.is_empty() || line.starts_with('#') => {}
                line if is_of_calls => found.calls.push(call(line).map_err(bad)?),
                line => found.screens.push(screen(line).map_err(bad)?),
            }
        }
        Ok(found)
    }
}

impl ScreenLine {
    /// Its name and what it does: `SweepOrders move`.
    pub fn name(&self) -> String {
        format!("{} {}", self.screen, self.what).trim_end().to_owned()
    }
}

fn screen(line: &'static str) -> Result<ScreenLine, String> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let column = |place: usize| columns.get(place).copied().unwrap_or_default();
    let (screen, what) = column(0).split_once(' ').unwrap_or((column(0), ""));
    let takes = match column(1) {
        "anybody" => Takes::Anybody,
        "signed-in" => Takes::SignedIn,
        "user" => Takes::All(vec![]),
        "everything" => Takes::All(Permission::ALL.to_vec()),
        names => Takes::All(permissions(names)?),
    };
    let is_of_store = matches!(takes, Takes::All(_));
    let verdict = |place| if is_of_store { verdict(column(place)) } else { Ok(Verdict::All) };
    let answers = match column(5) {
        "" => None,
        text => Some(text.parse().map_err(|_| format!("{text} is no status"))?),
    };
    let (folders, supplier) = (verdict(2)?, verdict(3)?);
    Ok(ScreenLine { screen, what: what.trim(), takes, folders, supplier, sends: column(4), answers })
}

fn verdict(text: &str) -> Result<Verdict, String> {
    match text {
        "all" => Ok(Verdict::All),
        "own" => Ok(Verdict::Own),
        "no" => Ok(Verdict::No),
        other => Err(format!("\"{other}\" is not all, own or no")),
    }
}

fn permissions(names: &str) -> Result<Vec<Permission>, String> {
    if names.is_empty() {
        return Err("it takes nothing; write anybody, signed-in, user or permissions".to_owned());
    }
    let of = |name| Permission::named(name).ok_or_else(|| format!("there is no permission {name}"));
    names.split_whitespace().map(of).collect()
}

fn call(line: &'static str) -> Result<CallLine, String> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let column = |place: usize| columns.get(place).copied().unwrap_or_default();
    let operation = Operation::ALL.iter().copied().find(|operation| operation.name() == column(0));
    let access = match column(1) {
        "open" => Access::Open,
        "admin token" => Access::AdminToken,
        "supplier" => Access::Supplier,
        "read" => Access::Key(Scope::Read),
        "write" => Access::Key(Scope::Write),
        "admin" => Access::Key(Scope::Admin),
        other => return Err(format!("\"{other}\" is no key")),
    };
    Ok(CallLine {
        operation: operation.ok_or_else(|| format!("there is no call {}", column(0)))?,
        access,
        on_screen: if column(2) == "-" { vec![] } else { permissions(column(2))? },
    })
}
