//! The table's stream, read by the functions that `template.yaml` lets read it.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::LazyLock;
use std::time::Duration;

use cloud::Pattern;
use futures_util::future::LocalBoxFuture;
use runtime::StreamBatch;
use serde_json::{Value, json};
use tracing::Instrument;

use super::World;
use super::apps::Function;
use crate::document::root;

/// A reader gets at most so many records at once.
const BATCH: usize = 100;

/// How long Lambda waits before it brings a batch again.
const BACK_OFF: Duration = Duration::from_secs(1);

/// A batch that comes more often than this will never be handled.
const MAX_FAILURES: usize = 50;

/// A function that reads the stream.
pub(super) struct Reader {
    function: Function,
    patterns: Vec<Pattern>,
    records: VecDeque<Value>,
    failures: usize,
}

/// The readers, with their filters as they are deployed.
pub(super) fn readers() -> Vec<Reader> {
    let reader =
        |function: Function| Reader { function, patterns: patterns(function), records: VecDeque::new(), failures: 0 };
    [Function::EvaluateRules, Function::CarryOutPlans].map(reader).into()
}

/// The filters of a function in the template, which is read once.
fn patterns(function: Function) -> Vec<Pattern> {
    static TEMPLATE: LazyLock<serde_yaml_ng::Value> = LazyLock::new(|| {
        serde_yaml_ng::from_str(&std::fs::read_to_string(root().join("template.yaml")).unwrap()).unwrap()
    });
    let template = &*TEMPLATE;
    let name: String = function.name().split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
    let events = template["Resources"][name.as_str()]["Properties"]["Events"].as_mapping().unwrap();
    let filters = events.values().filter_map(|event| event["Properties"]["FilterCriteria"]["Filters"].as_sequence());
    let patterns = filters.flatten().map(|filter| Pattern::read(filter["Pattern"].as_str().unwrap()).unwrap());
    let patterns: Vec<_> = patterns.collect();
    assert!(!patterns.is_empty(), "{function:?} reads everything");
    patterns
}

impl World {
    /// Hands each reader what there is for it; false when there was nothing.
    pub(super) async fn read_streams(&self) -> bool {
        self.distribute();
        let (mut worked, readers) = (false, self.readers.borrow().len());
        for index in 0..readers {
            worked |= self.read(index).await;
        }
        worked
    }

    /// What `function` has not read yet.
    pub(crate) fn unread(&self, function: Function) -> Vec<Value> {
        self.distribute();
        let readers = self.readers.borrow();
        readers.iter().find(|reader| reader.function == function).unwrap().records.iter().cloned().collect()
    }

    /// Puts these records in the place of what `function` has not read yet: to repeat, reorder or lose them.
    pub(crate) fn replace_unread(&self, function: Function, records: impl IntoIterator<Item = Value>) {
        self.distribute();
        let mut readers = self.readers.borrow_mut();
        let reader = readers.iter_mut().find(|reader| reader.function == function).unwrap();
        reader.records = records.into_iter().collect();
    }

    /// Hands a function these records; an error when the batch would come again, or when it crashed.
    pub(crate) async fn invoke_stream(&self, function: Function, records: &[Value]) -> Result<(), String> {
        let batch: StreamBatch = serde_json::from_str(&json!({ "Records": records }).to_string()).unwrap();
        let span = runtime::invocation(&self.context());
        let handled: LocalBoxFuture<'_, anyhow::Result<()>> = Box::pin(async {
            match function {
                Function::EvaluateRules => {
                    let app = Rc::clone(&self.apps.borrow().evaluate_rules);
                    evaluate_rules::handle(&app, &batch).instrument(span).await
                }
                Function::CarryOutPlans => {
                    let app = Rc::clone(&self.apps.borrow().carry_out_plans);
                    carry_out_plans::handle(&app, &batch).instrument(span).await
                }
                other => panic!("{other:?} reads no stream"),
            }
        });
        match self.run(function, handled).await {
            Some(done) => done.map_err(|error| format!("{error:#}")),
            None => Err("crashed".to_owned()),
        }
    }

    fn distribute(&self) {
        for change in self.aws.dynamo.take_changes() {
            for reader in self.readers.borrow_mut().iter_mut() {
                if reader.patterns.iter().any(|pattern| pattern.fits(change.record())) {
                    reader.records.push_back(change.record().clone());
                }
            }
        }
    }

    async fn read(&self, index: usize) -> bool {
        let (function, batch) = {
            let readers = self.readers.borrow();
            (readers[index].function, readers[index].records.iter().take(BATCH).cloned().collect::<Vec<_>>())
        };
        if batch.is_empty() {
            return false;
        }
        let done = self.invoke_stream(function, &batch).await;
        let mut readers = self.readers.borrow_mut();
        let reader = &mut readers[index];
        match done {
            Ok(()) => {
                reader.records.drain(..batch.len());
                reader.failures = 0;
            }
            Err(error) => {
                reader.failures += 1;
                assert!(reader.failures < MAX_FAILURES, "{function:?} never handles its batch: {error}");
                self.advance(BACK_OFF);
            }
        }
        true
    }
}
