//! The addresses that pages may be reached by. A name that an attacker has pointed here is none of them.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};

/// The hosts that requests may be for.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    port: u16,
    /// Whether only this computer can connect.
    pub(super) loopback: bool,
    /// Host, and port if it is no usual one, of the address that a reverse proxy serves.
    public: Option<String>,
    /// Whether that address is https.
    pub(super) secure: bool,
}

impl Hosts {
    pub(super) fn new(address: IpAddr, port: u16, public_url: Option<&str>) -> Self {
        let parts = public_url.and_then(|url| url.split_once("://"));
        let public = parts.and_then(|(_, rest)| rest.split('/').next()).map(|host| host.to_ascii_lowercase());
        Self {
            port,
            loopback: address.is_loopback(),
            public,
            secure: parts.is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("https")),
        }
    }

    /// The address of the pages, to show in examples.
    pub(super) fn shown(&self) -> String {
        match &self.public {
            Some(host) => format!("{}://{host}", if self.secure { "https" } else { "http" }),
            None => format!("http://localhost:{}", self.port),
        }
    }

    /// Whether a proxy stands in front, whose word on the client's address counts.
    pub(super) fn behind_proxy(&self) -> bool {
        self.public.is_some()
    }

    /// Whether a request is for one of our addresses.
    pub(super) fn admits(&self, headers: &HeaderMap, uri: &Uri) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let named = host.to_str().is_ok_and(|host| self.is_ours(host));
        named && uri.authority().is_none_or(|authority| self.is_ours(authority.as_str()))
    }

    /// Whether the page that sent a request is one of ours, as far as the browser tells.
    pub(super) fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = headers.get("sec-fetch-site")
            && site != "same-origin"
            && site != "none"
        {
            return false;
        }
        match headers.get(header::ORIGIN) {
            None => true,
            Some(origin) => origin
                .to_str()
                .ok()
                .and_then(|origin| origin.split_once("://"))
                .is_some_and(|(_, host)| self.is_ours(host)),
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        if self.public.as_deref() == Some(&host) {
            return true;
        }
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => {
                (name, port.parse().ok().filter(|_| !port.starts_with('0')))
            }
            _ => (host.as_str(), Some(80)),
        };
        if port != Some(self.port) {
            return false;
        }
        if name == "localhost" {
            return true;
        }
        // No name leads to an address written out: only its owner can have sent the browser there.
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback() || !self.loopback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_admitted() {
        let hosts = Hosts::new([127, 0, 0, 1].into(), 7373, None);
        for (host, ours) in [
            ("127.0.0.1:7373", true),
            ("localhost:7373", true),
            ("[::1]:7373", true),
            ("LOCALHOST:7373", true),
            ("localhost", false),
            ("localhost:80", false),
            ("evil.example:7373", false),
            ("127.0.0.1.evil.example:7373", false),
            ("192.168.0.3:7373", false),
            ("", false),
        ] {
            assert_eq!(hosts.is_ours(host), ours, "{host}");
        }
        let hosts = Hosts::new([0, 0, 0, 0].into(), 7373, Some("https://repere.example/"));
        assert!(hosts.is_ours("repere.example") && hosts.is_ours("192.168.0.3:7373") && hosts.secure);
        assert!(!hosts.is_ours("repere.example.evil"));
    }
}
