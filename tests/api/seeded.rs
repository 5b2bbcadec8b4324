//! A seeded store: one that has something of everything, for tests that go over all calls.

use std::collections::BTreeMap;

use domain::ConfirmationPurpose as Purpose;
use serde_json::{Value, json};
use waybill::Answer;

use crate::console::Visitor;
use crate::shop::{Shop, text};
use crate::world::ADMIN_TOKEN;

/// Something of everything a store can have.
pub(crate) struct Seeded {
    pub(crate) shop: Shop,
    /// By the names addresses have for them.
    pub(crate) ids: BTreeMap<&'static str, String>,
}

impl Seeded {
    /// Opens a shop whose order nobody wants.
    pub(crate) async fn open(name: &str) -> Self {
        Self::with(name, 410, "failed").await
    }

    /// Opens a shop of this name and fills it. `answer` is what the receiver of its orders answers, and `status`
    /// what then becomes of the appointment.
    pub(crate) async fn with(name: &str, answer: u16, status: &str) -> Self {
        let shop = Shop::open(name).await;
        shop.receiver.always("/in", Answer::status(answer));
        shop.post_rule("/in").await;
        let order = shop.order("V-1").await;
        let (first, second) = (shop.order("V-2").await, shop.order("V-3").await);
        let appointment = text(&shop.appointments(&order, status, 1).await[0]["id"]);
        let shipment = json!({"tracking_number": "VT-1", "order_items": [{"code": "FRAME", "quantity": 1}]});
        let shipped = shop.post(&format!("/api/v2/orders/{order}/shipments"), &shipment).await;
        let stocked = shop.post("/api/v2/inventory-items", &json!({"name": "Mug", "code": "V-MUG"})).await;
        // A shop that adds a folder of its own has another id for it.
        shop.post("/v1/folders", &json!({"name": "First"})).await;
        let signing = shop.post("/v1/signing-secrets", &json!({"host": "seeded-hooks.example.com"})).await;
        let secret = json!({"name": "seeded", "value": "seeded-token", "hosts": ["seeded-hooks.example.com"]});
        let secret = shop.post("/v1/secrets", &secret).await;
        shop.post("/v1/store/legacy-signing-key", &json!({})).await;
        mail_sender(&shop).await;
        let found = shop.get(&format!("/api/v2/orders/{order}")).await;
        let token = put_link(&shop);
        let import_template = import_template(&shop).await;
        let export_template = export_template(&shop).await;
        let connection = connection(&shop).await;
        let print_template = print_template(&shop).await;
        let supplier = supplier(&shop, &order).await;
        let ids = BTreeMap::from([
            ("item_id", text(&found["order"]["order_items"][0]["id"])),
            ("shipment_id", text(&shipped["shipment"]["id"])),
            ("inventory_item_id", text(&stocked["inventory_item"]["id"])),
            ("appointment_id", appointment),
            ("rule_id", text(&shop.get("/v1/rules").await["rules"][0]["id"])),
            ("key_id", text(&shop.post("/v1/keys", &json!({"name": "second"})).await["key"]["id"])),
            ("folder_id", text(&shop.post("/v1/folders", &json!({"name": "Own"})).await["folder"]["id"])),
            ("host", text(&signing["signing_secret"]["host"])),
            ("linked_store_id", linked(&shop).await),
            ("custom_event_id", custom_event(&shop).await),
            ("mail_template_id", mail_template(&shop).await),
            ("print_template_id", print_template.clone()),
            ("document_link", document_link(&shop, &order, &print_template).await),
            ("mail_address", suppressed(&shop).await),
            ("account_id", user(&shop, &supplier).await),
            ("invitation_id", invitation(&shop).await),
            ("supplier_id", supplier),
            ("custom_button_id", custom_button(&shop).await),
            ("view_id", view(&shop).await),
            ("secret", text(&secret["secret"]["name"])),
            ("repair_id", repair(&shop).await),
            ("sweep_id", sweep(&shop, &order).await),
            ("import_id", Box::pin(import(&shop, &import_template)).await),
            ("arrival_id", kept_arrival(&shop, &connection).await),
            ("hook_key", hook_key(&shop, &connection).await),
            ("cart", "woocommerce".to_owned()),
            ("connection_id", connection),
            ("pickup_id", pickup(&shop, &import_template).await),
            ("import_template_id", import_template),
            ("export_id", Box::pin(export(&shop, &export_template)).await),
            ("export_template_id", export_template),
            ("store_id", shop.id.clone()),
            ("token", token),
            ("dropship_token", put_dropship_link(&shop, &order).await),
            ("unsubscribe_token", put_unsubscribe_link(&shop).await),
            ("first_order_id", first),
            ("second_order_id", second),
            ("order_id", order),
        ]);
        Self { shop, ids }
    }

