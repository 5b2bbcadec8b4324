//! Moving orders (orderdesk-api 2.5).

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::scalars::Text;
use super::scalars_in::AnyId;
use super::{Named, described, named, reference};

read! {
    /// Orders and the id of a folder.
    MoveToId {
        [needs] {
            /// The orders, at most 500.
            #[schema(min_items = 1, max_items = 500)]
            order_id_list: Vec<AnyId>,
            /// The folder's id.
            destination_folder_id: AnyId,
        }
    }

    /// Orders and the name of a folder.
    MoveToName {
        [needs] {
            /// The orders, at most 500.
            #[schema(min_items = 1, max_items = 500)]
            order_id_list: Vec<AnyId>,
            /// The folder's name, exactly.
            destination_folder_name: Text,
        }
    }
}

/// A move names its folder by exactly one of id and name.
#[derive(Serialize)]
pub(crate) struct Move;

impl PartialSchema for Move {
    fn schema() -> RefOr<Schema> {
        let either = OneOfBuilder::new().item(reference::<MoveToId>()).item(reference::<MoveToName>());
        described(either.into(), "A move names its folder by exactly one of id and name.").into()
    }
}

impl ToSchema for Move {
    fn schemas(all: &mut Named) {
        all.extend(named::<MoveToId>());
        all.extend(named::<MoveToName>());
    }
}
