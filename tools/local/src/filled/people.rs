//! The people of the filled store: who owns it, and a colleague whom the owner invites. They come by the pages that
//! people come by, as a browser without scripts sends them.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use waybill::Cloud;
use waybill::http::{self, Reply};

use super::made_up::Folders;
use crate::demo::{self, Store};

/// A password has so many signs here.
const PASSWORD_LENGTH: usize = 20;

/// How a person signs in.
pub(super) struct SignIn {
    pub(super) email: String,
    pub(super) password: String,
}

/// Somebody in a browser.
struct Visitor<'a> {
    cloud: &'a Cloud,
    store: &'a Store,
    cookie: String,
}

/// Makes an owner of the store, who invites a colleague with the preset Staff. The colleague writes a note at one order
/// and moves another, so that histories name a person. How the colleague signs in comes back.
pub(super) async fn come(cloud: &Cloud, store: &Store, folders: &Folders, [noted, moved]: [&str; 2]) -> Result<SignIn> {
    // Addresses of this store alone, as an account outlasts a store that is made anew.
    let email = |name: &str| format!("{name}-{}@example.com", store.id);
    let (owner, colleague) = (email("mara"), email("grace"));
    let password = password(cloud, store);
    let link = demo::console_link(cloud, store, &owner).await?;
    let mara = Visitor::accept(cloud, store, &link, ["Mara", "Quay"], &password).await?;
    let link = mara.invite(&colleague).await?;
    let grace = Visitor::accept(cloud, store, &link, ["Grace", "Reed"], &password).await?;
    grace.does(&format!("orders/{noted}/notes"), &[("note", "The customer asks for blue paper around it")]).await?;
    grace.does(&format!("orders/{moved}/move"), &[("folder", &folders.gifts.to_string())]).await?;
    Ok(SignIn { email: colleague, password })
}

/// A password that nobody finds in a repository: it follows from the token of this machine's cloud.
fn password(cloud: &Cloud, store: &Store) -> String {
    let digest = format!("{:x}", Sha256::digest(format!("people of {} {}", store.id, cloud.admin_token())));
    digest.chars().take(PASSWORD_LENGTH).collect()
}

impl<'a> Visitor<'a> {
    /// Makes the account that a link is for.
    async fn accept(
        cloud: &'a Cloud,
        store: &'a Store,
        link: &str,
        [first_name, last_name]: [&str; 2],
        password: &str,
    ) -> Result<Self> {
        let mut visitor = Self { cloud, store, cookie: String::new() };
        let names = [("first_name", first_name), ("last_name", last_name), ("password", password)];
        let reply = visitor.send(link, &names).await?;
        ensure!(reply.status == 303, "no account was made: {}", reply.status);
        let cookie = reply.headers.get("set-cookie").and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).context("nobody is signed in")?;
        cookie.clone_into(&mut visitor.cookie);
        Ok(visitor)
    }

    /// Sends a form of the store that must be taken.
    async fn does(&self, path: &str, form: &[(&str, &str)]) -> Result<()> {
        let reply = self.send(&self.at(path), form).await?;
        ensure!(reply.status == 303, "{path} was answered {}", reply.status);
        Ok(())
    }

    /// Invites somebody to work here; the link for them comes back.
    async fn invite(&self, email: &str) -> Result<String> {
        let form = [("email", email), ("preset", "staff"), ("scope", "all")];
        let reply = self.send(&self.at("users"), &form).await?;
        ensure!(reply.status == 200, "nobody was invited: {}", reply.status);
        let (page, path) = (reply.text(), "/console/invite/");
        let (_, rest) = page.split_once(path).context("no link on the page")?;
        let token: String =
            rest.chars().take_while(|sign| sign.is_ascii_alphanumeric() || "-_".contains(*sign)).collect();
        Ok(format!("{}{path}{token}", self.cloud.api()))
    }

    fn at(&self, path: &str) -> String {
        format!("{}/console/{}/{path}", self.cloud.api(), self.store.id)
    }

    async fn send(&self, url: &str, form: &[(&str, &str)]) -> Result<Reply> {
        let call = http::post(url).header("content-type", "application/x-www-form-urlencoded");
        let call = call.header("sec-fetch-site", "same-origin").header("cookie", &self.cookie);
        call.body(encoded(form)?).send().await
    }
}

/// A form as a browser sends it.
fn encoded(form: &[(&str, &str)]) -> Result<String> {
    let mut text = String::new();
    for (name, value) in form {
        write!(text, "{}{name}=", if text.is_empty() { "" } else { "&" })?;
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() {
                text.push(char::from(byte));
            } else {
                write!(text, "%{byte:02X}")?;
            }
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_in_signs_that_every_server_reads() {
        let form = encoded(&[("email", "a-1@example.com"), ("note", "Ön top & more")]).unwrap();
        assert_eq!(form, "email=a%2D1%40example%2Ecom&note=%C3%96n%20top%20%26%20more");
    }
}