    /// A text with this shop's ids in place of their names. A new kind of id needs a line in `with`.
    pub(crate) fn fill(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        for (name, id) in &self.ids {
            filled = filled.replace(&format!("{{{name}}}"), id);
        }
        // A template has two, or one with a sign, and a style sheet a blank behind it: these are no names of ids.
        let others = ["{{", "{%", "{ "].iter().fold(filled.clone(), |text, sign| text.replace(sign, ""));
        assert!(!others.contains('{'), "the shop has nothing for {filled}");
        filled
    }

    /// An example's body with this shop's ids in place of their names.
    pub(crate) fn place(&self, body: &Value) -> Value {
        match body {
            Value::Object(entries) => entries.iter().map(|(name, value)| (name.clone(), self.place(value))).collect(),
            Value::Array(values) => values.iter().map(|value| self.place(value)).collect(),
            Value::String(text) if text.contains('{') => json!(self.fill(text)),
            other => other.clone(),
        }
    }

    /// All that the shop has, as it sees it.
    pub(crate) async fn all(&self) -> Vec<Value> {
        let order = &self.ids["order_id"];
        let mut all = vec![];
        for path in [
            format!("/api/v2/orders/{order}?get_order_history=1"),
            format!("/v1/appointments?order_id={order}"),
            format!("/api/v2/inventory-items/{}", self.ids["inventory_item_id"]),
            "/v1/rules".to_owned(),
            "/v1/folders".to_owned(),
            "/v1/links".to_owned(),
            "/v1/custom-events".to_owned(),
            "/v1/custom-buttons".to_owned(),
            "/v1/views".to_owned(),
            "/v1/folders/1/columns".to_owned(),
            "/v1/suppliers".to_owned(),
            "/v1/users".to_owned(),
            "/v1/invitations".to_owned(),
            "/v1/supplier/orders".to_owned(),
            "/v1/import-templates".to_owned(),
            format!("/v1/import-templates/{}", self.ids["import_template_id"]),
            "/v1/imports".to_owned(),
            "/v1/pickups".to_owned(),
            format!("/v1/pickups/{}", self.ids["pickup_id"]),
            "/v1/connections".to_owned(),
            format!("/v1/connections/{}", self.ids["connection_id"]),
            format!("/v1/connections/{}/refused", self.ids["connection_id"]),
            "/v1/exports".to_owned(),
            "/v1/export-templates".to_owned(),
            format!("/v1/export-templates/{}", self.ids["export_template_id"]),
            "/v1/store".to_owned(),
            "/v1/signing-secrets".to_owned(),
            "/v1/secrets".to_owned(),
            "/v1/store/mail-sender".to_owned(),
            "/v1/store/css".to_owned(),
        ] {
            let mut seen = self.shop.get(&path).await;
            for name in ["execution_time", "message", "next_from"] {
                seen.as_object_mut().unwrap().remove(name);
            }
            all.push(seen);
        }
        let keys = self.shop.get("/v1/keys").await["keys"].as_array().unwrap().clone();
        all.push(keys.iter().map(|key| key["id"].clone()).collect());
        all
    }
}

/// An address that the shop sends from, once SES has verified it: its link was followed.
async fn mail_sender(shop: &Shop) {
    let address = format!("orders@shop-{}.example.com", shop.id);
    let set = shop.call("PUT", "/v1/store/mail-sender", Some(&json!({"address": address}))).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let token = put_link_for(
        shop,
        (u128::from(u64::MAX) << 32) + shop.id.parse::<u128>().unwrap(),
        &address,
        Purpose::MailSender,
    );
    let confirmed = shop.world.call("POST", &format!("/v1/mail-confirmations/{token}"), &[], None).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
}

/// Another store that works together with the shop.
async fn linked(shop: &Shop) -> String {
    let other = Shop::open("linked").await;
    shop.link(&other).await;
    other.id
}

async fn custom_event(shop: &Shop) -> String {
    let body = json!({"name": "Chase", "folder_id": 1, "every": "hour"});
    text(&shop.post("/v1/custom-events", &body).await["custom_event"]["id"])
}

async fn custom_button(shop: &Shop) -> String {
    text(&shop.post("/v1/custom-buttons", &json!({"label": "Reprint"})).await["custom_button"]["id"])
}

