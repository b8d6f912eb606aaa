/**
 * A text without what PostgreSQL's text refuses: NUL and lone surrogates become U+FFFD. A sound text, which almost all are,
 * is returned as it is.
 */
export function soundText(text: string): string {
	const withoutNul = text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
	return withoutNul.isWellFormed() ? withoutNul : withoutNul.toWellFormed();
}
