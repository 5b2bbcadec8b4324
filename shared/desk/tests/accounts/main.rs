//! People who sign in, over a table of their own: `desk::accounts` as the console calls it.

#![cfg(test)]

mod audit;
mod invitations;
mod passwords;
mod second_factor;
mod sessions;
mod sign_up;
mod stores;
mod users;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cloud::{Aws, Recording, TABLE, Time};
use desk::Desk;
use desk::accounts::users::{NewInvitation, SendMail};
use desk::accounts::{
    self, Accepted, By, FoundSession, HalfSignedIn, LinkMade, NewPerson, NewSession, SealingKey, SignIn, SignedIn,
};
use domain::{Account, Browser, Chance, Permissions, Settings, Store, StoreId, User, UserScope};
use jiff::{SignedDuration, Timestamp};
use secrets::Kms;
use table::Table;

/// A good password.
const PASSWORD: &str = "a quiet harbor";

/// Another one.
const OTHER_PASSWORD: &str = "a louder harbor";

/// What the function is called that does all this.
const FUNCTION: &str = "serve-console";

/// A stack of its own, at a moment that tests move.
struct Stack {
    aws: Arc<Aws>,
    desk: Desk,
    keys: SealingKey,
}

impl Stack {
    /// A stack with two stores, and so with a data key.
    async fn new() -> Self {
        let stack = Self::empty();
        let kms = Kms::new(&stack.aws.config(FUNCTION), "key");
        let data_key = kms.new_data_key().await.unwrap();
        assert!(stack.desk.table.insert_data_key(&data_key).await.unwrap().is_done());
        for store in [harbor(), lagoon()] {
            assert!(stack.desk.table.insert_store(&store).await.unwrap().is_done());
        }
        stack
    }

    /// A stack that was just set up: nobody is there, no store, and no data key.
    fn empty() -> Self {
        let time = Time::starting_at("2026-11-25T09:00:00Z".parse().unwrap());
        let aws = Aws::new(time, Recording::Changes).unwrap();
        let config = aws.config(FUNCTION);
        let (table, kms) = (Table::new(&config, TABLE), Kms::new(&config, "key"));
        let next = AtomicU64::new(1);
        // No number comes twice.
        let chance = Chance::of(move || u128::from(next.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)));
        Self { aws, desk: Desk::new(table.clone(), chance), keys: SealingKey::new(table, kms) }
    }

    fn now(&self) -> Timestamp {
        self.aws.time.now()
    }

    fn wait(&self, duration: SignedDuration) {
        self.aws.time.advance(duration.try_into().unwrap());
    }

    /// Somebody who has everything in a store.
    async fn owner(&self, email: &str, store: &Store) -> Member {
        let link = accounts::welcome(&self.desk, &self.keys, email, Some(store.id), self.now()).await.unwrap();
        self.joined(&link, store.id).await
    }

    /// Somebody whom `inviter` invited.
    async fn invited(&self, inviter: &Member, email: &str, permissions: Permissions) -> Member {
        let link = self.invite(inviter, email, permissions, UserScope::Everything).await.unwrap();
        self.joined(&link, inviter.user.store_id).await
    }

    async fn invite(
        &self,
        inviter: &Member,
        email: &str,
        permissions: Permissions,
        scope: UserScope,
    ) -> Result<LinkMade, desk::DeskError> {
        let (email, send_mail) = (email.to_owned(), SendMail::No);
        let new = NewInvitation { email, permissions, scope, css_class: String::new(), send_mail };
        let by = inviter.by();
        accounts::users::invite(&self.desk, &self.keys, &inviter.user, &new, &by, self.now()).await
    }

    /// Accepts a link as somebody new.
    async fn accept(&self, link: &LinkMade) -> Accepted {
        self.try_accept(link).await.unwrap()
    }

    async fn try_accept(&self, link: &LinkMade) -> Result<Accepted, desk::DeskError> {
        let (desk, keys, now) = (&self.desk, &self.keys, self.now());
        accounts::accept(desk, keys, &link.token, &person(), &browser(), now).await
    }

    async fn joined(&self, link: &LinkMade, store_id: StoreId) -> Member {
        let Accepted::Done(session) = self.accept(link).await else { panic!("it was not accepted") };
        let signed_in = self.signed_in(&session.cookie, Some(store_id)).await;
        Member { cookie: session.cookie, user: signed_in.user.clone().unwrap(), signed_in }
    }

    async fn sign_in(&self, email: &str, password: &str) -> SignIn {
        accounts::sign_in(&self.desk, &self.keys, email, password, &browser(), self.now()).await.unwrap()
    }

    /// The session of who signs in with the right password.
    async fn session(&self, email: &str, password: &str) -> NewSession {
        match self.sign_in(email, password).await {
            SignIn::Done(session) => *session,
            other => panic!("{other:?}"),
        }
    }

    async fn find(&self, cookie: &str, store_id: Option<StoreId>) -> FoundSession {
        accounts::sessions::find(&self.desk, cookie, store_id, self.now()).await.unwrap()
    }

    async fn signed_in(&self, cookie: &str, store_id: Option<StoreId>) -> SignedIn {
        match self.find(cookie, store_id).await {
            FoundSession::SignedIn(signed_in) => *signed_in,
            other => panic!("{other:?}"),
        }
    }

    async fn half_signed_in(&self, cookie: &str) -> HalfSignedIn {
        match self.find(cookie, None).await {
            FoundSession::CodeMissing(half) => *half,
            other => panic!("{other:?}"),
        }
    }

    async fn account(&self, email: &str) -> Account {
        let login = self.desk.table.account_of_login(&Account::digest_of_email(email)).await.unwrap().unwrap();
        self.desk.table.account(login).await.unwrap().unwrap()
    }
}

/// Somebody who is signed in, and their user in a store.
struct Member {
    cookie: String,
    signed_in: SignedIn,
    user: User,
}

impl Member {
    fn by(&self) -> By {
        By::console(&self.signed_in, "request-1")
    }
}

fn person() -> NewPerson {
    NewPerson { first_name: "Ada".into(), last_name: "Byron".into(), password: PASSWORD.into() }
}

fn browser() -> Browser {
    Browser::of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "203.0.113.77")
}

fn harbor() -> Store {
    store(100_000_001, "Harbor Prints")
}

fn lagoon() -> Store {
    store(100_000_002, "Lagoon Prints")
}

fn store(id: u64, name: &str) -> Store {
    Store {
        id: StoreId::new(id).unwrap(),
        name: name.into(),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: "2026-11-25T09:00:00Z".parse().unwrap(),
    }
}
