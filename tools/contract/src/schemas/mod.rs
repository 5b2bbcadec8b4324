//! What goes over the wire, as documentation. What is written describes itself, in `wire`, `domain` and `http`, under
//! the feature `schema`. What is read is made of the tables of fields that the readers go by: [`domain::fields`] for
//! orders and what they have lists of, [`wire::body`] for all else. Only refusals are described here: the types for them
//! are there for `ToSchema`, and nobody ever makes one.

pub(crate) mod bodies;
pub(crate) mod errors;
pub(crate) mod fields;
pub(crate) mod moves;
pub(crate) mod rules;
pub(crate) mod scalars;
pub(crate) mod scalars_in;
pub(crate) mod variants;
pub(crate) mod views;

use utoipa::ToSchema;
use utoipa::openapi::schema::{AdditionalProperties, Schema};
use utoipa::openapi::{Ref, RefOr};

/// Schemas by their names.
pub(crate) type Named = Vec<(String, RefOr<Schema>)>;

/// A pointer to a schema by name.
pub(crate) fn reference<T: ToSchema>() -> Ref {
    Ref::from_schema_name(T::name())
}

/// The schema of `T` and of all it is made of.
pub(crate) fn named<T: ToSchema>() -> Named {
    let mut all = vec![];
    T::schemas(&mut all);
    all.push((T::name().into_owned(), T::schema()));
    all
}

/// An object with one more field, and another description.
pub(crate) fn with_field(object: RefOr<Schema>, name: &str, field: Ref, is_needed: bool, about: &str) -> RefOr<Schema> {
    match object {
        RefOr::T(Schema::Object(mut object)) => {
            object.properties.insert(name.to_owned(), field.into());
            object.required.extend(is_needed.then(|| name.to_owned()));
            described(Schema::Object(object), about).into()
        }
        other => other,
    }
}

/// The same where the field of this name is a `T`.
pub(crate) fn refined<T: ToSchema>(object: RefOr<Schema>, name: &str) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = object else { return object };
    let before = object.properties.get(name);
    let about = before.and_then(|before| match before {
        RefOr::T(Schema::Object(before)) => before.description.clone(),
        _ => None,
    });
    let mut to = reference::<T>();
    to.description = about.unwrap_or_default();
    object.properties.insert(name.to_owned(), to.into());
    Schema::Object(object).into()
}

/// The same for what the server writes: there are no further fields. A map, which says what else may be in it, stays.
pub(crate) fn closed(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) if !object.properties.is_empty() => {
            let none = || Box::new(AdditionalProperties::FreeForm(false));
            object.additional_properties.get_or_insert_with(none);
            Schema::Object(object).into()
        }
        RefOr::T(Schema::OneOf(mut one)) => {
            one.items = one.items.into_iter().map(closed).collect();
            Schema::OneOf(one).into()
        }
        other => other,
    }
}

/// The same with a description.
pub(crate) fn with_description(form: RefOr<Schema>, about: String) -> RefOr<Schema> {
    match form {
        RefOr::Ref(mut to) => {
            to.description = about;
            to.into()
        }
        RefOr::T(schema) => described(schema, &about).into(),
    }
}

/// The same with a description, where the kind of schema takes one.
pub(crate) fn described(schema: Schema, description: &str) -> Schema {
    let description = Some(description.to_owned());
    match schema {
        Schema::Object(mut object) => {
            object.description = description;
            Schema::Object(object)
        }
        Schema::OneOf(mut one) => {
            one.description = description;
            Schema::OneOf(one)
        }
        Schema::AnyOf(mut any) => {
            any.description = description;
            Schema::AnyOf(any)
        }
        Schema::AllOf(mut all) => {
            all.description = description;
            Schema::AllOf(all)
        }
        Schema::Array(mut array) => {
            array.description = description;
            Schema::Array(array)
        }
        other => other,
    }
}
