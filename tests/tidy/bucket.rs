//! The private bucket: who can't reach it, how long things lie in it, and what may call it.

use serde_yaml_ng::Value;

use crate::template::{functions, list, resources, text};

fn bucket() -> Value {
    resources("infra/bucket.yaml", "AWS::S3::Bucket")["Bucket"].clone()
}

/// The rule of the lifecycle for names that begin like this.
fn days_of(prefix: &str) -> u64 {
    let bucket = bucket();
    let rules = list(&bucket["Properties"]["LifecycleConfiguration"]["Rules"]);
    let rule = rules.iter().find(|rule| rule["Prefix"] == prefix);
    let rule = rule.unwrap_or_else(|| panic!("what begins with {prefix} lies there for ever"));
    assert_eq!(rule["Status"], "Enabled", "{prefix}");
    rule["ExpirationInDays"].as_u64().unwrap()
}

/// Catches a bucket that somebody outside can read, by an ACL, a policy, or without TLS, and one that goes with the stack.
#[test]
fn it_is_private_encrypted_reached_by_tls_alone_and_kept() {
    let bucket = bucket();
    assert_eq!((&bucket["DeletionPolicy"], &bucket["UpdateReplacePolicy"]), (&"Retain".into(), &"Retain".into()));
    let properties = &bucket["Properties"];
    for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        assert_eq!(properties["PublicAccessBlockConfiguration"][block], true, "{block}");
    }
    assert_eq!(properties["OwnershipControls"]["Rules"][0]["ObjectOwnership"], "BucketOwnerEnforced");
    let encryption = &properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert_eq!(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256");
    let policy = &resources("infra/bucket.yaml", "AWS::S3::BucketPolicy")["BucketPolicy"]["Properties"];
    let statements = list(&policy["PolicyDocument"]["Statement"]);
    let granted: Vec<_> = statements.iter().filter(|statement| statement["Effect"] != "Deny").collect();
    assert_eq!(granted.len(), 1, "a policy of it that grants something, but for mails that come in");
    assert_mails_may_be_put(granted[0]);
    let without_tls =
        statements.iter().find(|statement| statement["Condition"]["Bool"]["aws:SecureTransport"] == "false");
    let without_tls = without_tls.expect("a statement against calls without TLS");
    assert_eq!((&without_tls["Principal"], &without_tls["Action"]), (&"*".into(), &"s3:*".into()));
    assert_eq!(list(&without_tls["Resource"]).len(), 2, "the bucket, and what is in it");
}

/// SES may put mails that come in, of this account, where they come, and where mails are taken.
fn assert_mails_may_be_put(granted: &Value) {
    let branches = match granted {
        Value::Tagged(tagged) if tagged.tag == "If" => list(&tagged.value),
        other => panic!("without MailInDomain nobody may put anything: {other:?}"),
    };
    assert_eq!((text(&branches[0]).as_str(), text(&branches[2]).as_str()), ("SesMayPut", "AWS::NoValue"));
    let grant = &branches[1];
    assert_eq!(
        (&grant["Principal"]["Service"], &grant["Action"]),
        (&"ses.amazonaws.com".into(), &"s3:PutObject".into())
    );
    assert_eq!(text(&grant["Resource"]), "arn:${AWS::Partition}:s3:::${Bucket}/mails/*");
    let condition = &grant["Condition"];
    assert_eq!(text(&condition["StringEquals"]["aws:SourceAccount"]), "AWS::AccountId");
    assert!(
        text(&condition["ArnLike"]["aws:SourceArn"])
            .contains(":ses:${AWS::Region}:${AWS::AccountId}:receipt-rule-set/")
    );
}

