//! A stranger's HTML made safe to show.

use std::{borrow::Cow, fmt::Write as _};

use ammonia::{Builder, UrlRelative};

use super::{cost, plain};

/// Longer pages are shown as text.
const LONGEST: usize = 2 * 1024 * 1024;

/// Properties that cannot fetch anything nor leave their place.
const PROPERTIES: &[&str] = &[
    "color",
    "background-color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "text-align",
    "text-decoration",
    "text-indent",
    "line-height",
    "vertical-align",
    "white-space",
    "width",
    "max-width",
    "border",
    "border-collapse",
    "border-color",
    "border-style",
    "border-width",
    "padding",
    "padding-left",
    "padding-right",
    "padding-top",
    "padding-bottom",
    "margin-left",
    "margin-right",
];

/// What may stay of `html`; see [`flow::port::MessageReader::sanitise`].
pub(super) fn sanitise(html: &str, cid_url: &str, remote_images: bool) -> String {
    if html.len() > LONGEST || cost::is_too_high(html) {
        return as_text(html);
    }
    let mut builder = rules();
    let cid_url = cid_url.to_owned();
    builder.attribute_filter(
        move |element, attribute, value| match (element, attribute) {
            ("img", "src") => image(value, &cid_url, remote_images),
            (_, "href") => is_link(value).then(|| value.into()),
            (_, "cite" | "src" | "background" | "longdesc") => None,
            _ => Some(value.into()),
        },
    );
    builder.clean(html).to_string()
}

/// The page as text, where it cannot be cleaned.
pub(super) fn as_text(html: &str) -> String {
    let mut end = html.len().min(LONGEST);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    format!(
        "<pre>{}</pre>",
        ammonia::clean_text(&plain::from_html(&html[..end]))
    )
}

fn rules<'a>() -> Builder<'a> {
    let mut builder = Builder::default();
    builder
        .add_tags(["font", "u", "tt", "big"])
        .rm_tags(["map", "area"])
        .add_clean_content_tags(["title", "noscript", "template", "object", "svg", "math"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("td", ["bgcolor", "valign", "width"])
        .add_tag_attributes(
            "table",
            ["border", "cellpadding", "cellspacing", "bgcolor", "width"],
        )
        .add_generic_attributes(["style", "dir"])
        .filter_style_properties(PROPERTIES.iter().copied().collect())
        .url_schemes(["http", "https", "mailto", "tel", "cid", "data"].into())
        // Asked after the filter: only our own paths of images are left then.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank");
    builder
}

fn image<'v>(source: &'v str, cid_url: &str, remote_images: bool) -> Option<Cow<'v, str>> {
    let source = source.trim();
    let (scheme, rest) = source.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "cid" => Some(format!("{cid_url}{}", escaped(rest)).into()),
        "http" | "https" => remote_images.then_some(Cow::Borrowed(source)),
        "data" => {
            let pictures = ["image/png", "image/gif", "image/jpeg", "image/webp"];
            let kind = rest.split([';', ',']).next().unwrap_or_default();
            pictures
                .iter()
                .any(|picture| kind.eq_ignore_ascii_case(picture))
                .then_some(Cow::Borrowed(source))
        }
        _ => None,
    }
}

fn is_link(target: &str) -> bool {
    let scheme = target
        .trim()
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")
}

/// A content id as one segment of a path.
fn escaped(id: &str) -> String {
    let decoded = id.replace("%40", "@");
    let mut out = String::with_capacity(decoded.len());
    for byte in decoded.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'@' | b'$' | b'+')
        {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_forms_and_remote_images_go_and_text_stays() {
        let html = "<p style=\"color:red;position:fixed;background:url(http://x/)\" onclick=\"x()\">Hi \
                    <a href=\"javascript:x()\">a</a><a href='https://x.example/'>b</a>\
                    <img src='CID:a b@x' alt=c><img src=http://x.example/p.gif alt=d>\
                    <img src='data:text/html,x'><form><input></form><script>alert(1)</script></p>";
        let safe = sanitise(html, "/cid/", false);
        for gone in [
            "javascript",
            "onclick",
            "position",
            "url(",
            "http://x",
            "text/html",
            "input",
            "alert",
        ] {
            assert!(!safe.contains(gone), "{gone}: {safe}");
        }
        for kept in [
            "Hi ",
            "color:red",
            "https://x.example/",
            "/cid/a%20b@x",
            "noopener",
        ] {
            assert!(safe.contains(kept), "{kept}: {safe}");
        }
        assert!(sanitise(html, "/cid/", true).contains("http://x.example/p.gif"));
    }

    #[test]
    fn a_page_too_deep_to_clean_is_shown_as_text() {
        let html = format!("{}<b>Hello</b>", "<div>".repeat(50_000));
        assert_eq!(sanitise(&html, "/cid/", true), "<pre>Hello</pre>");
    }
}
