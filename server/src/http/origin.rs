//! Where a request comes from: the visitor's address, the host it asked for, whether TLS protects it.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, Method, StatusCode, Uri, header};

use super::{listener::Remote, problem::Problem};

/// What is known of a request's way here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The visitor's address.
    pub(crate) ip: IpAddr,
    /// Whether the visitor's connection is protected by TLS.
    pub(crate) secure: bool,
    /// `host[:port]` as the visitor's browser sees it.
    host: Option<String>,
}

impl Origin {
    /// Reads what the connection and, from a trusted proxy, its headers say.
    pub(crate) fn of(
        extensions: &Extensions,
        headers: &HeaderMap,
        uri: &Uri,
        trusted: &[IpAddr],
    ) -> Self {
        // Without a connection (rendering, tests) a request is our own.
        let own = IpAddr::from([127, 0, 0, 1]);
        let remote = extensions
            .get::<Remote>()
            .map_or(own, |remote| remote.0.ip().to_canonical());
        let host = text(headers, header::HOST.as_str());
        let host = host.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
        if !trusted.contains(&remote) {
            return Self {
                ip: remote,
                secure: false,
                host: host.map(str::to_owned),
            };
        }
        // Proxies add to the line, or add a line: the last hop is the last of the last line.
        let lines: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|line| line.to_str().ok())
            .collect();
        let hops = lines
            .iter()
            .rev()
            .flat_map(|line| line.rsplit(','))
            .filter_map(|hop| hop.trim().parse::<IpAddr>().ok());
        let visitor = hops
            .map(|hop| hop.to_canonical())
            .find(|hop| !trusted.contains(hop));
        Self {
            ip: visitor.unwrap_or(remote),
            secure: text(headers, "x-forwarded-proto") == Some("https"),
            host: text(headers, "x-forwarded-host")
                .or(host)
                .map(str::to_owned),
        }
    }

    /// Also protected when this is the product's own address, and that is one of TLS: its proxy need not say so.
    pub(crate) fn known_as(mut self, product_url: Option<&str>) -> Self {
        let own = product_url.and_then(|url| origin_of(url).strip_prefix("https://"));
        self.secure |= own.is_some() && own == self.host.as_deref();
        self
    }

    /// Refuses a change that another site's page asked the browser for.
    ///
    /// With a cookie (`with_cookie`) the header must be there: browsers send it on every unsafe request.
    pub(crate) fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        product_url: Option<&str>,
        with_cookie: bool,
    ) -> Result<(), Problem> {
        if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(());
        }
        let same = match text(headers, header::ORIGIN.as_str()) {
            None => !with_cookie,
            Some(given) => {
                self.is_own(given) || product_url.is_some_and(|url| origin_of(url) == given)
            }
        };
        let detail = "This came from another site's page, or without an Origin header.";
        if same {
            Ok(())
        } else {
            Err(Problem::new(StatusCode::FORBIDDEN, "wrong_origin", detail))
        }
    }

    fn is_own(&self, origin: &str) -> bool {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == self.host.as_deref()
    }
}

/// `https://host[:port]` of an address.
fn origin_of(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    &url[..end]
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn origin(pairs: &[(&'static str, &'static str)], trusted: &[IpAddr]) -> Origin {
        Origin::of(
            &Extensions::new(),
            &headers(pairs),
            &Uri::from_static("/"),
            trusted,
        )
    }

    const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let pairs = [
            ("host", "a.org"),
            ("x-forwarded-for", "1.2.3.4, 5.6.7.8"),
            ("x-forwarded-proto", "https"),
        ];
        let believed = origin(&pairs, &[LOOPBACK]);
        assert_eq!(
            (believed.ip.to_string().as_str(), believed.secure),
            ("5.6.7.8", true)
        );
        let doubted = origin(&pairs, &[]);
        assert_eq!((doubted.ip, doubted.secure), (LOOPBACK, false));
    }

    #[test]
    fn the_products_own_address_may_say_that_tls_protects_it() {
        let here = || origin(&[("host", "files.org")], &[]);
        assert!(here().known_as(Some("https://files.org")).secure);
        assert!(!here().known_as(Some("http://files.org")).secure);
        assert!(!here().known_as(Some("https://other.org")).secure);
        assert!(!here().known_as(None).secure);
    }

    #[test]
    fn a_change_with_a_cookie_needs_our_own_origin() {
        let here = origin(&[("host", "a.org:8080")], &[]);
        let checked = |pairs: &[(&'static str, &'static str)], cookie| {
            here.check(
                &Method::POST,
                &headers(pairs),
                Some("https://files.org/x"),
                cookie,
            )
            .is_ok()
        };
        assert!(checked(&[("origin", "http://a.org:8080")], true));
        assert!(checked(&[("origin", "https://files.org")], true));
        assert!(!checked(&[("origin", "https://evil.org")], true));
        assert!(!checked(&[("origin", "null")], true));
        assert!(!checked(&[], true));
        assert!(checked(&[], false));
        assert!(!checked(&[("origin", "https://evil.org")], false));
        assert!(
            here.check(&Method::GET, &HeaderMap::new(), None, true)
                .is_ok()
        );
    }
}
