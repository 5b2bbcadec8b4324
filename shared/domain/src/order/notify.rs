//! Where an order's shipments are posted to without a rule.

use super::Order;

/// The entry of an order's metadata that names the address.
pub const NOTIFY_URL: &str = "ship_notify_url";

/// What carts and people write where there is no address.
const NO_ADDRESS: [&str; 14] =
    ["", "-", "--", "0", "false", "n.a.", "n/a", "na", "nil", "no", "none", "not applicable", "null", "undefined"];

impl Order {
    /// The `ship_notify_url` in its metadata; `None` where it is not there, blank, or says that there is none.
    pub fn notify_url(&self) -> Option<String> {
        let url = self.order_metadata.get(NOTIFY_URL)?.trim();
        let says_none = NO_ADDRESS.iter().any(|word| url.eq_ignore_ascii_case(word));
        (!says_none).then(|| url.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{FolderId, OrderId};

    fn order() -> Order {
        Order::new(OrderId::new(1).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
    }

    fn url(sent: &str) -> Option<String> {
        let mut order = order();
        order.order_metadata.insert("ship_notify_url".into(), sent.into());
        order.notify_url()
    }

    #[test]
    fn a_word_for_nothing_is_no_address_in_any_case_and_with_blanks_around_it() {
        for sent in ["", " \t", "N/A", "n/a", " N/a ", "NA", "None", "NULL", "null\n", "-", "False", "undefined"] {
            assert_eq!(url(sent), None, "{sent:?}");
        }
        assert_eq!(order().notify_url(), None);
    }

    #[test]
    fn what_may_be_meant_as_an_address_is_one_without_the_blanks_around_it() {
        for sent in ["https://none.example/", "/shipped", "nowhere", "false.example", "ftp://a.example"] {
            assert_eq!(url(&format!(" {sent} ")).as_deref(), Some(sent));
        }
    }
}
