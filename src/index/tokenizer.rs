//! The French analyzer ([`crate::text`]) as tantivy wants it.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::text;

/// Stems of the words that are not stop words.
pub(super) const STEMS: &str = "repere_stems";
/// The same words folded, not stemmed.
pub(super) const WORDS: &str = "repere_words";

/// The analyzers that the schema of an index names.
pub(super) fn manager() -> TokenizerManager {
    // tantivy's own serve the fields that are not French text.
    let manager = TokenizerManager::default();
    manager.register(STEMS, French { stem: true });
    manager.register(WORDS, French { stem: false });
    manager
}

#[derive(Debug, Clone, Copy)]
struct French {
    stem: bool,
}

impl Tokenizer for French {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let tokens = text::tokens(text)
            .into_iter()
            .filter(|token| !token.stop)
            .enumerate()
            .map(|(position, token)| Token {
                offset_from: token.start,
                offset_to: token.end,
                position,
                text: if self.stem { token.stem } else { token.folded },
                position_length: 1,
            })
            .collect();
        Tokens { tokens, at: None }
    }
}

struct Tokens {
    tokens: Vec<Token>,
    at: Option<usize>,
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let next = self.at.map_or(0, |at| at + 1);
        self.at = Some(next);
        next < self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.at.expect("tantivy calls advance before token")]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.at.expect("tantivy calls advance before token")]
    }
}
