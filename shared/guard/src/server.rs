//! Which server an address leads to.

use url::Url;

/// The host and the port of an address, in one spelling: `a.example:443`. `None` of a text that is no address.
pub fn server_of(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_is_one_text_however_its_address_is_written() {
        for address in ["https://A.example/in?x=1", "https://a.example:443", " https://a.EXAMPLE:0443/other"] {
            assert_eq!(server_of(address).as_deref(), Some("a.example:443"), "{address}");
        }
        assert_eq!(server_of("http://a.example").as_deref(), Some("a.example:80"));
        assert_eq!(server_of("http://[2001:db8::1]:8080/").as_deref(), Some("[2001:db8::1]:8080"));
        for none in ["", "a.example", "mailto:ada@example.com", "https://"] {
            assert_eq!(server_of(none), None, "{none}");
        }
    }
}
