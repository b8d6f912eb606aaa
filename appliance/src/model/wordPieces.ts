/** What WordPiece knows, as `model` of a tokenizer.json says it. */
export interface WordPieceRules {
	/** Token ids by token. */
	vocab: Record<string, number>;
	/** Stands for a word that cannot be put together. */
	unk_token: string;
	/** Before each token that continues a word. */
	continuing_subword_prefix: string;
	/** Of a longer word nothing is known. */
	max_input_chars_per_word: number;
}

/**
 * Words to tokens by WordPiece: from its beginning on, a word's longest parts that are tokens. No part is looked up that
 * is longer than any token, so that a word takes time in proportion to its length; and no word behind the first `most`
 * tokens. Section 4.1 of Wu et al., 2016; https://github.com/google-research/bert/blob/master/tokenization.py
 */
export function wordPieces(rules: WordPieceRules, most: number): (words: string[]) => string[] {
	const { vocab, unk_token: unknown, continuing_subword_prefix: prefix, max_input_chars_per_word: longestWord } = rules;
	const tokens = new Set(Object.keys(vocab));
	const longest = Math.max(...[...tokens].map((token) => token.length));
	/** The longest token at this place of a word. A token has no half of a surrogate pair, so code units may be cut. */
	const tokenAt = (word: string, start: number): string | undefined => {
		for (let end = Math.min(word.length, start + longest); end > start; end--) {
			const part = start === 0 ? word.slice(0, end) : prefix + word.slice(start, end);
			if (tokens.has(part)) return part;
		}
	};
	const tokensOf = (word: string): string[] => {
		if (word.length > longestWord && [...word].length > longestWord) return [unknown];
		const found: string[] = [];
		for (let start = 0; start < word.length; ) {
			const token = tokenAt(word, start);
			if (token === undefined) return [unknown];
			found.push(token);
			start += start === 0 ? token.length : token.length - prefix.length;
		}
		return found;
	};
	return (words) => {
		const found: string[] = [];
		for (const word of words) {
			if (found.length >= most) break;
			found.push(...tokensOf(word));
		}
		return found;
	};
}
