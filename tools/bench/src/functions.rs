//! Every function once through its life, in the order of the flow: what one writes is what the next one wakes on.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::cold_starts::{Figures, Stage, measure};
use crate::events;
use crate::hooks::Hooks;
use crate::orders::Orders;
use crate::probes::Probes;
use crate::project::{BARE, MINIMAL};
use crate::receiver::Receiver;
use crate::stores::{Account, Stores};
use crate::visitor::{CONSOLE, Visitor};
use cloud::{Item, text_of};

/// Measures the two baselines and every function of the flow.
pub(crate) async fn all(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Vec<Figures>> {
    let receiver = Receiver::start(Duration::ZERO).await?;
    let account = stores.make(Some(&receiver.url())).await?;
    let probes = Probes::make(stores, &stage.cloud).await?;
    let mut found = vec![one(stage, BARE, "{}", &[]).await?, one(stage, MINIMAL, "{}", &[]).await?];

    let bodies = orders.bodies().take(stage.events());
    let calls: Vec<_> = bodies.map(|body| events::call(&account, "POST", "/api/v2/orders", &body)).collect();
    stage.cloud.take();
    found.push(one(stage, "ingest-order", &probes.call, &calls).await?);
    let created = events::with(&stage.cloud.take().written, "events");
    ensure!(created.len() == calls.len(), "{} orders made {} rows", calls.len(), created.len());

    found.push(one(stage, "evaluate-rules", &probes.order_changed, &streams(&created)).await?);
    let planned = events::with(&stage.cloud.take().written, "jobs");
    found.push(one(stage, "carry-out-plans", &probes.appointment_woken, &streams(&planned)).await?);
    let mut sent = stage.cloud.take().sent;
    sent.retain(|message| !message.contains(&probes.appointment.to_string()));
    let messages: Vec<_> = sent.iter().map(|body| events::messages(std::slice::from_ref(body))).collect();
    found.push(one(stage, "post-order-json", &probes.message, &messages).await?);
    let (posts, _) = receiver.take();
    ensure!(posts == u64::try_from(created.len())?, "{} orders made {posts} posts", created.len());

    found.push(one(stage, "close-appointment", &probes.message, &messages).await?);
    found.push(one(stage, "run-schedule", "{}", &vec!["{}".to_owned(); stage.events()]).await?);
    let notices = probes.notices(stores, stage.events()).await?;
    found.push(one(stage, "send-mail", &probes.notice, &notices).await?);
    found.push(one(stage, "ingest-shipment", &probes.call, &shipments(&account, &created)).await?);
    found.push(one(stage, "serve-api", &probes.call, &reads(&account, &created)).await?);
    for (name, path) in [
        ("serve-rules", "/v1/rules"),
        ("serve-files", "/v1/import-templates"),
        ("serve-documents", "/v1/print-templates"),
        ("manage-store", "/v1/keys"),
    ] {
        let lists: Vec<_> = created.iter().map(|_| events::call(&account, "GET", path, "")).collect();
        found.push(one(stage, name, &probes.call, &lists).await?);
    }
    let hooks = Hooks::connect(stage, &account).await?;
    let bodies = orders.bodies().skip(stage.events()).take(stage.events());
    let calls = bodies.map(|body| hooks.call(&body)).collect::<Result<Vec<_>>>()?;
    stage.cloud.take();
    found.push(one(stage, "take-webhook", &hooks.call_to_nobody(probes.nobody)?, &calls).await?);
    let arrived = stage.cloud.take().sent;
    ensure!(arrived.len() == calls.len(), "{} webhooks made {} messages", calls.len(), arrived.len());
    let arrivals: Vec<_> = arrived.iter().map(|body| events::messages(std::slice::from_ref(body))).collect();
    found.push(one(stage, "import-order", &probes.arrival, &arrivals).await?);
    let imported = events::with(&stage.cloud.take().written, "events").len();
    ensure!(imported == calls.len(), "{} webhooks made {imported} orders", calls.len());
    // How much the work of these is depends on files: of theirs it is the start alone, and of `call-cart`, which waits for shops. `test-file-server` calls nobody
    // without a store's secret, and is not among them.
    let others = [
        ("run-sweep", &probes.part),
        ("import-file", &probes.part),
        ("export-orders", &probes.part),
        ("deliver-file", &probes.message),
        ("pick-up-files", &probes.look),
        ("call-cart", &probes.message),
        ("make-document", &probes.message),
    ];
    for (name, probe) in others {
        found.push(one(stage, name, probe, &vec![probe.clone(); stage.events()]).await?);
    }
    let lists = vec![Visitor::sign_in(stage, &account).await?.page("orders"); stage.events()];
    found.push(one(stage, CONSOLE, &probes.page, &lists).await?);
    Ok(found)
}

async fn one(stage: &Stage, name: &str, probe: &str, events: &[String]) -> Result<Figures> {
    println!("  {name}");
    measure(stage, name, probe, events).await
}

fn streams(images: &[Item]) -> Vec<String> {
    images.iter().map(|image| events::stream(std::slice::from_ref(image))).collect()
}

fn shipments(account: &Account, created: &[Item]) -> Vec<String> {
    created.iter().map(|image| shipment(account, order_of(image))).collect()
}

/// A shipment of this order is added.
pub(crate) fn shipment(account: &Account, order: &str) -> String {
    let body = format!(r#"{{"tracking_number":"1Z{order}","carrier_code":"UPS","shipment_method":"Ground"}}"#);
    events::call(account, "POST", &format!("/api/v2/orders/{order}/shipments"), &body)
}

fn reads(account: &Account, created: &[Item]) -> Vec<String> {
    let read = |image| events::call(account, "GET", &format!("/api/v2/orders/{}", order_of(image)), "");
    created.iter().map(read).collect()
}

/// The id in the key of an order's row, `O#<store>#<order>`.
fn order_of(image: &Item) -> &str {
    text_of(image, "pk").and_then(|pk| pk.rsplit('#').next()).unwrap_or_default()
}
