//! Where the deployment is reached.

use std::borrow::Cow;

/// The address of the deployment, without a path: what is set, else the domain that the gateway says it was reached by;
/// never what a caller says the host is.
pub fn public_url<'a>(set: &'a str, gateway_domain: Option<&str>) -> Cow<'a, str> {
    match gateway_domain {
        Some(domain) if set.is_empty() => Cow::Owned(format!("https://{domain}")),
        _ => Cow::Borrowed(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_comes_before_the_gateway_s_own_domain() {
        assert_eq!(
            public_url("https://desk.example.com", Some("a1.execute-api.example.com")),
            "https://desk.example.com"
        );
        assert_eq!(public_url("", Some("a1.execute-api.example.com")), "https://a1.execute-api.example.com");
        assert_eq!(public_url("", None), "");
    }
}
