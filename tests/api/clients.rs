//! The document serves other people's tools: a client that openapi-python-client makes of it and one that
//! openapi-typescript makes of it create an order, read it and ship it, over a socket that leads into the world.

use cloud::web;
use tokio::sync::{mpsc, oneshot};
use waybill::http::Reply;
use waybill::{Clients, Project};

use crate::shop::Shop;

/// A call on its way from a client to the world, which lives on the thread of the test.
struct Passed {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    back: oneshot::Sender<Reply>,
}

#[tokio::test]
async fn clients_made_of_the_document_create_an_order_read_it_and_ship_it() {
    let clients = Clients::ready(&Project::find().await.unwrap()).await.unwrap();
    let shop = Shop::open("clients").await;
    let (pass, mut passed) = mpsc::unbounded_channel::<Passed>();
    let server = web::serve(None, move |request| {
        let pass = pass.clone();
        async move {
            let (back, reply) = oneshot::channel();
            let (method, path) = (request.method().to_string(), request.uri().to_string());
            // The world is a host of its own.
            let headers = request.headers().iter().filter(|(name, _)| *name != "host");
            let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
            let body = web::body_of(request).await.to_vec();
            pass.send(Passed { method, path, headers, body, back }).unwrap();
            let Reply { status, headers, body } = reply.await.unwrap();
            let is_problem = headers.get("content-type").is_some_and(|kind| kind == "application/problem+json");
            web::typed(status, if is_problem { "application/problem+json" } else { "application/json" }, body)
        }
    });
    let server = server.await.unwrap();
    let world = async {
        while let Some(Passed { method, path, headers, body, back }) = passed.recv().await {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let body = (!body.is_empty()).then_some(body.as_slice());
            let reply = shop.world.call(&method, &path, &headers, body).await;
            // A client that is gone needs no answer.
            let _ = back.send(reply);
        }
    };
    let base_url = format!("http://127.0.0.1:{}", server.port);
    tokio::select! {
        done = clients.run(&base_url, &shop.id, &shop.api_key) => done.unwrap(),
        () = world => panic!("the world ended before the clients"),
    }
}
