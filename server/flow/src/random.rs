//! Secrets and keys from the operating system's randomness.

/// `N` random bytes.
///
/// # Panics
/// When the operating system has no randomness: nothing secret can be made then.
#[expect(
    clippy::expect_used,
    reason = "without randomness no secret may be given out"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A random number, for jitter.
pub fn number() -> u64 {
    u64::from_le_bytes(bytes())
}

/// 256 random bits as text for cookies and links: lower-case base32.
pub fn secret() -> String {
    data_encoding::BASE32_NOPAD
        .encode(&bytes::<32>())
        .to_ascii_lowercase()
}
