//! A mail as the bytes that leave (RFC 5322, RFC 2045), with whatever is not ASCII encoded (RFC 2047, RFC 3490).

use domain::Mailbox;
use lettre::message::header::ContentType;
use lettre::message::{Attachment as Part, Mailbox as Addressee, Message, MessageBuilder, MultiPart, SinglePart};

use crate::heads::{ListUnsubscribe, ListUnsubscribePost, Reference};

/// A subject has at most so many characters.
const MAX_SUBJECT_LENGTH: usize = 200;

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is called.
    pub name: String,
    /// What it is, such as `application/pdf`.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    /// What people read in front of the sender's address; blank where there is nothing.
    pub from_name: String,
    /// The address that it leaves from; the deployment's where none is named.
    pub from: Option<String>,
    /// Who gets it.
    pub to: Vec<Mailbox>,
    /// Who gets it too, as all see.
    pub cc: Vec<Mailbox>,
    /// Who gets it too, and nobody sees.
    pub bcc: Vec<Mailbox>,
    /// Who answers go to; the sender where nobody is named.
    pub reply_to: Vec<Mailbox>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What it says to who shows HTML.
    pub html: Option<String>,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
    /// What names it among all that we send, the same each time that it is sent; blank where nothing does.
    pub reference: String,
    /// What SES tells beside what becomes of it.
    pub tags: Vec<MailTag>,
    /// Where its one reader has themselves left out of such mails, by a page and by one request (RFC 8058); blank where nobody
    /// can.
    pub unsubscribe: String,
}

/// A word that SES keeps of a mail, and tells beside what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTag {
    /// Its name: letters, digits, `-`, `_`.
    pub name: &'static str,
    /// What it says, of the same signs.
    pub value: String,
}

impl MailTag {
    /// A word of this name.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }
}

/// Why a mail is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoMail {
    /// It goes to nobody.
    #[error("it has no receiver")]
    NoReceiver,
    /// An address is none.
    #[error("{0} is no mail address")]
    NoAddress(String),
    /// An address has letters in front of its `@` that mail servers take from nobody else than each other.
    #[error("{0} has letters before the @ that are not ASCII, which Amazon SES sends nothing to")]
    ForeignLetters(String),
    /// It can't be written.
    #[error("it can't be written: {0}")]
    Unwritable(String),
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Who sends it, as an address.
    pub(crate) sender: String,
    /// Everybody who gets it, those too whom nobody sees.
    pub(crate) receivers: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

fn addressee(mailbox: &Mailbox) -> Result<Addressee, NoMail> {
    let address = mailbox.address.trim();
    let none = || NoMail::NoAddress(one_line(address, MAX_SUBJECT_LENGTH));
    let (user, domain) = address.rsplit_once('@').filter(|_| domain::is_address(address)).ok_or_else(none)?;
    if !user.is_ascii() {
        return Err(NoMail::ForeignLetters(one_line(address, MAX_SUBJECT_LENGTH)));
    }
    let domain = idna::domain_to_ascii(domain).map_err(|_| none())?;
    let address = lettre::Address::new(user, domain).map_err(|_| none())?;
    let name = one_line(&mailbox.name, MAX_SUBJECT_LENGTH);
    Ok(Addressee::new(Some(name).filter(|name| !name.is_empty()), address))
}

/// An address that mails leave from, as SES knows it: its domain in punycode and small letters. What stands before the `@`
/// stays as it is; in quotation marks it would be a second spelling of one that needs none.
pub fn sender_address(address: &str) -> Result<String, NoMail> {
    let email = addressee(&Mailbox::of(address))?.email;
    if email.user().contains('"') {
        return Err(NoMail::NoAddress(one_line(address, MAX_SUBJECT_LENGTH)));
    }
    Ok(email.to_string())
}

