use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Connections of people and of mail servers together, with room for the store's own files.
const ENOUGH: u64 = 65_536;

/// Lets the process open as many files as it may: systems begin with a thousand, and each connection is one.
pub(crate) fn allow_many() {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(ENOUGH, |most| most.min(ENOUGH));
    if limit.current.is_none_or(|current| current >= most) {
        return;
    }
    let more = Rlimit {
        current: Some(most),
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, more) {
        tracing::warn!(%error, "no more files than usual can be opened: many connections at once may have to wait");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn afterwards_as_many_files_may_be_open_as_the_system_allows() {
        allow_many();
        let limit = getrlimit(Resource::Nofile);
        let allowed = limit.maximum.unwrap_or(ENOUGH).min(ENOUGH);
        assert!(limit.current.is_none_or(|current| current >= allowed));
    }
}
