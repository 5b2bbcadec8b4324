//! Fields that name one of a list.

use crate::body::Field;
use crate::read::Object;

/// The one of a list that is named, or the usual one, noted as wrong.
pub(crate) fn one<T: Copy + Default>(
    object: &Object,
    field: &Field<String>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> T {
    let sent = field.filled(object);
    all.iter().copied().find(|one| name(*one) == sent).unwrap_or_else(|| {
        object.demand(field.name(), format!("must be one of {}", listed(all, name)));
        T::default()
    })
}

/// The names of a list; those that are signs between quotation marks.
pub(crate) fn listed<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> String {
    let is_word = |name: &str| name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    let names = all.iter().map(|one| name(*one));
    names.map(|name| if is_word(name) { name.to_owned() } else { format!("{name:?}") }).collect::<Vec<_>>().join(", ")
}
