//! What each function may do.

use serde_yaml_ng::Value;

use crate::template::{functions, list, resources, text};

/// An action, and the functions that may do it.
const MAY_DO: &[(&str, &[&str])] = &[
    ("kms:GenerateDataKeyWithoutPlaintext", &["ManageStore", "ServeConsole"]),
    (
        "kms:Decrypt",
        &[
            "ManageStore",
            "PostOrderJson",
            "DeliverFile",
            "PickUpFiles",
            "TestFileServer",
            "TakeWebhook",
            "ImportOrder",
            "CallCart",
            "SendMail",
            "ServeConsole",
        ],
    ),
    ("dynamodb:ConditionCheckItem", &["ManageStore", "ServeConsole"]),
    ("ses:SendRawEmail", &["SendMail", "DeliverFile"]),
    ("ses:VerifyEmailIdentity", &["SendMail"]),
    ("ses:GetIdentityVerificationAttributes", &["ManageStore", "SendMail"]),
    ("ses:DeleteIdentity", &[]),
    ("dynamodb:Scan", &["RunSweep"]),
    (
        "s3:PutObject",
        &[
            "RunSweep",
            "ImportFile",
            "ExportOrders",
            "DeliverFile",
            "ServeFiles",
            "PickUpFiles",
            "TakeWebhook",
            "ImportOrder",
            "CallCart",
            "MakeDocument",
            "ServeDocuments",
        ],
    ),
    (
        "s3:GetObject",
        &["ImportFile", "ExportOrders", "DeliverFile", "ServeFiles", "ImportOrder", "SendMail", "ServeDocuments"],
    ),
    (
        "sqs:SendMessage",
        &[
            "EvaluateRules",
            "CarryOutPlans",
            "PostOrderJson",
            "DeliverFile",
            "CloseAppointment",
            "MakeDocument",
            "SendMail",
            "TakeWebhook",
            "CallCart",
        ],
    ),
    (
        "sqs:ReceiveMessage",
        &[
            "PostOrderJson",
            "CloseAppointment",
            "MakeDocument",
            "SendMail",
            "RunSweep",
            "ImportFile",
            "ExportOrders",
            "DeliverFile",
            "PickUpFiles",
            "ImportOrder",
            "CallCart",
        ],
    ),
];

/// Objects of the private bucket: what is behind the beginning of their names is an id.
const MAY_REACH: [&str; 10] = [
    "${Files.Outputs.BucketArn}/attachments/*",
    "${Files.Outputs.BucketArn}/documents/*",
    "${Files.Outputs.BucketArn}/repairs/*",
    "${Files.Outputs.BucketArn}/sweeps/*",
    "${Files.Outputs.BucketArn}/imports/*",
    "${Files.Outputs.BucketArn}/imported/*",
    "${Files.Outputs.BucketArn}/mails/*",
    "${Files.Outputs.BucketArn}/exported/*",
    "${Files.Outputs.BucketArn}/exports/*",
    "${Files.Outputs.BucketArn}/carts/*",
];

/// What mails leave from: addresses of stores, which nobody knows before they name them (docs/adr/0046-senders-of-stores.md).
const MAY_SEND_FROM: &str = "${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*";

/// Actions that AWS limits to no resource.
const WITHOUT_RESOURCE: [&str; 2] = ["ses:GetIdentityVerificationAttributes", "ses:VerifyEmailIdentity"];

/// A setting, and the functions that have it.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("ADMIN_TOKEN_SHA256", &["ManageStore"]),
    (
        "DATA_KEY_ID",
        &[
            "CallCart",
            "DeliverFile",
            "ImportOrder",
            "ManageStore",
            "PickUpFiles",
            "PostOrderJson",
            "SendMail",
            "ServeConsole",
            "TakeWebhook",
            "TestFileServer",
        ],
    ),
    (
        "KEY_CHECKSUM_SECRET",
        &[
            "IngestOrder",
            "IngestShipment",
            "ManageStore",
            "ServeApi",
            "ServeConsole",
            "ServeDocuments",
            "ServeFiles",
            "ServeRules",
            "TestFileServer",
        ],
    ),
];

/// The actions and the resources of everything that one function is allowed.
fn allowed(function: &str) -> Vec<(Vec<String>, Vec<Value>)> {
    let role = &resources("template.yaml", "AWS::IAM::Role")[&format!("{function}Role")]["Properties"];
    assert!(role["ManagedPolicyArns"].is_null(), "{function}: a managed policy reaches everything");
    let policies = list(&role["Policies"]);
    let statements = policies.iter().flat_map(|policy| list(&policy["PolicyDocument"]["Statement"]));
    statements
        .map(|statement| {
            assert_eq!(statement["Effect"], "Allow", "{function}");
            assert!(statement["NotAction"].is_null() && statement["NotResource"].is_null(), "{function}");
            (list(&statement["Action"]).iter().map(text).collect(), list(&statement["Resource"]))
        })
        .collect()
}

#[test]
fn every_function_has_a_role_and_a_log_group_of_its_own() {
    let (roles, logs) =
        (resources("template.yaml", "AWS::IAM::Role"), resources("template.yaml", "AWS::Logs::LogGroup"));
    for (name, function) in functions() {
        assert_eq!(text(&function["Role"]), format!("{name}Role.Arn"));
        assert!(function["Policies"].is_null(), "{name}: beside its role, SAM would write another");
        assert!(roles.contains_key(&format!("{name}Role")), "{name}");
        assert!(logs.contains_key(&format!("{name}Logs")), "{name}");
        assert_eq!(text(&function["LoggingConfig"]["LogGroup"]), format!("{name}Logs"));
    }
    assert_eq!(roles.len(), functions().len());
}

#[test]
fn no_role_has_a_wildcard() {
    for function in functions().keys() {
        for (actions, resources) in allowed(function) {
            assert!(actions.iter().all(|action| !action.contains('*')), "{function}: {actions:?}");
            if actions.iter().all(|action| WITHOUT_RESOURCE.contains(&action.as_str())) {
                assert_eq!(resources, ["*"], "{function}: {actions:?}");
                continue;
            }
            let resources = serde_yaml_ng::to_string(&resources).unwrap();
            let may_send = actions == ["ses:SendRawEmail"];
            let resources = if may_send { resources.replace(MAY_SEND_FROM, "") } else { resources };
            let resources = MAY_REACH.iter().fold(resources, |rest, objects| rest.replace(objects, ""));
            assert!(!resources.contains('*'), "{function}: {resources}");
        }
    }
}

#[test]
fn a_sensitive_action_is_allowed_to_those_that_need_it() {
    for (action, functions_of_it) in MAY_DO {
        let holds =
            |function: &String| allowed(function).iter().any(|(actions, _)| actions.iter().any(|a| a == action));
        let holders: Vec<_> = functions().into_keys().filter(holds).collect();
        assert!(holders.iter().all(|holder| functions_of_it.contains(&holder.as_str())), "{action}: {holders:?}");
        assert_eq!(holders.len(), functions_of_it.len(), "{action}: {holders:?}");
    }
}

#[test]
fn a_sensitive_setting_is_known_to_those_that_need_it() {
    for (setting, functions_of_it) in MAY_KNOW {
        let knows = functions().into_iter().filter(|(_, function)| {
            let settings = &function["Environment"]["Variables"];
            !settings[*setting].is_null()
        });
        assert_eq!(knows.map(|(name, _)| name).collect::<Vec<_>>(), *functions_of_it, "{setting}");
    }
}
