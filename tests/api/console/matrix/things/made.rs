//! How each of the things is made.

use domain::{Appointment, AppointmentId, AppointmentStatus, Attempt, Job, PostFormat};
use serde_json::{Value, json};

use super::{MAIL, PRICE, Store};
use crate::console::Visitor;
use crate::shop::text;

/// Appointments that are written down here have numbers that no rule gives them.
const FIRST_SERIAL: u64 = 90;

impl Store {
    /// An order that stands at the supplier, and the id of the item that is the supplier's.
    pub(super) async fn order(&self) -> (String, String) {
        let own = json!({"name": "Own item", "code": "OWN-ITEM", "price": PRICE, "quantity": 100});
        let foreign = json!({"name": "Foreign item", "code": "FOREIGN-ITEM", "price": PRICE, "quantity": 100});
        let made = self.create("OWN-ORDER", vec![own, foreign]).await;
        let order = text(&made["id"]);
        self.shop.submit(&order, &self.suppliers[0]).await;
        (order, text(&made["order_items"][0]["id"]))
    }

    /// An order of the other supplier, in a folder of its own.
    pub(super) async fn foreign(&self) -> String {
        let item = json!({"name": "Foreign item", "code": "FOREIGN-ITEM", "price": PRICE, "quantity": 100});
        let order = text(&self.create("FOREIGN-ORDER", vec![item]).await["id"]);
        self.shop.submit(&order, &self.suppliers[1]).await;
        let moved = json!({"order_id_list": [order], "destination_folder_id": 4});
        self.shop.post("/api/v2/move-orders", &moved).await;
        order
    }

    /// Creates an order that is full of secrets.
    async fn create(&self, number: &str, items: Vec<Value>) -> Value {
        let order = json!({
            "source_name": "Matrix Cart", "source_id": format!("{number}-{}", self.code()), "email": MAIL,
            "shipping_total": PRICE, "processor_response": "SECRET-PAYMENT",
            "shipping": {
                "first_name": "Ada", "last_name": "Lind", "address1": "5 Quay Street", "city": "Portland",
                "state": "ME", "postal_code": "04101", "country": "US", "phone": "555-0199-31",
            },
            "customer": {"first_name": "Ada", "last_name": "SECRET-BILLING", "country": "US"},
            "checkout_data": {"Wish": "SECRET-WISH"}, "order_metadata": {"cart": "SECRET-METADATA"},
            "order_notes": [{"username": "Ada Lind", "content": "SECRET-NOTE"}], "order_items": items,
        });
        self.shop.post("/api/v2/orders", &order).await["order"].clone()
    }

    pub(super) async fn ship(&self, order: &str) -> String {
        let parcel = json!({"tracking_number": "TEST-1", "order_items": [{"code": "OWN-ITEM", "quantity": 1}]});
        text(&self.shop.post(&format!("/api/v2/orders/{order}/shipments"), &parcel).await["shipment"]["id"])
    }

    /// Has the supplier cancel an order, which stays its own.
    pub(super) async fn close_at_supplier(&self, order: &str) {
        self.shop.post(&format!("/v1/supplier/orders/{order}/cancel"), &json!({"note": "Sold out"})).await;
    }

    /// Deletes an order that no supplier is at work on any more.
    pub(super) async fn delete(&self, order: &str) {
        self.close_at_supplier(order).await;
        let reply = self.shop.call("DELETE", &format!("/v1/orders/{order}"), None).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// An appointment of the supplier's for an order, and a failed one that is none of its business. The first comes
    /// back.
    pub(super) async fn appoint(&self, order: &str, status: AppointmentStatus) -> String {
        let (url, format, headers) = ("https://printer.example.com/in".to_owned(), PostFormat::Json, vec![]);
        let own = Job::SubmitOrder {
            supplier: self.suppliers[0].clone(),
            url: url.clone(),
            format,
            headers: headers.clone(),
        };
        let foreign = Job::PostOrderJson { url, format, include_history: false, headers };
        let at = self.shop.world.aws.time.now();
        let order = order.parse().unwrap();
        for (serial, job, status) in [(0, own, status), (1, foreign, AppointmentStatus::Failed)] {
            let id = AppointmentId { order, serial: FIRST_SERIAL + serial };
            let attempt = Attempt {
                at,
                round: 0,
                requeued: 0,
                status: Some(500),
                reply: format!("SECRET-REPLY {MAIL}"),
                duration_ms: 7,
            };
            let new = Appointment::new(id, self.shop.id.parse().unwrap(), job, String::new(), at);
            let attempts = if serial == 0 { vec![] } else { vec![attempt] };
            let appointment = Appointment { status, attempts, ..new };
            assert!(self.table.insert_appointment(&appointment).await.unwrap().is_done());
        }
        AppointmentId { order, serial: FIRST_SERIAL }.to_string()
    }

    /// A sweep of somebody's over one order, which can be undone.
    pub(super) async fn sweep(&self, visitor: &Visitor, order: &str) -> String {
        let form = [("action", "tag"), ("tag", "warning"), ("id", order)];
        let to = visitor.does(&format!("/console/{}/orders", self.shop.id), &form).await;
        let (_, number) = to.split_once("sweep=").or_else(|| to.split_once("/sweeps/")).unwrap();
        number.chars().take_while(char::is_ascii_digit).collect()
    }

    /// A view that somebody saves for themselves.
    pub(super) async fn view(&self, visitor: &Visitor) -> String {
        let (path, name) = (format!("/console/{}/orders/views", self.shop.id), self.code());
        let to = visitor.does(&path, &[("name", &name)]).await;
        let (_, id) = to.split_once("view=").unwrap();
        id.chars().take_while(char::is_ascii_digit).collect()
    }

    /// A key to the API.
    pub(super) async fn key(&self) -> String {
        text(&self.shop.post("/v1/keys", &json!({"name": self.code(), "scope": "read"})).await["key"]["id"])
    }

    /// An invitation that waits to be accepted.
    pub(super) async fn invitation(&self) -> String {
        let (path, email) = (format!("/console/{}/users", self.shop.id), format!("{}@example.com", self.code()));
        let form = [("email", email.as_str()), ("permission", "view_orders"), ("scope", "all")];
        let reply = self.ada.post(&path, &form).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page = self.ada.read(&path).await;
        let (_, row) = page.split_once(&format!(">{email}<")).unwrap();
        let (_, id) = row.split_once("/invitations/").unwrap();
        id.split('/').next().unwrap().to_owned()
    }

    pub(super) async fn folder(&self) -> String {
        text(&self.shop.post("/v1/folders", &json!({"name": self.code()})).await["folder"]["id"])
    }

    pub(super) async fn inventory_item(&self) -> String {
        let item = json!({"name": "Mug", "code": self.code(), "stock": 3});
        text(&self.shop.post("/api/v2/inventory-items", &item).await["inventory_item"]["id"])
    }
}
