//! Door: SES.
