/** What a UTF-16 code unit is to the scanner of log lines. */
export const CharKind = {
	Delimiter: 0,
	Space: 1,
	Letter: 2,
	Digit: 3,
	/** Stands within words as well as between them: `. - _ / \ : @`. */
	Joiner: 4,
	Quote: 5,
	Open: 6,
	Close: 7,
	/** Of a script that writes no spaces between words: a run of these is one word, apart from Latin ones beside it. */
	Ideograph: 8,
} as const;

/** The kind of the code unit, one of CharKind's values. */
export function charKind(code: number): number {
	return code < 128 ? (ASCII[code] ?? CharKind.Delimiter) : wideKind(code);
}

const ASCII = new Uint8Array(128);
const assign = (characters: string, kind: number) => {
	for (const character of characters) ASCII[character.charCodeAt(0)] = kind;
};
// Control characters part words as spaces do.
ASCII.fill(CharKind.Space, 0, 33);
ASCII[127] = CharKind.Space;
assign("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", CharKind.Letter);
assign("0123456789", CharKind.Digit);
assign(".-_/\\:@", CharKind.Joiner);
assign("\"'`", CharKind.Quote);
assign("([{", CharKind.Open);
assign(")]}", CharKind.Close);

/** First and last code unit of a range, ascending, and its kind. What is in none is a letter. */
const WIDE: [number, number, number][] = [
	[0x0080, 0x00a0, CharKind.Space],
	[0x00a1, 0x00a9, CharKind.Delimiter],
	[0x00ab, 0x00ab, CharKind.Quote],
	[0x00ac, 0x00b4, CharKind.Delimiter],
	[0x00b6, 0x00b9, CharKind.Delimiter],
	[0x00bb, 0x00bf, CharKind.Delimiter],
	[0x0660, 0x0669, CharKind.Digit],
	[0x06f0, 0x06f9, CharKind.Digit],
	[0x0966, 0x096f, CharKind.Digit],
	[0x0e00, 0x0eff, CharKind.Ideograph],
	[0x1680, 0x1680, CharKind.Space],
	[0x2000, 0x200f, CharKind.Space],
	[0x2010, 0x2017, CharKind.Delimiter],
	[0x2018, 0x2018, CharKind.Quote],
	[0x2019, 0x201b, CharKind.Delimiter],
	[0x201c, 0x201c, CharKind.Quote],
	[0x201d, 0x201d, CharKind.Delimiter],
	[0x201e, 0x201e, CharKind.Quote],
	[0x201f, 0x2027, CharKind.Delimiter],
	[0x2028, 0x202f, CharKind.Space],
	[0x2030, 0x205e, CharKind.Delimiter],
	[0x205f, 0x206f, CharKind.Space],
	[0x20a0, 0x20cf, CharKind.Delimiter],
	[0x2190, 0x2bff, CharKind.Delimiter],
	[0x2e80, 0x2fff, CharKind.Ideograph],
	[0x3000, 0x3000, CharKind.Space],
	[0x3001, 0x3007, CharKind.Delimiter],
	[0x3008, 0x3008, CharKind.Quote],
	[0x3009, 0x3009, CharKind.Delimiter],
	[0x300a, 0x300a, CharKind.Quote],
	[0x300b, 0x300b, CharKind.Delimiter],
	[0x300c, 0x300c, CharKind.Quote],
	[0x300d, 0x300d, CharKind.Delimiter],
	[0x300e, 0x300e, CharKind.Quote],
	[0x300f, 0x3030, CharKind.Delimiter],
	[0x3031, 0x9fff, CharKind.Ideograph],
	[0xac00, 0xdfff, CharKind.Ideograph],
	[0xf900, 0xfaff, CharKind.Ideograph],
	[0xfeff, 0xfeff, CharKind.Space],
	[0xff01, 0xff0f, CharKind.Delimiter],
	[0xff10, 0xff19, CharKind.Digit],
	[0xff1a, 0xff20, CharKind.Delimiter],
	[0xff3b, 0xff40, CharKind.Delimiter],
	[0xff5b, 0xff65, CharKind.Delimiter],
	[0xfffd, 0xfffd, CharKind.Delimiter],
];

function wideKind(code: number): number {
	let low = 0;
	let high = WIDE.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const [first, last, kind] = WIDE[middle] ?? [0, 0xffff, CharKind.Letter];
		if (code < first) high = middle - 1;
		else if (code > last) low = middle + 1;
		else return kind;
	}
	return CharKind.Letter;
}
