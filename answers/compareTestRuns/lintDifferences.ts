import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { ComparedRuns } from "./comparedRuns.ts";

export const lintDifference = z.object({
	side: z.enum(["ci", "local"]).describe("Where it was reported, and not on the other side"),
	tool: z.string(),
	rule: z.string(),
	file: z.string(),
	line: z.number().int().nullable(),
	message: z.string(),
});
export type LintDifference = z.infer<typeof lintDifference>;

/** Errors of linters and compilers that one of the two runs has alone: how many, and the first of each side. */
export async function lintDifferences(
	db: Connection,
	{ ci, local }: ComparedRuns,
): Promise<{ counts: Record<"ci" | "local", number>; first: LintDifference[] }> {
	const rows = await db.query<LintDifference & { total: number }>(
		ONE_SIDED,
		[ci?.runId ?? null, local?.runId ?? null, MOST_SHOWN],
		"one_sided_lint",
	);
	const total = (side: "ci" | "local") => rows.find((row) => row.side === side)?.total ?? 0;
	return {
		counts: { ci: total("ci"), local: total("local") },
		first: rows.map(({ total: _, ...difference }) => difference),
	};
}

/** Errors that are shown of each side. */
const MOST_SHOWN = 10;

// Lines move with every change: what tells an error is its file, rule and message.
const ONE_SIDED = `
	WITH errors AS (
		SELECT CASE WHEN run_id = $1 THEN 'ci' ELSE 'local' END AS side, tool, rule, file_path, message, min(line) AS line
		FROM lint_failures WHERE run_id IN ($1::text, $2::text) AND severity = 'error'
		GROUP BY 1, 2, 3, 4, 5
	), one_sided AS (
		SELECT e.*, count(*) OVER (PARTITION BY e.side)::integer AS total,
			row_number() OVER (PARTITION BY e.side ORDER BY e.file_path, e.line, e.rule) AS place
		FROM errors e
		WHERE NOT EXISTS (
			SELECT FROM errors o WHERE o.side <> e.side AND (o.tool, o.rule, o.file_path, o.message)
				= (e.tool, e.rule, e.file_path, e.message))
	)
	SELECT side, tool, rule, file_path AS file, line, left(message, 1000) AS message, total
	FROM one_sided WHERE place <= $3 ORDER BY side, place`;
