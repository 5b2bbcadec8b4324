//! Users of a store, invitations into it, and its audit: our own `/v1/users`, `/v1/invitations` and `/v1/audit`.

use serde_json::json;
use wire::accounts::AccountLinkView;
use wire::audit::AuditLineView;
use wire::users::{InvitationInput, InvitationView, UserInput, UserView};

use super::events::OTHER_VERSION;
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::{Count, NextCursor};

const LAST: &str = "They are the last one who may manage users and billing, and sees all orders.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The users.").list::<UserView>("users"))
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The user.").with::<UserView>("user").etag())
}

pub(super) fn change() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<UserInput>>("Who packs", json!({"preset": "warehouse", "css_class": "packing"}))
        .or(
            "permissions",
            "Who answers customers of two folders",
            json!({"permissions": ["view_orders", "add_notes", "send_mail"], "scope": "folders", "folder_ids": [1, 2]}),
        )
        .answers(Success::done("The user as they are now.").with::<UserView>("user").etag())
        .refuses(409, LAST)
        .refuses(412, OTHER_VERSION)
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("They are no user of the store any more.")).refuses(409, LAST)
}

pub(super) fn list_invitations() -> Entry {
    Entry::new().answers(Success::ok("The invitations.").list::<InvitationView>("invitations"))
}

pub(super) fn invite() -> Entry {
    Entry::new()
        .takes::<Read<InvitationInput>>("Who packs", json!({"email": "mara@example.com", "preset": "warehouse"}))
        .or(
            "supplier",
            "Who makes prints, by a link that is handed over",
            json!({
                "email": "prints@example.com", "preset": "supplier", "scope": "supplier",
                "supplier_id": "{supplier_id}", "send_mail": false,
            }),
        )
        .answers(
            Success::created("The invitation, and its link, which is answered this once.")
                .with::<InvitationView>("invitation")
                .with::<AccountLinkView>("link"),
        )
        .refuses(409, "They are a user of the store already, it has 200 users, or 200 invitations wait.")
}

pub(super) fn withdraw() -> Entry {
    Entry::new().answers(Success::done("It is good for nothing any more."))
}

pub(super) fn audit() -> Entry {
    Entry::new().parameters(parameters::audit_page()).answers(
        Success::ok("A page of changes.")
            .list::<AuditLineView>("audit")
            .with::<Count>("limit")
            .with::<NextCursor>("next_cursor"),
    )
}
