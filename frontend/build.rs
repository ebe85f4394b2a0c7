//! Keeps each datum a segment of its own when the page is linked.
//!
//! wasm-ld merges strings, and then whole segments: the splitter cannot take them apart, and what only a lazy page reads
//! is loaded with the first one (cargo-leptos#679).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--no-merge-data-segments");
    }
}
