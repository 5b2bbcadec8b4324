//! Tests of the guard: by table, and by every closed net in every spelling.

use proptest::prelude::*;

use super::*;

fn is_refused(address: &str) -> bool {
    Guard::public_only().check_url(address, Schemes::HttpToo).is_err()
}

#[test]
fn an_address_nothing_can_be_connected_to_is_refused() {
    for address in
        ["", "n/a", "/shipped", "https://", "https://a.example:0/", "https://a.example:65536/", "mailto:a@b.c"]
    {
        assert!(is_refused(address), "{address}");
    }
}

#[test]
fn an_address_that_is_not_public_is_refused_in_every_spelling() {
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "3232235777",
        "169.254.169.254",
        "0xa9fea9fe",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "203.0.113.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001::1]",
        "[2001:db8::1]",
        "[100::1]",
        "[fec0::1]",
        "[3fff::1]",
        "[5f00::1]",
        "localhost",
        "LOCALHOST.",
        "shop.localhost",
        "１２７.0.0.1",
    ] {
        assert!(is_refused(&format!("http://{host}/x")), "{host}");
        assert!(is_refused(&format!("https://{host}:8443/x")), "{host}");
    }
}

#[test]
fn a_public_address_is_taken() {
    for address in [
        "https://example.com/x",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://172.32.0.1",
        "https://example.com:9001",
    ] {
        assert!(!is_refused(address), "{address}");
    }
}

#[test]
fn only_https_is_taken_unless_the_store_allows_http() {
    let guard = Guard::public_only();
    assert!(guard.check_url("http://example.com", Schemes::HttpsOnly).is_err());
    assert!(guard.check_url("http://example.com", Schemes::HttpToo).is_ok());
    for address in [
        "ftp://example.com",
        "file:///etc/passwd",
        "gopher://example.com",
        "javascript:1",
        "example.com",
        "",
        "https://",
    ] {
        assert!(guard.check_url(address, Schemes::HttpToo).is_err(), "{address}");
    }
}

#[test]
fn a_password_in_an_address_is_refused() {
    assert!(is_refused("https://user:secret@example.com"));
}

#[test]
fn opening_loopback_opens_loopback_alone() {
    let guard = Guard::with_loopback(None);
    for open in ["http://127.0.0.1:8080/x", "http://127.9.9.9/", "http://[::1]:8081/", "http://localhost:3000"] {
        assert!(guard.check_url(open, Schemes::HttpToo).is_ok(), "{open}");
    }
    for closed in ["http://[::ffff:127.0.0.1]/", "http://10.0.0.1/", "http://169.254.169.254/", "http://0.0.0.0/"] {
        assert!(guard.check_url(closed, Schemes::HttpToo).is_err(), "{closed}");
    }
}

#[test]
fn a_post_that_reaches_the_lambda_runtime_api_could_answer_our_invocation() {
    for guard in [Guard::with_loopback(Some("127.0.0.1:9001")), Guard::public_only()] {
        for address in [
            "http://127.0.0.1:9001/2018-06-01/runtime",
            "http://localhost:9001/",
            "http://127.1:9001",
            "http://[::1]:9001/",
        ] {
            assert!(guard.check_url(address, Schemes::HttpToo).is_err(), "{address}");
        }
        assert!(guard.check_address("127.0.0.1:9001".parse().unwrap()).is_err());
    }
    let local = Guard::with_loopback(Some("127.0.0.1:9001"));
    assert!(
        local.check_url("http://any.example:9001/", Schemes::HttpToo).is_err(),
        "a name that may be looked up to loopback"
    );
}

/// Attack 28: posts reached the Runtime API of another function.
#[test]
fn where_all_functions_run_on_one_machine_the_ports_of_all_their_runtime_apis_are_closed() {
    let local = Guard::with_loopback(Some("127.0.0.1:33001")).closing_ports("32768-60999");
    for port in [32_768, 33_001, 33_581, 60_999] {
        for host in ["127.0.0.1", "127.1", "[::1]", "localhost", "any.example"] {
            let address = format!("http://{host}:{port}/2018-06-01/runtime/invocation/next");
            assert!(local.check_url(&address, Schemes::HttpToo).is_err(), "{address}");
        }
        assert!(local.check_address((Ipv4Addr::LOCALHOST, port).into()).is_err(), "{port}");
    }
    for port in [8_080, 32_767, 61_000] {
        assert!(local.check_url(&format!("http://127.0.0.1:{port}/"), Schemes::HttpToo).is_ok(), "{port}");
        assert!(local.check_address((Ipv4Addr::LOCALHOST, port).into()).is_ok(), "{port}");
    }
    assert!(local.check_url("https://example.com:40000/", Schemes::HttpToo).is_err(), "it may stand for loopback");
    for unreadable in ["32768", "a-b", "32768-99999", "-"] {
        let guard = Guard::with_loopback(None).closing_ports(unreadable);
        assert!(guard.check_url("http://127.0.0.1:8080/", Schemes::HttpToo).is_err(), "{unreadable}");
        assert!(guard.check_url("https://example.com/", Schemes::HttpsOnly).is_ok(), "{unreadable}");
    }
    let open = Guard::with_loopback(None).closing_ports("");
    assert!(open.check_url("http://127.0.0.1:40000/", Schemes::HttpToo).is_ok());
    let public = Guard::public_only().closing_ports("32768-60999");
    assert!(public.check_url("https://example.com:40000/", Schemes::HttpsOnly).is_ok());
}

