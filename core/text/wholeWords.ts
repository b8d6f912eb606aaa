/** The beginning of a text of at most `limit` UTF-16 code units, cut between words where that leaves half of it. */
export function wholeWords(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const end = text.lastIndexOf(" ", limit);
	return text.slice(0, end >= limit / 2 ? end : limit).toWellFormed();
}
