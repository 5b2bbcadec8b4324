//! All functions of the product, wired to one cloud in this process as `template.yaml` wires them.

mod apps;
mod call;
mod queues;
mod schedule;
mod servers;
mod streams;
mod tls;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use cloud::{Aws, Crash, Recording, Target, Time};
use desk::accounts::SignUpMode;
use futures_util::future::LocalBoxFuture;
use lambda_runtime::Context;
use tokio::sync::Mutex;

pub(crate) use self::apps::{BUCKET, Function, MAIL_IN_DOMAIN, key_checksums};
pub(crate) use self::call::event;
pub(crate) use self::queues::{DEAD, IMPORTS, MAIL, PARKED, POST, SWEEPS, parked_by};
pub(crate) use self::servers::{Meets, Servers};
pub(crate) use self::tls::in_front_of;

use self::apps::{Apps, ROWS_PER_IMPORT_PART};
use self::streams::Reader;

/// What opens the calls that are the operator's.
pub(crate) const ADMIN_TOKEN: &str = "the-token-of-the-operator";

/// Where links in mails lead.
pub(crate) const PUBLIC_URL: &str = "https://api.example.com";

/// The sender of the deployment, whose domain the operator had verified.
pub(crate) const MAIL_FROM: &str = "desk@waybill.example.com";

/// More steps than this nothing here takes to come to rest.
const MAX_STEPS: usize = 5_000;

/// How long, by the clock of the world, a test waits for something that no work brings, such as a function forgetting
/// what it remembered.
const PATIENCE: Duration = Duration::from_mins(10);

/// A world: one cloud, one of each function, one clock.
pub(crate) struct World {
    pub(crate) aws: Arc<Aws>,
    /// The servers that files are brought to.
    pub(crate) servers: Servers,
    apps: RefCell<Apps>,
    rows_per_import_part: Cell<u32>,
    sign_up: Cell<SignUpMode>,
    readers: RefCell<Vec<Reader>>,
    crash: RefCell<Option<(Function, Crash)>>,
    crashes: Cell<usize>,
    invocations: Cell<u64>,
    working: Mutex<()>,
}

/// The world of this test: each test runs on a thread of its own.
pub(crate) fn world() -> Rc<World> {
    thread_local! {
        static WORLD: Rc<World> = Rc::new(World::new());
    }
    WORLD.with(Rc::clone)
}

impl World {
    fn new() -> Self {
        let start = "2026-11-25T09:00:00Z".parse().unwrap();
        let aws = Aws::new(Time::starting_at(start), Recording::Changes).unwrap();
        queues::create(&aws);
        aws.mails.verify("waybill.example.com");
        let servers = Servers::default();
        crate::logs::start();
        Self {
            apps: RefCell::new(Apps::new(&aws, &servers, ROWS_PER_IMPORT_PART, SignUpMode::Open)),
            rows_per_import_part: Cell::new(ROWS_PER_IMPORT_PART),
            sign_up: Cell::new(SignUpMode::Open),
            servers,
            aws,
            readers: RefCell::new(streams::readers()),
            crash: RefCell::default(),
            crashes: Cell::default(),
            invocations: Cell::default(),
            working: Mutex::default(),
        }
    }

    /// Lets `function` crash right after its `writes`th write from now on, once.
    pub(crate) fn crash_after(&self, writes: usize, function: Function) {
        let crash = self.aws.faults.crash_after(writes, function.name());
        *self.crash.borrow_mut() = Some((function, crash));
    }

    /// Lets `function` crash when it asks for `target`, before that is done, once.
    pub(crate) fn crash_before(&self, target: Target, function: Function) {
        let crash = self.aws.faults.crash_before(target, function.name());
        *self.crash.borrow_mut() = Some((function, crash));
    }

    /// Calls off the crash that is planned, if it has not come.
    pub(crate) fn call_off_crash(&self) {
        self.crash.borrow_mut().take();
    }

