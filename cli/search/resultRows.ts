import type { SearchResult } from "../../answers/search.ts";

/** A search's result as rows for other programs: what the query names by id, then templates. */
export function resultRows({ exact, hits }: Pick<SearchResult, "exact" | "hits">): string[][] {
	return [
		...exact.map((match) => [
			match.type,
			"",
			String(match.spans + match.logs + match.runs),
			match.firstSeen,
			match.lastSeen,
			match.services.join(","),
			match.id,
			match.type === "trace" ? match.id : "",
			match.type === "request" ? match.id : "",
			match.type === "run" ? match.id : "",
			"",
		]),
		...hits.map((hit) => [
			hit.kind,
			hit.levels.join(","),
			String(hit.count),
			hit.firstSeen,
			hit.lastSeen,
			hit.services.join(","),
			hit.template,
			hit.sample?.traceId ?? "",
			hit.sample?.requestId ?? "",
			hit.sample?.runId ?? "",
			hit.contentId,
		]),
	];
}
