//! Posts that a run plans, and what else follows from a shipment without any rule.

use domain::{Event, Job, MAX_ADDRESS_BYTES, MAX_POSTS_PER_HOUR};

use super::{HEADER_BYTES, JOB_BYTES, MAX_FOLLOW_UP_EVENTS, MAX_OUTCOME_BYTES, Run, Step};
use crate::conditions::Part;
use crate::outcome::Planned;

impl Run<'_, '_> {
    /// Posts a shipment to where its order says, if it says so.
    pub(super) fn notify_of(&mut self, shipment_id: &str) {
        let Some(url) = self.outcome.order.notify_url() else { return };
        if url.len() > MAX_ADDRESS_BYTES {
            let why = format!("its address is longer than {MAX_ADDRESS_BYTES} bytes");
            return self.say_once(format!("Did not post shipment {shipment_id}: {why}"));
        }
        if self.outcome.bytes >= MAX_OUTCOME_BYTES {
            return self.say_once("Did not post further shipments: the order would be too large".to_owned());
        }
        // The shipments of one change are told of together, however many they are.
        if !self.circumstances.brake.allows(0) {
            return self.brake(&format!("of shipment {shipment_id}"));
        }
        self.say(&format!("Will post shipment {shipment_id} to {url}"));
        self.plan(Job::ShipNotify { url, shipment_id: shipment_id.to_owned() }, String::new());
    }

    /// Puts an order whose supplier has shipped all of it into the folder for such.
    pub(super) fn note_all_shipped(&mut self, step: &Step) {
        if !self.outcome.order.is_all_shipped_by_supplier() {
            return;
        }
        let order = self.outcome.order.to_mut();
        let Some(folder_id) = order.note_all_shipped() else { return };
        let moved = folder_id.filter(|id| *id != order.folder_id);
        let name = moved.and_then(|id| self.circumstances.folder_name(id));
        let line = match (moved, name) {
            (Some(id), Some(name)) => {
                order.folder_id = id;
                if let Some(part) = Part::named("folder_id") {
                    self.facts.forget(part);
                }
                self.given.forget_order();
                if self.follow_ups < MAX_FOLLOW_UP_EVENTS {
                    self.follow_ups += 1;
                    let event = Event::FolderChanged.into();
                    self.queue.push_back(Step { event, chain: step.chain, depth: step.depth + 1 });
                }
                format!("Shipped by {}: moved to folder {name}", self.outcome.order.fulfillment_name)
            }
            _ => format!("Shipped by {}", order.fulfillment_name),
        };
        self.say(&line);
    }

    pub(super) fn plan(&mut self, job: Job, rule: String) {
        self.outcome.bytes += job.length() + job.headers().len() * HEADER_BYTES + rule.len() + JOB_BYTES;
        self.outcome.jobs.push(Planned { job, rule });
    }

    /// A post is not planned, as there were too many in this hour. The history says so once an hour.
    pub(super) fn brake(&mut self, what: &str) {
        if !self.circumstances.brake.is_noted() && !self.outcome.is_braked {
            self.outcome.is_braked = true;
            let many = format!("this order caused {MAX_POSTS_PER_HOUR} posts in this hour; a loop?");
            self.say(&format!("Not posted {what}, nor what follows until the next hour: {many}"));
        }
    }
}
