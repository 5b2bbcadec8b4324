//! What warming up sends, held against a KMS that notes each request and the connection it came by.

#![expect(clippy::unwrap_used, reason = "what a test stands on must stand")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use aws_sdk_kms::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_types::SdkConfig;
use secrets::Kms;

/// Answers on one connection: the first request with a refusal, the second with a key. Gives back both.
fn answer_twice(mut connection: TcpStream) -> [String; 2] {
    let key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    let refusal = ("400 Bad Request", r#"{"__type":"MissingAuthenticationTokenException"}"#.to_owned());
    let opened = ("200 OK", format!(r#"{{"KeyId":"k","Plaintext":"{key}"}}"#));
    [refusal, opened].map(|(status, body)| {
        let request = read(&mut connection);
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\n");
        write!(connection, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
        request
    })
}

/// One request, body and all.
fn read(connection: &mut TcpStream) -> String {
    let (mut text, mut byte) = (String::new(), [0]);
    let length = |text: &str| text.split("content-length: ").nth(1)?.split("\r\n").next()?.parse().ok();
    loop {
        connection.read_exact(&mut byte).unwrap();
        text.push(char::from(byte[0]));
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= length(head).unwrap_or(0)
        {
            return text;
        }
    }
}

fn config(port: u16) -> SdkConfig {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", Some("session".to_owned()), None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(format!("http://127.0.0.1:{port}"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

/// Would fail if the refusal were retried, if the warm-up had a connector of its own, or if it were signed and so
/// became a failed call in the account's records.
#[tokio::test]
async fn the_key_is_opened_on_the_connection_that_an_unsigned_request_has_opened() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let kms = Kms::new(&config(listener.local_addr().unwrap().port()), "key");
    let server = thread::spawn(move || answer_twice(listener.accept().unwrap().0));
    kms.warm_up().await;
    kms.open_data_key("c2VhbGVk").await.unwrap();
    let [first, second] = server.join().unwrap();
    assert!(first.contains("TrentService.Decrypt") && second.contains("TrentService.Decrypt"));
    assert!(!first.contains("authorization:") && !first.contains("x-amz-security-token:"), "{first}");
    assert!(second.contains("authorization: AWS4-HMAC-SHA256"), "{second}");
}