impl Letter {
    /// Writes a mail, from this address unless it has another.
    pub(crate) fn write(mail: &Mail, from: &str) -> Result<Self, NoMail> {
        let from = mail.from.as_deref().unwrap_or(from);
        let from = addressee(&Mailbox { name: mail.from_name.clone(), address: from.to_owned() })?;
        let sender = from.email.to_string();
        let mut head = Message::builder().from(from).subject(one_line(&mail.subject, MAX_SUBJECT_LENGTH));
        let mut receivers = vec![];
        let mut read = |boxes: &[Mailbox]| -> Result<Vec<Addressee>, NoMail> {
            let found = boxes.iter().map(addressee).collect::<Result<Vec<_>, _>>()?;
            receivers.extend(found.iter().map(|it| it.email.to_string()));
            Ok(found)
        };
        head = read(&mail.to)?.into_iter().fold(head, MessageBuilder::to);
        head = read(&mail.cc)?.into_iter().fold(head, MessageBuilder::cc);
        // Nobody sees who is in no line.
        read(&mail.bcc)?;
        for found in &mail.reply_to {
            head = head.reply_to(addressee(found)?);
        }
        if receivers.is_empty() {
            return Err(NoMail::NoReceiver);
        }
        if !mail.reference.is_empty() {
            head = head.header(Reference(one_line(&mail.reference, MAX_SUBJECT_LENGTH)));
        }
        if !mail.unsubscribe.is_empty() {
            head = head.header(ListUnsubscribe(mail.unsubscribe.clone())).header(ListUnsubscribePost);
        }
        let message = written(head, mail)?;
        Ok(Self { sender, receivers, bytes: message.formatted() })
    }
}

/// What a mail says, once or as text and HTML.
enum Body {
    Single(SinglePart),
    Both(MultiPart),
}

fn written(head: MessageBuilder, mail: &Mail) -> Result<Message, NoMail> {
    let plain = || SinglePart::plain(mail.text.clone());
    let body = match &mail.html {
        None => Body::Single(plain()),
        // Who shows no HTML would see nothing of a blank text.
        Some(html) if mail.text.is_empty() => Body::Single(SinglePart::html(html.clone())),
        Some(html) => {
            Body::Both(MultiPart::alternative().singlepart(plain()).singlepart(SinglePart::html(html.clone())))
        }
    };
    let message = match (mail.attachments.as_slice(), body) {
        ([], Body::Single(one)) => head.singlepart(one),
        ([], Body::Both(both)) => head.multipart(both),
        (files, body) => {
            let mixed = match body {
                Body::Single(one) => MultiPart::mixed().singlepart(one),
                Body::Both(both) => MultiPart::mixed().multipart(both),
            };
            let parts = files.iter().map(part).collect::<Result<Vec<_>, _>>()?;
            head.multipart(parts.into_iter().fold(mixed, MultiPart::singlepart))
        }
    };
    message.map_err(|error| NoMail::Unwritable(error.to_string()))
}

fn part(file: &Attachment) -> Result<SinglePart, NoMail> {
    let media_type = ContentType::parse(&file.media_type)
        .map_err(|_| NoMail::Unwritable(format!("{} is no type of a file", one_line(&file.media_type, 100))))?;
    Ok(Part::new(one_line(&file.name, MAX_SUBJECT_LENGTH)).body(file.bytes.clone(), media_type))
}

