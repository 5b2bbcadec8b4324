//! The second step of signing in.

use desk::accounts::second_factor::{self, Confirmed};
use desk::accounts::{self, FoundSession, Reset, SignIn, Trust};
use domain::SessionLevel;
use jiff::{SignedDuration, Timestamp};
use totp_rs::{Builder, Secret};

use crate::{Member, OTHER_PASSWORD, PASSWORD, Stack, browser, harbor};

const ADA: &str = "ada@example.com";

/// What an app shows of a secret.
fn code(secret: &str, at: Timestamp) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(u64::try_from(at.as_second()).unwrap()).to_string()
}

struct Enrolled {
    owner: Member,
    cookie: String,
    secret: String,
    recovery_codes: Vec<String>,
}

/// Somebody who has turned a second factor on.
async fn enrolled(stack: &Stack) -> Enrolled {
    let owner = stack.owner(ADA, &harbor()).await;
    let enrollment = second_factor::begin(&stack.desk, &stack.keys, &owner.signed_in).await.unwrap();
    assert!(enrollment.uri.starts_with("otpauth://totp/Waybill:ada%40example.com?secret="), "{}", enrollment.uri);
    let secret = enrollment.secret;
    let confirm = async |code: &str| {
        second_factor::confirm(&stack.desk, &stack.keys, &owner.signed_in, code, stack.now()).await.unwrap()
    };
    assert_eq!(confirm("000000x").await, Confirmed::Wrong);
    let Confirmed::Done { codes, session } = confirm(&code(&secret, stack.now())).await else { panic!("wrong") };
    assert_eq!(session.session.level, SessionLevel::SecondFactor);
    stack.wait(SignedDuration::from_secs(30));
    Enrolled { owner, cookie: session.cookie, secret, recovery_codes: codes }
}

/// Signs in with the password; the cookie that waits for its code.
async fn half(stack: &Stack) -> String {
    match stack.sign_in(ADA, PASSWORD).await {
        SignIn::CodeNeeded(session) => session.cookie,
        other => panic!("{other:?}"),
    }
}

async fn enter(stack: &Stack, cookie: &str, code: &str) -> SignIn {
    let half = stack.half_signed_in(cookie).await;
    accounts::sign_in_with_code(&stack.desk, &stack.keys, &half, (code, Trust::None), stack.now()).await.unwrap()
}

/// Catches a page that a password alone opens, and a code that is taken twice.
#[tokio::test]
async fn a_code_of_the_app_is_taken_once() {
    let stack = Stack::new().await;
    let enrolled = enrolled(&stack).await;
    assert!(matches!(stack.find(&enrolled.cookie, None).await, FoundSession::SignedIn(_)));
    let (first, second) = (half(&stack).await, half(&stack).await);
    assert_eq!(enter(&stack, &first, "123456").await, SignIn::Wrong);
    let shown = code(&enrolled.secret, stack.now());
    let SignIn::Done(session) = enter(&stack, &first, &shown).await else { panic!("it was refused") };
    let found = stack.signed_in(&session.cookie, Some(harbor().id)).await;
    assert!(found.user.is_some() && found.session.level == SessionLevel::SecondFactor);
    assert_eq!(enter(&stack, &second, &shown).await, SignIn::Wrong, "used before");
    let before = code(&enrolled.secret, stack.now() - SignedDuration::from_secs(30));
    assert_eq!(enter(&stack, &second, &before).await, SignIn::Wrong, "older than the last one");
    stack.wait(SignedDuration::from_secs(30));
    assert!(matches!(enter(&stack, &second, &code(&enrolled.secret, stack.now())).await, SignIn::Done(_)));
}

/// Catches two who show one code at the same moment, and are both let in.
#[tokio::test]
async fn of_two_who_show_one_code_at_once_one_is_let_in() {
    let stack = Stack::new().await;
    let enrolled = enrolled(&stack).await;
    let (first, second) = (half(&stack).await, half(&stack).await);
    let shown = code(&enrolled.secret, stack.now());
    let (one, other) = tokio::join!(enter(&stack, &first, &shown), enter(&stack, &second, &shown));
    assert_eq!([one, other].iter().filter(|sign_in| matches!(sign_in, SignIn::Done(_))).count(), 1);
}

/// Catches a recovery code that is taken twice, or lies in the table as it is.
#[tokio::test]
async fn a_recovery_code_is_taken_once() {
    let stack = Stack::new().await;
    let enrolled = enrolled(&stack).await;
    let recovery_code = &enrolled.recovery_codes[3];
    assert_eq!(enrolled.recovery_codes.len(), 10);
    let kept = stack.account(ADA).await.recovery_codes;
    assert!(!kept.iter().any(|kept| kept.contains(&recovery_code.replace('-', ""))));
    let (first, second) = (half(&stack).await, half(&stack).await);
    assert!(matches!(enter(&stack, &first, &recovery_code.to_uppercase()).await, SignIn::Done(_)));
    assert_eq!(enter(&stack, &second, recovery_code).await, SignIn::Wrong);
    assert_eq!(stack.account(ADA).await.recovery_codes.len(), 9);
}

/// Catches codes that can be tried without an end.
#[tokio::test]
async fn ten_codes_are_tried_in_ten_minutes() {
    let stack = Stack::new().await;
    let enrolled = enrolled(&stack).await;
    stack.wait(SignedDuration::from_mins(10));
    let cookie = half(&stack).await;
    for _ in 0..10 {
        assert_eq!(enter(&stack, &cookie, "123456").await, SignIn::Wrong);
    }
    let refused = enter(&stack, &cookie, &code(&enrolled.secret, stack.now())).await;
    assert!(matches!(refused, SignIn::TooMany { .. }), "{refused:?}");
}

/// Catches a link to a new password that goes around the second factor.
#[tokio::test]
async fn a_new_password_by_a_link_needs_the_code_all_the_same() {
    let stack = Stack::new().await;
    let enrolled = enrolled(&stack).await;
    let link = accounts::request_reset(&stack.desk, &stack.keys, ADA, stack.now()).await.unwrap().unwrap();
    let reset = accounts::reset(&stack.desk, &stack.keys, &link.token, OTHER_PASSWORD, &browser(), stack.now()).await;
    let Ok(Reset::SignIn(SignIn::CodeNeeded(session))) = reset else { panic!("{reset:?}") };
    assert!(matches!(stack.find(&session.cookie, None).await, FoundSession::CodeMissing(_)));
    assert_eq!(stack.find(&enrolled.cookie, None).await, FoundSession::Nobody);
}

/// Catches a second factor that somebody else's session goes on without, when it is turned off; and one that is set up
/// anew while it is on.
#[tokio::test]
async fn turning_it_off_ends_other_sessions() {
    let stack = Stack::new().await;
    let enrolled = enrolled(&stack).await;
    let own = stack.signed_in(&enrolled.cookie, None).await;
    assert!(second_factor::begin(&stack.desk, &stack.keys, &own).await.is_err());
    let session = second_factor::turn_off(&stack.desk, &own, stack.now()).await.unwrap();
    assert!(matches!(stack.find(&session.cookie, None).await, FoundSession::SignedIn(_)));
    for ended in [&enrolled.cookie, &enrolled.owner.cookie] {
        assert_eq!(stack.find(ended, None).await, FoundSession::Nobody);
    }
    stack.session(ADA, PASSWORD).await;
}
