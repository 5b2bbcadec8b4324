//! A server for files is tried out before anybody relies on it.

use serde_json::{Value, json};

use super::{prepare, stock};
use crate::ftp_server::{FtpServer, PASSWORD};
use crate::shop::Shop;

fn server_body(server: &FtpServer) -> Value {
    json!({"protocol": "ftp", "host": "127.0.0.1", "port": server.address.port(), "user": "harbor", "secret": "supplier"})
}

/// Catches an answer that does not say how far it came, and one with a secret in it.
#[tokio::test]
async fn a_test_says_how_far_it_came_and_leaves_nothing_there() {
    let shop = Shop::open("test-server").await;
    prepare(&shop).await;
    let server = FtpServer::start();
    for number in 0..25 {
        server.put(&format!("{number:02}.csv"), stock("MUG", 7), shop.world.aws.time.now());
    }
    let mut body = server_body(&server);
    let tested = shop.post("/v1/file-servers/test", &body).await["test"].clone();
    assert_eq!((&tested["works"], &tested["listed"], &tested["error"]), (&json!(true), &json!(true), &json!("")));
    assert_eq!((tested["files"].as_array().unwrap().len(), &tested["has_more"]), (20, &json!(true)));
    assert_eq!((server.names().len(), server.heard("STOR")), (25, 0));
    body["directory"] = json!("missing");
    let tested = shop.post("/v1/file-servers/test", &body).await["test"].clone();
    assert_eq!(
        (&tested["works"], &tested["signed_in"], &tested["listed"]),
        (&json!(false), &json!(true), &json!(false))
    );
    assert_eq!(tested["error"], "the folder is not there");
    server.refuse("PASS", "530 that is wrong");
    let tested = shop.post("/v1/file-servers/test", &body).await;
    assert_eq!((&tested["test"]["connected"], &tested["test"]["signed_in"]), (&json!(true), &json!(false)));
    assert!(!tested.to_string().contains(PASSWORD), "{tested}");
}

/// FTP within TLS was wanted: nothing goes to a server that has none.
#[tokio::test]
async fn nothing_secret_goes_to_a_server_without_tls_where_that_is_wanted() {
    let shop = Shop::open("test-server-tls").await;
    prepare(&shop).await;
    let server = FtpServer::start();
    let mut body = server_body(&server);
    body["protocol"] = json!("ftps");
    let tested = shop.post("/v1/file-servers/test", &body).await["test"].clone();
    assert_eq!(
        (&tested["works"], &tested["signed_in"], &tested["fingerprint"]),
        (&json!(false), &json!(false), &Value::Null)
    );
    assert!(tested["error"].as_str().unwrap().contains("TLS"), "{tested}");
    assert_eq!((server.heard("USER"), server.heard("PASS")), (0, 0));
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_its_field_and_nobody_is_called() {
    let shop = Shop::open("test-server-wrong").await;
    prepare(&shop).await;
    let server = FtpServer::start();
    for (field, value) in [
        ("protocol", json!("scp")),
        ("host", json!("127.0.0.1:21")),
        ("host", json!("")),
        ("port", json!(25)),
        ("port", json!(0)),
        ("user", json!("")),
        ("secret", json!("none")),
        ("secret", json!("not a name")),
        ("directory", json!("../x")),
        ("host_key", json!("SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")),
        ("certificate", json!("x")),
    ] {
        let mut body = server_body(&server);
        body[field] = value.clone();
        let reply = shop.call("POST", "/v1/file-servers/test", Some(&body)).await;
        assert_eq!(reply.status, 400, "{field} {value}: {}", reply.text());
        let named = reply.json::<Value>().unwrap()["errors"][0]["field"].clone();
        assert_eq!(named, field, "{value}: {}", reply.text());
    }
    assert_eq!(server.heard("USER"), 0);
    let hosts = json!({"name": "inside", "value": "x", "hosts": ["10.0.0.1"]});
    shop.post("/v1/secrets", &hosts).await;
    let body = json!({"protocol": "sftp", "host": "10.0.0.1", "user": "u", "secret": "inside"});
    let tested = shop.post("/v1/file-servers/test", &body).await["test"].clone();
    assert_eq!((&tested["connected"], &tested["works"]), (&json!(false), &json!(false)));
    assert!(tested["error"].as_str().unwrap().contains("public address"), "{tested}");
}
