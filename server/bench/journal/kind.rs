//! The kinds of search, and questions of each from a seeded generator.

use domain::event::{Action, ObjectType};

use crate::{
    corpus::{FREQUENT, Facts, WORDS},
    dice::Dice,
    question::{Pattern, Question},
};

macro_rules! kinds {
    ($($variant:ident = $words:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Kind { $($variant),+ }

        impl Kind {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub(crate) const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

kinds! {
    TypeAction = "page 1 by type+action",
    RareAddress = "page 1 by rare address (~100 hits)",
    AnyAddress = "page 1 by random address",
    CommonWord = "page 1 by common token",
    Part = "page 1 by substring",
    Absent = "page 1 by absent substring",
    WordTypeAction = "page 1 by common token+type+action",
    AddressTypeAction = "page 1 by address+type+action",
    CountRareAddress = "count rare address",
    CountCommonWord = "count common token",
    CountTypeAction = "count type+action",
    CountWordTypeAction = "count common token+type+action",
    Deep = "page 50,000 deep, common token",
    TwoCharacters = "page 1 by two characters",
    Week = "page 1 in a week, common token",
    CountWeek = "count in a week, common token",
    CountPart = "count substring within tokens",
    CountCrossing = "count substring across tokens",
    CountTwoCharacters = "count two characters",
}

impl Kind {
    /// Of the thirteen that the means are taken over.
    pub(crate) fn of_the_thirteen(self) -> bool {
        Self::ALL.iter().position(|kind| *kind == self) <= Some(12)
    }

    /// Page 1 of something that exists, found by filters and at least three characters.
    pub(crate) fn exists(self) -> bool {
        use Kind::{
            AddressTypeAction, AnyAddress, CommonWord, Part, RareAddress, TypeAction, Week,
            WordTypeAction,
        };
        matches!(
            self,
            TypeAction
                | RareAddress
                | AnyAddress
                | CommonWord
                | Part
                | WordTypeAction
                | AddressTypeAction
                | Week
        )
    }

    /// How many different questions a round: where few exist, one, so that no count is asked twice.
    pub(crate) const fn a_round(self) -> usize {
        match self {
            Self::CountCommonWord | Self::CountTypeAction => 1,
            Self::CountWordTypeAction
            | Self::CountTwoCharacters
            | Self::CountCrossing
            | Self::TwoCharacters => 3,
            _ => 5,
        }
    }
}

/// Makes questions.
pub(crate) struct Asking {
    facts: Facts,
    dice: Dice,
    rare: Vec<String>,
    words: Vec<&'static str>,
    pairs: Vec<(ObjectType, Action)>,
    twos: Vec<String>,
}

impl Asking {
    pub(crate) fn new(facts: Facts, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut rare: Vec<String> = facts
            .addresses
            .iter()
            .filter(|(_, hits)| (80..=125).contains(hits))
            .map(|(address, _)| address.clone())
            .collect();
        let mut pairs: Vec<_> = facts
            .sample
            .iter()
            .map(|line| (line.object_type, line.action))
            .collect();
        pairs.sort();
        pairs.dedup();
        let mut twos = twos();
        let mut words = WORDS.to_vec();
        dice.shuffle(&mut rare);
        dice.shuffle(&mut pairs);
        dice.shuffle(&mut twos);
        dice.shuffle(&mut words);
        Self {
            facts,
            dice,
            rare,
            words,
            pairs,
            twos,
        }
    }

    /// A question of `kind`; counts differ from call to call as long as there are different ones.
    pub(crate) fn question(&mut self, kind: Kind) -> Question {
        match kind {
            Kind::TypeAction => self.type_action(),
            Kind::CountTypeAction => self.next_pair().counted(),
            Kind::RareAddress => self.rare_address(),
            Kind::CountRareAddress => self.rare_address().counted(),
            Kind::AnyAddress => address(&self.dice.one(&self.facts.addresses).0),
            Kind::CommonWord => word(self.dice.one(&WORDS)),
            Kind::CountCommonWord => self.next_word().counted(),
            Kind::Part => self.part(),
            Kind::CountPart => self.part().counted(),
            Kind::CountCrossing => self.crossing().counted(),
            Kind::Absent => self.absent(),
            Kind::WordTypeAction => self.word_type_action(),
            Kind::CountWordTypeAction => self.word_type_action().counted(),
            Kind::AddressTypeAction => self.address_type_action(),
            Kind::Deep => self.deep(),
            Kind::TwoCharacters => self.two(),
            Kind::CountTwoCharacters => self.two().counted(),
            Kind::Week => self.week(),
            Kind::CountWeek => self.week().counted(),
        }
    }

    fn type_action(&mut self) -> Question {
        let (object_type, action) = *self.dice.one(&self.pairs);
        Question::default().kinds(object_type, action)
    }

    fn next_pair(&mut self) -> Question {
        self.pairs.rotate_left(1);
        let (object_type, action) = self.pairs[0];
        Question::default().kinds(object_type, action)
    }

    fn rare_address(&mut self) -> Question {
        self.rare.rotate_left(1);
        address(&self.rare[0])
    }

    fn next_word(&mut self) -> Question {
        self.words.rotate_left(1);
        word(self.words[0])
    }

    fn word_type_action(&mut self) -> Question {
        let line = self.dice.one(&self.facts.sample);
        let (object_type, action) = (line.object_type, line.action);
        word(self.dice.one(&WORDS)).kinds(object_type, action)
    }

    /// An event's own address, type and action: it exists.
    fn address_type_action(&mut self) -> Question {
        loop {
            let line = self.dice.one(&self.facts.sample);
            if let Some(known) = self
                .facts
                .addresses
                .iter()
                .find(|(known, _)| line.subject.contains(known.as_str()))
            {
                return address(&known.0).kinds(line.object_type, line.action);
            }
        }
    }

    /// Three to eight characters out of the middle of a token.
    fn part(&mut self) -> Question {
        loop {
            let line = self.dice.one(&self.facts.sample);
            let tokens: Vec<&str> = line
                .subject
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|token| token.len() >= 5)
                .collect();
            if tokens.is_empty() {
                continue;
            }
            let token = *self.dice.one(&tokens);
            let length = 3 + self.dice.below((token.len() - 2).min(6));
            let start = self.dice.below(token.len() - length + 1);
            return part(&token[start..start + length].to_lowercase());
        }
    }

    /// The end of a token, what stands between, the beginning of the next.
    fn crossing(&mut self) -> Question {
        loop {
            let line = self.dice.one(&self.facts.sample);
            let text = line.subject.to_lowercase();
            let start = self.dice.below(text.len().saturating_sub(9).max(1));
            let length = 5 + self.dice.below(4);
            if let Some(found) = text.get(start..start + length)
                && found.starts_with(|c: char| c.is_ascii_alphanumeric())
                && found.ends_with(|c: char| c.is_ascii_alphanumeric())
                && found.contains(['-', ' ', '/', '.'])
                && !found.contains('"')
            {
                return part(found);
            }
        }
    }

    /// The beginning of one word and the end of another: its trigrams exist, most of them. Or nonsense.
    fn absent(&mut self) -> Question {
        let (one, other) = (*self.dice.one(&WORDS), *self.dice.one(&WORDS));
        if self.dice.below(2) == 0 {
            part(&format!("{}q{}", &one[..4], &other[other.len() - 3..]))
        } else {
            part(&format!("zq{}x{}", self.dice.below(100), &one[1..3]))
        }
    }

    fn deep(&mut self) -> Question {
        let at = self.dice.below(FREQUENT);
        let mut question = word(WORDS[at]);
        question.below = Some(self.facts.deep[at]);
        question
    }

    fn two(&mut self) -> Question {
        self.twos.rotate_left(1);
        part(&self.twos[0])
    }

    fn week(&mut self) -> Question {
        const WEEK: u64 = 7 * 24 * 3600 * 1000;
        let span = self.facts.last - self.facts.first;
        let from = self.facts.first + self.dice.next() % (span.saturating_sub(WEEK)).max(1);
        let mut question = word(self.dice.one(&WORDS));
        question.between = Some((from, from + WEEK));
        question
    }
}

fn word(text: &str) -> Question {
    Question::pattern(Pattern::Word(text.to_owned()))
}

fn address(text: &str) -> Question {
    Question::pattern(Pattern::Address(text.to_owned()))
}

fn part(text: &str) -> Question {
    Question::pattern(Pattern::Part(text.to_owned()))
}

/// Pairs of letters and digits, among them such that never stand together.
fn twos() -> Vec<String> {
    let alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    alphabet
        .chars()
        .flat_map(|one| alphabet.chars().map(move |other| format!("{one}{other}")))
        .collect()
}
