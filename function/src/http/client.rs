//! What the mains tell about a request: who sent it and under which id it runs.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;

/// The sender's network address, put into the request by a main that knows it better than the socket does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub String);

/// The id under which a request is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The sender's address: as a main says, else the other end of the socket. For keyed hashing only.
pub(crate) fn client_address(extensions: &Extensions) -> Option<String> {
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
        assert_eq!(client_address(&extensions), None);
        extensions.insert(ConnectInfo::<SocketAddr>("[::ffff:192.0.2.1]:9".parse().unwrap()));
        assert_eq!(client_address(&extensions).as_deref(), Some("192.0.2.1"));
        extensions.insert(ClientAddress("198.51.100.7".to_owned()));
        assert_eq!(client_address(&extensions).as_deref(), Some("198.51.100.7"));
    }
}
