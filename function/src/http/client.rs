//! What the mains tell about a request: who sent it and under which id it runs.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap, HeaderName};

use crate::App;

/// The sender's network address, put into the request by a main that knows it better than the socket does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub String);

/// The id under which a request is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The sender's address: as the trusted front door says, else a main, else the other end of the socket. For keyed
/// hashing only.
pub(crate) fn client_address(app: &App, request: &Request) -> Option<String> {
    let header = app.address_header.as_ref();
    header
        .and_then(|name| told_in(request.headers(), name))
        .or_else(|| connected(request.extensions()))
}

/// Proxies append: what the last of them saw stands last. With or without a port.
fn told_in(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let last = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let last = last.rsplit(',').next()?.trim();
    let socket = || last.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    // The newer kind of address with a port, but without the brackets that keep them apart.
    let bare = || last.rsplit_once(':')?.0.parse::<IpAddr>().ok();
    let address = socket().or_else(|| last.parse().ok()).or_else(bare);
    address.map(canonical)
}

fn connected(extensions: &Extensions) -> Option<String> {
    let told = extensions.get::<ClientAddress>().map(|client| client.0.clone());
    let socket = || {
        extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| canonical(info.0.ip()))
    };
    told.or_else(socket)
}

/// A v4 address behind a v6 socket is the same sender.
fn canonical(address: IpAddr) -> String {
    address.to_canonical().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_main_says_goes_before_the_socket() {
        let mut extensions = Extensions::new();
        assert_eq!(connected(&extensions), None);
        extensions.insert(ConnectInfo::<SocketAddr>("[::ffff:192.0.2.1]:9".parse().unwrap()));
        assert_eq!(connected(&extensions).as_deref(), Some("192.0.2.1"));
        extensions.insert(ClientAddress("198.51.100.7".to_owned()));
        assert_eq!(connected(&extensions).as_deref(), Some("198.51.100.7"));
    }

    #[test]
    fn a_trusted_header_is_read_in_every_form() {
        let name = HeaderName::from_static("cloudfront-viewer-address");
        for (value, address) in [
            ("198.51.100.10:46532", Some("198.51.100.10")),
            ("198.51.100.10", Some("198.51.100.10")),
            ("203.0.113.9, 198.51.100.10", Some("198.51.100.10")),
            ("[2001:db8::1]:443", Some("2001:db8::1")),
            ("2001:db8:0:0:0:0:0:1:443", Some("2001:db8::1")),
            ("tidak jelas", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(name.clone(), value.parse().unwrap())]);
            assert_eq!(told_in(&headers, &name).as_deref(), address, "{value}");
        }
    }
}
