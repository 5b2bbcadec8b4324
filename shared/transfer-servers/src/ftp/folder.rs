//! What is in a folder, by `MLSD` or, of servers that don't know it, by `LIST`.

use std::io;

use jiff::Timestamp;
use suppaftp::list::{File, ListParser};
use suppaftp::{FtpError, Status};
use tokio::io::AsyncReadExt;

use super::Ftp;
use super::refusals::of_ftp;
use crate::error::TransferError;
use crate::listing::{Kind, Listing, Reason};
use crate::names::{BadName, MAX_NAME_BYTES};

/// How many bytes a line has beside the name, at most: what `MLSD` says of a file.
const MAX_FACTS_BYTES: usize = 768;

/// In which form a folder is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Mlsd,
    List,
}

impl Ftp {
    pub(crate) async fn list(&mut self, max_entries: usize) -> Result<Listing, TransferError> {
        match self.read_list(Form::Mlsd, max_entries).await {
            Err(FtpError::UnexpectedResponse(answer)) if is_unknown_command(answer.status) => {
                self.read_list(Form::List, max_entries).await.map_err(of_ftp)
            }
            listed => listed.map_err(of_ftp),
        }
    }

    async fn read_list(&mut self, form: Form, max_entries: usize) -> Result<Listing, FtpError> {
        let command = if form == Form::Mlsd { "MLSD" } else { "LIST" };
        let begun = [Status::AboutToSend, Status::AlreadyOpen];
        let (_, mut stream) = self.stream.custom_data_command(command, &begun).await?;
        let max_bytes = max_entries.saturating_mul(MAX_NAME_BYTES + MAX_FACTS_BYTES);
        let mut text = vec![];
        let read = (&mut stream).take(u64::try_from(max_bytes).unwrap_or(u64::MAX)).read_to_end(&mut text).await;
        match read {
            Ok(length) if length == max_bytes => {
                // The server goes on. Its last line may be cut, and its verdict is read before the next command.
                drop(stream);
                let whole = text.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
                text.truncate(whole);
                return Ok(Listing { has_more: true, ..listing_of(&text, form, max_entries) });
            }
            Ok(_) => {}
            // Not all servers end TLS as they should: that it was the end is told by what they answer.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
            Err(error) => return Err(FtpError::ConnectionError(error)),
        }
        stream.finish().await?;
        Ok(listing_of(&text, form, max_entries))
    }
}

fn is_unknown_command(status: Status) -> bool {
    matches!(status, Status::BadCommand | Status::NotImplemented | Status::NotImplementedParameter)
}

fn listing_of(text: &[u8], form: Form, max_entries: usize) -> Listing {
    let mut listing = Listing::default();
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut lines = lines.filter(|line| !line.is_empty());
    for line in lines.by_ref().take(max_entries) {
        match std::str::from_utf8(line) {
            Ok(line) => add_line(&mut listing, line, form),
            Err(_) => listing.pass_over(&String::from_utf8_lossy(line), Reason::Name(BadName::NotUtf8)),
        }
    }
    listing.has_more = lines.next().is_some();
    listing
}

fn add_line(listing: &mut Listing, line: &str, form: Form) {
    let read = match form {
        Form::Mlsd if is_of_a_folder(line) => return,
        Form::Mlsd => ListParser::parse_mlsd(line),
        // A sum that some servers begin with.
        Form::List if line.starts_with("total ") => return,
        Form::List => ListParser::parse_posix(line).or_else(|_| ListParser::parse_dos(line)),
    };
    let Ok(file) = read else { return listing.pass_over(line, Reason::Unreadable) };
    let kind = match (file.is_directory(), file.is_file()) {
        (true, _) => Kind::Folder,
        (_, true) => Kind::File,
        _ => Kind::Other,
    };
    // Times of `LIST` are in the server's own zone, which it does not tell.
    let modified_at = if form == Form::Mlsd { modified_at(&file) } else { None };
    let has_size = form == Form::List || facts(line).any(|(fact, _)| fact.eq_ignore_ascii_case("size"));
    let size = u64::try_from(file.size()).ok().filter(|_| has_size);
    listing.add(file.name(), kind, size, modified_at);
}

/// What `MLSD` says of an entry, before its name.
fn facts(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let facts = line.split_once(' ').map_or("", |(facts, _)| facts);
    facts.split(';').filter_map(|fact| fact.split_once('='))
}

