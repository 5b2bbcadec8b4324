//! Mails as mail programs write them, and as those do who mean no good.

use proptest::prelude::*;

use super::*;

/// A mail of Ada's with this head beside it, and these parts.
fn mixed(head: &str, parts: &[&str]) -> String {
    let parts = parts.iter().map(|part| format!("--=_b 1\r\n{}\r\n", part.replace('\n', "\r\n")));
    let parts = parts.collect::<Vec<_>>().concat();
    format!(
        "From: Ada Lind <ada@example.com>\r\nSubject: May\r\n{head}MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=_b 1\"\r\n\r\nNot for you.\r\n{parts}--=_b 1--\r\nbehind it\r\n"
    )
}

fn file(headers: &str, body: &str) -> String {
    format!("{headers}\n\n{body}")
}

/// The names and contents of the files of a mail.
fn files(raw: &str) -> Vec<(String, String)> {
    let mail = Mail::read(raw.as_bytes()).unwrap();
    mail.files.into_iter().map(|file| (file.name, String::from_utf8_lossy(&file.bytes).into_owned())).collect()
}

fn names(raw: &str) -> Vec<String> {
    files(raw).into_iter().map(|(name, _)| name).collect()
}

fn pair(name: &str, content: &str) -> (String, String) {
    (name.to_owned(), content.to_owned())
}

/// Catches a file whose last line, or whose letters, are not those that were sent.
#[test]
fn files_come_out_byte_for_byte_however_they_are_encoded() {
    let text = "Content-Type: text/plain\n\nDear desk,\nsee there.\n";
    let base64 = file(
        "Content-Type: text/csv; charset=utf-16\nContent-Transfer-Encoding: BASE64\nContent-Disposition: attachment; filename=a.csv",
        "T3JkZXIs\nUXR5DQo=\n",
    );
    let quoted = file(
        "Content-Type: text/plain; charset=windows-1252; name=\"b.TXT\"\nContent-Transfer-Encoding: quoted-printable",
        "Order;Qty=\n;M=E4rz\n1;2\n",
    );
    let plain = file("Content-Disposition: inline; filename=\"c.csv\"", "Order,Qty\n1,2\n");
    let raw = mixed("", &[text, &base64, &quoted, &plain]);
    let mail = Mail::read(raw.as_bytes()).unwrap();
    assert_eq!((mail.from.as_deref(), &*mail.subject), (Some("ada@example.com"), "May"));
    let found: Vec<_> = mail.files.iter().map(|file| (&*file.name, &*file.bytes)).collect();
    let expected: [(&str, &[u8]); 3] =
        [("a.csv", b"Order,Qty\r\n"), ("b.TXT", b"Order;Qty;M\xe4rz\r\n1;2\r\n"), ("c.csv", b"Order,Qty\r\n1,2\r\n")];
    assert_eq!(found, expected);
    assert!(mail.others.is_empty());
}

#[test]
fn a_mail_that_is_nothing_but_a_file_is_one() {
    let raw = "From: ada@example.com\nContent-Type: text/csv\n\nOrder,Qty\n1,2\n";
    assert_eq!(files(raw), [pair("file.csv", "Order,Qty\n1,2\n")]);
    assert!(files("From: ada@example.com\n\nOrder,Qty\n1,2\n").is_empty(), "what somebody writes is no file");
}

