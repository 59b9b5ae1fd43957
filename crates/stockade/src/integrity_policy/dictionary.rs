//! Dictionaries of structured header fields.
//!
//! A field that breaks a rule anywhere counts for nothing, so all of the syntax is checked. Only
//! lists of tokens are kept, for nothing else is ever asked for.
//!
//! Specification: [parsing a dictionary](https://www.rfc-editor.org/rfc/rfc9651#name-parsing-a-dictionary).

/// The members, in order. One that is defined again replaces the first.
#[derive(Debug)]
pub(super) struct Dictionary<'f> {
    members: Vec<(&'f str, Member<'f>)>,
}

/// The value of a member.
#[derive(Debug)]
pub(super) enum Member<'f> {
    /// `(one two)`: those of its items that are tokens.
    Tokens(Vec<&'f str>),
    /// Anything else.
    Other,
}

impl<'f> Dictionary<'f> {
    pub(super) fn parse(field: &'f [u8]) -> Option<Self> {
        let text = std::str::from_utf8(field)
            .ok()
            .filter(|text| text.is_ascii())?;
        Parser {
            rest: text.trim_matches(' '),
        }
        .dictionary()
    }

    pub(super) fn member(&self, key: &str) -> Option<&Member<'f>> {
        // The last of a name counts.
        self.members
            .iter()
            .rev()
            .find(|(name, _)| *name == key)
            .map(|(_, member)| member)
    }

    pub(super) fn tokens(&self, key: &str) -> Option<&[&'f str]> {
        self.member(key).map(Member::tokens)
    }
}

impl<'f> Member<'f> {
    /// None where the value is no list.
    pub(super) fn tokens(&self) -> &[&'f str] {
        match self {
            Self::Tokens(tokens) => tokens,
            Self::Other => &[],
        }
    }
}

enum Item<'f> {
    Token(&'f str),
    Other,
}

struct Parser<'f> {
    rest: &'f str,
}

impl<'f> Parser<'f> {
    fn dictionary(mut self) -> Option<Dictionary<'f>> {
        let mut members = Vec::new();
        while !self.rest.is_empty() {
            let key = self.key()?;
            let member = if self.eat('=') {
                self.member()?
            } else {
                Member::Other
            };
            self.parameters()?;
            members.push((key, member));

            self.skip(|c| matches!(c, ' ' | '\t'));
            if self.rest.is_empty() {
                break;
            }
            self.eat(',').then_some(())?;
            self.skip(|c| matches!(c, ' ' | '\t'));
            // A comma announces another member.
            (!self.rest.is_empty()).then_some(())?;
        }
        Some(Dictionary { members })
    }

    fn member(&mut self) -> Option<Member<'f>> {
        if self.eat('(') {
            self.inner_list().map(Member::Tokens)
        } else {
            self.item().map(|_| Member::Other)
        }
    }

    /// Behind the opening parenthesis.
    fn inner_list(&mut self) -> Option<Vec<&'f str>> {
        let mut tokens = Vec::new();
        loop {
            self.skip(|c| c == ' ');
            if self.eat(')') {
                return Some(tokens);
            }
            if let Item::Token(token) = self.item()? {
                tokens.push(token);
            }
            self.parameters()?;
            matches!(self.peek()?, ' ' | ')').then_some(())?;
        }
    }

    fn parameters(&mut self) -> Option<()> {
        while self.eat(';') {
            self.skip(|c| c == ' ');
            self.key()?;
            if self.eat('=') {
                self.item()?;
            }
        }
        Some(())
    }

    fn key(&mut self) -> Option<&'f str> {
        let is_start = |c: char| c.is_ascii_lowercase() || c == '*';
        is_start(self.peek()?).then_some(())?;
        Some(self.take(|c| is_start(c) || c.is_ascii_digit() || matches!(c, '_' | '-' | '.')))
    }

    /// Reads an item without its parameters.
    fn item(&mut self) -> Option<Item<'f>> {
        match self.peek()? {
            '*' | 'a'..='z' | 'A'..='Z' => {
                return Some(Item::Token(self.take(is_token_character)));
            }
            '-' | '0'..='9' => self.number(true)?,
            '@' => {
                self.eat('@');
                self.number(false)?;
            }
            '"' => self.string()?,
            ':' => self.bytes()?,
            '?' => {
                self.eat('?');
                (self.eat('0') || self.eat('1')).then_some(())?;
            }
            '%' => self.display_string()?,
            _ => return None,
        }
        Some(Item::Other)
    }

    fn number(&mut self, may_have_fraction: bool) -> Option<()> {
        self.eat('-');
        let whole = self.take(|c| c.is_ascii_digit()).len();
        if may_have_fraction && self.eat('.') {
            let fraction = self.take(|c| c.is_ascii_digit()).len();
            ((1..=12).contains(&whole) && (1..=3).contains(&fraction)).then_some(())
        } else {
            (1..=15).contains(&whole).then_some(())
        }
    }

    fn string(&mut self) -> Option<()> {
        self.eat('"');
        loop {
            match self.next()? {
                '"' => return Some(()),
                '\\' => matches!(self.next()?, '"' | '\\').then_some(())?,
                ' '..='~' => {}
                _ => return None,
            }
        }
    }

    fn bytes(&mut self) -> Option<()> {
        self.eat(':');
        self.skip(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '='));
        self.eat(':').then_some(())
    }

    fn display_string(&mut self) -> Option<()> {
        self.eat('%');
        self.eat('"').then_some(())?;
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                '"' => return std::str::from_utf8(&bytes).ok().map(|_| ()),
                '%' => bytes.push(self.lowercase_hex()? * 16 + self.lowercase_hex()?),
                character @ ' '..='~' => bytes.push(u8::try_from(character).ok()?),
                _ => return None,
            }
        }
    }

    fn lowercase_hex(&mut self) -> Option<u8> {
        let digit = self.next().filter(|c| !c.is_ascii_uppercase())?;
        u8::try_from(digit.to_digit(16)?).ok()
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn eat(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'f str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn skip(&mut self, is_part: impl Fn(char) -> bool) {
        self.take(is_part);
    }
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(character)
}

