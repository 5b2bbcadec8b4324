//! A mail that came in, as SES tells of it: what SES knows by itself, whatever the mail says.

/// What the names of all mails that came in begin with in the private bucket.
pub const RECEIVED_MAILS: &str = "mails/";

/// A mail has at most this many bytes: SES takes none with more.
pub const MAX_RECEIVED_BYTES: u64 = 40 * 1024 * 1024;

/// What SES found out about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailVerdict {
    /// It is as it should be.
    Pass,
    /// It is not.
    Fail,
    /// SES can't tell, or did not look.
    #[default]
    Unsure,
}

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivedMail {
    /// What SES calls it.
    pub id: String,
    /// The object of the private bucket that it lies in as it came.
    pub object: String,
    /// The addresses it was brought to, of the envelope: who wrote the mail can't change them afterwards.
    pub recipients: Vec<String>,
    /// Who brought it, of the envelope; what SPF is about.
    pub envelope_sender: String,
    /// Whether it is no spam.
    pub spam: MailVerdict,
    /// Whether it has no virus.
    pub virus: MailVerdict,
    /// Whether who brought it may send for the envelope's domain.
    pub spf: MailVerdict,
    /// Whether it is of the domain in its `From`, as that domain has it proven.
    pub dmarc: MailVerdict,
}

impl ReceivedMail {
    /// Whether it is proven that it is of somebody of this domain, the one in its `From`.
    ///
    /// DMARC says so by itself. Of a domain that has none, SPF does, where the envelope is of that domain or of one below it;
    /// of another domain SPF proves nothing. A DKIM signature alone does not count, as SES does not tell whose it is.
    pub fn is_proven_of(&self, domain: &str) -> bool {
        match self.dmarc {
            MailVerdict::Pass => true,
            MailVerdict::Fail => false,
            MailVerdict::Unsure => self.spf == MailVerdict::Pass && is_within(&self.envelope_sender, domain),
        }
    }

    /// Why nobody should look into it.
    pub fn harm(&self) -> Option<&'static str> {
        match (self.virus, self.spam) {
            (MailVerdict::Fail, _) => Some("it has a virus"),
            (_, MailVerdict::Fail) => Some("it is taken for spam"),
            _ => None,
        }
    }
}

/// Whether an address is of a domain, or of one below it.
fn is_within(address: &str, domain: &str) -> bool {
    let (address, domain) = (address.to_lowercase(), domain.to_lowercase());
    let Some((_, of)) = address.rsplit_once('@') else { return false };
    !domain.is_empty() && (of == domain || of.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::MailVerdict::{Fail, Pass, Unsure};
    use super::*;

    /// Catches a stranger whose own domain is in order, and who writes another into `From`.
    #[test]
    fn dmarc_proves_a_sender_and_else_spf_of_the_same_domain() {
        let mail = |dmarc, spf, envelope: &str| ReceivedMail {
            envelope_sender: envelope.to_owned(),
            spf,
            dmarc,
            ..ReceivedMail::default()
        };
        for (dmarc, spf, envelope, is_proven) in [
            (Pass, Unsure, "x@other.example", true),
            (Fail, Pass, "ada@example.com", false),
            (Unsure, Pass, "ada@Example.com", true),
            (Unsure, Pass, "bounce@mails.example.com", true),
            (Unsure, Pass, "ada@evil.example", false),
            (Unsure, Pass, "ada@notexample.com", false),
            (Unsure, Pass, "ada@com", false),
            (Unsure, Pass, "", false),
            (Unsure, Fail, "ada@example.com", false),
            (Unsure, Unsure, "ada@example.com", false),
        ] {
            assert_eq!(
                mail(dmarc, spf, envelope).is_proven_of("example.com"),
                is_proven,
                "{dmarc:?} {spf:?} {envelope}"
            );
        }
        assert!(!mail(Unsure, Pass, "ada@").is_proven_of(""), "of no domain nothing is proven");
    }

    #[test]
    fn what_ses_found_harmful_is_named() {
        let mail = |virus, spam| ReceivedMail { spam, virus, ..ReceivedMail::default() };
        assert_eq!(mail(Fail, Fail).harm(), Some("it has a virus"));
        assert_eq!(mail(Pass, Fail).harm(), Some("it is taken for spam"));
        assert_eq!(mail(Unsure, Unsure).harm(), None);
    }
}