/// Catches a topic that somebody else may publish to, whose word would then be SES's, and a rule that looks for no virus.
#[test]
fn what_is_said_of_mails_that_come_in_only_ses_of_this_account_can_say() {
    let policies = resources("infra/mails-in.yaml", "AWS::SNS::TopicPolicy");
    let statements = list(&policies["MailsInPolicy"]["Properties"]["PolicyDocument"]["Statement"]);
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0]["Principal"]["Service"], "ses.amazonaws.com");
    assert_eq!(text(&statements[0]["Condition"]["StringEquals"]["aws:SourceAccount"]), "AWS::AccountId");
    let queue = &resources("infra/queues.yaml", "AWS::SQS::QueuePolicy")["ImportsQueuePolicy"]["Properties"];
    for statement in list(&queue["PolicyDocument"]["Statement"]) {
        let statement = match statement {
            Value::Tagged(tagged) if tagged.tag == "If" => list(&tagged.value)[1].clone(),
            always => always,
        };
        let condition = &statement["Condition"];
        match statement["Principal"]["Service"].as_str().unwrap() {
            "s3.amazonaws.com" => assert_eq!(text(&condition["StringEquals"]["aws:SourceAccount"]), "AWS::AccountId"),
            "sns.amazonaws.com" => {
                let topic = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Prefix}-mails-in";
                assert_eq!(text(&condition["ArnEquals"]["aws:SourceArn"]), topic);
            }
            other => panic!("{other} may write to the queue of imports"),
        }
    }
    let rule = &resources("infra/mails-in.yaml", "AWS::SES::ReceiptRule")["Rule"]["Properties"]["Rule"];
    assert_eq!(rule["ScanEnabled"], true);
    let action = &list(&rule["Actions"])[0]["S3Action"];
    assert_eq!(action["ObjectKeyPrefix"], "mails/");
    assert_eq!(text(&action["TopicArn"]), "MailsIn");
    let subscription = &resources("infra/mails-in.yaml", "AWS::SNS::Subscription")["MailsInToImports"]["Properties"];
    assert_eq!(subscription["RawMessageDelivery"], true, "what is read is SES's own");
}

/// Catches a file that is lost as another came in its place, and files that lie there, and are paid for, for ever.
#[test]
fn what_was_overwritten_can_be_got_back_and_nothing_lies_there_for_ever() {
    let bucket = bucket();
    assert_eq!(bucket["Properties"]["VersioningConfiguration"]["Status"], "Enabled");
    let rules = list(&bucket["Properties"]["LifecycleConfiguration"]["Rules"]);
    let old = rules.iter().find(|rule| !rule["NoncurrentVersionExpiration"].is_null()).expect("old versions go");
    assert_eq!(old["NoncurrentVersionExpiration"]["NoncurrentDays"], 30);
    assert!(old["Prefix"].is_null(), "old versions of everything");
    assert!(rules.iter().any(|rule| !rule["AbortIncompleteMultipartUpload"].is_null()), "uploads that nobody ended");
    for (prefix, days) in [
        ("imports/", 30),
        ("imported/", 31),
        ("mails/", 30),
        ("exports/", 90),
        ("exported/", 31),
        ("documents/", 90),
        ("attachments/", 30),
        ("carts/", 30),
        ("tmp/", 7),
    ] {
        assert_eq!(days_of(prefix), days, "{prefix}");
    }
}

/// Catches a page of somebody else that a browser lets upload or read.
#[test]
fn browsers_may_call_it_from_the_console_alone() {
    let bucket = bucket();
    let cors = &bucket["Properties"]["CorsConfiguration"];
    let branches = match cors {
        Value::Tagged(tagged) if tagged.tag == "If" => list(&tagged.value),
        other => panic!("without a console no page may call it: {other:?}"),
    };
    assert_eq!((text(&branches[0]).as_str(), text(&branches[2]).as_str()), ("HasConsole", "AWS::NoValue"));
    let rules = list(&branches[1]["CorsRules"]);
    assert_eq!(rules.len(), 1);
    let origins: Vec<_> = list(&rules[0]["AllowedOrigins"]).iter().map(text).collect();
    let methods: Vec<_> = list(&rules[0]["AllowedMethods"]).iter().map(text).collect();
    assert_eq!((origins, methods), (vec!["ConsoleOrigin".to_owned()], vec!["GET".to_owned(), "PUT".to_owned()]));
    assert!(list(&rules[0]["AllowedHeaders"]).iter().all(|header| !text(header).contains('*')));
    let template: Value = serde_yaml_ng::from_str(&crate::workspace::read("template.yaml")).unwrap();
    let parameter = &template["Parameters"]["ConsoleOrigin"];
    assert_eq!(parameter["Default"], "", "none unless the operator names one");
    assert!(
        text(&parameter["AllowedPattern"]).starts_with("^(https://")
            && !text(&parameter["AllowedPattern"]).contains(".*")
    );
}

/// A part that comes back while it is still being done is done twice, which is harmless, and dear.
#[test]
fn a_part_of_an_import_comes_back_only_after_its_function_is_over() {
    let template: Value = serde_yaml_ng::from_str(&crate::workspace::read("template.yaml")).unwrap();
    let visibility = template["Parameters"]["ImportVisibilitySeconds"]["Default"].as_u64().unwrap();
    assert!(functions()["ImportFile"]["Timeout"].as_u64().unwrap() * 6 <= visibility);
}