/// Catches a name in another encoding that is lost, and with it the file.
#[test]
fn names_are_read_in_every_form_they_are_written_in() {
    for (headers, name) in [
        ("Content-Disposition: attachment; filename*=UTF-8''M%C3%A4rz%20%26%20Mai.csv", "März & Mai.csv"),
        (
            "Content-Disposition: attachment;\n filename*0*=UTF-8''Bestell;\n filename*1*=ungen%20;\n filename*2=5.csv",
            "Bestellungen 5.csv",
        ),
        ("Content-Disposition: attachment; filename=\"=?UTF-8?B?TcOkcnouY3N2?=\"", "März.csv"),
        ("Content-Disposition: attachment; filename==?iso-8859-1?Q?M=E4rz.csv?=", "März.csv"),
        ("Content-Type: application/octet-stream; name=\"stock.xlsx\"", "stock.xlsx"),
        ("Content-Type: application/vnd.ms-excel; name=\"stock.csv\"", "stock.csv"),
        ("Content-Type: TEXT/CSV", "file.csv"),
        ("Content-Type: text/tab-separated-values; name=stock", "stock.txt"),
        ("Content-Type: application/octet-stream; name=stock.TSV", "stock.TSV.txt"),
        ("Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "file.xlsx"),
        ("Content-Type: text/csv; name=\"ORDERS.0526\"", "ORDERS.0526.csv"),
    ] {
        assert_eq!(names(&mixed("", &[&file(headers, "x")])), [name], "{headers}");
    }
}

/// Catches a name that leads into another folder of the bucket, or that a person can't see.
#[test]
fn a_name_is_a_plain_one() {
    for (sent, name) in [
        ("../../43/1/a.csv", "a.csv"),
        (r"C:\\Orders\\a.csv", "a.csv"),
        ("imports/42/", "file.csv"),
        ("..", "...csv"),
        (".csv", "file.csv"),
        ("a\u{202e}\u{200b}vsc.csv", "avsc.csv"),
        ("a\tb\u{7}.csv", "ab.csv"),
    ] {
        let headers = format!("Content-Type: text/csv\nContent-Disposition: attachment; filename=\"{sent}\"");
        let name = if name == "...csv" { "file...csv" } else { name };
        assert_eq!(names(&mixed("", &[&file(&headers, "x")])), [name], "{sent}");
    }
    let long = format!("Content-Disposition: attachment; filename=\"{}.csv\"", "ä".repeat(300));
    let found = names(&mixed("", &[&file(&long, "x")])).pop().unwrap();
    assert!(found.chars().count() == 100 && found.ends_with("ä.csv"), "{found}");
}

/// Catches the picture of a signature that is imported, or named to people who look for a file.
#[test]
fn what_is_no_file_is_passed_over_and_what_may_have_been_meant_is_named() {
    let parts = [
        file("Content-Type: text/html; charset=utf-8", "<p>Hello</p>"),
        file("Content-Type: image/png; name=logo.png\nContent-Disposition: inline\nContent-ID: <1>", "x"),
        file("Content-Type: application/vnd.ms-excel; name=\"stock.xls\"", "x"),
        file("Content-Type: application/zip; name=\"stock.zip\"", "x"),
        file("Content-Type: text/plain; name=\"ATT00001.txt\"", "Kind regards"),
        file("Content-Type: message/rfc822; name=\"Fwd.eml\"", "Content-Type: text/csv; name=a.csv\n\nx"),
        file("Content-Type: application/octet-stream", "x"),
    ];
    let parts: Vec<_> = parts.iter().map(String::as_str).collect();
    let raw = mixed("", &parts);
    let mail = Mail::read(raw.as_bytes()).unwrap();
    assert_eq!(
        (mail.files.len(), mail.others),
        (0, vec!["stock.xls".into(), "stock.zip".into(), "ATT00001.txt".into(), "Fwd.eml".into()])
    );
}

#[test]
fn files_lie_as_deep_as_mail_programs_put_them() {
    let inner = "Content-Type: multipart/alternative; boundary=in\n\n--in\n\ntext\n--in\nContent-Type: multipart/related; \
                 boundary=deep\n\n--deep\nContent-Type: text/csv; name=deep.csv\n\nx\n--deep--\n--in--\n";
    let signed = mixed("", &[inner, "Content-Type: text/csv; name=a.csv\n\ny"]);
    assert_eq!(names(&signed), ["deep.csv", "a.csv"]);
    // A boundary that begins with another one.
    let like = "Content-Type: multipart/mixed; boundary=\"=_b 1x\"\n\n--=_b 1x\nContent-Type: text/csv\n\n--=_b 1y\nz\n--=_b 1x--\n";
    assert_eq!(files(&mixed("", &[like])), [pair("file.csv", "--=_b 1y\r\nz")]);
}

/// Catches half a file that is imported as if it were all of it.
#[test]
fn a_mail_that_was_cut_off_is_refused() {
    let raw = mixed("", &["Content-Type: text/csv\n\nOrder\n1\n2\n"]);
    let cut = raw.split("--=_b 1--").next().unwrap();
    assert_eq!(Mail::read(cut.as_bytes()), Err(MailError::Unended));
    let broken = mixed("", &["Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: base64\n\nT3Jk!ZXI=\n"]);
    assert_eq!(Mail::read(broken.as_bytes()), Err(MailError::Undecodable("a.csv".into())));
    let other = mixed("", &["Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: x-uuencode\n\nbegin\n"]);
    assert_eq!(Mail::read(other.as_bytes()), Err(MailError::Undecodable("a.csv".into())));
}

/// Catches a mail that fills the memory, the stack or the time of whoever reads it.
#[test]
fn what_is_too_much_is_refused_before_it_is_looked_at() {
    let many = mixed("", &vec!["Content-Type: text/csv\n\nx"; 10_000]);
    assert_eq!(Mail::read(many.as_bytes()), Err(MailError::ManyParts));
    let files = mixed("", &["Content-Type: text/csv\n\nx"; 21]);
    assert_eq!(Mail::read(files.as_bytes()), Err(MailError::ManyFiles));
    assert_eq!(names(&mixed("", &["Content-Type: text/csv\n\nx"; 20])).len(), 20);
    let depth = |depth: usize| {
        let open = |at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n");
        let opened = (0..depth).map(open).collect::<Vec<_>>().concat();
        let closed = (0..depth).rev().map(|at| format!("\r\n--b{at}--")).collect::<Vec<_>>().concat();
        format!("From: ada@example.com\r\n{opened}\r\ntext{closed}\r\n")
    };
    assert_eq!(Mail::read(depth(MAX_DEPTH).as_bytes()).map(|mail| mail.files.len()), Ok(0));
    assert_eq!(Mail::read(depth(MAX_DEPTH + 1).as_bytes()), Err(MailError::DeepParts));
    assert_eq!(Mail::read(depth(10_000).as_bytes()), Err(MailError::DeepParts));
    // A mail in a mail in a mail: nobody looks into it.
    let nested = format!("From: ada@example.com\r\n{}", "Content-Type: message/rfc822\r\n\r\n".repeat(200_000));
    assert_eq!(Mail::read(nested.as_bytes()).map(|mail| mail.files.len()), Ok(0));
    let long = mixed(&format!("X-Long: {}\r\n", "x".repeat(1024 * 1024)), &[]);
    assert_eq!(Mail::read(long.as_bytes()), Err(MailError::LongHead));
    let lines = mixed(&"X:\r\n".repeat(MAX_HEAD_BYTES), &[]);
    assert_eq!(Mail::read(lines.as_bytes()), Err(MailError::LongHead));
    let in_part = format!("X: {}\nContent-Type: text/csv\n\nx", "x".repeat(MAX_HEAD_BYTES));
    assert_eq!(Mail::read(mixed("", &[&in_part]).as_bytes()), Err(MailError::LongHead));
}

#[test]
fn what_is_no_mail_is_none() {
    for none in ["", "\r\n", "\r\n\r\nFrom: ada@example.com\r\n"] {
        assert!(Mail::read(none.as_bytes()).is_err_and(|error| error == MailError::NoMail), "{none:?}");
    }
}

/// Catches a `From` that we read as an allowed sender's and SES as a stranger's, whose own domain is in order.
#[test]
fn a_sender_is_one_that_nobody_can_read_otherwise() {
    let from = |head: &str| Mail::read(format!("{head}\r\n\r\ntext").as_bytes()).unwrap().from;
    for good in [
        "From: ada@example.com",
        "FROM: Ada Lind <Ada@example.com>",
        "From: \"Lind, Ada\" <ada@example.com>",
        "From: \"ada@example.com\" <ada@example.com>",
        "From: 'ada@example.com' <ada@example.com>",
        "From: =?utf-8?Q?Ada_L=C3=ADnd?= <ada@example.com>",
        "From: =?utf-8?Q?evil=40evil.example?= <ada@example.com>",
        "From: ada@example.com (Ada)",
        "From:\r\n Ada <ada@example.com>",
        "Subject: From: evil@evil.example\r\nFrom: ada@example.com\r\nX-From: evil@evil.example",
        "Reply-To: evil@evil.example\r\nFrom: ada@example.com\r\nSender: evil@evil.example",
    ] {
        assert_eq!(from(good).map(|it| it.to_lowercase()).as_deref(), Some("ada@example.com"), "{good}");
    }
    for bad in [
        "Subject: none",
        "From:",
        "From: Ada",
        "From: ada@example.com, evil@evil.example",
        "From: evil@evil.example, ada@example.com",
        "From: ada@example.com\r\nFrom: evil@evil.example",
        "From: evil@evil.example\r\nFrom: ada@example.com",
        "From : evil@evil.example\r\nFrom: ada@example.com",
        "From: ada@example.com\r\nX: y\rFrom: evil@evil.example",
        "From: ada@example.com\r\n \r\nFrom: evil@evil.example",
        "From: ada@example.com <evil@evil.example>",
        "From: \"ada@example.com\" <evil@evil.example>",
        "From: <ada@example.com> <evil@evil.example>",
        "From: <ada@example.com> (evil@evil.example)",
        "From: ada@example.com\0@evil.example",
        "From: \"ada@example.com\"@evil.example",
        "From: Desk: ada@example.com, evil@evil.example;",
        "From: <=?utf-8?Q?ada=40example.com?=>",
        "From: <@evil.example:ada@example.com>",
        "From: ada@example.com@evil.example",
    ] {
        let found = from(bad);
        assert!(found.is_none(), "{bad}: {found:?}");
    }
    // Where a head ends is not agreed on: what one takes for the body, another takes for the head.
    let split = "From: ada@example.com\n\nFrom: evil@evil.example\r\nX: y\r\n\r\ntext";
    assert_eq!(Mail::read(format!("X: y\r\n{split}").as_bytes()).unwrap().from, None);
}

proptest! {
    /// Whatever comes, it is read or refused, and no name leads anywhere.
    #[test]
    fn nothing_that_comes_stops_whoever_reads_it(
        pieces in prop::collection::vec(prop_oneof![
            Just("From: ada@example.com\r\n".to_owned()), Just("\r\n\r\n".to_owned()), Just("\n".to_owned()),
            Just("Content-Type: multipart/mixed; boundary=b\r\n".to_owned()), Just("--b\r\n".to_owned()),
            Just("--b--\r\n".to_owned()), Just("Content-Type: text/csv; name=\"".to_owned()),
            Just("Content-Disposition: attachment; filename*0*=utf-8''".to_owned()),
            Just("Content-Transfer-Encoding: base64\r\n".to_owned()),
            Just("Content-Transfer-Encoding: quoted-printable\r\n".to_owned()), Just("=?utf-8?B?".to_owned()),
            "[ -~\r\n]{0,20}", "\\PC{0,8}",
        ], 0..30),
    ) {
        let raw = pieces.concat();
        if let Ok(mail) = Mail::read(raw.as_bytes()) {
            for file in &mail.files {
                let is_plain = !file.name.contains(['/', '\\']) && !file.name.chars().any(char::is_control);
                prop_assert!(is_plain && file.name.chars().count() <= 110, "{:?}", file.name);
                let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
                prop_assert!(matches!(&*ending, "csv" | "txt" | "xlsx"), "{:?}", file.name);
            }
            prop_assert!(mail.from.is_none_or(|from| raw.to_lowercase().contains(&from.to_lowercase())));
        }
    }

    #[test]
    fn bytes_that_are_nothing_are_refused_or_read(raw in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Mail::read(&raw);
    }
}
