//! What whoever works at a desk may not do is refused there, whoever calls: each use case that people reach, without the
//! permission it takes, and for orders that are none of theirs.

#![cfg(test)]

mod orders;
mod place;
mod records;
mod seen;
mod sweeps;
mod whole;

use std::pin::Pin;

use desk::{Desk, DeskError};
use domain::{Permission, Permissions, UserScope};

use self::place::Place;

/// How much a use case did, or found.
type Called<'a> = Pin<Box<dyn Future<Output = Result<usize, DeskError>> + 'a>>;

/// What becomes of a call for orders that are none of the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outside {
    /// They are as if they were not there.
    NotFound,
    /// So are they, as what was sent that names them.
    Invalid,
    /// It concerns all orders of the store, and is refused to who sees some.
    Forbidden,
    /// They are not among those that are found.
    Nothing,
    /// It is not of orders that are there, or of one that was shown before.
    Anybody,
}

/// A use case, and how it is called.
struct Case {
    name: &'static str,
    /// Each of these permissions opens it.
    takes: &'static [Permission],
    outside: Outside,
    call: for<'a> fn(&'a Desk, &'a Place) -> Called<'a>,
}

fn case(
    name: &'static str,
    takes: &'static [Permission],
    outside: Outside,
    call: for<'a> fn(&'a Desk, &'a Place) -> Called<'a>,
) -> Case {
    Case { name, takes, outside, call }
}

/// A call that does one thing.
fn one<'a, T: 'a>(call: impl Future<Output = Result<T, DeskError>> + 'a) -> Called<'a> {
    Box::pin(async move { call.await.map(|_| 1) })
}

/// How much was done of what was sent in one call.
fn all<T>(results: impl IntoIterator<Item = Result<T, DeskError>>) -> Result<usize, DeskError> {
    results.into_iter().map(|result| result.map(|_| 1_usize)).sum()
}

async fn check(case: &Case) {
    let (name, place) = (case.name, Box::pin(Place::new()).await);
    let _ = place.aws.dynamo.take_changes();

    let lacking = case.takes.iter().fold(Permissions::all(), |some, permission| some.without(*permission));
    let desk = place.desk_of(lacking, UserScope::Everything);
    let refused = (case.call)(&desk, &place).await;
    assert!(matches!(&refused, Err(DeskError::Lacks(it)) if case.takes.contains(it)), "{name}: {refused:?}");
    assert_eq!(place.aws.dynamo.take_changes().len(), 0, "{name} changes something for who may not");

    if case.outside != Outside::Anybody {
        for scope in [place.elsewhere(), UserScope::Supplier("6".to_owned())] {
            let outside = (case.call)(&place.desk_in(scope.clone()), &place).await;
            let is_as_meant = match case.outside {
                Outside::NotFound => matches!(outside, Err(DeskError::NotFound(_))),
                Outside::Invalid => matches!(outside, Err(DeskError::Invalid(_))),
                Outside::Forbidden => matches!(outside, Err(DeskError::Forbidden(_))),
                Outside::Nothing => matches!(outside, Ok(0)),
                Outside::Anybody => true,
            };
            assert!(is_as_meant, "{name} for {scope:?}: {outside:?}");
            assert_eq!(place.aws.dynamo.take_changes().len(), 0, "{name} changes something for {scope:?}");
        }
    }

    let scope = if case.outside == Outside::Forbidden { UserScope::Everything } else { place.own_folders() };
    let done = (case.call)(&place.desk_in(scope), &place).await;
    assert!(matches!(done, Ok(1..)), "{name}: {done:?}");
}

/// Each of several permissions that open a use case opens it alone.
async fn check_each_alone(case: &Case) {
    for alone in case.takes {
        let place = Box::pin(Place::new()).await;
        let others = case.takes.iter().filter(|other| *other != alone);
        let permissions = others.fold(Permissions::all(), |some, permission| some.without(*permission));
        let done = (case.call)(&place.desk_of(permissions, UserScope::Everything), &place).await;
        assert!(matches!(done, Ok(1..)), "{} with {alone:?}: {done:?}", case.name);
    }
}

/// Catches a use case that somebody reaches without its permission, by a page that forgot to ask for it, and one that does
/// something to an order that its caller does not see, or tells of it.
#[tokio::test]
async fn each_use_case_refuses_who_may_not_and_has_no_orders_of_others() {
    for case in orders::cases().into_iter().chain(records::cases()) {
        Box::pin(check(&case)).await;
        if case.takes.len() > 1 {
            Box::pin(check_each_alone(&case)).await;
        }
    }
}
