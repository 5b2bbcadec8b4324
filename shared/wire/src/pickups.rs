//! Pickups and servers for files: our own `/v1/pickups` and `/v1/file-servers/test`.

use domain::{
    AfterPickup, FileProtocol, FileServer, KnownServer, MAX_HOST_LENGTH, MAX_PATTERN_LENGTH, MAX_PICKUP_NAME_LENGTH,
    MAX_SECRET_NAME_LENGTH, NewPickup, PROCESSED, Pickup, PickupState, Problem, Schedule, Weekday, time,
};
use serde::Serialize;

use crate::body::{Field, body};
use crate::custom_events::{needed, schedule};
use crate::read::{Document, Object};

/// The longest fingerprint: 64 hexadecimal digits and their colons.
const MAX_FINGERPRINT_LENGTH: usize = 100;

/// So many of a folder's files are named by a test.
pub const MAX_TESTED_FILES: usize = 20;

/// What becomes of files that were fetched, by its name.
const MOVE: &str = "move";
const DELETE: &str = "delete";

/// What `after` may be, in the API.
pub const AFTER_PICKUP: [&str; 2] = [MOVE, DELETE];

body! {
    /// A server for files, and who signs in there.
    FileServerInput: PassedOver {
        /// How it is spoken to.
        protocol: Field<String> = Field::one_of("FileProtocol").needed(),
        /// Its name or IP address, without a port. It must be a public one.
        host: Field<String> = Field::short_words(MAX_HOST_LENGTH).needed(),
        /// Its port: 22 with `sftp` and 21 with the others when left out. Of the ports below 1024 only 21, 22 and 990 are
        /// open; with `ftps` at 990 TLS begins with the first byte.
        port: Field<u64> = Field::between(1, 65_535),
        /// Who signs in.
        user: Field<String> = Field::short_words(255).needed(),
        /// The name of the store's secret that the user signs in with: a password, or with `sftp` a private key. The
        /// server's host must be one of the secret's hosts.
        secret: Field<String> = Field::short_words(MAX_SECRET_NAME_LENGTH).needed(),
        /// The folder there; where one is after signing in when left out.
        directory: Field<String> = Field::only_text(1_000),
        /// With `sftp`: the fingerprint of the server's host key, as `ssh-keygen -l` prints it. A pickup needs it.
        host_key: Field<String> = Field::only_text(MAX_FINGERPRINT_LENGTH),
        /// With `ftps`: the fingerprint of the server's certificate, where no authority vouches for it.
        certificate: Field<String> = Field::only_text(MAX_FINGERPRINT_LENGTH),
    }

    /// A pickup as it is sent, always whole.
    PickupInput: PassedOver, and FileServerInput {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_PICKUP_NAME_LENGTH).needed(),
        /// Which files: `*` stands for any letters and `?` for one, whatever the case of letters.
        pattern: Field<String> = Field::short_words(MAX_PATTERN_LENGTH).needed(),
        /// The import template that they are read with, which must be there.
        import_template_id: Field<u64> = Field::id().needed(),
        /// How often it runs.
        every: Field<String> = Field::one_of("Every").needed(),
        /// At which time of the day, `09:05`: needed with `day`, `weekday` and `week`, passed over with the others.
        at: Field<String> = Field::only_text(5),
        /// On which day: needed with `week`, passed over with the others.
        day: Field<String> = Field::one_of("Weekday"),
        /// What becomes of a file there once it was fetched: it is moved (`move`, when left out) or deleted.
        after: Field<String> = Field::one_of("AfterPickup"),
        /// With `move`: into which folder below its own; `processed` when left out. It is made where it is missing.
        processed_folder: Field<String> = Field::only_text(255),
        /// Whether it runs by itself. When left out, a new one does, and a replaced one as before.
        enabled: Field<bool> = Field::flag(),
    }
}

/// Reads the body of `POST /v1/file-servers/test`.
pub fn read_server(body: &str) -> Result<KnownServer, Vec<Problem>> {
    let document = Document::read(body)?;
    let known = server(&document.object());
    let known = document.finish(known)?.ok_or_else(Vec::new)?;
    let problems = known.check_to_test();
    if problems.is_empty() { Ok(known) } else { Err(problems) }
}