async fn view(shop: &Shop) -> String {
    let body = json!({"name": "Seeded", "folder_id": 1, "columns": ["ship_to", "age"]});
    text(&shop.post("/v1/views", &body).await["view"]["id"])
}

/// Somebody of the supplier's, who signs in without a password.
async fn user(shop: &Shop, supplier: &str) -> String {
    let email = format!("prints-{}@example.com", shop.id);
    let invited = json!({
        "email": email, "preset": "supplier", "scope": "supplier", "supplier_id": supplier, "send_mail": false,
    });
    let made = shop.post("/v1/invitations", &invited).await;
    Visitor::new(shop).does(made["link"]["path"].as_str().unwrap(), &[("first_name", "Pia")]).await;
    text(&shop.get("/v1/users").await["users"][0]["account_id"])
}

/// An invitation that waits.
async fn invitation(shop: &Shop) -> String {
    let invited = json!({"email": "waiting@example.com", "preset": "staff", "send_mail": false});
    text(&shop.post("/v1/invitations", &invited).await["invitation"]["id"])
}

async fn mail_template(shop: &Shop) -> String {
    let body = json!({"name": "Seeded", "kind": "customer", "subject": "Order {{ source_id }}", "text": "Hello"});
    text(&shop.post("/v1/mail-templates", &body).await["mail_template"]["id"])
}

async fn print_template(shop: &Shop) -> String {
    let body =
        json!({"name": "Seeded", "html": "{% for key, order in orders %}<p>{{ order.source_id }}</p>{% endfor %}"});
    text(&shop.post("/v1/print-templates", &body).await["print_template"]["id"])
}

/// The last part of the address of a document of the order.
async fn document_link(shop: &Shop, order: &str, template: &str) -> String {
    let table = table::Table::new(&shop.world.aws.config("tests"), cloud::TABLE);
    let store = table.store(shop.id.parse().unwrap()).await.unwrap().unwrap();
    let address = store.settings.document_links.unwrap().of(store.id, order.parse().unwrap(), template);
    address.rsplit('/').next().unwrap().to_owned()
}

async fn suppressed(shop: &Shop) -> String {
    shop.post("/v1/mail-suppressions", &json!({"address": "seeded@example.com"})).await;
    "seeded@example.com".to_owned()
}

/// A supplier at which the order stands, and its key.
async fn supplier(shop: &Shop, order: &str) -> String {
    let supplier = shop.supplier("Seeded supplier", &["PRINT-A3", "FRAME"], json!({})).await;
    shop.supplier_key.set(shop.key_of_supplier(&supplier).await).unwrap();
    shop.submit(order, &supplier).await;
    supplier
}

async fn import_template(shop: &Shop) -> String {
    let columns = json!([{"heading": "SKU", "target": "code"}, {"heading": "On hand", "target": "stock"}]);
    let mail = json!({"allowed_senders": ["printer.example.com"]});
    let body = json!({"name": "Seeded stock", "kind": "inventory", "columns": columns, "mail": mail});
    text(&shop.post("/v1/import-templates", &body).await["import_template"]["id"])
}

async fn export_template(shop: &Shop) -> String {
    let columns = json!([{"heading": "Ref", "value": "source_id"}, {"heading": "City", "value": "shipping.city"}]);
    let body = json!({"name": "Seeded export", "format": "csv", "columns": columns});
    text(&shop.post("/v1/export-templates", &body).await["export_template"]["id"])
}

/// A sweep, which is done. Numbers of sweeps are a store's own: there are more before it than another store makes.
async fn sweep(shop: &Shop, order: &str) -> String {
    for _ in 0..5 {
        shop.post("/v1/sweeps", &json!({"action": "remove_tag", "ids": [order]})).await;
    }
    let swept = shop.post("/v1/sweeps", &json!({"action": "set_tag", "color": "White", "ids": [order]})).await;
    assert_eq!(swept["sweep"]["done"], 1, "{swept}");
    text(&swept["sweep"]["id"])
}

/// An import that waits for its file. As of sweeps, there are more before it than another store makes.
async fn import(shop: &Shop, template_id: &str) -> String {
    let body = json!({"template_id": template_id, "file_name": "seeded.csv", "size": 120});
    for _ in 0..5 {
        shop.post("/v1/imports", &body).await;
    }
    text(&shop.post("/v1/imports", &body).await["import"]["id"])
}

