//! Repairs: our own `/v1/repairs`.

use serde_json::json;
use wire::repairs::{NewRepair, RepairView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

pub(super) fn start() -> Entry {
    Entry::new()
        .parameter(parameters::once(
            "A repair that is asked for again with the same key is the same one, as long as it is among the 20 newest. With \
             another body it is 422.",
        ))
        .may_take::<Read<NewRepair>>("Of one store", json!({"store_id": "{store_id}"}))
        .answers(Success::created("The repair that is done now.").with::<RepairView>("repair"))
        .refuses(404, "There is no such store.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `repair_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The repair.").with::<RepairView>("repair"))
}

pub(super) fn cancel() -> Entry {
    Entry::new()
        .answers(Success::done("The repair as it is now.").with::<RepairView>("repair"))
        .refuses(409, "It is over.")
}
