//! Moving orders (orderdesk-api 2.5).

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};
use wire::orders::{MoveToId, MoveToName};

use super::bodies::Read;
use super::{Named, described, named, reference};

/// A move names its folder by exactly one of id and name.
#[derive(Serialize)]
pub(crate) struct Move;

impl PartialSchema for Move {
    fn schema() -> RefOr<Schema> {
        let either = OneOfBuilder::new().item(reference::<Read<MoveToId>>()).item(reference::<Read<MoveToName>>());
        described(either.into(), "A move names its folder by exactly one of id and name.").into()
    }
}

impl ToSchema for Move {
    fn schemas(all: &mut Named) {
        all.extend(named::<Read<MoveToId>>());
        all.extend(named::<Read<MoveToName>>());
    }
}
