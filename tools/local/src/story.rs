//! The show: one order's way through the product, that of one that is mailed, of orders in files and of a web shop's, told
//! while it happens.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use waybill::{Answer, Cloud, Project, Received, Receiver};

use crate::demo::{self, HistoryLine, LOOK_AGAIN, PATIENCE, Store, patiently};
use crate::{filled, frame_maker, warehouse, web_shop};

/// How long a history must stay as it is to be taken for finished.
const QUIET: Duration = Duration::from_millis(1500);

/// What the printer answers: it is down for a while.
const PRINTER: [u16; 3] = [500, 500, 200];

/// Tells it, with the order's timeline, then what is mailed and printed of another, how a file comes in and another goes
/// out, and then an order of a web shop. Then it fills the store, and says where all of it is on screen. Who the store has
/// things made by answers for as long as what comes back is kept.
pub(crate) async fn tell(project: &Project, cloud: &Cloud, store: &Store) -> Result<Receiver> {
    let receiver = Receiver::start_at(store.receiver)?;
    receiver.script("/printer", PRINTER.map(Answer::status));

    let seconds = since_1970()?;
    let number = format!("D-{seconds}");
    println!("\nA cart posts order {number}.");
    let order = demo::post_order(cloud, store, &number).await?;
    println!("It is stored as order {order}. A rule moves it to Prepared and posts it to the printer, who is unwell:");
    wait_for_posts(&receiver, "/printer", &PRINTER).await.context("the rule's post did not arrive")?;
    println!("The order lies in {}.", demo::folder_of(cloud, store, &order).await?);

    println!("The printer ships it.");
    demo::post_shipment(cloud, store, &order).await?;
    wait_for_posts(&receiver, "/shipped", &[200]).await.context("the shipment's notice did not arrive")?;

    println!("\nThe timeline of order {order}:\n");
    for line in settled_history(cloud, store, &order).await? {
        println!("  {}  {:<10}  {}", line.date_added, line.source_name, line.note);
    }
    frame_maker::tell(project, cloud, store, &format!("{number}-F")).await?;
    let imported = import_file(cloud, store, &number).await?;
    warehouse::tell(cloud, store, &imported).await?;
    web_shop::tell(project, cloud, store, seconds).await?;
    let makers = filled::fill(cloud, store, seconds).await?;
    let link = demo::console_link(cloud, store, &format!("you-{seconds}@example.com")).await?;
    println!(
        "\nAll of it is on screen. This link makes an account, once: a name, and a password of twelve letters or more.\n"
    );
    println!("  {link}");
    Ok(makers)
}

/// A market drops a file: two orders that are new, one that is there, and one with a row that can't be read. The number of
/// a new one comes back.
async fn import_file(cloud: &Cloud, store: &Store, there: &str) -> Result<String> {
    let (file_name, new) = (format!("market-{there}.csv"), format!("{there}-1"));
    let rows = [
        format!("{new},Bo Harbor,Duluth,MUG-01,Mug,2"),
        format!("{there}-2,Cy Quay,Bergen,MUG-01,Mug,two"),
        format!("{there},Ada Lind,Portland,MUG-01,Mug,1"),
        format!("{there}-3,Di Pier,Lund,CAP-01,Cap,1"),
    ];
    let file = format!("Order,Name,City,SKU,Item,Qty\n{}\n", rows.join("\n"));
    println!(
        "\nA market drops {file_name} into the bucket: four orders, one of them there already, one with a mistake."
    );
    demo::drop_file(cloud, store, &file_name, &file).await?;
    let what = format!("{file_name} was not imported");
    let import = patiently(&what, async || demo::import(cloud, store, &file_name).await).await?;
    println!("  created {}, skipped {}, refused {}", import.created, import.skipped, import.refused);
    for refusal in &import.refusals {
        println!("  {refusal}");
    }
    println!("The refused rows, to be mended and sent again:\n");
    for line in demo::refused_rows(&import).await?.trim_start_matches('\u{feff}').lines() {
        println!("  {line}");
    }
    Ok(new)
}

/// Waits for as many posts to `path` as there are answers, and says each as it comes.
async fn wait_for_posts(receiver: &Receiver, path: &str, answers: &[u16]) -> Result<()> {
    for (before, status) in answers.iter().enumerate() {
        let posts = receiver.wait_for(path, before + 1, PATIENCE).await?;
        if let Some(last) = posts.get(before) {
            println!("  {} {path}, {} bytes, {} → {status}", last.method, last.body.len(), appointment(last));
        }
    }
    Ok(())
}

fn appointment(received: &Received) -> String {
    let id = received.header("x-order-desk-appointment-id");
    format!("appointment {}", id.unwrap_or("without an id"))
}

/// The history once no more is added to it.
async fn settled_history(cloud: &Cloud, store: &Store, order: &str) -> Result<Vec<HistoryLine>> {
    let (mut lines, mut since) = (vec![], Instant::now());
    let end = Instant::now() + PATIENCE;
    while since.elapsed() < QUIET && Instant::now() < end {
        tokio::time::sleep(LOOK_AGAIN).await;
        let now = demo::history(cloud, store, order).await?;
        if now != lines {
            (lines, since) = (now, Instant::now());
        }
    }
    Ok(lines)
}

/// The seconds since 1970: a number that no earlier run gave to an order.
#[expect(clippy::disallowed_methods, reason = "a command line has no caller to be given the time by")]
fn since_1970() -> Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}
