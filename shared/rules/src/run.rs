//! Runs the rules of a store over an order.

mod items;
mod posts;
mod stock;

use std::collections::{BTreeMap, HashSet, VecDeque};

use domain::{AppliesTo, Event, MAX_RULES_BYTES, Order, OrderEvent};

use crate::action::{Effect, Given, Stage, bytes_of_offshoot, cut};
use crate::book::{CompiledRule, RulesOfEvent};
use crate::conditions::{Facts, Part};
use crate::index::{Candidate, Candidates};
use crate::meter::{Meter, Overrun, Share};
use crate::outcome::{LeftOut, Outcome, Passed, to_blame};
use crate::{Circumstances, Inventory, RuleBook};

/// How many rules may lie between an event and the first one of its chain; deeper ones are stopped (orderdesk-app 1.6).
pub const MAX_DEPTH: u32 = 10;

/// How many follow-up events the rules of one run may cause; a rule that would cause more is stopped.
pub const MAX_FOLLOW_UP_EVENTS: usize = 100;

/// A run in which so many jobs are planned plans no more posts for its rules: all of a run is saved in one write.
/// Posts to `ship_notify_url` count, but are never refused.
pub const MAX_PLANNED_JOBS: usize = 50;

/// A run in which so much is asked to be done with the order as a whole asks for nothing more.
pub(crate) const MAX_REQUESTS: usize = 20;

/// A history line is cut after so many characters.
pub const MAX_LINE_LENGTH: usize = 1_000;

/// A run that adds so many bytes to an order's row, packed or not, adds nothing more.
pub const MAX_OUTCOME_BYTES: usize = 128 * 1024;

/// So many bytes more may be lines that say why something was not done.
const ROOM_FOR_LINES: usize = 16 * 1024;

/// A rule that wants fewer steps than this is never the cause that others have too few.
const MANY_STEPS: u64 = 10_000;

/// So much a job takes in a row beside its address and its rule's name, about.
const JOB_BYTES: usize = 120;

/// So much a header takes in a row beside its texts, about.
const HEADER_BYTES: usize = 40;

impl RuleBook {
    /// Runs the rules over `order` because of these `events` of it.
    ///
    /// An item rule runs once for all items that pass, which is decided before it changes the first.
    ///
    /// The rules of one event run as they stand in the list, the actions of one rule as they are written, and each
    /// sees what those before it changed. The events that follow from a rule wait until the present event's rules are done.
    ///
    /// Each of the `events` starts a chain of its own, and a rule runs once in a chain at most: two shipments
    /// added at once run the rule "Shipment is Added" twice, and two rules that move the order back and forth run
    /// once each. A rule that would run again, or deeper than [`MAX_DEPTH`], is stopped, and the history says so.
    ///
    /// An added shipment is also posted to the order's `ship_notify_url`, without any rule (orderdesk-app 2.5).
    ///
    /// What all rules of a run may take is bounded: in steps ([`MAX_STEPS`](crate::MAX_STEPS)), of which each may take
    /// half of what is left, and in bytes ([`MAX_OUTCOME_BYTES`]). A rule that would take more is passed over as a
    /// whole, and the history says so.
    pub fn run<'a>(&self, events: &[OrderEvent], order: &'a Order, circumstances: &Circumstances<'_>) -> Outcome<'a> {
        self.run_without(&LeftOut::default(), events, order, circumstances)
    }

    /// The ids of the rules of `events` whose filters hold for `order` as it is, in the sequence in which they would run.
    /// Nothing is done. As in a run, a rule that would take too many steps is passed over.
    pub fn matching(&self, events: &[OrderEvent], order: &Order, circumstances: &Circumstances<'_>) -> Vec<&str> {
        let (mut facts, mut meter, mut matching) = (Facts::new(self.conditions()), Meter::new(), vec![]);
        let circumstances = &circumstances.of_filters(events);
        for rules in events.iter().filter_map(|event| self.rules_of(event)) {
            let mut candidates = Candidates::of(&rules.index, &mut facts, order, circumstances, &mut meter);
            matching.reserve(candidates.count());
            while let Some(Candidate { place, is_indexed }) = candidates.next() {
                let Some(rule) = rules.all.get(place) else { break };
                let mut share = meter.share();
                let considered = share.consider();
                let filters = rule.filters.as_ref().ok().filter(|_| considered.is_ok());
                let matches = filters.is_some_and(|filters| match rule.applies_to {
                    AppliesTo::Order => {
                        filters.hold(is_indexed, &mut facts, order, circumstances, &mut share) == Ok(true)
                    }
                    AppliesTo::Items => {
                        let passing = filters.passing_items(is_indexed, &mut facts, order, circumstances, &mut share);
                        passing.is_ok_and(|passing| !passing.is_empty())
                    }
                });
                if matches {
                    matching.push(rule.id.as_str());
                }
                meter.settle(&share);
            }
        }
        matching
    }

