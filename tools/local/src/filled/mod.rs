//! The demo's store, filled: 500 made-up orders of the last 30 days, and what else a shop has after a month. Only the
//! first run does it.

mod doings;
mod made_up;
mod people;
mod words;

use std::fs;

use anyhow::{Context, Result, bail};
use waybill::{Answer, Cloud, Receiver, progress};

use self::doings::SUPPLIER;
use self::made_up::{COUNT, DAYS, MadeUp, Role};
use self::people::SignIn;
use self::words::{CARTS, ELSEWHERE, GOODS};
use crate::demo::Store;

/// Who is asked to come again waits for so long: the longest that is taken.
const LATER_SECONDS: &str = "3600";

/// The name of the other store, which an order is copied into.
const OTHER_STORE: &str = "Harbor Wholesale";

/// What keeps in the cloud's folder which store is filled.
const MARKER: &str = "filled";

/// Fills the store, and tells of it; `now` is in seconds since 1970. Who the store has things made by answers for as
/// long as what comes back is kept.
pub(crate) async fn fill(cloud: &Cloud, store: &Store, now: u64) -> Result<Receiver> {
    let receiver = Receiver::start_at(store.makers)?;
    receiver.always("/posters", Answer::status(503).header("retry-after", LATER_SECONDS).body("Our press is down"));
    receiver.always("/banners", Answer::status(410).body("We make no banners any more"));
    let marker = cloud.folder().join(MARKER);
    if fs::read_to_string(&marker).is_ok_and(|kept| kept == store.id) {
        println!("\nThe {COUNT} orders that the first run filled the store with are still there.");
        return Ok(receiver);
    }
    // Before, not behind: most of it can't be done twice, and `cargo waybill reset` starts anew.
    fs::write(&marker, &store.id).with_context(|| format!("could not write {}", marker.display()))?;
    let step = progress::step(format!("filling the store with {COUNT} orders"));
    let colleague = all(cloud, store, &receiver, now).await.context("the store could not be filled")?;
    step.done();
    println!("\n{}", summary(&colleague));
    Ok(receiver)
}

async fn all(cloud: &Cloud, store: &Store, receiver: &Receiver, now: u64) -> Result<SignIn> {
    let folders = doings::folders(cloud, store).await?;
    doings::add_rules(cloud, store, receiver).await?;
    let orders = made_up::orders(&folders, now);
    let ids = doings::send(cloud, store, &orders).await?;
    let of = |role| of_role(&orders, &ids, role);
    doings::add_inventory(cloud, store).await?;
    doings::supply(cloud, store, &folders, &of(Role::Submitted)).await?;
    for id in of(Role::Split) {
        doings::split(cloud, store, id).await?;
    }
    doings::merge(cloud, store, &of(Role::Merged)).await?;
    for id in of(Role::Copied) {
        doings::copy(cloud, store, OTHER_STORE, id).await?;
    }
    doings::delete(cloud, store, &of(Role::Deleted)).await?;
    let (tagged, undone) = (of(Role::Tagged), of(Role::Undone));
    doings::sweep(cloud, store, &folders, &tagged, &undone).await?;
    let (Some(noted), Some(moved)) = (tagged.first().copied(), tagged.last().copied()) else {
        bail!("no order is tagged")
    };
    let colleague = people::come(cloud, store, &folders, [noted, moved]).await?;
    doings::wait_for_failures(cloud, store, of(Role::Refused).len()).await?;
    Ok(colleague)
}

/// The ids of the orders of a role.
fn of_role<'a>(orders: &[MadeUp], ids: &'a [String], role: Role) -> Vec<&'a str> {
    let all = orders.iter().zip(ids).filter(|(order, _)| order.role == role);
    all.map(|(_, id)| id.as_str()).collect()
}

/// What is there now, in a paragraph.
fn summary(SignIn { email, password }: &SignIn) -> String {
    let low = GOODS.iter().filter(|good| good.stock <= good.reorder_level).count();
    let text = format!(
        "So that there is something to look at, the store has {COUNT} more orders, of {DAYS} days and {} carts: new, \
         held, shipped in part and whole, canceled and deleted ones. One is split, two are merged, one is copied into \
         the store {OTHER_STORE}. {SUPPLIER} got some, shipped one and canceled one. Posts of {} kinds of goods go to \
         makers, of whom one is down and one refuses for good. {} kinds lie in the inventory, {low} of them low. A \
         sweep can be undone, another was. Grace Reed works there as Staff: {email}, password {password}",
        CARTS.len(),
        ELSEWHERE.len(),
        GOODS.len(),
    );
    wrapped(&text, 100)
}

/// The text in lines of so many characters, or of one longer word.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_wrapped_between_words() {
        assert_eq!(wrapped("one two three four", 9), "one two\nthree\nfour");
        assert_eq!(wrapped("", 9), "");
    }
}
