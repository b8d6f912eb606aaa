/** Cuts a text to `limit` UTF-16 code units. A cut text ends in a mark that says how long it was. */
export function cutText(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const mark = `… [${text.length} characters]`;
	// A surrogate pair is not to be torn apart: PostgreSQL refuses half of one.
	const kept = Math.max(0, limit - mark.length);
	const torn = (text.charCodeAt(kept - 1) & 0xfc00) === 0xd800;
	return text.slice(0, torn ? kept - 1 : kept) + mark;
}
