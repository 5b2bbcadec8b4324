//! What answers of an FTP server mean.

use suppaftp::types::Response;
use suppaftp::{FtpError, Status};

use crate::error::{TransferError, shown};

/// The text of an answer, harmless to show.
pub(super) fn text_of(response: &Response) -> String {
    shown(&String::from_utf8_lossy(&response.body))
}

/// What an error of FTP means, where the command does not tell more.
pub(super) fn of_ftp(error: FtpError) -> TransferError {
    match error {
        FtpError::ConnectionError(error) => match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(error @ rustls::Error::InvalidCertificate(_)) => {
                TransferError::NotTrusted { found: None, why: shown(&error.to_string()) }
            }
            _ => TransferError::of_io(&error),
        },
        FtpError::SecureError(why) => TransferError::NotTrusted { found: None, why: shown(&why) },
        FtpError::UnexpectedResponse(response) => of_response(&response),
        error => TransferError::Broken(shown(&error.to_string())),
    }
}

fn of_response(response: &Response) -> TransferError {
    let text = text_of(response);
    match response.status {
        Status::NotAvailable => TransferError::Unreachable(text),
        Status::NotLoggedIn | Status::StoringNeedAccount | Status::FileUnavailable | Status::BadFilename => {
            TransferError::NoPermission(text)
        }
        status if matches!(status.code(), 400..600) || status == Status::Unknown => TransferError::Failed(text),
        _ => TransferError::Broken(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(code: u32, text: &str) -> TransferError {
        of_ftp(FtpError::UnexpectedResponse(Response::new(Status::from(code), text.as_bytes().to_vec())))
    }

    #[test]
    fn what_passes_is_worth_a_retry_and_what_is_forbidden_is_not() {
        for (code, retry) in
            [(421, true), (425, true), (450, true), (452, true), (552, true), (550, false), (553, false)]
        {
            assert_eq!(answer(code, "no").is_worth_a_retry(), retry, "{code}");
        }
        assert!(matches!(answer(226, "done"), TransferError::Broken(_)));
    }

    #[test]
    fn an_answer_is_shown_harmless() {
        let TransferError::Failed(text) = answer(452, "452 disk\x1b[31m full\r\n") else { panic!() };
        assert_eq!(text, "452 disk [31m full");
    }
}
