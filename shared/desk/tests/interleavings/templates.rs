//! Import templates, no two of which have one name.

use cloud::Item;
use desk::import_templates;
use desk::orders::Expected;
use domain::{IdempotencyKey, ImportColumn, ImportKind, ImportTemplate};

use crate::steps::{Step, sent_with};
use crate::world::{World, now};

/// The templates of the store, in the sequence of their ids.
async fn templates(world: &World<'_>) -> Vec<ImportTemplate> {
    let mut templates = import_templates::list(&world.desk, world.store_id).await.unwrap();
    templates.sort_by(|one, other| one.id.cmp(&other.id));
    templates
}

fn template(name: char) -> ImportTemplate {
    ImportTemplate::new(&name.to_string(), ImportKind::Inventory, vec![ImportColumn::headed("SKU", "code")])
}

/// Takes a step that is about a template.
pub(crate) async fn run(world: &World<'_>, step: &Step) {
    let desk = &world.desk;
    let store = desk.table.store(world.store_id).await.unwrap().unwrap();
    let id_of = async |which: usize| {
        let templates = templates(world).await;
        (!templates.is_empty()).then(|| templates[which % templates.len()].id.clone())
    };
    match step {
        Step::AddTemplate { sent, name } => {
            let (key, body_digest) = sent_with(*sent);
            let sent = sent.map(|_| IdempotencyKey { key: &key, body_digest: &body_digest });
            drop(import_templates::create(desk, &store, &template(*name), sent, now()).await);
        }
        Step::RenameTemplate { which, name } => {
            if let Some(id) = id_of(*which).await {
                let new = template(*name);
                drop(import_templates::replace(desk, &store, &id, &new, &Expected::Any, now()).await);
            }
        }
        Step::RemoveTemplate { which } => {
            if let Some(id) = id_of(*which).await {
                drop(import_templates::remove(desk, world.store_id, &id).await);
            }
        }
        other => panic!("{other:?} is about no template"),
    }
}

/// Names that two templates have, and templates whose name somebody else may take.
pub(crate) async fn broken(world: &World<'_>) -> Vec<String> {
    let templates = templates(world).await;
    let mut broken = vec![];
    for template in &templates {
        let name = template.folded_name();
        let same = templates.iter().filter(|other| other.folded_name() == name).count();
        if same > 1 {
            broken.push(format!("{same} templates have the name {name}"));
        }
        let claim: Option<Item> = world.aws.dynamo.row(&format!("T#{}#{name}", world.store_id), "T");
        let owner = claim.map(|row| serde_json::to_value(&row["item"]).unwrap()["N"].clone());
        if owner.as_ref().and_then(|owner| owner.as_str()) != Some(template.id.as_str()) {
            broken.push(format!("the name of template {} is claimed by {owner:?}", template.id));
        }
    }
    broken
}