/// Whatever an order holds, a line of a head stays one line.
fn one_line(text: &str, max: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(max).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use mail_parser::{HeaderForm, MessageParser, MimeHeaders};

    use super::*;

    fn mail_to(name: &str, address: &str) -> Mail {
        let to = vec![Mailbox { name: name.to_owned(), address: address.to_owned() }];
        Mail { to, subject: "Subject".to_owned(), text: "Text".to_owned(), ..Mail::default() }
    }

    fn write(mail: &Mail) -> Result<Letter, NoMail> {
        Letter::write(mail, "desk@example.com")
    }

    #[test]
    fn what_cannot_be_an_address_is_refused_by_name() {
        for none in ["", "n/a", "ada.example.com", "@example.com", "ada@", "ada@example.com\r\nBcc: all@example.com"] {
            assert!(matches!(write(&mail_to("", none)), Err(NoMail::NoAddress(_))), "{none:?}");
        }
        assert_eq!(write(&mail_to("", " ada@example.com ")).unwrap().receivers, ["ada@example.com"]);
        assert_eq!(write(&Mail::default()).unwrap_err(), NoMail::NoReceiver);
    }

    /// later.md: a domain that is not ASCII goes in punycode, letters before the @ are refused by name and not lost.
    #[test]
    fn a_domain_goes_in_punycode_and_other_letters_before_it_are_refused() {
        let letter = write(&mail_to("", "jesus@exämple.com")).unwrap();
        assert_eq!(letter.receivers, ["jesus@xn--exmple-cua.com"]);
        assert!(letter.bytes.is_ascii());
        let refused = write(&mail_to("", "jesús@exämple.com")).unwrap_err();
        assert_eq!(refused, NoMail::ForeignLetters("jesús@exämple.com".to_owned()));
    }

    #[test]
    fn a_mail_leaves_from_its_own_sender_in_punycode_and_else_from_that_of_the_deployment() {
        let mail = Mail { from_name: "Harbor".into(), ..mail_to("", "ada@example.com") };
        assert_eq!(write(&mail).unwrap().sender, "desk@example.com");
        let letter = write(&Mail { from: Some("Orders@exämple.com".into()), ..mail }).unwrap();
        assert_eq!(letter.sender, "Orders@xn--exmple-cua.com");
        let read = MessageParser::default().parse(&letter.bytes).unwrap();
        let from = read.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("Harbor"), Some("Orders@xn--exmple-cua.com")));
    }

    #[test]
    fn spellings_of_a_senders_domain_are_one_and_what_is_no_sender_is_refused_by_name() {
        for same in
            ["Orders@EXÄMPLE.com", " Orders@exämple.com ", "Orders@xn--exmple-cua.com", "Orders@XN--Exmple-cua.COM"]
        {
            assert_eq!(sender_address(same).as_deref(), Ok("Orders@xn--exmple-cua.com"), "{same}");
        }
        for none in ["", "orders", "Orders <orders@example.com>", "orders@example.com.", "\"orders\"@example.com"] {
            assert!(matches!(sender_address(none), Err(NoMail::NoAddress(_))), "{none}");
        }
        assert_eq!(sender_address("büro@example.com"), Err(NoMail::ForeignLetters("büro@example.com".into())));
    }

    /// later.md: one encoded address whose comma is no border between two.
    #[test]
    fn names_and_subjects_come_back_as_they_were() {
        let name = "Người nhận, a very long display name (for this recipient)";
        let subject = "Đơn hàng \"A&E Company 📦\" №7, and so much more that one line of a head does not hold it";
        let mail = Mail {
            from_name: "A&E Company 📦".to_owned(),
            subject: subject.to_owned(),
            reply_to: vec![Mailbox::of("answers@example.com")],
            ..mail_to(name, "ada@example.com")
        };
        let letter = write(&mail).unwrap();
        assert!(letter.bytes.is_ascii());
        assert!(letter.bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 999), "RFC 5322, 2.1.1");
        let read = MessageParser::default().parse(&letter.bytes).unwrap();
        let to = read.to().unwrap().as_list().unwrap();
        assert_eq!((to.len(), to[0].name(), to[0].address()), (1, Some(name), Some("ada@example.com")));
        assert_eq!(read.subject(), Some(subject));
        assert_eq!(read.from().unwrap().first().unwrap().name(), Some("A&E Company 📦"));
        assert_eq!(read.reply_to().unwrap().first().unwrap().address(), Some("answers@example.com"));
    }

    #[test]
    fn no_line_of_a_head_carries_another() {
        let mail = Mail {
            subject: "Order 1\r\nBcc: all@example.com".to_owned(),
            ..mail_to("A\nCc: b@example.com", "ada@example.com")
        };
        let letter = write(&mail).unwrap();
        assert_eq!(letter.receivers, ["ada@example.com"]);
        let read = MessageParser::default().parse(&letter.bytes).unwrap();
        assert!(read.bcc().is_none() && read.cc().is_none());
        assert_eq!(read.subject(), Some("Order 1  Bcc: all@example.com"));
    }

    #[test]
    fn who_is_in_no_line_gets_it_too_and_is_seen_by_nobody() {
        let mail = Mail {
            cc: vec![Mailbox::of("bo@example.com")],
            bcc: vec![Mailbox::of("cy@example.com")],
            ..mail_to("", "ada@example.com")
        };
        let letter = write(&mail).unwrap();
        assert_eq!(letter.receivers, ["ada@example.com", "bo@example.com", "cy@example.com"]);
        assert!(!String::from_utf8_lossy(&letter.bytes).contains("cy@example.com"));
    }

    /// Catches a blank text beside the HTML, which is all that some show.
    #[test]
    fn a_mail_of_html_alone_has_one_part() {
        let mail =
            Mail { text: String::new(), html: Some("<p>Hello</p>".to_owned()), ..mail_to("", "ada@example.com") };
        let letter = write(&mail).unwrap();
        let read = MessageParser::default().parse(&letter.bytes).unwrap();
        assert_eq!((read.parts.len(), read.body_html(0).unwrap().trim_end()), (1, "<p>Hello</p>"));
    }

    #[test]
    fn text_html_and_files_come_back_byte_by_byte() {
        let text = "Grüße,\n.\nFrom here on\n".to_owned() + &"long ".repeat(400);
        let file = Attachment {
            name: "Lieferschein №7.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: (0..=255).collect(),
        };
        let mail = Mail {
            text: text.clone(),
            html: Some("<p>Grüße</p>".to_owned()),
            attachments: vec![file.clone()],
            ..mail_to("", "ada@example.com")
        };
        let letter = write(&mail).unwrap();
        let read = MessageParser::default().parse(&letter.bytes).unwrap();
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), text);
        assert_eq!(read.body_html(0).unwrap(), "<p>Grüße</p>");
        let attached = read.attachment(0).unwrap();
        assert_eq!((attached.attachment_name(), attached.contents()), (Some(&*file.name), &*file.bytes));
        assert_eq!(read.header_as("Date", HeaderForm::Date).len(), 1);
        let unknown = Attachment { media_type: "a file".to_owned(), ..file };
        let refused = write(&Mail { attachments: vec![unknown], ..mail_to("", "ada@example.com") });
        assert!(matches!(refused, Err(NoMail::Unwritable(_))));
    }

    /// RFC 8058: both lines, and the address in angle brackets, in one piece however long it is.
    #[test]
    fn who_can_unsubscribe_is_told_so_in_the_head() {
        let link = format!("https://desk.example.com/unsubscribe/{}", "a".repeat(64));
        let letter = write(&Mail { unsubscribe: link.clone(), ..mail_to("", "ada@example.com") }).unwrap();
        let text = String::from_utf8(letter.bytes).unwrap();
        assert!(text.contains(&format!("<{link}>")), "{text}");
        let message = MessageParser::default().parse(&text).unwrap();
        assert_eq!(message.header_raw("List-Unsubscribe").map(str::trim), Some(&*format!("<{link}>")));
        assert_eq!(message.header_raw("List-Unsubscribe-Post").map(str::trim), Some("List-Unsubscribe=One-Click"));
        let plain = write(&mail_to("", "ada@example.com")).unwrap();
        assert!(!String::from_utf8(plain.bytes).unwrap().contains("List-Unsubscribe"));
    }
}
