/**
 * About how many tokens a model reads a text as. Against the larger of the encodings cl100k and o200k it counts 1.0 to 1.7
 * times as many for prose, code, JSON and tables, and at the least 0.8 times as many for ids, times and base64.
 */
export function estimateTokens(text: string): number {
	let tokens = 0;
	for (const [part] of text.matchAll(PARTS)) tokens += Math.ceil(part.length * tokensPerCharacter(part));
	return tokens;
}

/**
 * Words (also those within camelCase), capitals, digits, ASCII signs, and each other character. A space belongs to what
 * follows, but for digits.
 */
const PARTS = /[A-Z]?[a-z]+|[A-Z]+|\d+| (?=\d)|\n|[!-/:-@[-`{-~]+|[^\sA-Za-z\d]/gu;

function tokensPerCharacter(part: string): number {
	if (/[a-z]$/.test(part)) return 1 / 5;
	if (/^\d/.test(part)) return 1 / 3;
	if (/^[!-~]/.test(part)) return 1 / 2;
	// What takes two UTF-16 code units, such as an emoji, takes up to three tokens.
	return part.length === 1 ? 1 : 1.5;
}
