//! Files carried in the binary: the built page, and the scripts of the API's documentation.

use std::{collections::HashMap, io::Read as _};

use app::{PageAssets, PageSplit};
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use super::problem::Problem;

/// Files by their names, in order; made by build.rs. What is there compressed (`.br`, `.gz`) is there only so.
pub(super) type Files = &'static [(&'static str, &'static [u8])];

/// All files of the page by their path below the site's root.
static SITE: Files = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// The folder of the page's files, in the site and in addresses.
const PKG: &str = "pkg";

/// Names with a hash never change their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `/pkg/{name}`.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    answer(SITE, &format!("{PKG}/{name}"), &headers)
}

/// The file `path` of `files`, compressed as the browser likes best.
pub(super) fn answer(files: Files, path: &str, headers: &HeaderMap) -> Response {
    let (Some(kind), Some((coding, bytes))) = (kind(path), coded(files, path, headers)) else {
        return Problem::not_found().into_response();
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    let headers = response.headers_mut();
    let keep = if is_hashed(path) {
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

/// A file's bytes with their coding; unpacked for who takes none.
fn coded(files: Files, path: &str, headers: &HeaderMap) -> Option<(Option<&'static str>, Bytes)> {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let compressed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(accepted, coding))
        .find_map(|(coding, ending)| Some((coding, file(files, &format!("{path}.{ending}"))?)));
    if let Some((coding, bytes)) = compressed {
        return Some((Some(coding), Bytes::from_static(bytes)));
    }
    Some((None, plain(files, path)?))
}

/// A file's bytes as they are.
fn plain(files: Files, path: &str) -> Option<Bytes> {
    if let Some(bytes) = file(files, path) {
        return Some(Bytes::from_static(bytes));
    }
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file(files, &format!("{path}.gz"))?)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes.into())
}

fn file(files: Files, path: &str) -> Option<&'static [u8]> {
    let at = files
        .binary_search_by(|(known, _)| (*known).cmp(path))
        .ok()?;
    Some(files[at].1)
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
    let names = SITE.iter().filter_map(|(path, _)| {
        let name = path.strip_prefix(PKG)?.strip_prefix('/')?;
        Some(name.strip_suffix(".gz").unwrap_or(name))
    });
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
    let manifest: HashMap<String, Vec<String>> =
        serde_json::from_slice(&plain(SITE, &format!("{PKG}/{manifest}"))?).ok()?;
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

    const FILES: Files = &[
        ("a.js.br", b"not unpacked here"),
        // `let a;`
        (
            "a.js.gz",
            &[
                31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 203, 73, 45, 81, 72, 180, 6, 0, 86, 84, 219,
                142, 6, 0, 0, 0,
            ],
        ),
        ("b.png", b"as it is"),
    ];

    #[test]
    fn who_takes_no_coding_gets_the_file_unpacked() {
        let asked = |path, coding| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(coding));
            coded(FILES, path, &headers)
        };
        let (coding, bytes) = asked("a.js", "identity").unwrap();
        assert_eq!((coding, bytes.as_ref()), (None, b"let a;".as_slice()));
        assert_eq!(asked("a.js", "gzip, br").unwrap().0, Some("br"));
        assert_eq!(asked("a.js", "gzip").unwrap().0, Some("gzip"));
        assert_eq!(asked("b.png", "br").unwrap().1.as_ref(), b"as it is");
        assert!(asked("c.js", "br").is_none());
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("colombier.a1b2.js"));
        assert!(!is_hashed("colombier.js"));
    }
}
