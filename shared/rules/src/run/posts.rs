//! Posts that a run plans.

use domain::{Job, MAX_ADDRESS_BYTES, MAX_POSTS_PER_HOUR};

use super::{HEADER_BYTES, JOB_BYTES, MAX_OUTCOME_BYTES, Run};
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
