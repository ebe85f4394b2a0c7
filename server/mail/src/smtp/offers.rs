/// What a relay says it can do, in answer to EHLO.
///
/// Read by us: lettre keeps neither PIPELINING nor words in lower case, nor the old `AUTH=`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword that is there or not"
)]
pub(crate) struct Offers {
    /// PIPELINING (RFC 2920).
    pub(crate) pipelining: bool,
    /// 8BITMIME (RFC 6152).
    pub(crate) eight_bit: bool,
    /// SMTPUTF8 (RFC 6531).
    pub(crate) utf8: bool,
    /// STARTTLS (RFC 3207).
    pub(crate) starttls: bool,
    /// Mechanisms of AUTH (RFC 4954), in capitals.
    pub(crate) auth: Vec<String>,
}

impl Offers {
    /// Reads all that was heard up to the end of the reply to EHLO; other lines say nothing here.
    pub(crate) fn read(heard: &[u8]) -> Self {
        let mut offers = Self::default();
        let text = String::from_utf8_lossy(heard).to_ascii_uppercase();
        for line in text.lines() {
            let Some(rest) = line
                .strip_prefix("250")
                .and_then(|rest| rest.strip_prefix(['-', ' ']))
            else {
                continue;
            };
            let mut words = rest.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("PIPELINING") => offers.pipelining = true,
                Some("8BITMIME") => offers.eight_bit = true,
                Some("SMTPUTF8") => offers.utf8 = true,
                Some("STARTTLS") => offers.starttls = true,
                Some("AUTH") => offers.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_whatever_their_case_and_age() {
        let heard = b"220 ready\r\n250-mail.example.org\r\n250-pipelining\r\n250-AUTH=LOGIN\r\n250-AUTH PLAIN\r\n250 SIZE 9\r\n";
        let offers = Offers::read(heard);
        assert!(offers.pipelining && !offers.starttls && !offers.utf8);
        assert_eq!(offers.auth, ["LOGIN", "PLAIN"]);
    }
}