/// A pickup, which never runs by itself.
async fn pickup(shop: &Shop, template_id: &str) -> String {
    let body = json!({
        "name": "Supplier", "protocol": "ftp", "host": "files.example.com", "user": "harbor", "secret": "seeded",
        "pattern": "*.csv", "import_template_id": template_id, "every": "hour", "enabled": false,
    });
    text(&shop.post("/v1/pickups", &body).await["pickup"]["id"])
}

/// A connection to a shop that never answers.
async fn connection(shop: &Shop) -> String {
    let body = json!({
        "cart": "woocommerce", "name": "Print shop", "shop": "http://127.0.0.1:47999", "client_id": "ck_seeded",
        "client_secret": "cs_seeded", "every": "never",
    });
    text(&shop.post("/v1/connections", &body).await["connection"]["id"])
}

/// What the address for its webhooks ends with.
async fn hook_key(shop: &Shop, connection_id: &str) -> String {
    let connection = shop.get(&format!("/v1/connections/{connection_id}")).await;
    text(&connection["connection"]["webhook_path"]).rsplit('/').next().unwrap().to_owned()
}

/// An order of the shop that was refused.
async fn kept_arrival(shop: &Shop, connection_id: &str) -> String {
    crate::cases::connections::keep_refused(shop, connection_id, "5005", "It has no items").await
}

/// An export, which waits to be made. As of sweeps, there are more before it than another store makes.
async fn export(shop: &Shop, template_id: &str) -> String {
    let body = json!({"template_id": template_id, "order_ids": ["1000000001"]});
    for _ in 0..5 {
        shop.post("/v1/exports", &body).await;
    }
    text(&shop.post("/v1/exports", &body).await["export"]["id"])
}

/// A repair, which waits to be done.
async fn repair(shop: &Shop) -> String {
    let token = format!("Bearer {ADMIN_TOKEN}");
    let reply = shop.world.call("POST", "/v1/repairs", &[("authorization", token.as_str())], None).await;
    text(&reply.accepted::<Value>().unwrap()["repair"]["id"])
}

/// A link by which who ships the order confirms it, as if it had been mailed there.
async fn put_dropship_link(shop: &Shop, order: &str) -> String {
    let token = format!("{:064x}", shop.id.parse::<u128>().unwrap() << 8);
    let table = table::Table::new(&shop.world.aws.config("tests"), cloud::TABLE);
    let link = domain::DropshipLink {
        store_id: shop.id.parse().unwrap(),
        order_id: order.parse().unwrap(),
        supplier: "printer@example.com".to_owned(),
        supplier_id: String::new(),
        ends_at: shop.world.aws.time.now() + domain::DropshipLink::LASTS,
        confirmed_at: None,
    };
    table.put_dropship_link(&domain::MailConfirmation::digest_of(&token).unwrap(), &link).await.unwrap();
    token
}

/// A link by which a customer is left out of the shop's mails.
async fn put_unsubscribe_link(shop: &Shop) -> String {
    let token = format!("{:064x}", shop.id.parse::<u128>().unwrap() << 16);
    let table = table::Table::new(&shop.world.aws.config("tests"), cloud::TABLE);
    let link = domain::UnsubscribeLink {
        store_id: shop.id.parse().unwrap(),
        address: "ada@example.com".to_owned(),
        ends_at: shop.world.aws.time.now() + domain::UnsubscribeLink::LASTS,
    };
    table.put_unsubscribe_link(&domain::MailConfirmation::digest_of(&token).unwrap(), &link).await.unwrap();
    token
}

/// A link that confirms the address of the shop's admin, as if it had been mailed there.
fn put_link(shop: &Shop) -> String {
    put_link_for(shop, shop.id.parse().unwrap(), &format!("{}@example.com", shop.name), Purpose::AdminEmail)
}

/// A link that confirms an address of the shop, as if it had been mailed there.
fn put_link_for(shop: &Shop, number: u128, address: &str, purpose: Purpose) -> String {
    let token = format!("{number:064x}");
    let digest = domain::MailConfirmation::digest_of(&token).unwrap();
    let ends_at = shop.world.aws.time.now().as_second() + 3_600;
    let mut row = json!({
        "pk": {"S": format!("V#{digest}")}, "sk": {"S": "V"}, "store": {"S": shop.id},
        "address": {"S": address}, "ends_at": {"N": ends_at.to_string()},
    });
    if purpose == Purpose::MailSender {
        row["purpose"] = json!({"S": "mail_sender"});
    }
    shop.put_row(&row);
    token
}
