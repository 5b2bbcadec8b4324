//! The variants of a tagged enum under names of their own. The derive writes them in place, and a generated client would
//! call them `ActionType0`.

use utoipa::openapi::schema::{Discriminator, Object, OneOf, Schema};
use utoipa::openapi::{Ref, RefOr};

use super::Named;

/// The same schemas, where each variant of a tagged enum stands by itself: `TagOrderAction` of `Action`.
pub(crate) fn named(schemas: Named) -> Named {
    let mut all = vec![];
    for (name, schema) in schemas {
        match schema {
            RefOr::T(Schema::OneOf(one)) => {
                let (one, mut variants) = taken_apart(&name, one);
                all.push((name, Schema::OneOf(one).into()));
                all.append(&mut variants);
            }
            other => all.push((name, other)),
        }
    }
    all
}

fn taken_apart(name: &str, mut one: OneOf) -> (OneOf, Named) {
    let mut variants = vec![];
    let mut tags = vec![];
    for item in &mut one.items {
        let RefOr::T(Schema::Object(object)) = item else { continue };
        let Some((field, tag)) = tag(object) else { continue };
        let variant = format!("{}{name}", pascal_case(&tag));
        let reference = Ref::from_schema_name(&variant);
        tags.push((field, tag, reference.ref_location.clone()));
        variants.push((variant, std::mem::replace(item, reference.into())));
    }
    if let Some((field, ..)) = tags.first() {
        let mapping = tags.iter().map(|(_, tag, at)| (tag.clone(), at.clone()));
        one.discriminator = Some(Discriminator::with_mapping(field, mapping));
    }
    (one, variants)
}

/// The field that can have one value only, and that value.
fn tag(object: &Object) -> Option<(String, String)> {
    object.properties.iter().find_map(|(name, schema)| {
        let RefOr::T(Schema::Object(field)) = schema else { return None };
        match field.enum_values.as_deref() {
            Some([only]) => Some((name.clone(), only.as_str()?.to_owned())),
            _ => None,
        }
    })
}

/// `tag_order` is `TagOrder`.
fn pascal_case(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    words.collect()
}
