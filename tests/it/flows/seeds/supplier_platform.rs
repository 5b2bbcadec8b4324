//! Seed 004: a supplier platform.

use jiff::ToSpan;
use jiff::civil::DateTime;
use serde_json::{Value, json};
use waybill::{FileServer, choose_port};

use super::{file_drop, file_of, order_mail};
use crate::shop::{PATIENCE, Shop, eventually, order, text};

/// The retailer, whom mails about suppliers go to.
const RETAILER: &str = "seed-4@example.com";

const BY_MAIL: &str = "seed-4-frames@example.com";

/// The store of a retailer, and what its suppliers have.
struct Walk {
    shop: Shop,
    /// The server of who gets files, and what brings them there.
    server: FileServer,
    file_drop: String,
    /// The key of who fetches its orders.
    key: String,
}

/// An order for each supplier, and a second one for who fetches.
struct Orders {
    mailed: String,
    filed: String,
    fetched: [String; 2],
    posted: String,
}

impl Orders {
    fn all(&self) -> [&String; 5] {
        let [first, second] = &self.fetched;
        [&self.mailed, &self.filed, first, second, &self.posted]
    }
}

/// A platform passes the orders of retailers straight on to suppliers, each in the way it wants: a mail, a file for each order
/// by SFTP, an API that it asks by date and time, or a post as soon as an order is placed. Nobody sees the retailer's
/// prices. One supplier has run out and cancels, with a note; the retailer is mailed at once, and can't be left out. On
/// the first of the month a mail sums up each supplier's orders: the canceled one is listed with its note, and what
/// commission is of is without it.
#[tokio::test]
async fn four_suppliers_get_orders_in_four_ways_one_cancels_and_the_month_is_summed_up() {
    let walk = Walk::begin().await;
    let orders = walk.each_supplier_s_order_is_submitted_by_a_rule().await;
    walk.the_first_is_mailed_at_once(&orders).await;
    walk.the_second_gets_a_file_for_its_order(&orders).await;
    walk.the_third_fetches_by_date_and_time_and_sees_no_prices(&orders).await;
    walk.the_fourth_is_posted_to_as_placed(&orders).await;
    walk.the_third_cancels_with_a_note_and_the_retailer_is_mailed(&orders).await;
    walk.the_month_lists_the_cancellation_and_commission_is_without_it(&orders).await;
}

impl Walk {
    async fn begin() -> Self {
        let shop = Shop::open("seed-4").await;
        let server = FileServer::sftp(shop.cloud, "seed-4-mugs", choose_port(None).unwrap(), &[]).await.unwrap();
        let file_drop = file_drop(&shop, &server).await;
        let template = shop.mail_template(&order_mail()).await;
        let ways = [
            ("Frames", "FRAME", json!({"by": "mail", "mail_template_id": template, "to": BY_MAIL})),
            ("Mugs", "MUG", json!({"by": "file", "export_template_id": file_drop})),
            ("Scarves", "SCARF", json!({"by": "api"})),
            ("Prints", "PRINT", json!({"by": "post", "url": shop.receiver.url("/prints"), "format": "json"})),
        ];
        let mut key = String::new();
        for (name, code, delivery) in ways {
            let more = json!({"delivery": delivery, "commission_percent": "10", "if_canceled_folder_id": 5});
            let supplier = shop.supplier(name, code, more).await;
            let submit = json!([{"action": "submit_order", "supplier_id": supplier}]);
            shop.rule_of_code(code, "order_imported", submit).await;
            if name == "Scarves" {
                let wanted = json!({"name": "Scarves", "scope": "supplier", "supplier_id": supplier});
                key = text(&shop.post("/v1/keys", &wanted).await["api_key"]);
            }
        }
        Self { shop, server, file_drop, key }
    }

    /// Places an order of two pieces at 12.50 each, and waits until it stands at its supplier.
    async fn place(&self, number: &str, code: &str) -> String {
        let mut new = order(number);
        new["order_items"] = json!([{"name": "The goods", "code": code, "price": "12.50", "quantity": 2}]);
        let id = text(&self.shop.post("/api/v2/orders", &new).await["order"]["id"]);
        eventually(&format!("order {number} at its supplier"), async || {
            (self.shop.read(&id).await["fulfillment_id"] == id).then_some(())
        })
        .await;
        id
    }

