//! The document serves other people's tools: a client that openapi-python-client makes of it and one that
//! openapi-typescript makes of it, used as a shop would.

use waybill::{Clients, Project};

use crate::shop::Shop;

#[tokio::test]
async fn clients_made_of_the_document_create_an_order_read_it_and_ship_it() {
    let clients = Clients::ready(&Project::find().await.unwrap()).await.unwrap();
    let shop = Shop::open("clients").await;
    clients.run(&shop.cloud.api(), &shop.id, &shop.api_key).await.unwrap();
}
