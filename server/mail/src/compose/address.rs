use domain::{address::EmailAddress, text::HeaderText};
use flow::port::ComposeError;
use lettre::{Address, message::Mailbox};

/// An address of a header, its domain in ASCII.
///
/// The name is a [`HeaderText`]: lettre would panic on a line break in it, and the type has none.
pub(super) fn mailbox(address: &EmailAddress, name: &HeaderText) -> Result<Mailbox, ComposeError> {
    let bad = |why: &str| {
        ComposeError(format!(
            "the address {address} cannot stand in a header: {why}"
        ))
    };
    let domain =
        idna::domain_to_ascii(address.domain()).map_err(|_| bad("its domain is no name"))?;
    let email =
        Address::new(address.local_part(), domain).map_err(|error| bad(&error.to_string()))?;
    let name = (!name.is_empty()).then(|| name.as_str().to_owned());
    Ok(Mailbox::new(name, email))
}