    async fn each_supplier_s_order_is_submitted_by_a_rule(&self) -> Orders {
        let first = self.place("P-3", "SCARF").await;
        // Those of one second are in no sequence of time.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        Orders {
            mailed: self.place("P-1", "FRAME").await,
            filed: self.place("P-2", "MUG").await,
            fetched: [first, self.place("P-4", "SCARF").await],
            posted: self.place("P-5", "PRINT").await,
        }
    }

    async fn the_first_is_mailed_at_once(&self, orders: &Orders) {
        let mail = self.shop.mail_to(BY_MAIL, "P-1").await.text;
        let expected = format!("Reference {}\n2 x FRAME at 0\nAda Lind, 5 Quay Street, Portland\n", orders.mailed);
        assert!(mail.starts_with(&expected), "{mail}");
        self.shop.appointments(&orders.mailed, "complete", 1).await;
    }

    async fn the_second_gets_a_file_for_its_order(&self, orders: &Orders) {
        let planned = format!("export#{}-{}", self.shop.id, self.file_drop);
        self.shop.cloud.carry_out_planned(&planned, "2026-01-02 05:30:00").await.unwrap();
        self.shop.appointments(&orders.filed, "complete", 1).await;
        let expected = file_of(&orders.filed, "MUG", 2);
        assert_eq!(self.server.files().unwrap(), [("P-2.csv".to_owned(), expected)].into());
    }

    /// What the supplier with the key is answered, which must be a success.
    async fn fetched(&self, path: &str) -> Value {
        let reply = self.shop.call_as(&self.key, "GET", path, None).await;
        assert_eq!(reply.status, 200, "GET {path}: {}", reply.text());
        for secret in ["price", "12.5", "_total", "ada@example.com"] {
            assert!(!reply.text().contains(secret), "{secret}: {}", reply.text());
        }
        reply.json().unwrap()
    }

    async fn the_third_fetches_by_date_and_time_and_sees_no_prices(&self, orders: &Orders) {
        let numbers = |found: &Value| -> Vec<String> {
            found["orders"].as_array().unwrap().iter().map(|order| text(&order["id"])).collect()
        };
        let all = self.fetched("/v1/supplier/orders").await;
        assert_eq!(numbers(&all), orders.fetched, "its own, those submitted first in front");
        let item = &all["orders"][0]["order_items"][0];
        assert_eq!((&item["code"], &item["quantity"]), (&json!("SCARF"), &json!(2)));
        let at = |place: usize| text(&all["orders"][place]["submitted_at"]).replace(' ', "T");
        let since = self.fetched(&format!("/v1/supplier/orders?from={}", at(1))).await;
        assert!(numbers(&since).contains(&orders.fetched[1]), "the beginning of a range is in it: {since}");
        let until = self.fetched(&format!("/v1/supplier/orders?to={}", at(0))).await;
        assert_eq!(numbers(&until), [""; 0], "the end of a range is not");
        let foreign = format!("/v1/supplier/orders/{}", orders.posted);
        assert_eq!(self.shop.call_as(&self.key, "GET", &foreign, None).await.status, 404, "another supplier's");
        assert_eq!(self.shop.call_as(&self.key, "GET", "/api/v2/orders", None).await.status, 403, "the store's");
    }

    async fn the_fourth_is_posted_to_as_placed(&self, orders: &Orders) {
        let received = self.shop.receiver.wait_for("/prints", 1, PATIENCE).await.unwrap();
        let posted: Value = serde_json::from_slice(&received[0].body).unwrap();
        assert_eq!((&posted["id"], &posted["source_id"]), (&json!(orders.posted), &json!("P-5")));
        let item = &posted["order_items"][0];
        assert_eq!((&item["code"], &item["quantity"], &item["price"]), (&json!("PRINT"), &json!(2), &json!(0)));
        assert_eq!((&posted["email"], &posted["order_total"]), (&json!(""), &json!(0)));
        self.shop.appointments(&orders.posted, "complete", 1).await;
        assert_eq!(self.shop.receiver.received("/prints").len(), 1, "once");
    }

    async fn the_third_cancels_with_a_note_and_the_retailer_is_mailed(&self, orders: &Orders) {
        let path = format!("/v1/supplier/orders/{}/cancel", orders.fetched[1]);
        let cancel = async |body: Value| self.shop.call_as(&self.key, "POST", &path, Some(&body)).await.status;
        assert_eq!(cancel(json!({})).await, 400, "without a note");
        assert_eq!(cancel(json!({"note": "Out of wool", "notify": false})).await, 422, "nobody is left out");
        assert_eq!(cancel(json!({"note": "Out of wool"})).await, 200);
        let mail = self.shop.mail_to(RETAILER, "was canceled").await.text;
        assert!(mail.contains("Order P-4 was canceled by Supplier Scarves"), "{mail}");
        assert!(mail.contains("> Out of wool"), "{mail}");
        self.shop.folder(&orders.fetched[1], 5).await;
    }

    /// A month is too long for a test: what was submitted in this one is made to have been in the one before, and the
    /// mail about that one is due.
    async fn the_month_lists_the_cancellation_and_commission_is_without_it(&self, orders: &Orders) {
        let key = format!("supplier_summary#{}", self.shop.id);
        let row = self.shop.cloud.planned(&key).await.unwrap().expect("the mail of this month is planned");
        let (next, _) = row["sk"]["S"].as_str().unwrap().split_once('#').unwrap();
        let due_at = next.parse::<DateTime>().unwrap() - 1.month();
        let month = due_at - 1.month();
        self.submitted_at(orders, month + 14.days()).await;
        let due_at = due_at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        self.shop.cloud.carry_out_planned(&key, &due_at).await.unwrap();

        let mail = self.shop.mail_to(RETAILER, &format!("Suppliers in {}", month.strftime("%Y-%m"))).await.text;
        let of = |name: &str| {
            let mut paragraphs = mail.split("\n\n");
            paragraphs.find(|part| part.starts_with(name)).unwrap_or_else(|| panic!("{name}: {mail}")).to_owned()
        };
        for name in ["Frames", "Mugs", "Prints"] {
            assert!(of(name).contains("Placed:                  1, worth 25.00"), "{mail}");
            assert!(of(name).contains("Commission base:         25.00"), "{mail}");
        }
        let scarves = of("Scarves");
        for line in [
            "Placed:                  2, worth 50.00",
            "Canceled:                1, worth 25.00",
            "Commission base:         25.00",
            "Commission:              2.50 (10 %)",
        ] {
            assert!(scarves.lines().any(|found| found == line), "{line}: {mail}");
        }
        // Why stands in the order, which knows that all of it was today: `tests/api` sees the mail say that.
    }

    /// Writes into the index when the orders were submitted, and one canceled, again where somebody wrote an order meanwhile.
    async fn submitted_at(&self, orders: &Orders, at: DateTime) {
        let (aws, table) = (self.shop.cloud.aws(), self.shop.cloud.output("TableName").unwrap());
        let at = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let key = |id: &str| json!({"pk": {"S": format!("O#{}#{id}", self.shop.id)}, "sk": {"S": "O"}});
        eventually("orders that nobody writes any more", async || {
            for id in orders.all() {
                let is_canceled = *id == orders.fetched[1];
                let what = if is_canceled {
                    "SET supplier_at = :at, supplier_canceled = :at"
                } else {
                    "SET supplier_at = :at"
                };
                let update = json!({"TableName": table, "Key": key(id), "UpdateExpression": what,
                                    "ExpressionAttributeValues": {":at": {"S": at}}});
                aws.json("DynamoDB_20120810.UpdateItem", &update).await.unwrap();
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            for id in orders.all() {
                let get = json!({"TableName": table, "Key": key(id)});
                let found = aws.json("DynamoDB_20120810.GetItem", &get).await.unwrap();
                if found["Item"]["supplier_at"]["S"] != json!(at) {
                    return None;
                }
            }
            Some(())
        })
        .await;
    }
}
