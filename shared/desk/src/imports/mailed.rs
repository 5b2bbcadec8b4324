//! Files that come by mail: what is attached to a mail is put where files to be imported are put, and is imported from there
//! as any other (`docs/adr/0045-files-by-mail.md`).

use domain::{DroppedFile, Import, ImportTemplate, MAX_RECEIVED_BYTES, MailInAddress, ReceivedMail, StoreId, SweepId};
use files::{Bucket, FilesError};
use inbox::{Mail, MailedFile};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};

use super::start::insert_once;
use crate::{Desk, DeskError};

/// A mail that came more often than this stopped whoever read it: it is refused without being looked at. Its message would
/// be given up soon, and no store would hear of it.
const MAX_RECEIVES: u32 = 8;

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailTaken {
    /// The files that were put where they are imported, by their names in the bucket.
    pub files: Vec<String>,
    /// The imports that say why it was refused.
    pub refused: Vec<SweepId>,
}

impl MailTaken {
    /// Whether it is for nobody: none of its recipients is the address of a template.
    pub fn is_nobodys(&self) -> bool {
        self.files.is_empty() && self.refused.is_empty()
    }
}

/// Takes the files of a mail for each template whose address it was brought to, or notes for its store why not, as an import
/// that has failed. A mail for nobody is left alone.
///
/// Taken again it puts the same objects, which are imported once, or finds its refusal. `receives` is how often its message
/// came, this time included.
pub async fn take_mail(
    desk: &Desk,
    files: &Bucket,
    mail: &ReceivedMail,
    receives: u32,
    now: Timestamp,
) -> Result<MailTaken, DeskError> {
    let mut taken = MailTaken::default();
    let templates = templates_of(desk, mail).await?;
    if templates.is_empty() {
        return Ok(taken);
    }
    let raw = raw_of(files, mail, receives).await?;
    let size = raw.as_ref().map(|raw| u64::try_from(raw.len()).unwrap_or(u64::MAX)).unwrap_or_default();
    let read = match &raw {
        Ok(raw) => Mail::read(raw).map_err(|error| error.to_string()),
        Err(why) => Err(why.clone()),
    };
    for (store_id, template) in templates {
        match checked(&template, mail, &read) {
            Ok(read) => put_all(files, (store_id, &template.id), &read.files, &mut taken).await?,
            Err(why) => taken.refused.push(note_refusal(desk, store_id, template, (mail, size), &why, now).await?),
        }
    }
    Ok(taken)
}

/// A mail that a template takes; or the sentence that says why it does not.
fn checked<'m, 'r>(
    template: &ImportTemplate,
    mail: &ReceivedMail,
    read: &'m Result<Mail<'r>, String>,
) -> Result<&'m Mail<'r>, String> {
    let read = read.as_ref().map_err(|why| format!("A mail was refused: {why}"))?;
    match why_not(template, mail, read) {
        None => Ok(read),
        Some(why) => Err(sentence(read, &why)),
    }
}

/// The templates that a mail was brought to, each once.
async fn templates_of(desk: &Desk, mail: &ReceivedMail) -> Result<Vec<(StoreId, ImportTemplate)>, DeskError> {
    let mut found: Vec<(StoreId, ImportTemplate)> = vec![];
    for address in mail.recipients.iter().filter_map(|recipient| MailInAddress::read(recipient)) {
        let (store_id, template_id) = (address.store_id, &address.template_id);
        if found.iter().any(|(store, template)| *store == store_id && template.id == *template_id) {
            continue;
        }
        let Some((template, _)) = desk.table.definition::<ImportTemplate>(store_id, template_id).await? else {
            continue;
        };
        if template.mail.as_ref().is_some_and(|mail| address.is_of(mail)) {
            found.push((store_id, template));
        }
    }
    Ok(found)
}

/// The mail as it came, or why nobody looks into it.
async fn raw_of(files: &Bucket, mail: &ReceivedMail, receives: u32) -> Result<Result<Vec<u8>, String>, DeskError> {
    if let Some(harm) = mail.harm() {
        return Ok(Err(harm.to_owned()));
    }
    if receives > MAX_RECEIVES {
        return Ok(Err(format!("it could not be read in {MAX_RECEIVES} tries; have it sent again")));
    }
    match files.read(&mail.object, "", MAX_RECEIVED_BYTES).await {
        Ok(raw) => Ok(Ok(raw)),
        Err(FilesError::TooLarge { .. }) => Ok(Err(format!("it has more than {} MB", MAX_RECEIVED_BYTES >> 20))),
        Err(error) if error.is_passing() => Err(error.into()),
        Err(_) => Ok(Err("it is not in the bucket any more".to_owned())),
    }
}

/// Why a template does not take a mail that can be read; nothing where it does.
fn why_not(template: &ImportTemplate, mail: &ReceivedMail, read: &Mail<'_>) -> Option<String> {
    let Some(from) = &read.from else {
        return Some("it does not say for certain whom it is of; it needs one From with one address".to_owned());
    };
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
    if !template.mail.as_ref().is_some_and(|mail| mail.allows(from)) {
        return Some("the sender is none of the template's allowed_senders".to_owned());
    }
    if !mail.is_proven_of(domain) {
        let why = format!(
            "nothing proves that it is of {domain}: it must pass DMARC, or SPF with an envelope of that domain"
        );
        return Some(why);
    }
    let others = if read.others.is_empty() { String::new() } else { format!("; it has {}", read.others.join(", ")) };
    read.files.is_empty().then(|| format!("it has no .csv, .txt, .tsv or .xlsx file{others}"))
}

/// What people read in the list of imports.
fn sentence(read: &Mail<'_>, why: &str) -> String {
    let from = read.from.as_deref().map(|from| format!(" of {from}")).unwrap_or_default();
    let subject = if read.subject.is_empty() { String::new() } else { format!(" about \"{}\"", read.subject) };
    format!("The mail{from}{subject} was refused: {why}")
}

/// Puts the files of a mail where those of the template are imported. The same file has the same name however often it comes,
/// and another one has another name, also where both are called the same: none takes the place of one that waits.
async fn put_all(
    files: &Bucket,
    (store_id, template_id): (StoreId, &str),
    mailed: &[MailedFile<'_>],
    taken: &mut MailTaken,
) -> Result<(), DeskError> {
    for file in mailed {
        let own = own_folder(&file.bytes);
        let name = DroppedFile::name_for(store_id, template_id, &format!("{own}/{}", file.name));
        if !taken.files.contains(&name) {
            files.put(&name, "application/octet-stream", file.bytes.to_vec()).await?;
            taken.files.push(name);
        }
    }
    Ok(())
}

/// The folder of what has these bytes: no two files have the same, whatever they are called. It is no number, which would be
/// that of an import which waits for its file.
fn own_folder(bytes: &[u8]) -> String {
    let digest = digest(&SHA256, bytes);
    let beginning = digest.as_ref().first_chunk().map(|first| u128::from_be_bytes(*first)).unwrap_or_default();
    format!("mail-{beginning:032x}")
}

/// Notes why a mail was refused, once, as an import that has failed.
async fn note_refusal(
    desk: &Desk,
    store_id: StoreId,
    template: ImportTemplate,
    (mail, size): (&ReceivedMail, u64),
    why: &str,
    now: Timestamp,
) -> Result<SweepId, DeskError> {
    let name = DroppedFile::name_for(store_id, &template.id, &mail.object);
    let file = DroppedFile { name, etag: mail.id.clone(), size };
    let import = Import { template, file, is_dry_run: false, by: String::new() };
    insert_once(desk, store_id, &import, Some(why), now).await
}
