//! The demo's frame maker, who has nothing but a mailbox: an order comes as a mail with a link to confirm it, and with a
//! packing slip to be put into the parcel.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use waybill::{Cloud, Mail, Project, fonts, http};

use crate::demo::{self, Store, patiently, text};

const MAILBOX: &str = "frames@example.com";

/// What it makes.
const CODE: &str = "FRAME-OAK";

/// Has orders of frames mailed to it, each with a packing slip: the id of the slip's template comes back.
pub(crate) async fn add_rule(cloud: &Cloud, store: &Store) -> Result<String> {
    let mail = json!({
        "name": "To the frame maker", "kind": "dropship", "to": MAILBOX,
        "subject": "Order {{ source_id }} to be framed",
        "text": "{% for item in order_items %}{{ item.quantity }} x {{ item.name }} ({{ item.code }})\n{% endfor %}\
                 For {{ shipping.first_name }} {{ shipping.last_name }}, {{ shipping.address1 }}, {{ shipping.city }}\n\n\
                 To confirm it, or to enter a parcel: {{ confirm_url }}\n",
    });
    let reply = store.call(cloud, http::post, "/v1/mail-templates").json(&mail)?.send().await?;
    let mail = text(&reply.accepted().context("the mail template was not saved")?, "/mail_template/id")?;
    let slip = json!({"name": "Packing slip", "html": packing_slip(cloud, store).await?});
    let reply = store.call(cloud, http::post, "/v1/print-templates").json(&slip)?.send().await?;
    let slip = text(&reply.accepted().context("the print template was not saved")?, "/print_template/id")?;
    let rule = json!({
        "name": "Send frames to the frame maker", "event": "order_imported",
        "filters": [{"field": "item.code", "comparator": "equals", "value": CODE}],
        "actions": [
            {"action": "change_folder", "folder_id": demo::folder(cloud, store, "Prepared").await?},
            {"action": "send_dropship_email", "template_id": mail},
            {"action": "create_pdf", "template_id": slip},
        ],
    });
    let reply = store.call(cloud, http::post, "/v1/rules").json(&rule)?.send().await?;
    reply.accepted::<Value>().context("the rule was not saved")?;
    Ok(slip)
}

/// The HTML of the packing slip that stores begin with.
async fn packing_slip(cloud: &Cloud, store: &Store) -> Result<Value> {
    let found: Value = store.call(cloud, http::get, "/v1/print-samples").send().await?.accepted()?;
    let samples = found.get("print_samples").and_then(Value::as_array).context("no samples in the answer")?;
    let slip = samples.iter().find(|sample| sample.get("name").is_some_and(|name| name == "packing-slip"));
    slip.and_then(|slip| slip.get("html")).cloned().context("there is no packing slip among the samples")
}

/// Tells what it gets of an order of this number.
pub(crate) async fn tell(project: &Project, cloud: &Cloud, store: &Store, number: &str) -> Result<()> {
    println!("\nSomebody orders a frame, {number}. The frame maker has nothing but a mailbox, so a rule mails it:\n");
    let reply = store.call(cloud, http::post, "/api/v2/orders").json(&order(number))?.send().await?;
    let order = text(&reply.accepted().context("the order was not taken")?, "/order/id")?;
    let mail = patiently("the frame maker was not mailed", async || mail_about(cloud, number).await).await?;
    println!("  From:    {}\n  To:      {}\n  Subject: {}\n", mail.from, mail.to.join(", "), mail.subject);
    for line in mail.text.trim_end().lines() {
        println!("{}", format!("  {line}").trim_end());
    }
    if !fonts::are_there(project) {
        println!("\nThere is no packing slip, as there are no fonts here: they need Node.js.");
        return Ok(());
    }
    tell_of_slip(cloud, store, &order, number).await
}

/// Opens the packing slip that the rule makes of the order, by its link, and keeps it as a file.
async fn tell_of_slip(cloud: &Cloud, store: &Store, order: &str, number: &str) -> Result<()> {
    let name = format!("/order/order_metadata/pdf_{}", store.packing_slip);
    let link = patiently("the packing slip was not made", async || {
        let found: Value = store.call(cloud, http::get, &format!("/v1/orders/{order}")).send().await?.accepted()?;
        Ok(text(&found, &name).ok())
    })
    .await?;
    println!("\nThe packing slip for the parcel is at\n  {link}");
    let leads = http::get(link).send().await?;
    let place = leads.headers.get("location").and_then(|place| place.to_str().ok());
    let pdf = http::get(place.with_context(|| format!("it leads nowhere: {}", leads.status))?).send().await?;
    ensure!(pdf.body.starts_with(b"%PDF-"), "it answered {} and no PDF", pdf.status);
    let file = cloud.folder().join(format!("packing-slip-{number}.pdf"));
    fs::write(&file, &pdf.body).with_context(|| format!("could not write {}", file.display()))?;
    println!("  {}, kept in {}", made(cloud, store, order).await?, file.display());
    Ok(())
}

/// What was made, by the appointment that made it: `made: 1 page, 23456 bytes`.
async fn made(cloud: &Cloud, store: &Store, order: &str) -> Result<String> {
    let path = format!("/v1/appointments?order_id={order}");
    patiently("nobody says that the packing slip was made", async || {
        let found: Value = store.call(cloud, http::get, &path).send().await?.accepted()?;
        let all = found.get("appointments").and_then(Value::as_array).into_iter().flatten();
        let replies = all.filter_map(|it| it.pointer("/attempts/0/reply")).filter_map(Value::as_str);
        Ok(replies.filter(|reply| reply.starts_with("made: ")).map(str::to_owned).next())
    })
    .await
}

async fn mail_about(cloud: &Cloud, number: &str) -> Result<Option<Mail>> {
    let mails = cloud.mails().await?.into_iter();
    Ok(mails.filter(|mail| mail.to == [MAILBOX]).find(|mail| mail.subject.contains(number)))
}

fn order(number: &str) -> Value {
    json!({
        "source_id": number, "source_name": demo::CART, "email": "ada@example.com", "shipping_method": "Ground",
        "shipping": {
            "first_name": "Ada", "last_name": "Lind", "address1": "5 Quay Street", "city": "Portland",
            "state": "ME", "postal_code": "04101", "country": "US",
        },
        "order_items": [{"name": "Oak frame, A3", "code": CODE, "price": 36, "quantity": 1}],
    })
}
