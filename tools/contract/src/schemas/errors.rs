//! Refusals: the compatible API's envelope, and RFC 9457 problems of our own `/v1`.

use http::FieldProblem;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::scalars::{ExecutionTime, Id, StatusCode, Text, of};
use super::{Named, named, reference};

/// A refusal of the compatible API.
#[derive(serde::Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    /// Always `error`.
    #[schema(required = true, value_type = String, pattern = "^error$")]
    status: Text,
    /// What is wrong, for people.
    #[schema(required = true)]
    message: Text,
    /// How long the call took.
    #[schema(required = true)]
    execution_time: ExecutionTime,
    /// All that is wrong, one by one, each with its field: `order_items[0].price: …`.
    #[schema(required = false)]
    errors: Vec<String>,
    /// The order that is there already.
    #[schema(required = false)]
    order_id: Id,
    /// The shipment that is there already.
    #[schema(required = false)]
    shipment_id: Text,
}

/// What API Gateway says when it answers in a function's place.
#[derive(serde::Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatewayRefusal {
    /// What is wrong.
    #[schema(required = true)]
    message: Text,
}

/// A problem as RFC 9457 has it. Members that it allows beside these may be there: `order_id` of an order that is
/// there already, for one.
#[derive(serde::Serialize)]
pub(crate) struct Problem;

impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        let kind = of(Type::String).description(Some("What kind of problem it is: a URI, or `about:blank`."));
        let title = of(Type::String).description(Some("The kind of problem in words."));
        let detail = of(Type::String).description(Some("What is wrong this time."));
        let errors = ArrayBuilder::new()
            .items(Ref::from_schema_name(FieldProblem::name()))
            .description(Some("All that is wrong, one by one."));
        let about = "A problem (RFC 9457). Further members may say more, such as `order_id` of an order that is there \
                     already.";
        let problem: ObjectBuilder = of(Type::Object).description(Some(about));
        let problem = problem.property("type", kind).property("title", title);
        let problem = problem.property("status", reference::<StatusCode>()).property("detail", detail);
        let problem = problem.property("errors", errors);
        ["type", "title", "status", "detail"].into_iter().fold(problem, ObjectBuilder::required).into()
    }
}

impl ToSchema for Problem {
    fn schemas(all: &mut Named) {
        all.extend(named::<FieldProblem>());
        all.extend(named::<StatusCode>());
    }
}
