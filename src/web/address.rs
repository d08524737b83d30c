//! Which addresses are those of the public web.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// False for loopback, private, shared, link-local, unique-local, multicast, reserved and unspecified addresses, also where
/// an IPv6 address holds one of IPv4.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        // This network, and what carriers share among customers.
        (0, ..) | (100, 64..=127, _) => true,
        // Protocol assignments, the retired relays of 6to4, and measurements between networks.
        (192, 0, 0) | (192, 88, 99) | (198, 18..=19, _) => true,
        // Reserved.
        (240.., ..) => true,
        _ => false,
    };
    !(special
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || address.is_broadcast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // Mapped addresses, and translated ones.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        // 6to4.
        [0x2002, high, low, ..] => v4(high, low),
        // Teredo, documentation, and other special uses.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // All that is given out to the public so far.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}
