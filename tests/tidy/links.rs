//! Which function links which heavy or sensitive crate. Asked of cargo for each function alone, because features that
//! another function switches on are not in its binary.

use std::collections::BTreeSet;

use crate::workspace::{cargo, names_in, read};

/// Who may open secrets of stores.
const HOLDS_SECRETS: &[&str] = &[
    "manage-store",
    "post-order-json",
    "deliver-file",
    "pick-up-files",
    "test-file-server",
    "take-webhook",
    "import-order",
    "call-cart",
    "send-mail",
    "serve-console",
];

/// Who may reach the private bucket.
const REACHES_BUCKET: &[&str] = &[
    "run-sweep",
    "import-file",
    "serve-files",
    "export-orders",
    "deliver-file",
    "pick-up-files",
    "take-webhook",
    "import-order",
    "call-cart",
    "make-document",
    "serve-documents",
    "send-mail",
];

/// A crate, and the functions whose binaries may hold it. What a function can't do, nobody can make it do.
const MAY_LINK: &[(&str, &[&str])] = &[
    // Posting to addresses that shops choose, and the client it is done with.
    ("delivery", &["post-order-json", "deliver-file", "import-order", "call-cart"]),
    ("brotli-decompressor", &["post-order-json", "deliver-file", "import-order", "call-cart"]),
    // Making and opening what holds a secret.
    ("secrets", HOLDS_SECRETS),
    ("aws-sdk-kms", HOLDS_SECRETS),
    // Mails, to addresses that stores choose; and whether SES sends from those that they name, which is all `manage-store`
    // may do of it.
    ("mail", &["deliver-file", "manage-store", "send-mail"]),
    ("aws-sdk-ses", &["deliver-file", "manage-store", "send-mail"]),
    // No function of HTTP waits for a queue, but for the one that does nothing else.
    (
        "queue",
        &[
            "evaluate-rules",
            "carry-out-plans",
            "post-order-json",
            "close-appointment",
            "send-mail",
            "run-sweep",
            "import-file",
            "pick-up-files",
            "export-orders",
            "deliver-file",
            "take-webhook",
            "import-order",
            "call-cart",
            "make-document",
        ],
    ),
    (
        "aws-sdk-sqs",
        &[
            "evaluate-rules",
            "carry-out-plans",
            "post-order-json",
            "close-appointment",
            "send-mail",
            "run-sweep",
            "import-file",
            "pick-up-files",
            "export-orders",
            "deliver-file",
            "take-webhook",
            "import-order",
            "call-cart",
            "make-document",
        ],
    ),
    ("files", REACHES_BUCKET),
    ("aws-sdk-s3", REACHES_BUCKET),
    // Speaking to servers that shops choose.
    ("transfer-servers", &["deliver-file", "pick-up-files", "test-file-server"]),
    ("russh", &["deliver-file", "pick-up-files", "test-file-server"]),
    ("suppaftp", &["deliver-file", "pick-up-files", "test-file-server"]),
    // Reading and writing files of merchants.
    ("sheets", &["import-file", "serve-files", "export-orders"]),
    ("chardetng", &["import-file", "serve-files", "export-orders"]),
    ("quick-xml", &["import-file", "serve-files", "export-orders", "make-document", "serve-documents"]),
    ("calamine", &[]),
    // Reading mails that come in.
    ("inbox", &["import-file"]),
    ("mail-parser", &["import-file"]),
    // Making PDF of HTML, which takes fonts and an engine.
    ("documents", &["make-document", "serve-documents"]),
    ("krilla", &["make-document", "serve-documents"]),
    // Reading style sheets of stores.
    ("style", &["serve-console", "manage-store"]),
    ("cssparser", &["serve-console", "manage-store"]),
    // Checking and running rules, and the texts of merchants.
    ("rules", &["evaluate-rules", "run-sweep", "serve-rules", "serve-files", "export-orders", "serve-console"]),
    (
        "templates",
        &[
            "evaluate-rules",
            "run-sweep",
            "serve-rules",
            "serve-files",
            "export-orders",
            "import-file",
            "send-mail",
            "make-document",
            "serve-documents",
            "serve-console",
        ],
    ),
    (
        "minijinja",
        &[
            "evaluate-rules",
            "run-sweep",
            "serve-rules",
            "serve-files",
            "export-orders",
            "import-file",
            "send-mail",
            "make-document",
            "serve-documents",
            "serve-console",
        ],
    ),
    // Pages for people, and how they sign in; `manage-store` makes links for the first of them.
    ("askama", &["serve-console"]),
    // SSH has it for keys that lie behind a passphrase.
    ("argon2", &["serve-console", "manage-store", "deliver-file", "pick-up-files", "test-file-server"]),
    ("totp-rs", &["serve-console", "manage-store"]),
    // Forty milliseconds of every cold start (docs/adr/0003-tls-on-ring.md).
    ("aws-lc-sys", &[]),
    ("aws-lc-rs", &[]),
    ("openssl-sys", &[]),
    // The default chain of credentials and profiles, and what it asks (the same).
    ("aws-config", &[]),
    ("aws-sdk-sts", &[]),
    // What tests are made with.
    ("waybill", &[]),
    ("cloud", &[]),
    ("fake-carts", &[]),
    ("dynoxide-rs", &[]),
    ("rcgen", &[]),
];

/// The names of all that a function's binary is built of, for whatever target.
fn tree(function: &str) -> BTreeSet<String> {
    let arguments =
        ["tree", "--edges", "normal", "--package", function, "--prefix", "none", "--target", "all", "--offline"];
    let lines = cargo(&arguments);
    let names = lines.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn a_function_links_only_what_it_may() {
    let mut linked = vec![];
    for function in names_in("functions") {
        let tree = tree(&function);
        assert!(tree.contains("table"), "{function}: {tree:?}");
        for (name, functions) in MAY_LINK {
            if tree.contains(*name) && !functions.contains(&function.as_str()) {
                linked.push((function.clone(), *name));
            }
        }
    }
    assert!(linked.is_empty(), "{linked:?}");
}

#[test]
fn no_package_at_all_needs_the_library_whose_start_takes_forty_milliseconds() {
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    assert!(packages.iter().all(|package| package["name"].as_str() != Some("aws-lc-sys")));
}