/// Reads the body of `POST /v1/pickups` and `PUT /v1/pickups/{id}`.
pub fn read_new(body: &str) -> Result<NewPickup, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &PickupInput::READ;
    let name = needed(&object, &fields.name);
    let from = server(&object);
    let pattern = needed(&object, &fields.pattern);
    let import_template_id = fields.import_template_id.of(&object).filter(|id| *id > 0);
    if import_template_id.is_none() {
        object.refuse(fields.import_template_id.name(), "must be the id of an import template");
    }
    let schedule = schedule(&object, [&fields.every, &fields.at, &fields.day]);
    let after = after(&object);
    let enabled = fields.enabled.of(&object);
    let all = from.zip(schedule).zip(after).zip(import_template_id);
    let new = all.map(|(((from, schedule), after), id)| NewPickup {
        name,
        from,
        pattern,
        import_template_id: id.to_string(),
        schedule,
        after,
        enabled,
    });
    // What is not there is among the problems.
    document.finish(new)?.ok_or_else(Vec::new)
}

fn server(object: &Object) -> Option<KnownServer> {
    let fields = &FileServerInput::READ;
    let protocol = FileProtocol::named(&fields.protocol.filled(object));
    if protocol.is_none() {
        let names: Vec<_> = FileProtocol::ALL.iter().map(|protocol| protocol.name()).collect();
        object.refuse(fields.protocol.name(), format!("must be one of {}", names.join(", ")));
    }
    let port = fields.port.of(object);
    let number = port.map(|port| u16::try_from(port).ok().filter(|port| *port > 0));
    if number == Some(None) {
        object.refuse(fields.port.name(), "must be from 1 to 65535");
    }
    let server = FileServer {
        host: needed(object, &fields.host),
        port: number.flatten(),
        user: needed(object, &fields.user),
        secret: needed(object, &fields.secret),
        directory: fields.directory.trimmed(object),
    };
    let (host_key, certificate) = (fields.host_key.trimmed(object), fields.certificate.trimmed(object));
    protocol.map(|protocol| KnownServer { protocol, server, host_key, certificate })
}

fn after(object: &Object) -> Option<AfterPickup> {
    let fields = &PickupInput::READ;
    let folder = fields.processed_folder.given(object);
    match fields.after.given(object).as_deref().unwrap_or(MOVE) {
        MOVE => Some(AfterPickup::MovedTo(folder.unwrap_or_else(|| PROCESSED.to_owned()))),
        DELETE => Some(AfterPickup::Deleted),
        _ => {
            object.refuse(fields.after.name(), format!("must be one of {}", AFTER_PICKUP.join(", ")));
            None
        }
    }
}

/// A pickup as our own API writes it: in the form it is read in.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Pickup))]
pub struct PickupView<'a> {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// How the server is spoken to.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::FileProtocol))]
    protocol: &'static str,
    /// The server's name or IP address.
    host: &'a str,
    /// Its port.
    port: u16,
    /// Who signs in.
    user: &'a str,
    /// The name of the store's secret that the user signs in with.
    secret: &'a str,
    /// The folder there; blank for where one is after signing in.
    directory: &'a str,
    /// The fingerprint of the server's host key; blank of other protocols than `sftp`.
    host_key: &'a str,
    /// The fingerprint of the server's certificate; blank where an authority vouches for it.
    certificate: &'a str,
    /// Which files.
    pattern: &'a str,
    /// The import template that they are read with.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    import_template_id: &'a str,
    /// How often it runs.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Every))]
    every: &'static str,
    /// At which time of the day, by the store's time zone; not there where it runs many times a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TimeOfDay, required = false))]
    at: Option<String>,
    /// On which day; not there where it runs on several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Weekday, required = false))]
    day: Option<Weekday>,
    /// What becomes of a file there once it was fetched.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::AfterPickup))]
    after: &'static str,
    /// Into which folder it is moved; blank where it is deleted.
    processed_folder: &'a str,
    /// One that is not runs by hand alone.
    enabled: bool,
}

impl<'a> From<&'a Pickup> for PickupView<'a> {
    fn from(pickup: &'a Pickup) -> Self {
        let (schedule, from): (Schedule, _) = (pickup.schedule, &pickup.from);
        let (after, processed_folder) = match &pickup.after {
            AfterPickup::MovedTo(folder) => (MOVE, folder.as_str()),
            AfterPickup::Deleted => (DELETE, ""),
        };
        Self {
            id: &pickup.id,
            name: &pickup.name,
            protocol: from.protocol.name(),
            host: &from.server.host,
            port: from.port(),
            user: &from.server.user,
            secret: &from.server.secret,
            directory: &from.server.directory,
            host_key: &from.host_key,
            certificate: &from.certificate,
            pattern: &pickup.pattern,
            import_template_id: &pickup.import_template_id,
            every: schedule.every(),
            at: schedule.at().map(|at| at.to_string()),
            day: schedule.day(),
            after,
            processed_folder,
            enabled: pickup.enabled,
        }
    }
}

