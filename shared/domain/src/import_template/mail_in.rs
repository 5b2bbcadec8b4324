//! Files that come by mail: the address that a template's are mailed to, and whose mails are taken.
//!
//! The address names the store, the template, and a code that nobody can guess. So no row is needed to find what a mail is
//! for, and one that became known is given up by another code.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::limits::check_count;
use crate::{Problem, StoreId, is_address};

/// A template takes the mails of at most this many senders.
pub const MAX_ALLOWED_SENDERS: usize = 20;

/// A code has so many hexadecimal digits: 128 bits.
const CODE_LENGTH: usize = 32;

/// What a template takes by mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailIn {
    /// What nobody can guess in its address; empty while the template is not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Whose mails are taken: mail addresses, and domains, which are exactly those.
    pub allowed_senders: Vec<String>,
}

impl MailIn {
    /// The address that files for a template are mailed to, in a domain of the deployment.
    pub fn address(&self, store_id: StoreId, template_id: &str, domain: &str) -> String {
        format!("{store_id}-{template_id}-{}@{domain}", self.code)
    }

    /// Whether mails of this address are taken, whatever the case of letters.
    pub fn allows(&self, sender: &str) -> bool {
        let sender = sender.to_lowercase();
        let domain = sender.rsplit_once('@').map_or("", |(_, domain)| domain);
        let mut allowed = self.allowed_senders.iter().map(|allowed| allowed.trim().to_lowercase());
        allowed.any(|allowed| if allowed.contains('@') { allowed == sender } else { allowed == domain })
    }

    /// Everything that is wrong with it.
    pub(super) fn check(&self) -> Vec<Problem> {
        const FIELD: &str = "mail.allowed_senders";
        let none = self.allowed_senders.is_empty();
        let none = none.then(|| Problem::new(FIELD, "is needed: whose mails are taken, by address or domain"));
        let many = check_count(FIELD, "senders", self.allowed_senders.len(), MAX_ALLOWED_SENDERS);
        let senders = self.allowed_senders.iter().take(MAX_ALLOWED_SENDERS).enumerate();
        let wrong = senders.filter(|(_, sender)| !is_sender(sender.trim())).map(|(index, _)| {
            let message = "must be a mail address or a domain, as in ada@example.com or example.com, in plain letters";
            Problem::new(format!("{FIELD}[{index}]"), message)
        });
        none.into_iter().chain(many).chain(wrong).collect()
    }
}

/// Whether mails can be of it: an address, or a domain. A domain of other letters has the form `xn--…` in mails.
fn is_sender(text: &str) -> bool {
    let is_one = if text.contains('@') { is_address(text) } else { is_address(&format!("a@{text}")) };
    is_one && text.is_ascii()
}

/// What an address names that files are mailed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailInAddress {
    /// The store.
    pub store_id: StoreId,
    /// The import template, by its id.
    pub template_id: String,
    code: String,
}

impl MailInAddress {
    /// Reads an address, in whatever domain it is; nothing where it can't be one. Mail programs change the case of letters.
    pub fn read(address: &str) -> Option<Self> {
        let (local, _) = address.rsplit_once('@')?;
        let mut parts = local.split('-');
        let store_id = parts.next()?.parse().ok()?;
        let (template_id, code) = (parts.next()?.to_owned(), parts.next()?.to_ascii_lowercase());
        let is_id = (1..=16).contains(&template_id.len()) && template_id.bytes().all(|byte| byte.is_ascii_digit());
        let is_code = code.len() == CODE_LENGTH && code.bytes().all(|byte| byte.is_ascii_hexdigit());
        (parts.next().is_none() && is_id && is_code).then_some(Self { store_id, template_id, code })
    }

    /// Whether it is the address of a template that takes this. How much of the code is right shows in no time that could be
    /// measured.
    pub fn is_of(&self, mail_in: &MailIn) -> bool {
        mail_in.code.len() == CODE_LENGTH && mail_in.code.as_bytes().ct_eq(self.code.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "0123456789abcdef0123456789abcdef";

    fn mail_in(allowed: &[&str]) -> MailIn {
        MailIn { code: CODE.into(), allowed_senders: allowed.iter().map(|&one| one.to_owned()).collect() }
    }

    /// Catches an address that opens another template, and one of no code that opens any.
    #[test]
    fn an_address_opens_the_template_it_was_made_for_and_no_other() {
        let address = mail_in(&[]).address("42".parse().unwrap(), "1000000001", "in.example.com");
        assert_eq!(address, format!("42-1000000001-{CODE}@in.example.com"));
        assert!(address.split('@').next().unwrap().len() <= 64, "SMTP takes no more in front of the @");
        let read = MailInAddress::read(&address.to_uppercase()).unwrap();
        assert_eq!((read.store_id.number(), &*read.template_id), (42, "1000000001"));
        assert!(read.is_of(&mail_in(&[])));
        assert!(!read.is_of(&MailIn { code: CODE.replace('0', "1"), ..mail_in(&[]) }));
        assert!(!read.is_of(&MailIn { code: String::new(), ..mail_in(&[]) }), "one that is not kept");
    }

    #[test]
    fn what_is_no_address_of_a_template_is_none() {
        let long = format!("42-1000000001-{CODE}0@in.example.com");
        for none in ["", "desk@in.example.com", "42-1000000001@in.example.com", "42-1000000001-@in.example.com", &long]
        {
            assert_eq!(MailInAddress::read(none), None, "{none}");
        }
        for (store, template) in [("042", "1"), ("", "1"), ("42", "../1"), ("42", ""), ("42", "12345678901234567")] {
            let none = format!("{store}-{template}-{CODE}@in.example.com");
            assert_eq!(MailInAddress::read(&none), None, "{none}");
        }
        let more = format!("42-1000000001-{CODE}-1@in.example.com");
        assert_eq!(MailInAddress::read(&more), None);
    }

    /// Catches a domain that stands for what is below it, or for one that ends like it.
    #[test]
    fn a_sender_is_allowed_by_address_or_domain_whatever_the_case() {
        let allowed = mail_in(&["Printer.Example.com", "ada@example.com"]);
        for (sender, is_allowed) in [
            ("bo@printer.example.com", true),
            ("BO@PRINTER.EXAMPLE.COM", true),
            ("Ada@Example.Com", true),
            ("bo@example.com", false),
            ("bo@sub.printer.example.com", false),
            ("bo@myprinter.example.com", false),
            ("ada@example.com@evil.example", false),
            ("printer.example.com", false),
            ("", false),
        ] {
            assert_eq!(allowed.allows(sender), is_allowed, "{sender}");
        }
        assert!(!mail_in(&[]).allows("ada@example.com"));
    }

    #[test]
    fn senders_are_checked_one_by_one() {
        let problems =
            |allowed: &[&str]| mail_in(allowed).check().into_iter().map(|problem| problem.field).collect::<Vec<_>>();
        assert_eq!(problems(&["example.com", " ada@example.com "]), Vec::<String>::new());
        assert_eq!(problems(&[]), ["mail.allowed_senders"]);
        assert_eq!(problems(&["example.com"; 21]), ["mail.allowed_senders"]);
        let wrong = ["com", "@example.com", "*.example.com", "exämple.com", "a b@example.com", "example.com."];
        let fields: Vec<_> = (0..wrong.len()).map(|index| format!("mail.allowed_senders[{index}]")).collect();
        assert_eq!(problems(&wrong), fields);
    }
}