#[test]
fn a_runtime_api_written_another_way_is_closed_all_the_same() {
    for runtime_api in ["localhost:9001", "[::]:9001", "127.0.0.1:9001/function", "http://127.0.0.1:9001/"] {
        let guard = Guard::with_loopback(Some(runtime_api));
        assert!(guard.check_url("http://127.0.0.1:9001/", Schemes::HttpToo).is_err(), "{runtime_api}");
        assert!(guard.check_url("http://127.0.0.1:8080/", Schemes::HttpToo).is_ok(), "{runtime_api}");
    }
    let on_80 = Guard::with_loopback(Some("127.0.0.1"));
    assert!(on_80.check_url("http://127.0.0.1/", Schemes::HttpToo).is_err());
}

#[test]
fn where_the_runtime_api_can_not_be_read_loopback_stays_closed() {
    for unreadable in ["", "what: ever", "127.0.0.1:99999"] {
        let guard = Guard::with_loopback(Some(unreadable));
        assert!(guard.check_url("http://127.0.0.1:8080/", Schemes::HttpToo).is_err(), "{unreadable}");
        assert!(guard.check_url("https://example.com/", Schemes::HttpsOnly).is_ok(), "{unreadable}");
    }
}

#[test]
fn the_neighbours_of_closed_nets_are_public() {
    for ip in [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.114.0",
        "223.255.255.255",
        "2001:200::1",
        "2003::1",
        "2600:1f18::1",
        "3ffe::1",
    ] {
        let ip: IpAddr = ip.parse().unwrap();
        assert_eq!(Guard::public_only().check_address((ip, 443).into()), Ok(()), "{ip}");
    }
}

#[test]
fn a_refusal_does_not_tell_what_a_name_was_looked_up_to() {
    for ip in ["10.1.2.3", "fd00:ec2::254", "2001:db8::7"] {
        let refused = Guard::public_only().check_address((ip.parse::<IpAddr>().unwrap(), 443).into());
        assert!(!refused.unwrap_err().to_string().contains(ip), "{ip}");
    }
}

/// The texts an URL can hold for an IPv4 address, one of each kind.
fn spellings_of_v4(ip: Ipv4Addr) -> Vec<String> {
    let bits = u32::from(ip);
    let [a, b, c, d] = ip.octets();
    let (low24, low16) = (bits & 0x00ff_ffff, bits & 0xffff);
    vec![
        format!("{ip}"),
        format!("{ip}."),
        format!("{bits}"),
        format!("{bits:#x}"),
        format!("0{bits:o}"),
        format!("{a}.{low24}"),
        format!("{a}.{b}.{low16}"),
        format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("0{a:o}.{b:#X}.{low16}"),
    ]
}

/// The texts an URL can hold for an IPv6 address, one of each kind.
fn spellings_of_v6(ip: Ipv6Addr) -> Vec<String> {
    let short = ip.segments().map(|segment| format!("{segment:x}")).join(":");
    let long = ip.segments().map(|segment| format!("{segment:04X}")).join(":");
    let [.., a, b, c, d] = ip.octets();
    let dotted = format!("{}:{a}.{b}.{c}.{d}", ip.segments().map(|segment| format!("{segment:x}"))[..6].join(":"));
    vec![format!("[{ip}]"), format!("[{short}]"), format!("[{long}]"), format!("[{dotted}]")]
}

/// The addresses that carry this IPv4 address inside: mapped, compatible, 6to4, and NAT64 twice.
fn inside_v6(ip: Ipv4Addr) -> [Ipv6Addr; 5] {
    let bits = u128::from(u32::from(ip));
    [0xffff << 32 | bits, bits, 0x2002 << 112 | bits << 80, 0x0064_ff9b << 96 | bits, 0x0064_ff9b_0001 << 80 | bits]
        .map(Ipv6Addr::from)
}

