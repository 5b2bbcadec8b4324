//! Runs the rules of a store over an order.

use std::collections::{HashSet, VecDeque};

use domain::{Event, Folder, FolderId, Job, Order, OrderEvent};
use jiff::Timestamp;

use crate::RuleBook;
use crate::action::{self, Effect};
use crate::book::CompiledRule;
use crate::filter;
use crate::notify;

/// How many rules may lie between an event and the first one of its chain; deeper ones are stopped (orderdesk-app 1.6).
pub const MAX_DEPTH: u32 = 10;

/// How many follow-up events the rules of one run may cause; a rule that would cause more is stopped.
pub const MAX_FOLLOW_UP_EVENTS: usize = 100;

/// A run in which so many jobs are planned plans no more posts for its rules: all of a run is saved in one write.
/// Posts to `ship_notify_url` count, but are never refused.
pub const MAX_PLANNED_JOBS: usize = 50;

/// What rules need to know and an order doesn't tell.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The time.
    pub now: Timestamp,
    /// The store's folders.
    pub folders: &'a [Folder],
}

impl<'a> Circumstances<'a> {
    pub(crate) fn folder_name(&self, id: FolderId) -> Option<&'a str> {
        self.folders.iter().find(|folder| folder.id == id).map(|folder| folder.name.as_str())
    }
}

/// What came of a run: the order to save, its new history lines, and what is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The order as the rules left it. Dates and versions are the caller's.
    pub order: Order,
    /// What the history says of it, by "Auto": one line per rule that ran or was stopped.
    pub history: Vec<String>,
    /// The jobs to make appointments of.
    pub jobs: Vec<Planned>,
}

impl Outcome {
    /// Whether no rule had anything to do: the order is as it was, and there is nothing to save.
    pub fn did_nothing(&self) -> bool {
        self.history.is_empty() && self.jobs.is_empty()
    }
}

/// A job, and who wanted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What to do.
    pub job: Job,
    /// Name of the rule; empty when no rule was needed.
    pub rule: String,
}

impl RuleBook {
    /// Runs the rules over `order` because of these `events` of it.
    ///
    /// The rules of one event run as they stand in the list, the actions of one rule as they are written, and each
    /// sees what those before it changed. The events that follow from a rule wait until the present event's rules are done.
    ///
    /// Each of the `events` starts a chain of its own, and a rule runs once in a chain at most: two shipments
    /// added at once run the rule "Shipment is Added" twice, and two rules that move the order back and forth run
    /// once each. A rule that would run again, or deeper than [`MAX_DEPTH`], is stopped, and the history says so.
    ///
    /// An added shipment is also posted to the order's `ship_notify_url`, without any rule (orderdesk-app 2.5).
    pub fn run(&self, events: Vec<OrderEvent>, order: Order, circumstances: &Circumstances<'_>) -> Outcome {
        let outcome = Outcome { order, history: vec![], jobs: vec![] };
        let queue = events.into_iter().enumerate();
        let queue = queue.map(|(chain, event)| Step { event, chain, depth: 0 }).collect();
        let mut run = Run { circumstances, outcome, queue, ran: HashSet::new(), follow_ups: 0 };
        while let Some(step) = run.queue.pop_front() {
            if step.event.event == Event::ShipmentAdded {
                run.notify_of(&step.event.shipment_id);
            }
            for rule in self.rules_of(step.event.event) {
                run.consider(rule, &step);
            }
        }
        run.outcome
    }
}

/// An event, and how it came about.
struct Step {
    event: OrderEvent,
    /// Which of the first events it goes back to, by its place among them.
    chain: usize,
    /// How many rules lie between that one and this one.
    depth: u32,
}

struct Run<'a> {
    circumstances: &'a Circumstances<'a>,
    outcome: Outcome,
    queue: VecDeque<Step>,
    /// Which rule ran in which chain.
    ran: HashSet<(usize, usize)>,
    follow_ups: usize,
}

impl Run<'_> {
    fn consider(&mut self, rule: &CompiledRule, step: &Step) {
        match &rule.filters {
            Err(problem) => {
                let title = step.event.event.title();
                self.say_once(format!("Rule \"{}\" ({title}) could not run: {problem}", rule.name));
            }
            Ok(filters) if !filter::hold(filters, rule.combine, &self.outcome.order, self.circumstances) => {}
            Ok(_) if step.depth >= MAX_DEPTH || !self.ran.insert((step.chain, rule.number)) => self.stop(rule),
            Ok(_) => self.act(rule, step),
        }
    }

    fn act(&mut self, rule: &CompiledRule, step: &Step) {
        let mut notes = vec![];
        for wanted in &rule.actions {
            let effect = action::apply(wanted, &mut self.outcome.order, self.circumstances);
            notes.push(self.follow_up(effect, rule, step));
        }
        let title = step.event.event.title();
        self.outcome.history.push(format!("Rule \"{}\" ({title}): {}", rule.name, notes.join("; ")));
    }

    /// Queues what `effect` entails, and answers its part of the history line.
    fn follow_up(&mut self, effect: Effect, rule: &CompiledRule, step: &Step) -> String {
        match effect.follow_up {
            Some(_) if self.follow_ups == MAX_FOLLOW_UP_EVENTS => self.stop(rule),
            Some(event) => {
                self.follow_ups += 1;
                self.queue.push_back(Step { event: event.into(), chain: step.chain, depth: step.depth + 1 });
            }
            None => {}
        }
        match effect.job {
            Some(_) if self.outcome.jobs.len() >= MAX_PLANNED_JOBS => {
                return format!("did not post the order: {MAX_PLANNED_JOBS} posts were planned already");
            }
            Some(job) => self.outcome.jobs.push(Planned { job, rule: rule.name.clone() }),
            None => {}
        }
        effect.note
    }

    fn notify_of(&mut self, shipment_id: &str) {
        let Some(url) = notify::url_of(&self.outcome.order) else { return };
        self.outcome.history.push(format!("Will post shipment {shipment_id} to {url}"));
        let job = Job::ShipNotify { url, shipment_id: shipment_id.to_owned() };
        self.outcome.jobs.push(Planned { job, rule: String::new() });
    }

    fn stop(&mut self, rule: &CompiledRule) {
        self.say_once(format!("Rule \"{}\" was stopped: loop detected", rule.name));
    }

    /// Adds a line unless it is there: a loop would repeat it many times.
    fn say_once(&mut self, line: String) {
        if !self.outcome.history.contains(&line) {
            self.outcome.history.push(line);
        }
    }
}
