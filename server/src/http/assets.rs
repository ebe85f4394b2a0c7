//! The built page, carried in the binary: scripts, wasm, stylesheet.

use std::collections::HashMap;

use app::{PageAssets, PageSplit};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::problem::Problem;

/// All files of the page by their path below the site's root; made by build.rs.
static SITE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// The folder of the page's files, in the site and in addresses.
const PKG: &str = "pkg";

/// Names with a hash never change their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `/pkg/{name}`, compressed as the browser likes best.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(kind) = kind(&name) else {
        return Problem::not_found().into_response();
    };
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let compressed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .find_map(|(coding, ending)| {
            let bytes = accepts(accepted, coding).then(|| file(&format!("{name}.{ending}")))??;
            Some((Some(coding), bytes))
        });
    let Some((coding, bytes)) = compressed.or_else(|| Some((None, file(&name)?))) else {
        return Problem::not_found().into_response();
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    let headers = response.headers_mut();
    let keep = if is_hashed(&name) {
        IMMUTABLE
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn file(name: &str) -> Option<&'static [u8]> {
    let path = format!("{PKG}/{name}");
    let at = SITE
        .binary_search_by(|(known, _)| (*known).cmp(&path))
        .ok()?;
    Some(SITE[at].1)
}

/// Whether `header` names `coding` without `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(coding));
        named && !parts.any(|q| matches!(q, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn kind(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        _ => return None,
    })
}

/// `colombier.<hash>.js`: the name of the part, its hash, its ending.
fn is_hashed(name: &str) -> bool {
    name.split('.').count() >= 3
}

/// The names of the page's files as this build made them.
pub(crate) fn names() -> PageAssets {
    PageAssets {
        root: format!("/{PKG}"),
        css: named("colombier", "css"),
        js: named("colombier", "js"),
        wasm: named("colombier", "wasm"),
        split: split(),
    }
}

/// `stem.ending` or `stem.<hash>.ending`; what is not there keeps its plain name and answers 404.
fn named(stem: &str, ending: &str) -> String {
    find(stem, ending).map_or_else(|| format!("{stem}.{ending}"), str::to_owned)
}

fn find(stem: &str, ending: &str) -> Option<&'static str> {
    let names = SITE
        .iter()
        .filter_map(|(path, _)| path.strip_prefix(PKG)?.strip_prefix('/'));
    let mut fitting = names.filter(|name| {
        let middle = name
            .strip_prefix(stem)
            .and_then(|rest| rest.strip_suffix(ending));
        middle.is_some_and(|middle| {
            middle == "." || (middle.starts_with('.') && middle.ends_with('.'))
        })
    });
    fitting.next()
}

fn split() -> Option<PageSplit> {
    let loader = find("__wasm_split", "js")?.to_owned();
    let manifest = find("__wasm_split_manifest", "json")?;
    let manifest: HashMap<String, Vec<String>> = serde_json::from_slice(file(manifest)?).ok()?;
    Some(PageSplit { loader, manifest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_only_when_it_is_wanted() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("BR;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("colombier.a1b2.js"));
        assert!(!is_hashed("colombier.js"));
    }
}
