//! Deploying the real template into the emulator with `sam deploy`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::aws::Aws;
use crate::build;
use crate::command::run_logged;
use crate::progress;
use crate::project::Project;
use crate::remembered::sha256_hex;
use crate::stage;
use crate::tools::Tools;

/// The stack's name, and the first part of the name of everything in it.
pub(crate) const STACK: &str = "waybill";

/// A region's name is part of every ARN; the emulator files by it.
pub(crate) const REGION: &str = "us-east-1";

/// Who mails come from.
const SENDER: &str = "waybill@example.com";

/// The parameter that says what was deployed.
const STAMP: &str = "/waybill-local/deployed";

const ADVICE: &str = "If the template changed in a way the kept state cannot follow, `cargo waybill reset` forgets it.";

/// The outputs of the deployed stack.
pub(crate) type Outputs = BTreeMap<String, String>;

/// What a deployment needs to know of its cloud.
#[derive(Debug)]
pub(crate) struct Deployment<'a> {
    pub(crate) project: &'a Project,
    pub(crate) tools: &'a Tools,
    pub(crate) aws: &'a Aws,
    /// The emulator's own address: sam needs no faults.
    pub(crate) gateway: String,
    /// The cloud's folder under `.local`.
    pub(crate) folder: &'a Path,
    pub(crate) parameters: Vec<(String, String)>,
}

/// What the local cloud sets other than the template does, and `overrides` in place of it. Refused where a message
/// would come back while its post is still under way: it would be posted twice. On AWS Lambda refuses that.
pub(crate) fn parameters(admin_token: &str, overrides: &[(String, String)]) -> Result<Vec<(String, String)>> {
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let pairs = [
        ("Architecture", architecture),
        ("AdminTokenSha256", &sha256_hex(admin_token.as_bytes())),
        ("KeyChecksumSecret", &sha256_hex(format!("key checksums of {admin_token}").as_bytes())),
        ("MailFrom", SENDER),
        ("SignUp", "open"),
        ("RetryWaitsSeconds", "1,1,2,2,3,3,4,4,5,5"),
        ("PostTimeoutSeconds", "30"),
        ("PostVisibilitySeconds", "45"),
        ("AllowLoopback", "true"),
        ("PointInTimeRecovery", "false"),
        ("DeletionProtection", "false"),
        ("Alarms", "off"),
    ];
    let mut parameters: BTreeMap<_, _> =
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    parameters.extend(overrides.iter().cloned());
    let seconds =
        |name: &str| parameters.get(name).and_then(|value| value.parse::<u32>().ok()).context(name.to_owned());
    let (timeout, visibility) = (seconds("PostTimeoutSeconds")?, seconds("PostVisibilitySeconds")?);
    ensure!(
        visibility > timeout,
        "PostVisibilitySeconds, {visibility}, must be above PostTimeoutSeconds, {timeout}: a slow receiver would be posted to twice"
    );
    Ok(parameters.into_iter().collect())
}

