//! The tables of documents and mails.

use std::fmt::Write;

use anyhow::Result;

use super::milliseconds;
use crate::papers::Papers;

/// How fast documents are made, and mails sent.
pub(super) fn papers(text: &mut String, papers: &Papers) -> Result<()> {
    writeln!(
        text,
        "PDF of the templates that are there from the beginning, from the HTML on, in one thread. First: in a process that has \
         read no font yet. Medians.\n"
    )?;
    writeln!(text, "| document | orders | pages | first ms | ms a page | bytes a page |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|")?;
    for found in &papers.pdfs {
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            found.template,
            found.orders,
            found.pages,
            milliseconds(found.first_micros),
            milliseconds(found.micros_per_page),
            found.bytes_per_page,
        )?;
    }
    let mailed = &papers.mailed;
    let of_cpu = 1_000_000_u64.checked_div(mailed.cpu_micros_per_mail.0).unwrap_or_default();
    writeln!(
        text,
        "\n`send-mail`, batches of 10, text and HTML: {} mails, {} a second; CPU {} ms a mail, so {of_cpu} a second of CPU.",
        mailed.mails,
        mailed.mails_per_second,
        milliseconds(mailed.cpu_micros_per_mail),
    )?;
    Ok(())
}
