import { z } from "zod";
import type { AnswerContext } from "../context.ts";
import { search } from "../search.ts";

/** What is known of the same error, or of errors that look like it, from before. */
export const similarPast = z.object({
	groups: z
		.array(
			z.object({
				groupId: z.string(),
				title: z.string(),
				status: z.string(),
				occurrences: z.number().int(),
				firstSeen: z.string(),
				resolvedAt: z.string().nullable(),
				resolvedBy: z.string().nullable(),
			}),
		)
		.describe("Error groups of the candidates' errors"),
	tests: z
		.array(
			z.object({
				test: z.string().nullable(),
				message: z.string(),
				at: z.string(),
				runId: z.string().nullable(),
				commitSha: z.string().nullable(),
			}),
		)
		.describe("Failing tests whose errors look alike"),
	proposals: z
		.array(
			z.object({
				proposalId: z.string(),
				status: z.string(),
				description: z.string(),
				at: z.string(),
				prUrl: z.string().nullable(),
			}),
		)
		.describe("Earlier proposals of fixes for it"),
});
export type SimilarPast = z.infer<typeof similarPast>;

/** Error groups of these contents, and failing tests and proposals like the text, of the last 90 days. */
export async function pastLike(
	context: AnswerContext,
	contentIds: string[],
	text: string | null,
): Promise<SimilarPast> {
	const groups = await context.db.query<SimilarPast["groups"][number]>(
		GROUPS,
		[contentIds, MOST],
		"groups_of_contents",
	);
	const found = text === null ? [] : await like(context, text);
	const alike = found.filter(({ kind }) => kind === "proposal").map(({ contentId }) => contentId);
	const proposals = await context.db.query<SimilarPast["proposals"][number]>(
		PROPOSALS,
		[[...contentIds, ...alike], MOST],
		"proposals_of_contents",
	);
	return {
		groups,
		proposals,
		tests: found.flatMap(({ kind, sample }) =>
			kind === "test" && sample
				? [
						{
							test: sample.place,
							message: sample.message,
							at: sample.timestamp,
							runId: sample.runId,
							commitSha: sample.commitSha,
						},
					]
				: [],
		),
	};
}

const MOST = 3;
const LOOKED_AT_MS = 90 * 24 * 3600_000;

async function like(context: AnswerContext, text: string) {
	// The text is one that was seen: its quotes and dashes ask for nothing.
	const query = text.replace(/["-]+/g, " ").trim();
	if (query === "") return [];
	const { hits } = await search(context, {
		query,
		timeRange: LOOKED_AT_MS,
		kinds: ["test", "proposal"],
		limit: 2 * MOST,
	});
	const [best] = hits;
	return hits.filter(({ score }) => score >= (best?.score ?? 0) / 2).slice(0, MOST);
}

const GROUPS = `
	SELECT DISTINCT g.group_id AS "groupId", g.title, g.status, g.occurrences::float8 AS occurrences,
		g.first_seen AS "firstSeen", g.resolved_at AS "resolvedAt", g.resolved_by AS "resolvedBy"
	FROM error_group_members m JOIN error_groups g USING (group_id)
	WHERE m.content_id = ANY($1::bigint[]) ORDER BY 1 LIMIT $2`;

const PROPOSALS = `
	SELECT proposal_id AS "proposalId", status, left(description, 500) AS description, timestamp AS at, pr_url AS "prUrl"
	FROM selfheal_proposals
	WHERE template_id = ANY($1::bigint[]) OR trigger_id = ANY($1::text[])
	ORDER BY status = 'merged' DESC, timestamp DESC LIMIT $2`;
