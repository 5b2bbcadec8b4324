//! Sending a file, each way.

use delivery::{FileBody, Outcome, Post, Signing};
use domain::{
    Appointment, Export, ExportDelivery, ExportFile, KnownServer, MAX_EXPORTED_BYTES, PostHeader, SweepId,
    delivered_object,
};
use files::FilesError;
use jiff::Timestamp;
use transfer_servers::TransferError;

use super::servers::Brought;
use super::{DeliveryError, FileCourier, Sent};
use crate::{OpenSecretError, file_servers};

impl FileCourier {
    /// Sends a file once. What the other side says is a value.
    pub(super) async fn send(
        &self,
        appointment: &Appointment,
        export: &Export,
        file: &ExportFile,
        at: Timestamp,
    ) -> Result<Sent, DeliveryError> {
        let delivery = &export.template.delivery;
        if *delivery == ExportDelivery::Download {
            return Ok(Sent::accepted("kept to be downloaded"));
        }
        let name = SweepId::export(appointment.store_id, file.export).export_file_object(file);
        let bytes = match self.files.read(&name, "", MAX_EXPORTED_BYTES).await {
            Ok(bytes) => bytes,
            Err(FilesError::Gone { .. }) => return Ok(Sent::refused("the file is not in the bucket any more")),
            Err(error) => return Err(error.into()),
        };
        match delivery {
            ExportDelivery::Download => Ok(Sent::accepted("kept to be downloaded")),
            ExportDelivery::S3 { prefix } => self.put(appointment, export, (file, prefix), bytes).await,
            ExportDelivery::HttpsPost { url, headers } => {
                let body =
                    FileBody { name: &file.name, content_type: export.template.content.format.content_type(), bytes };
                self.post(appointment, (url, headers), body, at).await
            }
            ExportDelivery::Mail { to, subject, text } => {
                self.mail(appointment, export, (to, subject, text), file, bytes).await
            }
            ExportDelivery::Server(known) => self.bring(appointment, known, file, &bytes).await,
        }
    }

    /// Into the store's part of the bucket. What lies there under this name stays: the very same is ours, of an attempt
    /// whose answer was lost.
    async fn put(
        &self,
        appointment: &Appointment,
        export: &Export,
        (file, prefix): (&ExportFile, &str),
        bytes: Vec<u8>,
    ) -> Result<Sent, DeliveryError> {
        let name = delivered_object(appointment.store_id, prefix, &file.name);
        let content_type = export.template.content.format.content_type();
        if self.files.put_new(&name, content_type, bytes.clone()).await? {
            return Ok(Sent::accepted("put"));
        }
        match self.files.read(&name, "", MAX_EXPORTED_BYTES).await {
            Ok(there) if there == bytes => Ok(Sent::accepted("was put before")),
            Ok(_) | Err(FilesError::TooLarge { .. }) => Ok(Sent::failed(there_already(&file.name))),
            // Taken away in between: the next attempt puts it.
            Err(FilesError::Gone { .. }) => Ok(Sent::failed("the bucket changed meanwhile")),
            Err(error) => Err(error.into()),
        }
    }

    /// As the body of a post.
    async fn post(
        &self,
        appointment: &Appointment,
        (url, headers): (&str, &[PostHeader]),
        body: FileBody<'_>,
        at: Timestamp,
    ) -> Result<Sent, DeliveryError> {
        let store_id = appointment.store_id;
        let Some(sender) = self.senders.sender(store_id).await? else { return Ok(Sent::refused("the store is gone")) };
        let added_headers = match self.senders.headers(headers, url, (store_id, &sender)).await? {
            Ok(headers) => headers,
            Err(why) => return Ok(Sent::failed(why)),
        };
        let signing = Signing {
            store_id: &store_id.to_string(),
            legacy_key: &sender.signer.legacy_key,
            webhook_secrets: &sender.signer.secrets_for(url, at),
            appointment_id: &appointment.id.to_string(),
            timestamp_seconds: at.as_second(),
        };
        let post = delivery::build_file(url, body, &signing)?;
        let exchange = self.poster.post(&Post { added_headers, ..post }).await;
        let verdict = exchange.outcome.verdict(self.clock.now());
        let (status, reply) = match exchange.outcome {
            Outcome::Replied(reply) => (Some(reply.status), reply.text),
            other => (None, other.to_string()),
        };
        Ok(Sent { status, reply, verdict, is_nothing_there: false, unanswered: 0 })
    }

    /// To a server.
    async fn bring(
        &self,
        appointment: &Appointment,
        known: &KnownServer,
        file: &ExportFile,
        bytes: &[u8],
    ) -> Result<Sent, DeliveryError> {
        let Some(sender) = self.senders.sender(appointment.store_id).await? else {
            return Ok(Sent::refused("the store is gone"));
        };
        let data_key = self.senders.data_key().await?;
        let server = match file_servers::opened(appointment.store_id, known, &sender.kept, data_key) {
            Ok(Ok(server)) => server,
            // Who put a secret right finds it sent by a later attempt.
            Ok(Err(problem)) => return Ok(Sent::failed(format!("{}: {}", problem.field, problem.message))),
            Err(error) => return Err(OpenSecretError::from(error).into()),
        };
        let idempotency_key = format!("{}-{}", appointment.store_id, appointment.id);
        let brought = Brought { name: &file.name, idempotency_key: &idempotency_key, bytes };
        Ok(match self.servers.bring(&server, brought).await {
            Ok(()) => Sent::accepted("brought"),
            // A file of this name and size is ours where an attempt before may have brought it.
            Err(TransferError::Exists { size_bytes }) if size_bytes == file.size && file.may_be_there => {
                Sent::accepted("was brought before")
            }
            // Whoever takes the files away may take this one, too.
            Err(TransferError::Exists { .. }) => Sent::failed(there_already(&file.name)),
            Err(error) => {
                let is_nothing_there = is_before_the_file(&error);
                let why = error.to_string();
                let sent = if error.is_worth_a_retry() { Sent::failed(why) } else { Sent::refused(why) };
                Sent { is_nothing_there, ..sent }
            }
        })
    }
}

/// Whether an error came before anything of the file was on its way.
fn is_before_the_file(error: &TransferError) -> bool {
    !matches!(
        error,
        TransferError::Unreachable(_)
            | TransferError::TimedOut
            | TransferError::Failed(_)
            | TransferError::Broken(_)
            | TransferError::Local(_)
    )
}

fn there_already(name: &str) -> String {
    format!("a file {name} is there already, and was not replaced")
}