#[test]
fn ports_of_other_protocols_are_closed() {
    let check =
        |port: u16| Guard::public_only().check_url(&format!("https://shop.example.com:{port}/in"), Schemes::HttpsOnly);
    for port in [80, 443, 1_024, 8_443, 65_535] {
        assert!(check(port).is_ok(), "{port}");
    }
    for port in [0, 1, 22, 25, 53, 465, 587, 993, 1_023] {
        assert!(check(port).unwrap_err().to_string().contains(&format!("port {port}")), "{port}");
    }
    assert!(Guard::public_only().check_url("http://shop.example.com/in", Schemes::HttpToo).is_ok());
}

proptest! {
    #[test]
    fn every_address_of_a_closed_net_is_refused(net in 0..CLOSED_V4.len(), host: u32) {
        let (net, bits, _) = CLOSED_V4[net];
        let ip = u32::from(net) | host & u32::MAX.checked_shr(bits).unwrap_or(0);
        for host in spellings_of_v4(Ipv4Addr::from(ip)) {
            let address = format!("http://{host}/");
            prop_assert!(is_refused(&address), "{}", address);
        }
    }

    #[test]
    fn every_ipv4_address_inside_an_ipv6_address_is_refused(ip: u32) {
        for inside in inside_v6(Ipv4Addr::from(ip)) {
            for host in spellings_of_v6(inside) {
                let address = format!("http://{host}/");
                prop_assert!(is_refused(&address), "{}", address);
            }
        }
    }

    #[test]
    fn every_address_of_a_closed_net_of_ipv6_is_refused(net in 0..CLOSED_V6.len(), host: u128) {
        let (net, bits, _) = CLOSED_V6[net];
        for host in spellings_of_v6(Ipv6Addr::from(u128::from(net) | host >> bits)) {
            let address = format!("http://{host}/");
            prop_assert!(is_refused(&address), "{}", address);
        }
    }

    #[test]
    fn opening_loopback_opens_no_address_that_is_not_loopback(ip: u128) {
        let narrow = Ipv4Addr::from(u32::try_from(ip >> 96).unwrap());
        for ip in [IpAddr::V6(ip.into()), IpAddr::V4(narrow)] {
            let open = Guard::with_loopback(None).check_address((ip, 443).into()).is_ok();
            let public = Guard::public_only().check_address((ip, 443).into()).is_ok();
            prop_assert_eq!(open, public || ip.is_loopback());
        }
    }

    #[test]
    fn no_text_makes_the_guard_panic(text in "\\PC*") {
        let _ = Guard::with_loopback(Some(&text)).check_url(&text, Schemes::HttpToo);
        let _ = Guard::public_only().check_url(&format!("https://{text}/"), Schemes::HttpToo);
    }

    #[test]
    fn every_address_outside_the_public_net_of_ipv6_is_refused(ip: u128) {
        let ip = Ipv6Addr::from(ip);
        if ip.segments()[0] >> 13 != 1 {
            let address = format!("http://[{ip}]/");
            prop_assert!(is_refused(&address));
        }
    }
}

/// Catches loopback that is open though nobody asked for it, and one whose Runtime APIs are.
#[test]
fn settings_open_loopback_alone_and_never_the_runtime_apis() {
    let opens = |settings: &[(&str, &str)], address: &str| {
        let setting = |name| settings.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
        Guard::of_settings(setting).check_url(address, Schemes::HttpToo).is_ok()
    };
    let (runtime, loopback) = (("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"), ("ALLOW_LOOPBACK", "true"));
    let (others, unreadable) = (("CLOSED_LOOPBACK_PORTS", "32768-60999"), ("CLOSED_LOOPBACK_PORTS", "many"));
    for (settings, address, is_open) in [
        (&[][..], "http://127.0.0.1:8080/", false),
        (&[runtime], "http://127.0.0.1:8080/", false),
        (&[("ALLOW_LOOPBACK", "1")], "http://127.0.0.1:8080/", false),
        (&[loopback, runtime], "http://127.0.0.1:8080/", true),
        (&[loopback, runtime], "http://127.0.0.1:9001/", false),
        (&[loopback, others], "http://127.0.0.1:8080/", true),
        (&[loopback, others], "http://127.0.0.1:40000/", false),
        (&[loopback, unreadable], "http://127.0.0.1:8080/", false),
    ] {
        assert_eq!(opens(settings, address), is_open, "{settings:?} {address}");
    }
}
