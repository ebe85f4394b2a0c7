//! Lists what the binary carries: the built page, and the scripts of the API's documentation.
//!
//! `cargo leptos build` says in `LEPTOS_SITE_ROOT` where it left the page. Without it (a plain `cargo check`) the list
//! is empty and the server answers without scripts.
//!
//! Of what there is compressed, only that is carried.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write as _,
    fs,
    io::{self, Read as _, Write as _},
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
    fs::write(out.join("site.rs"), listing(&without_doubles(files)))?;
    fs::write(out.join("docs.rs"), listing(&docs(&out)?))
}

/// Without the files that are there compressed too.
fn without_doubles(files: Vec<(String, PathBuf)>) -> Vec<(String, PathBuf)> {
    let names: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let alone = |name: &str| !names.contains(&format!("{name}.gz"));
    files.into_iter().filter(|(name, _)| alone(name)).collect()
}

/// Swagger UI's two files that are used of its archive, compressed.
fn docs(out: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let archive = io::Cursor::new(utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED);
    let mut archive = zip::ZipArchive::new(archive).map_err(io::Error::other)?;
    let wanted = ["swagger-ui-bundle.js", "swagger-ui.css"];
    let mut files = Vec::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).map_err(io::Error::other)?;
        let path = file.name().map_err(io::Error::other)?.into_owned();
        let in_dist = path.rsplit_once("/dist/").map(|(_, name)| name);
        let Some(name) = wanted.into_iter().find(|wanted| in_dist == Some(*wanted)) else {
            continue;
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let path = out.join(format!("{name}.gz"));
        let to = fs::File::create(&path)?;
        let mut packed = flate2::write::GzEncoder::new(to, flate2::Compression::best());
        packed.write_all(&bytes)?;
        packed.finish()?;
        files.push((format!("{name}.gz"), path));
    }
    if files.len() != wanted.len() {
        return Err(io::Error::other("Swagger UI's archive has other names"));
    }
    files.sort();
    Ok(files)
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
