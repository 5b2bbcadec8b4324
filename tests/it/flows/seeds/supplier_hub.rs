//! Seed 000: a supplier's hub.

use serde_json::{Value, json};
use waybill::{FileServer, choose_port};

use super::{file_drop, file_of, order_mail};
use crate::flows::imports::{added, counts, drop_file, ended};
use crate::shop::{PATIENCE, Shop, eventually, order, text};

const PRINTER: &str = "seed-0-printer@example.com";

/// The client's store, the hub's own, and the server of the hub's frame maker.
struct Walk {
    client: Shop,
    hub: Shop,
    server: FileServer,
    file_drop: String,
}

/// An order of the client's, and what the hub has of it: what its printer makes, and what its frame maker does.
struct Orders {
    original: String,
    prints: String,
    frames: String,
}

/// A supplier of print goods takes the orders of its clients. Each client has a store of its own, whose cart brings orders
/// in; a rule copies them to the supplier's own store, the hub. There an order is split by who makes what: prints go to
/// the printer as a mail, frames to a frame maker as a file for each order, who has no other way. In the evening one file with
/// tracking numbers comes back from both. The parcels are then on the client's order, each with what is in it, and the
/// client's cart is told.
#[tokio::test]
async fn a_client_s_order_is_copied_to_the_hub_split_made_by_two_and_its_parcels_come_back() {
    let walk = Walk::begin().await;
    let orders = walk.the_client_s_order_is_copied_to_the_hub_and_split().await;
    walk.the_printer_is_mailed_its_part(&orders).await;
    walk.the_frame_maker_gets_a_file_of_its_part(&orders).await;
    walk.a_file_with_tracking_numbers_comes_back(&orders).await;
    walk.the_parcels_are_on_the_client_s_order(&orders).await;
    walk.the_client_s_cart_is_told_of_both(&orders).await;
}

impl Walk {
    async fn begin() -> Self {
        let (client, hub) = (Shop::open("seed-0-client").await, Shop::open("seed-0-hub").await);
        client.link(&hub).await;
        client.rule("To the hub", "order_imported", json!([{"action": "copy_order", "store_id": hub.id}])).await;
        let server = FileServer::sftp(hub.cloud, "seed-0-frames", choose_port(None).unwrap(), &[]).await.unwrap();
        let file_drop = file_drop(&hub, &server).await;
        let mail = json!({"by": "mail", "mail_template_id": hub.mail_template(&order_mail()).await, "to": PRINTER});
        let file = json!({"by": "file", "export_template_id": file_drop});
        hub.rule("Split", "order_imported", json!([{"action": "split_order", "by": "supplier"}])).await;
        for (name, code, delivery) in [("Printer", "PRINT-A3", mail), ("Frame maker", "FRAME", file)] {
            let supplier = hub.supplier(name, code, json!({"delivery": delivery})).await;
            for event in ["order_split", "items_removed_after_split"] {
                let submit = json!([{"action": "submit_order", "supplier_id": supplier}]);
                hub.rule_of_code(code, event, submit).await;
            }
        }
        Self { client, hub, server, file_drop }
    }

    async fn the_client_s_order_is_copied_to_the_hub_and_split(&self) -> Orders {
        let mut new = order("H-1");
        new["order_metadata"] = json!({"ship_notify_url": self.client.receiver.url("/cart")});
        let original = text(&self.client.post("/api/v2/orders", &new).await["order"]["id"]);
        let found = eventually("the copy and its part at the hub, both submitted", async || {
            let found = self.hub.get("/api/v2/orders?order=asc").await["orders"].as_array().unwrap().clone();
            let is_there = |name: &str| found.iter().any(|order| order["fulfillment_name"] == name);
            (is_there("Printer") && is_there("Frame maker")).then_some(found)
        })
        .await;
        assert_eq!(found.len(), 2, "{found:#?}");
        let of = |name: &str| text(&found.iter().find(|order| order["fulfillment_name"] == name).unwrap()["id"]);
        Orders { original, prints: of("Printer"), frames: of("Frame maker") }
    }

    async fn the_printer_is_mailed_its_part(&self, orders: &Orders) {
        let mail = self.hub.mail_to(PRINTER, "H-1").await.text;
        let expected = format!("Reference {}\n2 x PRINT-A3 at 0\nAda Lind, 5 Quay Street, Portland\n", orders.prints);
        assert!(mail.starts_with(&expected), "{mail}");
    }

    async fn the_frame_maker_gets_a_file_of_its_part(&self, orders: &Orders) {
        let planned = format!("export#{}-{}", self.hub.id, self.file_drop);
        self.hub.cloud.carry_out_planned(&planned, "2026-01-02 05:30:00").await.unwrap();
        self.hub.appointments(&orders.frames, "complete", 1).await;
        let number = text(&self.hub.read(&orders.frames).await["source_id"]);
        assert_eq!(
            self.server.files().unwrap(),
            [(format!("{number}.csv"), file_of(&orders.frames, "FRAME", 1))].into()
        );
    }

    async fn a_file_with_tracking_numbers_comes_back(&self, orders: &Orders) {
        let columns = [("Reference", "order_id"), ("Carrier", "carrier_code"), ("Tracking", "tracking_number")];
        let columns = columns.map(|(heading, target)| json!({"heading": heading, "target": target}));
        let template =
            json!({"name": "Parcels", "kind": "shipments", "shipment_match": "order_id", "columns": columns});
        let template = added(&self.hub, &template).await;
        let rows = format!("{},UPS,T-PRINTS\n{},UPS,T-FRAMES\n", orders.prints, orders.frames);
        let file = format!("Reference,Carrier,Tracking\n{rows}");
        drop_file(&self.hub, &template, "parcels.csv", &file).await;
        assert_eq!(counts(&ended(&self.hub, "parcels.csv").await), [2, 0, 0, 0]);
    }

    async fn the_parcels_are_on_the_client_s_order(&self, orders: &Orders) {
        let order = eventually("both parcels on the original", async || {
            let order = self.client.read(&orders.original).await;
            (order["order_shipments"].as_array().unwrap().len() == 2).then_some(order)
        })
        .await;
        let item = |place: usize| &order["order_items"][place]["id"];
        for (number, place, quantity) in [("T-PRINTS", 0, 2), ("T-FRAMES", 1, 1)] {
            let parcels = order["order_shipments"].as_array().unwrap();
            let parcel = parcels.iter().find(|parcel| parcel["tracking_number"] == number).unwrap();
            let items = &parcel["order_items"];
            assert_eq!((&items[0]["id"], &items[0]["quantity"]), (item(place), &json!(quantity)), "{parcel}");
            assert_eq!(items.as_array().unwrap().len(), 1, "{parcel}");
        }
        let ledger = self.client.get(&format!("/v1/orders/{}/ledger", orders.original)).await["ledger"].clone();
        let left: Vec<&Value> = ledger.as_array().unwrap().iter().map(|line| &line["left"]).collect();
        assert_eq!(left, [0, 0], "{ledger}");
    }

    async fn the_client_s_cart_is_told_of_both(&self, orders: &Orders) {
        self.client.receiver.wait_for("/cart", 2, PATIENCE).await.unwrap();
        self.client.appointments(&orders.original, "complete", 2).await;
        assert_eq!(self.client.receiver.received("/cart").len(), 2, "each parcel once");
    }
}
