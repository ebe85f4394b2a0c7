//! Turns `src/locales/*/*.json` into typed keys, so that a missing translation is a compile error.

use std::error::Error;
use std::path::PathBuf;

use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
use leptos_i18n_parser::parse_locales::parse_locales;

/// One file a part of the page, in `src/locales/<language>/`.
const NAMESPACES: &[&str] = &[
    "accounts",
    "alerts",
    "codes",
    "common",
    "delivery",
    "desk",
    "doctor",
    "folders",
    "journal",
    "mail",
    "people",
    "redirects",
    "setup",
    "templates",
    "why",
];

fn main() -> Result<(), Box<dyn Error>> {
    let config = Config::new("en")?
        .add_locale("fr")?
        .locales_path("src/locales")
        .add_namespaces(NAMESPACES)?
        .parse_options(ParseOptions::new().interpolate_display(true));
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let parsed = parse_locales(Some(root), config)?;
    // A key that one language lacks would silently show the other one.
    if !parsed.diag.warnings().is_empty() {
        return Err(format!("locales: {:?}", parsed.diag.warnings()).into());
    }
    let code = leptos_i18n_codegen::gen_code(&parsed, None, true, None, true)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("i18n.rs");
    // Made, not written: its style is leptos_i18n's.
    let code = format!(
        "#[allow(clippy::all, clippy::pedantic, clippy::expect_used, dead_code, unused_imports)] {code}"
    );
    std::fs::write(out, code)?;
    println!("cargo::rerun-if-changed=src/locales");
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