    /// The same without what the rules of `left_out` do, of whom the history says that it could not be saved.
    pub fn run_without<'a>(
        &self,
        left_out: &LeftOut,
        events: &[OrderEvent],
        order: &'a Order,
        circumstances: &Circumstances<'_>,
    ) -> Outcome<'a> {
        let queue = events.iter().enumerate();
        let queue = queue.map(|(chain, event)| Step { event: event.clone(), chain, depth: 0 }).collect();
        let mut run = Run {
            circumstances,
            of_filters: circumstances.of_filters(events),
            left_out,
            facts: Facts::new(self.conditions()),
            given: Given::default(),
            shipments: events.iter().map(|event| event.shipment_id.clone()).collect(),
            stock: None,
            outcome: Outcome::of(order),
            queue,
            ran: HashSet::new(),
            said: HashSet::new(),
            follow_ups: 0,
            changed: vec![],
            meter: Meter::new(),
            wanted: BTreeMap::new(),
            overran: Passed::default(),
            unsaved: Passed::default(),
        };
        if self.unread() > 0 {
            let unread = self.unread();
            run.say(&format!(
                "{unread} rules could not run: the rules of a store may have {MAX_RULES_BYTES} bytes together"
            ));
        }
        while let Some(step) = run.queue.pop_front() {
            if step.event.event == Event::ShipmentAdded {
                run.notify_of(&step.event.shipment_id);
                run.note_all_shipped(&step);
            }
            if let Some(rules) = self.rules_of(&step.event) {
                run.walk(rules, &step);
            }
        }
        run.follow_stock();
        run.end(self)
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

/// Whether the rules behind one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Run,
    Stop,
}

struct Run<'a, 'o> {
    circumstances: &'a Circumstances<'a>,
    /// The same as filters see them.
    of_filters: Circumstances<'a>,
    left_out: &'a LeftOut,
    facts: Facts<'a>,
    given: Given,
    /// The shipments that chains go back to, by their numbers; blank where one goes back to something else.
    shipments: Vec<String>,
    /// The inventory with the stock as rules of this run leave it, once one moved some.
    stock: Option<Inventory>,
    outcome: Outcome<'o>,
    queue: VecDeque<Step>,
    /// Which rule ran in which chain.
    ran: HashSet<(usize, usize)>,
    /// The lines that are said once.
    said: HashSet<String>,
    follow_ups: usize,
    /// What the last rule changed.
    changed: Vec<Part>,
    meter: Meter,
    /// How many steps rules wanted that wanted many, by their numbers.
    wanted: BTreeMap<usize, u64>,
    overran: Passed,
    unsaved: Passed,
}