impl Deployment<'_> {
    /// Deploys, unless what is deployed came from the same templates, binaries and parameters.
    pub(crate) async fn run(&self) -> Result<Outputs> {
        let stamp = self.stamp()?;
        if self.deployed().await? == Some(stamp.clone())
            && let Some(outputs) = self.aws.stack_outputs(STACK).await?
        {
            return Ok(outputs);
        }
        let step = progress::step("deploying template.yaml");
        let folder = self.folder.join("stage");
        stage::fill(self.project, &folder).await?;
        run_logged(&mut self.sam(&folder), &self.folder.join("deploy.log"), ADVICE).await?;
        let outputs = self.aws.stack_outputs(STACK).await?.context("sam deployed a stack the emulator doesn't know")?;
        self.verify_sender().await?;
        let parameter = json!({"Name": STAMP, "Value": stamp, "Type": "String", "Overwrite": true});
        self.aws.json("AmazonSSM.PutParameter", &parameter).await?;
        step.done();
        Ok(outputs)
    }

    /// What an operator does once in the console: SES sends from verified addresses alone.
    async fn verify_sender(&self) -> Result<()> {
        let parameters = [("Action", "VerifyEmailIdentity"), ("EmailAddress", SENDER), ("Version", "2010-12-01")];
        let reply = self.aws.query("ses", &parameters).await.context("could not verify the sender of mails")?;
        ensure!(reply.status == 200, "verifying the sender of mails answered {}: {}", reply.status, reply.text());
        Ok(())
    }

    /// The stamp of what is deployed. It lies in the emulator, so that it is saved, or lost in a crash,
    /// together with the stack it is about.
    async fn deployed(&self) -> Result<Option<String>> {
        let found = self.aws.json("AmazonSSM.GetParameters", &json!({"Names": [STAMP]})).await?;
        Ok(found.pointer("/Parameters/0/Value").and_then(Value::as_str).map(str::to_owned))
    }

    fn sam(&self, stage: &Path) -> Command {
        let mut sam = Command::new(self.tools.program("sam"));
        sam.current_dir(stage).args(["deploy", "--stack-name", STACK, "--resolve-s3", "--no-confirm-changeset"]);
        sam.args(["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
        sam.args(["--no-fail-on-empty-changeset", "--no-progressbar", "--parameter-overrides"]);
        sam.args(self.parameters.iter().map(|(name, value)| format!("{name}={value}")));
        sam.env("AWS_ENDPOINT_URL", &self.gateway).env("AWS_DEFAULT_REGION", REGION).env("AWS_REGION", REGION);
        // Whatever profile its user has, this never reaches the real AWS.
        sam.envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("SAM_CLI_TELEMETRY", "0")]);
        sam.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        sam.env_remove("AWS_PROFILE").env_remove("AWS_SESSION_TOKEN");
        sam
    }

    fn stamp(&self) -> Result<String> {
        let mut parts = vec![self.gateway.clone(), format!("{:?}", self.parameters)];
        for template in build::templates(self.project)? {
            parts.push(fs::read_to_string(&template).with_context(|| format!("no {}", template.display()))?);
        }
        for function in &self.project.functions {
            parts.push(age(&build::binary(self.project, function))?);
        }
        Ok(sha256_hex(parts.join("\0").as_bytes()))
    }
}

/// Size and time of change: cargo writes a binary only when it changed, and reading them all would take
/// longer than the deployment it saves.
fn age(binary: &Path) -> Result<String> {
    let missing = || format!("{} is missing: build the functions first", binary.display());
    let metadata = fs::metadata(binary).with_context(missing)?;
    Ok(format!("{} {}", metadata.len(), metadata.modified()?.duration_since(UNIX_EPOCH)?.as_nanos()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(overrides: &[(&str, &str)]) -> Option<String> {
        let overrides: Vec<_> = overrides.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        parameters("token", &overrides).err().map(|error| error.to_string())
    }

    #[test]
    fn a_post_is_hidden_for_longer_than_it_may_take() {
        assert_eq!(refusal(&[]), None);
        assert_eq!(refusal(&[("PostTimeoutSeconds", "2"), ("PostVisibilitySeconds", "15")]), None);
        for (timeout, visibility) in [("30", "15"), ("30", "30"), ("50", "45")] {
            let refused = refusal(&[("PostTimeoutSeconds", timeout), ("PostVisibilitySeconds", visibility)]).unwrap();
            assert!(refused.contains("posted to twice"), "{refused}");
        }
    }

    #[test]
    fn what_is_set_in_place_of_a_parameter_is_set_once() {
        let set = parameters("token", &[("Alarms".into(), "on".into())]).unwrap();
        let alarms: Vec<_> = set.iter().filter(|(name, _)| name == "Alarms").collect();
        assert_eq!(alarms, [&("Alarms".to_owned(), "on".to_owned())]);
    }
}
