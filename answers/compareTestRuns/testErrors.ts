import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { ComparedRuns } from "./comparedRuns.ts";
import type { DifferingTest } from "./differingTests.ts";

export const testError = z.object({
	message: z.string(),
	type: z.string().nullable(),
	template: z.string().describe("The message with its variable parts masked"),
	place: z.string().nullable().describe("File and line"),
});
export type TestError = z.infer<typeof testError>;

/** The first error of each of these failing tests in both runs, under its `errorKey`. */
export async function testErrors(
	db: Connection,
	{ ci, local }: Pick<ComparedRuns, "ci" | "local">,
	tests: DifferingTest[],
): Promise<Map<string, TestError>> {
	if (tests.length === 0) return new Map();
	const runIds = [ci, local].flatMap((run) => run?.runId ?? []);
	const testIds = tests.map(({ testId }) => testId);
	const rows = await db.query<TestError & { runId: string; testId: string }>(ERRORS, [runIds, testIds], "test_errors");
	return new Map(rows.map(({ runId, testId, ...error }) => [errorKey(runId, testId), error]));
}

export function errorKey(runId: string, testId: string): string {
	return `${runId}\0${testId}`;
}

const ERRORS = `
	SELECT DISTINCT ON (f.run_id, f.test_id) f.run_id AS "runId", f.test_id AS "testId",
		left(f.error_message, 2000) AS message, f.error_type AS type, coalesce(e.content, '') AS template,
		nullif(concat_ws(':', f.file_path, f.line_number), '') AS place
	FROM test_failures f
	LEFT JOIN observability_embeddings e ON e.content_id = f.template_id
	WHERE f.run_id = ANY($1::text[]) AND f.test_id = ANY($2::bigint[])
	ORDER BY f.run_id, f.test_id, f.failure_id`;
