//! Mail templates: `/v1/mail-templates`.

macro_rules! mail_templates {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Mail templates", "`/v1`: the mails that a store writes of its orders." {
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
                /// would keep it from being sent. Nobody is mailed.
                PreviewMailTemplate = "POST" "/v1/mail-templates/{mail_template_id}/preview", READ, ServeRules;
                /// Try a mail out
                ///
                /// Mails what the template makes of an order to the store's admin, and to nobody else. Sent again, it is mailed
                /// again.
                TryMailTemplate = "POST" "/v1/mail-templates/{mail_template_id}/trial", ADMIN, ServeRules;
            }
        } $($after)* }
    };
}
pub(super) use mail_templates;
