//! `demo` and `up`: a cloud with the stack on it that stays until it is stopped.

use std::io::IsTerminal;

use anyhow::{Context, Result, bail};
use waybill::running::{self, Sign};
use waybill::{Cloud, Options, Project, build, is_free, progress};

use crate::demo::Store;
use crate::{CLOUD, PORT, demo, repair, story};

/// Shows the main job, and stays unless `once` or nobody watches.
pub(crate) async fn demo(project: &Project, port: Option<u16>, once: bool) -> Result<()> {
    let (cloud, sign) = start(project, port).await?;
    let log = format!("what the functions said is at the end of {}/emulator.log", cloud.folder().display());
    let store = demo::store(&cloud).await.with_context(|| log.clone())?;
    let _makers = Box::pin(story::tell(project, &cloud, &store)).await.context(log)?;
    if once || !std::io::stdout().is_terminal() {
        drop(sign);
        return cloud.stop().await;
    }
    stay(cloud, sign, &store).await
}

/// Leaves the API running.
pub(crate) async fn up(project: &Project, port: Option<u16>) -> Result<()> {
    let (cloud, sign) = start(project, port).await?;
    let store = demo::store(&cloud).await?;
    stay(cloud, sign, &store).await
}

async fn start(project: &Project, port: Option<u16>) -> Result<(Cloud, Sign)> {
    let folder = project.local().join(CLOUD);
    if let Some(ports) = running::find(&folder).await {
        bail!("it runs already, at http://localhost:{}/api/v2; `cargo waybill down` stops it", ports.front);
    }
    build::functions(project).await?;
    let wanted = port.unwrap_or(PORT);
    if !is_free(wanted) {
        progress::say(&format!("Port {wanted} is taken, so the API gets another one (or choose with --port)."));
    }
    let step = progress::step("starting the local cloud");
    let cloud = Cloud::start(project, Options::new(CLOUD).keep().port(wanted)).await?;
    step.done();
    let sign = Sign::put_up(cloud.folder())?;
    cloud.deploy(project).await?;
    if cloud.is_kept() {
        repair::after_stop(&cloud).await?;
    }
    Ok((cloud, sign))
}

async fn stay(mut cloud: Cloud, sign: Sign, store: &Store) -> Result<()> {
    print_address(&cloud, store);
    println!("\nCtrl-C stops it; so does `cargo waybill down` from another terminal.");
    tokio::select! {
        () = sign.taken_down() => cloud.stop().await,
        () = cloud.gone() => bail!(
            "the emulator is gone: somebody killed it, or it crashed; the end of {}/emulator.log may say why. What it \
             saved last, a minute before at most, is kept: `cargo waybill up` goes on from there",
            cloud.folder().display()
        ),
    }
}

fn print_address(cloud: &Cloud, store: &Store) {
    let api = cloud.api();
    println!("\nThe API is at {api}/api/v2. Try:\n");
    println!(
        "  curl -H 'ORDERDESK-STORE-ID: {}' -H 'ORDERDESK-API-KEY: {}' {api}/api/v2/orders",
        store.id, store.api_key
    );
    println!("\nNew stores: POST {api}/v1/stores with `Authorization: Bearer {}`", cloud.admin_token());
    println!(
        "Emulator:   {} (any AWS tool, with `test` as access key); logs and state: {}",
        cloud.gateway(),
        cloud.folder().display()
    );
}
