//! The document around the page: head, stylesheet, hydration script.

use std::collections::HashMap;

use leptos::WasmSplitManifest;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_i18n::Locale as _;
use leptos_meta::MetaTags;

use crate::routes::App;
use crate::visit::Visit;

/// Where the built files of the page are; names as the build left them, hashed or not.
#[derive(Clone, Debug, Default)]
pub struct PageAssets {
    /// The folder they are served from, `/pkg`.
    pub root: String,
    /// The stylesheet's file name.
    pub css: String,
    /// The main script's file name.
    pub js: String,
    /// The main part's file name.
    pub wasm: String,
    /// The lazy parts, when the build was split.
    pub split: Option<PageSplit>,
}

/// How a build with `--split` was cut.
#[derive(Clone, Debug, Default)]
pub struct PageSplit {
    /// The loader's file name, `__wasm_split.….js`.
    pub loader: String,
    /// The content of `__wasm_split_manifest.json`.
    pub manifest: HashMap<String, Vec<String>>,
}

/// The whole document. leptos' own `HydrationScripts` reads `hash.txt` beside the binary, which
/// a single-file server does not have; so the names are handed in.
pub fn shell(assets: &PageAssets) -> impl IntoView + use<> {
    let lang = use_context::<Visit>().unwrap_or_default().locale().as_str();
    let css = format!("{}/{}", assets.root, assets.css);
    let hydration = hydration(assets);
    view! {
        <!DOCTYPE html>
        <html lang=lang>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="data:,"/>
                <link rel="stylesheet" href=css/>
                {hydration}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

fn hydration(assets: &PageAssets) -> impl IntoView + use<> {
    if let Some(split) = &assets.split {
        let manifest = (
            assets.root.clone(),
            split.manifest.clone(),
            split.loader.clone(),
        );
        provide_context(WasmSplitManifest(ArcStoredValue::new(manifest)));
    }
    let js = format!("{}/{}", assets.root, assets.js);
    let wasm = format!("{}/{}", assets.root, assets.wasm);
    let start = format!(
        "import({js:?}).then(m => m.default({{module_or_path: {wasm:?}}}).then(() => m.hydrate()))"
    );
    let nonce = use_nonce();
    view! {
        <link rel="modulepreload" href=js crossorigin="anonymous"/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=nonce>{start}</script>
    }
}
