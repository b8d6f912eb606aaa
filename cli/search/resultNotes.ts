import type { SearchResult } from "../../answers/search.ts";

/** What to know about a search's result: the answer's own notes, and that there is nothing, or more than is shown. */
export function resultNotes({ hits, exact, notes, page }: SearchResult): string[] {
	if (hits.length + exact.length + notes.length === 0) return ["Nothing matches."];
	if (!page.truncated) return notes;
	const least = page.totalIsLeast ? "at least " : "";
	return [...notes, `${hits.length} shown of ${least}${page.total}. For those that follow: --cursor ${page.cursor}`];
}
