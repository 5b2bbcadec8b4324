//! The house rules that a machine can hold (CONTRIBUTING.md). No cloud, and nothing is built: what is read are
//! sources, manifests, templates, and what cargo says of them.
//!
//! Lists that begin with `YET_` hold what breaks a rule today. They only shrink: an entry that is no longer needed is a
//! failure too.

#[cfg(test)]
mod alarms;
#[cfg(test)]
mod bucket;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod idle_cost;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod links;
#[cfg(test)]
mod names;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod template;
#[cfg(test)]
mod vendored;
#[cfg(test)]
mod workspace;