impl<'o> Run<'_, 'o> {
    /// Considers the rules that can match, which the changes by those before may make others.
    fn walk(&mut self, rules: &RulesOfEvent, step: &Step) {
        let of_filters = &self.of_filters.with_stock(self.stock.as_ref());
        let (facts, order) = (&mut self.facts, &self.outcome.order);
        let mut candidates = Candidates::of(&rules.index, facts, order, of_filters, &mut self.meter);
        while let Some(Candidate { place, is_indexed }) = candidates.next() {
            let Some(rule) = rules.all.get(place) else { break };
            if self.consider(rule, is_indexed, step) == Next::Stop {
                break;
            }
            let of_filters = &self.of_filters.with_stock(self.stock.as_ref());
            let (facts, order) = (&mut self.facts, &self.outcome.order);
            candidates.look_again(&self.changed, facts, order, of_filters, &mut self.meter);
            self.changed.clear();
        }
    }

    fn consider(&mut self, rule: &CompiledRule, is_indexed: bool, step: &Step) -> Next {
        let mut share = self.meter.share();
        let considered = self.decide(rule, is_indexed, step, &mut share);
        let wanted = self.meter.settle(&share);
        if wanted >= MANY_STEPS {
            let so_far = self.wanted.entry(rule.number).or_default();
            *so_far = so_far.saturating_add(wanted);
        }
        considered.unwrap_or_else(|Overrun| {
            self.overran.note(rule, step.event.event);
            Next::Run
        })
    }

    fn decide(
        &mut self,
        rule: &CompiledRule,
        is_indexed: bool,
        step: &Step,
        share: &mut Share,
    ) -> Result<Next, Overrun> {
        share.consider()?;
        let filters = match &rule.filters {
            Ok(filters) => filters,
            Err(problem) => {
                share.act(1)?;
                let title = step.event.event.title();
                self.say_once(format!("Rule \"{}\" ({title}) could not run: {problem}", rule.name));
                return Ok(Next::Run);
            }
        };
        let (facts, order) = (&mut self.facts, &self.outcome.order);
        let of_filters = self.of_filters.with_stock(self.stock.as_ref());
        let passing = match rule.applies_to {
            AppliesTo::Order if filters.hold(is_indexed, facts, order, &of_filters, share)? => {
                share.act(rule.actions.len())?;
                None
            }
            AppliesTo::Order => return Ok(Next::Run),
            AppliesTo::Items => {
                let passing = filters.passing_items(is_indexed, facts, order, &of_filters, share)?;
                if passing.is_empty() {
                    return Ok(Next::Run);
                }
                share.act_on_items(rule.actions.len(), passing.len(), order.order_items.len())?;
                Some(passing)
            }
        };
        if step.depth >= MAX_DEPTH || self.ran.contains(&(step.chain, rule.number)) {
            self.stop(rule);
        } else if self.left_out.has(rule.number) || self.outcome.bytes >= MAX_OUTCOME_BYTES {
            self.unsaved.note(rule, step.event.event);
        } else {
            self.ran.insert((step.chain, rule.number));
            return Ok(match passing {
                Some(passing) => self.act_on_items(rule, &passing, step, share),
                None => self.act(rule, step, share),
            });
        }
        Ok(Next::Run)
    }

    fn act(&mut self, rule: &CompiledRule, step: &Step, share: &mut Share) -> Next {
        let before = self.outcome.bytes;
        let (mut notes, mut next) = (vec![], Next::Run);
        for action in &rule.actions {
            let (circumstances, given) = (self.circumstances, &mut self.given);
            let mut stage = Stage { circumstances, given, share: &mut *share, item: None };
            let effect = action.apply(&mut self.outcome.order, &mut stage);
            for part in &action.changes {
                self.facts.forget(*part);
                self.changed.push(*part);
                self.given.forget_order();
            }
            if effect.stops {
                next = Next::Stop;
            }
            notes.push(self.follow_up(effect, rule, step));
        }
        notes.retain(|note| !note.is_empty());
        let title = step.event.event.title();
        if !notes.is_empty() {
            self.say(&format!("Rule \"{}\" ({title}): {}", rule.name, notes.join("; ")));
        }
        self.outcome.wrote(rule.number, before);
        next
    }

    /// Queues what `effect` entails, and answers its part of the history line; none where the brake holds it back, of
    /// which the history has a line of its own.
    fn follow_up(&mut self, effect: Effect, rule: &CompiledRule, step: &Step) -> String {
        self.move_stock(effect.stock);
        for event in effect.follow_up.into_iter().chain(effect.then) {
            self.queue_follow_up(event, rule, step);
        }
        self.outcome.bytes += effect.offshoots.iter().map(bytes_of_offshoot).sum::<usize>();
        self.outcome.offshoots.extend(effect.offshoots);
        if let Some(request) = effect.request {
            if self.outcome.requests.len() >= MAX_REQUESTS {
                return format!("did nothing with the order: {MAX_REQUESTS} things are to be done with it already");
            }
            self.outcome.bytes += rule.name.len() + JOB_BYTES + request.bytes();
            self.outcome.requests.push((request, rule.name.clone()));
        }
        match effect.job {
            Some(_) if self.outcome.jobs.len() >= MAX_PLANNED_JOBS => {
                return format!("did not post the order: {MAX_PLANNED_JOBS} posts were planned already");
            }
            Some(_) if !self.circumstances.brake.allows(self.outcome.jobs.len()) => {
                self.brake(&format!("by rule \"{}\"", rule.name));
                return String::new();
            }
            Some(job) => {
                let job = job.because_of_shipment(self.shipment_of(step));
                self.plan(job, rule.name.clone());
            }
            None => {}
        }
        effect.note
    }

    /// The shipment that an event is of, or that its chain goes back to; blank where it is of none.
    fn shipment_of<'s>(&'s self, step: &'s Step) -> &'s str {
        let begun_by = self.shipments.get(step.chain).map_or("", String::as_str);
        if step.event.shipment_id.is_empty() { begun_by } else { &step.event.shipment_id }
    }

    fn queue_follow_up(&mut self, event: OrderEvent, rule: &CompiledRule, step: &Step) {
        if self.follow_ups == MAX_FOLLOW_UP_EVENTS {
            return self.stop(rule);
        }
        self.follow_ups += 1;
        self.queue.push_back(Step { event, chain: step.chain, depth: step.depth + 1 });
    }

    fn stop(&mut self, rule: &CompiledRule) {
        self.say_once(format!("Rule \"{}\" was stopped: loop detected", rule.name));
    }

    /// Adds a line unless it is there, as a loop would repeat it many times, or lines alone have filled the room.
    fn say_once(&mut self, line: String) {
        if self.outcome.bytes < MAX_OUTCOME_BYTES + ROOM_FOR_LINES && !self.said.contains(&line) {
            self.say(&line);
            self.said.insert(line);
        }
    }

    fn say(&mut self, line: &str) {
        let line = cut(line, MAX_LINE_LENGTH - 1);
        self.outcome.bytes += line.len();
        self.outcome.history.push(line);
    }

    fn end(mut self, book: &RuleBook) -> Outcome<'o> {
        for line in self.overran.lines(crate::outcome::OVERRAN).chain(self.unsaved.lines(crate::outcome::UNSAVED)) {
            self.outcome.history.push(cut(&line, MAX_LINE_LENGTH - 1));
        }
        if !self.overran.is_empty() {
            self.outcome.overran = to_blame(book, &self.wanted);
        }
        self.outcome.steps = self.meter.taken();
        self.outcome
    }
}
