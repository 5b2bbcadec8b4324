//! The life of a function: its start, its first call, its calls when it is warm. Each function is compared with the
//! minimal one in turns, so that what else the machine does falls on both.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::aws::Cloud;
use crate::figures::{Micros, median};
use crate::lambda_api::{Binary, Lambda, Place, Share};
use crate::project::{MINIMAL, Project};

/// Calls of a life after the first.
const WARM_CALLS: usize = 20;

/// Time for what INIT left to do in the background.
const SETTLE: Duration = Duration::from_millis(30);

/// Where functions are measured.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) project: Project,
    pub(crate) cloud: Cloud,
    pub(crate) environment: Vec<(&'static str, String)>,
    pub(crate) folder: PathBuf,
    /// How often each function is started.
    pub(crate) starts: usize,
    /// The share of a core that 128 MB have, where this machine can give it.
    pub(crate) share: Option<Share>,
}

/// What was measured of a function.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figures {
    pub(crate) name: String,
    pub(crate) zip_bytes: u64,
    pub(crate) peak_bytes: u64,
    /// From the start to the first question for an event.
    pub(crate) init_micros: Micros,
    /// With a whole core.
    pub(crate) whole_core: Life,
    /// With the share of 128 MB.
    pub(crate) share_of_128_megabytes: Option<Life>,
}

/// How fast it was.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Life {
    /// From the start to the answer of one request that reaches DynamoDB or SQS.
    pub(crate) start_micros: Micros,
    /// The minimal function's, in the same minutes.
    pub(crate) minimal_start_micros: Micros,
    pub(crate) start_percent: u64,
    /// From the start to the first answer when that is the whole of its work, with all its requests.
    pub(crate) work_start_micros: Micros,
    /// The first call after INIT, which has a whole core in either case, as on Lambda.
    pub(crate) first_micros: Micros,
    pub(crate) warm_micros: Micros,
    pub(crate) first_percent: u64,
    /// Handshakes with AWS that INIT left to the first call; the most of any life.
    pub(crate) first_handshakes: u64,
}

impl Stage {
    pub(crate) fn place<'a>(&'a self, share: Option<&'a Share>) -> Place<'a> {
        Place { environment: &self.environment, folder: &self.folder, core: None, share }
    }

    /// Half as many starts where a start takes long, and a sixth as many processes.
    fn slow_starts(&self) -> usize {
        self.starts.div_ceil(2)
    }

    fn processes(&self) -> usize {
        self.starts.div_ceil(6)
    }

    /// How many events [`measure`] needs.
    pub(crate) fn events(&self) -> usize {
        self.starts.div_ceil(2) + self.slow_starts().div_ceil(2) + 2 * self.processes() * (1 + WARM_CALLS)
    }
}

/// Measures a function: its start with `probe`, which costs it one request, and its work with `events`, each used once.
pub(crate) async fn measure(stage: &Stage, name: &str, probe: &str, events: &[String]) -> Result<Figures> {
    let binary = stage.project.binary(name);
    let mut events = Events(events.iter());
    let mut seen = Seen::default();
    let whole_core = live(stage, &binary, probe, &mut events, None, &mut seen).await?;
    let share_of_128_megabytes = match &stage.share {
        Some(share) => Some(live(stage, &binary, probe, &mut events, Some(share), &mut seen).await?),
        None => None,
    };
    let mut rest = Lambda::start(&binary, stage.place(None), None).await?;
    while let Some(event) = events.next() {
        rest.invoke(event).await?;
    }
    Ok(Figures {
        name: name.to_owned(),
        zip_bytes: binary.zipped(&stage.folder)?,
        peak_bytes: seen.peak,
        init_micros: median(&seen.inits),
        whole_core,
        share_of_128_megabytes,
    })
}

/// Events, as long as there are any; then what no function looks at.
struct Events<'a>(std::slice::Iter<'a, String>);

impl<'a> Events<'a> {
    fn next(&mut self) -> Option<&'a str> {
        self.0.next().map(String::as_str)
    }

    fn or_nothing(&mut self) -> &'a str {
        self.next().unwrap_or("{}")
    }
}

#[derive(Default)]
struct Seen {
    peak: u64,
    inits: Vec<Duration>,
}

async fn live(
    stage: &Stage,
    binary: &Binary,
    probe: &str,
    events: &mut Events<'_>,
    share: Option<&Share>,
    seen: &mut Seen,
) -> Result<Life> {
    let minimal = stage.project.binary(MINIMAL);
    let starts = if share.is_some() { stage.slow_starts() } else { stage.starts };
    let (mut ours, mut theirs, mut works) = (vec![], vec![], vec![]);
    for number in 0..starts {
        ours.push(start(stage, binary, probe, share, seen).await?);
        theirs.push(start(stage, &minimal, "{}", share, &mut Seen::default()).await?);
        if number % 2 == 0 {
            works.push(start(stage, binary, events.or_nothing(), share, seen).await?);
        }
    }
    let Calls { firsts, warm, first_handshakes } = calls(stage, binary, events, share, seen).await?;
    let (start_micros, minimal_start_micros) = (median(&ours), median(&theirs));
    let (first_micros, warm_micros) = (median(&firsts), median(&warm));
    Ok(Life {
        start_micros,
        minimal_start_micros,
        start_percent: start_micros.percent_of(minimal_start_micros),
        work_start_micros: median(&works),
        first_micros,
        warm_micros,
        first_percent: first_micros.percent_of(warm_micros),
        first_handshakes,
    })
}

#[derive(Default)]
struct Calls {
    firsts: Vec<Duration>,
    warm: Vec<Duration>,
    first_handshakes: u64,
}

/// The first calls after INIT, and those that follow.
async fn calls(
    stage: &Stage,
    binary: &Binary,
    events: &mut Events<'_>,
    share: Option<&Share>,
    seen: &mut Seen,
) -> Result<Calls> {
    let mut calls = Calls::default();
    for _ in 0..stage.processes() {
        let mut lambda = Lambda::start(binary, stage.place(None), None).await?;
        seen.inits.push(lambda.ready().await?);
        tokio::time::sleep(SETTLE).await;
        if let Some(share) = share {
            lambda.confine(share)?;
        }
        let connections = stage.cloud.connections();
        calls.firsts.push(lambda.invoke(events.or_nothing()).await?.took);
        calls.first_handshakes = calls.first_handshakes.max(stage.cloud.connections() - connections);
        for _ in 0..WARM_CALLS {
            calls.warm.push(lambda.invoke(events.or_nothing()).await?.took);
        }
        seen.peak = seen.peak.max(lambda.peak()?);
    }
    Ok(calls)
}

async fn start(
    stage: &Stage,
    binary: &Binary,
    event: &str,
    share: Option<&Share>,
    seen: &mut Seen,
) -> Result<Duration> {
    let mut lambda = Lambda::start(binary, stage.place(share), Some(event)).await?;
    let took = lambda.first_answer().await?;
    seen.peak = seen.peak.max(lambda.peak()?);
    Ok(took)
}
