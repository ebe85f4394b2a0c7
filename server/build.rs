//! Lists the built page, so that the binary carries it.
//!
//! `cargo leptos build` says in `LEPTOS_SITE_ROOT` where it left the page. Without it (a plain `cargo check`) the list
//! is empty and the server answers without scripts.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=LEPTOS_SITE_ROOT");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    if let Some(root) = site_root() {
        println!("cargo::rerun-if-changed={}", root.display());
        collect(&root, &root, &mut files)?;
    }
    files.sort();
    let out = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .unwrap_or_default();
    fs::write(out.join("site.rs"), listing(&files))
}

/// The page's folder, if it is there; a relative one is seen from the workspace.
fn site_root() -> Option<PathBuf> {
    let root = env::var_os("LEPTOS_SITE_ROOT").map(PathBuf::from)?;
    let workspace = Path::new(&env::var_os("CARGO_MANIFEST_DIR")?)
        .parent()?
        .to_owned();
    Some(workspace.join(root)).filter(|root| root.is_dir())
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.to_string_lossy().replace('\\', "/"), path));
        }
    }
    Ok(())
}

fn listing(files: &[(String, PathBuf)]) -> String {
    let mut text = String::from("&[\n");
    for (name, path) in files {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    ({name:?}, include_bytes!({:?})),",
            path.display().to_string()
        );
    }
    text.push_str("]\n");
    text
}