#[cfg(test)]
mod tests {
    use super::Dictionary;

    fn tokens<'f>(field: &'f str, key: &str) -> Option<Vec<&'f str>> {
        Dictionary::parse(field.as_bytes())?
            .tokens(key)
            .map(<[_]>::to_vec)
    }

    #[test]
    fn lists_of_tokens_are_found_among_everything_else() {
        let field = "a=1, b=-1.5;x;y=2, c=\"q\\\"\", d, e=:aGk=:, f=?1;z, g=@12, h=%\"%c3%a9\", \
                     i=(one \"two\" 3 four;p=1 );q, j=tok/en:*,k=()";
        assert_eq!(tokens(field, "i"), Some(vec!["one", "four"]));
        assert_eq!(tokens(field, "k"), Some(vec![]));
        assert_eq!(tokens(field, "j"), Some(vec![]));
        assert_eq!(tokens(field, "missing"), None);
        assert_eq!(tokens("a=(b),a=(c)", "a"), Some(vec!["c"]));
        assert_eq!(tokens("  a=(b)\t,\ta=(c)  ", "a"), Some(vec!["c"]));
        assert_eq!(tokens("", "a"), None);
    }

    #[test]
    fn one_mistake_is_enough_to_lose_all() {
        for field in [
            "a=(b),",
            "a=(b",
            "a=(b)c",
            "a=(b,c)",
            "A=(b)",
            "=b",
            "a=",
            "a=(b)  c",
            ",a=(b)",
            "a=\"b",
            "a=\"\\n\"",
            "a=?2",
            "a=:b",
            "a=1.",
            "a=1.2345",
            "a=1234567890123456",
            "a=-",
            "a=%\"%C3\"",
            "a=%\"%ff\"",
            "a=(b;)",
            "a=é",
            "a=(b\tc)",
            "a=@1.5",
            "a b",
        ] {
            assert!(Dictionary::parse(field.as_bytes()).is_none(), "{field}");
        }
        assert!(Dictionary::parse(b"a=(\xFF)").is_none());
    }
}