/// How far a pickup is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PickupState))]
pub struct PickupStateView<'a> {
    /// Whether a run is not over.
    is_running: bool,
    /// When the last run ended; null before the first.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_run_at: Option<String>,
    /// What it failed at; blank where it did not.
    last_error: &'a str,
    /// How many runs in a row failed.
    failures: u32,
    /// The last file that was fetched; null before the first.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    last_file: Option<&'a str>,
    /// When it was.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_file_at: Option<String>,
    /// Files of the folder that were seen and not fetched yet: they are looked at once more, or wait for the next run.
    waiting: Vec<&'a str>,
    /// Files that were passed over at the last look, and why: the first 20.
    passed_over: Vec<PassedOverView<'a>>,
}

/// A file that can't be picked up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PassedOverFile))]
pub struct PassedOverView<'a> {
    /// Its name.
    name: &'a str,
    /// Why.
    why: &'a str,
}

impl<'a> From<&'a PickupState> for PickupStateView<'a> {
    fn from(state: &'a PickupState) -> Self {
        let waiting = state.files.iter().filter(|file| !file.is_fetched()).map(|file| file.name.as_str());
        let passed_over = state.passed_over.iter().map(|one| PassedOverView { name: &one.name, why: &one.why });
        Self {
            is_running: state.is_open,
            last_run_at: state.last_run_at.map(time::text),
            last_error: &state.last_error,
            failures: state.failures,
            last_file: state.last_file.as_ref().map(|file| file.name.as_str()),
            last_file_at: state.last_file.as_ref().map(|file| time::text(file.at)),
            waiting: waiting.collect(),
            passed_over: passed_over.collect(),
        }
    }
}

/// What a test of a server for files found. No secret is in it.
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a step that somebody looks for")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FileServerTest))]
pub struct FileServerTestView {
    /// Whether all of it works.
    pub works: bool,
    /// The fingerprint of the host key or of the certificate that the server shows, to be compared with what its owner
    /// says; null where it did not come so far, or has none.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    pub fingerprint: Option<String>,
    /// There is a connection, with the server that was confirmed.
    pub connected: bool,
    /// The user is signed in.
    pub signed_in: bool,
    /// The folder is there, and can be listed.
    pub listed: bool,
    /// What it stopped at, in words; blank where it did not.
    pub error: String,
    /// Files of the folder: the first 20 by their names.
    pub files: Vec<String>,
    /// Whether there are more.
    pub has_more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    fn body(rest: &str) -> String {
        format!(
            r#"{{"id":"7","name":"Stock","protocol":"sftp","host":"files.example.com","port":22,"user":"shop","secret":"supplier","directory":"out","host_key":"{KEY}","certificate":"","pattern":"*.csv","import_template_id":"1000000001",{rest}}}"#
        )
    }

    #[test]
    fn a_pickup_is_read_and_written_as_it_was_read() {
        for rest in [
            r#""every":"hour","after":"move","processed_folder":"done","enabled":false"#,
            r#""every":"week","at":"00:00","day":"sunday","after":"delete","processed_folder":"","enabled":true"#,
        ] {
            let body = body(rest);
            let pickup = read_new(&body).unwrap().added("7".into());
            assert_eq!(serde_json::to_string(&PickupView::from(&pickup)).unwrap(), body);
        }
        let usual = read_new(&body(r#""every":"hour""#)).unwrap();
        assert_eq!((usual.after, usual.enabled), (AfterPickup::default(), None));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let fields = |body: &str| {
            let problems = read_new(body).unwrap_err();
            problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        let all = ["name", "protocol", "host", "user", "secret", "pattern", "import_template_id", "every"];
        assert_eq!(fields("{}"), all);
        assert_eq!(fields(&body(r#""every":"hour","after":"burn""#)), ["after"]);
        assert_eq!(fields(&body(r#""every":"day""#)), ["at"]);
        assert_eq!(fields(&body(r#""every":"hour""#).replace("22", "70000")), ["port"]);
        let server = r#"{"protocol":"sftp","host":"a.example","user":"u","secret":"s""#;
        assert!(read_server(&format!("{server}}}")).is_ok(), "nothing is confirmed yet");
        for (rest, field) in
            [(r#""port":25"#, "port"), (r#""host_key":"x""#, "host_key"), (r#""directory":"../x""#, "directory")]
        {
            assert_eq!(read_server(&format!("{server},{rest}}}")).unwrap_err()[0].field, field);
        }
    }
}
