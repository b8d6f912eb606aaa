import { z } from "zod";
import { CONTENT_KINDS } from "../core/records/content.ts";
import type { AnswerContext } from "./context.ts";
import { type Fit, pageArguments } from "./page.ts";
import { type SearchHit, type SearchResult, search, searchArguments } from "./search.ts";
import { timeRange } from "./timeRange.ts";

export const searchErrorsArguments = z.strictObject({
	query: searchArguments.shape.query,
	timeRange: timeRange("24h"),
	service: z.string().min(1).optional().describe("Only errors of this service (for tests and lint: repository)"),
	...pageArguments(10, 50),
});

/** Search among errors alone: of logs and spans, failing tests, lint and builds. The result is search's. */
export async function searchErrors(
	context: AnswerContext,
	{ service, ...args }: z.output<typeof searchErrorsArguments>,
	fit?: Fit<SearchHit>,
): Promise<SearchResult> {
	const errors = {
		kinds: CONTENT_KINDS.filter((kind) => kind !== "proposal"),
		levels: ["error", "fatal"],
	} satisfies Partial<z.output<typeof searchArguments>>;
	return search(context, { ...args, ...errors, services: service ? [service] : undefined }, fit);
}
