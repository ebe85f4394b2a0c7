//! How to have the mail of an address sent on to an inbox, provider by provider, with the inbox's own addresses.

use std::sync::OnceLock;

use domain::{
    id::InboxId,
    inbox::Inbox,
    person::Language,
    refusal::{Noun, Refusal},
    wire::{ForwardingGuide, Words},
};
use serde::Deserialize;

use crate::{Flow, FlowError, access::MayManageInbox};

const SOURCE: &str = include_str!("guides.toml");

impl Flow {
    /// The guides, filled in for an inbox.
    pub fn forwarding_guides(
        &self,
        may: &MayManageInbox,
    ) -> Result<Vec<ForwardingGuide>, FlowError> {
        let directory = self.directory();
        let id: InboxId = *may.inbox();
        let inbox = directory.inbox(id).ok_or(Refusal::Missing(Noun::Inbox))?;
        Ok(guides().iter().map(|guide| guide.filled(inbox)).collect())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Guide {
    code: String,
    name: Words,
    step: Vec<Words>,
    wall: Vec<Words>,
}

#[derive(Deserialize)]
struct Guides {
    guide: Vec<Guide>,
}

impl Guide {
    fn filled(&self, inbox: &Inbox) -> ForwardingGuide {
        let all = |words: &[Words]| words.iter().map(|words| filled(words, inbox)).collect();
        ForwardingGuide {
            code: self.code.clone(),
            name: self.name.clone(),
            steps: all(&self.step),
            walls: all(&self.wall),
        }
    }
}

fn filled(words: &Words, inbox: &Inbox) -> Words {
    let fill = |text: &str, language: Language| {
        // An inbox without an address of its own yet: one that says what it stands for.
        let external = inbox.external_addresses.first().map_or_else(
            || {
                language
                    .pick("support@votre-domaine.fr", "support@your-domain.com")
                    .to_owned()
            },
            ToString::to_string,
        );
        let domain = external.rsplit_once('@').map_or("", |(_, domain)| domain);
        // The name last: whatever stands in it is not filled in again.
        text.replace("{generated}", &inbox.generated_address.to_string())
            .replace("{domain}", domain)
            .replace("{external}", &external)
            .replace("{inbox}", inbox.name.as_str())
    };
    Words {
        fr: fill(&words.fr, Language::Fr),
        en: fill(&words.en, Language::En),
    }
}

/// Read once. A fault in the file, which a test excludes, leaves none.
fn guides() -> &'static [Guide] {
    static GUIDES: OnceLock<Vec<Guide>> = OnceLock::new();
    GUIDES.get_or_init(|| match toml::from_str::<Guides>(SOURCE) {
        Ok(guides) => guides.guide,
        Err(error) => {
            tracing::error!(%error, "the guides to forwarding cannot be read");
            Vec::new()
        }
    })
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn inbox(external: &[&str]) -> Inbox {
        Inbox {
            id: InboxId(1),
            name: "Support {domain}".into(),
            generated_address: "support.x7@desk.example".parse().unwrap(),
            external_addresses: external.iter().map(|at| at.parse().unwrap()).collect(),
            automatic_tickets: true,
            acknowledge: true,
            signature: String::new(),
            rights: Vec::new(),
            smtp: None,
            created_at: Timestamp::from_ms(0),
        }
    }

    #[test]
    fn every_guide_is_whole_in_both_languages_and_leaves_nothing_to_fill_in() {
        let guides = toml::from_str::<Guides>(SOURCE).unwrap().guide;
        let codes: Vec<_> = guides.iter().map(|guide| guide.code.as_str()).collect();
        let all = ["m365_group", "m365_forwarding", "google", "ovh", "generic"];
        assert_eq!(codes, all);
        let inbox = inbox(&["help@firm.example"]);
        for guide in guides {
            let filled = guide.filled(&inbox);
            let texts: Vec<&Words> = filled.steps.iter().chain(&filled.walls).collect();
            assert!(texts.len() >= 6, "{}", filled.code);
            for Words { fr, en } in texts {
                for text in [fr, en] {
                    let left = text.replace("Support {domain}", "");
                    assert!(!text.is_empty() && !left.contains('{'), "{text}");
                }
                assert_ne!(fr, en);
            }
            let said: String = filled.steps.iter().map(|step| step.en.as_str()).collect();
            let addresses = ["help@firm.example", "support.x7@desk.example"];
            assert!(
                addresses.iter().all(|address| said.contains(address)),
                "{said}"
            );
        }
    }

    #[test]
    fn without_an_address_of_its_own_a_guide_names_a_likely_one() {
        let words = Words {
            fr: "{external}, {domain}".to_owned(),
            en: "{external}, {domain}".to_owned(),
        };
        let Words { fr, en } = filled(&words, &inbox(&[]));
        assert_eq!(fr, "support@votre-domaine.fr, votre-domaine.fr");
        assert_eq!(en, "support@your-domain.com, your-domain.com");
    }
}
