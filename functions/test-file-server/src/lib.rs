//! Tries out a server for files that a store names. It stands alone as it may open secrets and speak to others' servers,
//! and what speaks SFTP and FTP is large.

mod app;

use desk::OpenSecretError;
use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::{Request, Response};
use transfer_servers::{Stage, Tested};
use wire::pickups::{FileServerTestView, MAX_TESTED_FILES, read_server};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| answer(app, &call).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::TestFileServer => test(app, call).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}

/// `POST /v1/file-servers/test`. Nothing is written.
async fn test(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let known = read_server(call.body()?).map_err(ApiReply::from_problems)?;
    match Box::pin(app.servers.test(call.store()?.id, &known)).await {
        Ok(Ok(tested)) => Ok(ApiReply::success(200).with("test", &view_of(tested))),
        Ok(Err(problem)) => Err(ApiReply::invalid(&[problem]).into()),
        Err(OpenSecretError::Table(error)) => Err(error.into()),
        Err(error) => Err(Failure::Broken(Box::new(error))),
    }
}

fn view_of(tested: Tested) -> FileServerTestView {
    let Tested { fingerprint, reached, listing, error } = tested;
    let listing = listing.unwrap_or_default();
    let mut files: Vec<String> = listing.files.iter().map(|file| file.name.to_string()).collect();
    files.sort_unstable();
    let has_more = listing.has_more || files.len() > MAX_TESTED_FILES;
    files.truncate(MAX_TESTED_FILES);
    FileServerTestView {
        works: error.is_none(),
        fingerprint: fingerprint.map(|fingerprint| fingerprint.to_string()),
        connected: reached >= Stage::Server,
        signed_in: reached >= Stage::LoggedIn,
        listed: reached >= Stage::Folder,
        error: error.map(|error| error.to_string()).unwrap_or_default(),
        files,
        has_more,
    }
}
