//! Mails: `/v1/mail-templates`, `/v1/orders/{id}/mails`, `/v1/mail-suppressions`.

macro_rules! mail_templates {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Mails", "`/v1`: the mails that a store writes of its orders." {
                /// List mail templates
                ///
                /// The store's mail templates.
                ListMailTemplates = "GET" "/v1/mail-templates", READ, ServeRules;
                /// Add a mail template
                ///
                /// Adds a mail template. What its templates can't do is refused with line and column.
                AddMailTemplate = "POST" "/v1/mail-templates", ADMIN, ServeRules;
                /// Show a mail template
                ///
                /// One mail template, with its version as `ETag`.
                ShowMailTemplate = "GET" "/v1/mail-templates/{mail_template_id}", READ, ServeRules;
                /// Replace a mail template
                ///
                /// Replaces the whole mail template. With `If-Match` only the version that was read.
                ReplaceMailTemplate = "PUT" "/v1/mail-templates/{mail_template_id}", ADMIN, ServeRules;
                /// Delete a mail template
                ///
                /// Deletes a mail template.
                RemoveMailTemplate = "DELETE" "/v1/mail-templates/{mail_template_id}", ADMIN, ServeRules;
                /// Preview a mail
                ///
                /// The mail that the template makes of an order: whom it goes to, what it says, what the order lacks, and what
                /// would keep it from being sent. A template of what the store's admin is mailed is shown with made-up values, and
                /// needs no order but for a cancellation. Nobody is mailed.
                PreviewMailTemplate = "POST" "/v1/mail-templates/{mail_template_id}/preview", READ, ServeRules;
                /// Try a mail out
                ///
                /// Mails what the template makes of an order to the store's admin, and to nobody else. Sent again, it is mailed
                /// again.
                TryMailTemplate = "POST" "/v1/mail-templates/{mail_template_id}/trial", ADMIN, ServeRules;
                /// List versions of a mail template
                ///
                /// What the mail template was before it was replaced, the newest first: at most fifty, each for 400 days. To take
                /// one back, send it as it was.
                ListMailTemplateVersions = "GET" "/v1/mail-templates/{mail_template_id}/versions", READ, ServeRules;
                /// List an order's mails
                ///
                /// What was mailed of the order, the newest first: to whom, what SES calls it, and what became of it.
                ListOrderMails = "GET" "/v1/orders/{order_id}/mails", READ, ServeRules;
                /// Mail an order
                ///
                /// Mails a template of the order, to whom the template says. It is queued as an appointment of the order. Sent again
                /// it is mailed again, unless with the same `Idempotency-Key`.
                MailOrder = "POST" "/v1/orders/{order_id}/mails", WRITE, ServeRules;
                /// List addresses that are not mailed
                ///
                /// Addresses that the store mails nothing to any more, by their letters: a mail to them bounced for good, their
                /// reader called one spam, or the store said so. A hundred at once; `after` the last of them shows the next.
                ListMailSuppressions = "GET" "/v1/mail-suppressions", READ, ServeRules;
                /// Mail an address no more
                ///
                /// From now on the store mails nothing to an address. One that is not mailed already stays as it is.
                AddMailSuppression = "POST" "/v1/mail-suppressions", ADMIN, ServeRules;
                /// Mail an address again
                ///
                /// The store mails to the address again. Amazon SES may still refuse to.
                RemoveMailSuppression = "DELETE" "/v1/mail-suppressions/{mail_address}", ADMIN, ServeRules;
            }
        } $($after)* }
    };
}
pub(super) use mail_templates;