    /// Whether the crash that was planned has come; one that did not is called off.
    pub(crate) fn has_crashed(&self) -> bool {
        self.call_off_crash();
        self.crashes.take() > 0
    }

    /// Starts every function anew: none remembers anything.
    pub(crate) fn cold_start(&self) {
        *self.apps.borrow_mut() = self.new_apps();
    }

    /// Lets parts of imports have so few rows from now on, however often functions start anew.
    pub(crate) fn import_rows_per_part(&self, rows: u32) {
        self.rows_per_import_part.set(rows);
        self.apps.borrow_mut().start(Function::ImportFile, self.new_apps());
    }

    /// Lets these people make accounts and stores on screen from now on; anybody at first.
    pub(crate) fn sign_up(&self, mode: SignUpMode) {
        self.sign_up.set(mode);
        self.apps.borrow_mut().start(Function::ServeConsole, self.new_apps());
    }

    /// Has these called in the place of shops from now on: `shop.example.com=http://127.0.0.1:4000`, by commas.
    pub(crate) fn stand_in(&self, stand_ins: &str) {
        self.servers.stand_in(stand_ins);
        for function in [Function::ImportOrder, Function::CallCart] {
            self.apps.borrow_mut().start(function, self.new_apps());
        }
    }

    fn new_apps(&self) -> Apps {
        Apps::new(&self.aws, &self.servers, self.rows_per_import_part.get(), self.sign_up.get())
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, by: Duration) {
        self.aws.time.advance(by);
    }

    /// Works off all that streams, queues and the due list hold, over every wait, until nothing is left.
    pub(crate) async fn settle(&self) {
        for _ in 0..MAX_STEPS {
            if !self.work().await && !self.wait() {
                return;
            }
        }
        panic!("the world never came to rest");
    }

    /// Works off what is due now, and leaves alone what is due later.
    pub(crate) async fn work_now(&self) {
        for _ in 0..MAX_STEPS {
            if !self.work().await {
                return;
            }
        }
        panic!("the world never came to rest");
    }

    /// Waits until `look` sees something, while all work goes on.
    pub(crate) async fn eventually<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let mut idle = Duration::ZERO;
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            if !self.work().await && !self.wait() {
                assert!(idle < PATIENCE, "never came: {what}");
                self.advance(Duration::from_secs(1));
                idle += Duration::from_secs(1);
            }
        }
    }

    /// One step of all work that is due now; false when there was none.
    fn work(&self) -> LocalBoxFuture<'_, bool> {
        Box::pin(async {
            // One after another: tests that do several things at once would hand out one batch twice.
            let _working = self.working.lock().await;
            let streams = self.read_streams().await;
            self.tell_of_put_files();
            let queues = self.poll_queues().await;
            streams || queues || self.tick_if_due().await
        })
    }

    /// Moves the clock on to when there is something to do; false when that is never.
    fn wait(&self) -> bool {
        let next = self.next_message_at().into_iter().chain(self.next_due_at()).min();
        next.map(|at| self.aws.time.advance_to(at)).is_some()
    }

    /// The context of the next invocation, as Lambda gives it to a function.
    fn context(&self) -> Context {
        self.invocations.set(self.invocations.get() + 1);
        let mut context = Context::default();
        context.request_id = format!("request-{}", self.invocations.get());
        context
    }

    /// Runs `work` of `function` to its end, or to its crash.
    async fn run<T>(&self, function: Function, work: impl Future<Output = T>) -> Option<T> {
        let planned = self.crash.borrow_mut().take_if(|(planned, _)| *planned == function);
        let Some((_, crash)) = planned else { return Some(work.await) };
        let done = tokio::select! {
            biased;
            () = crash.reached() => None,
            done = work => Some(done),
        };
        if done.is_some() {
            *self.crash.borrow_mut() = Some((function, crash));
        } else {
            self.crashes.set(self.crashes.get() + 1);
            self.apps.borrow_mut().start(function, self.new_apps());
        }
        done
    }
}