/// Whether it is a folder, this one and the one above among them.
fn is_of_a_folder(line: &str) -> bool {
    let of_folders = ["dir", "cdir", "pdir"];
    facts(line).any(|(fact, value)| {
        fact.eq_ignore_ascii_case("type") && of_folders.iter().any(|kind| value.eq_ignore_ascii_case(kind))
    })
}

fn modified_at(file: &File) -> Option<Timestamp> {
    let time = Timestamp::try_from(file.modified()).ok()?;
    // What the parser gives where there is no time.
    (time != Timestamp::UNIX_EPOCH).then_some(time)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str, form: Form) -> Vec<(String, u64)> {
        let listing = listing_of(text.as_bytes(), form, 100);
        listing.files.iter().map(|file| (file.name.to_string(), file.size_bytes)).collect()
    }

    #[test]
    fn a_listing_by_facts_has_files_with_size_and_time_and_no_folders() {
        let text = "type=cdir;modify=20261122100000; .\r\n\
            Type=pdir;modify=20261122100000; ..\r\n\
            type=dir;modify=20261122100000; processed\r\n\
            type=file;size=12;modify=20261122100000.123; new orders.csv\r\n\
            type=file;modify=20261122100000; no size.csv\r\n\
            type=OS.unix=slink:/etc;size=3;modify=20261122100000; link\r\n";
        let listing = listing_of(text.as_bytes(), Form::Mlsd, 100);
        assert_eq!(names(text, Form::Mlsd), [("new orders.csv".to_owned(), 12)]);
        let time = listing.files[0].modified_at.unwrap();
        assert_eq!(time.as_second(), "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap().as_second());
        let reasons: Vec<_> = listing.passed_over.iter().map(|one| one.why).collect();
        assert_eq!(reasons[0], Reason::NoSize, "{listing:?}");
        assert_eq!(listing.passed_over.len(), 2, "{listing:?}");
    }

    #[test]
    fn a_listing_for_people_is_read_in_both_known_forms_without_times() {
        let unix = "total 8\r\ndrwxr-xr-x 2 u g 4096 Nov 22 10:00 processed\r\n-rw-r--r-- 1 u g 12 Nov 22 10:00 a b.csv\r\n\
            lrwxrwxrwx 1 u g 3 Nov 22 10:00 link -> /etc/passwd\r\nnonsense\r\n";
        assert_eq!(names(unix, Form::List), [("a b.csv".to_owned(), 12)]);
        let dos = "10-19-20  03:19PM       <DIR>          pub\r\n04-08-14  03:09PM                  403 readme.txt\r\n";
        assert_eq!(names(dos, Form::List), [("readme.txt".to_owned(), 403)]);
        let listing = listing_of(unix.as_bytes(), Form::List, 100);
        assert_eq!(listing.files[0].modified_at, None);
        let reasons: Vec<_> = listing.passed_over.iter().map(|one| one.why).collect();
        assert_eq!(reasons, [Reason::NoFile, Reason::Unreadable]);
    }

    #[test]
    fn names_that_lead_elsewhere_are_passed_over() {
        let text =
            b"type=file;size=1; ../../etc/passwd\r\ntype=file;size=1; /etc/passwd\r\ntype=file;size=1; a\x1b[31m\r\n\
            type=file;size=1; \xff\xfe\r\ntype=file;size=1; ..\r\ntype=file;size=1; ok.csv\r\n";
        let listing = listing_of(text, Form::Mlsd, 100);
        assert_eq!(listing.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["ok.csv"]);
        assert_eq!(listing.passed_over.len(), 5, "{listing:?}");
    }

    #[test]
    fn a_long_listing_ends_at_the_limit_and_says_so() {
        let text = "type=file;size=1; a\r\n".repeat(101);
        let listing = listing_of(text.as_bytes(), Form::Mlsd, 100);
        assert_eq!((listing.files.len(), listing.has_more), (100, true));
        let listing = listing_of(text.as_bytes(), Form::Mlsd, 101);
        assert_eq!((listing.files.len(), listing.has_more), (101, false));
    }

    proptest! {
        #[test]
        fn no_listing_is_a_panic_and_each_line_counts(
            lines in proptest::collection::vec("(type=(file|dir|x);)?(size=[0-9]{0,30};)?(modify=[0-9.]{0,20};)? ?\\PC{0,20}", 0..20),
            max_entries in 0_usize..10,
            form in prop_oneof![Just(Form::Mlsd), Just(Form::List)],
        ) {
            let listing = listing_of(lines.join("\n").as_bytes(), form, max_entries);
            prop_assert!(listing.files.len() + listing.passed_over.len() <= max_entries);
        }
    }
}
