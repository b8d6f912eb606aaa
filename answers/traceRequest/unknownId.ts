import { nearest } from "../../core/text/nearest.ts";
import type { Connection } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { didYouMean } from "../parseArguments.ts";

/** Says of an id that nothing has what was looked for, what else it may be, and which ids are like it. */
export async function unknownId(db: Connection, id: string): Promise<AnswerError> {
	const looked = `No span and no log has the trace id or request id ${id}; spans are kept for 30 days, logs for 90.`;
	const [run] = await db.query<{ runId: string; commitSha: string }>(RUN, [id, id.toLowerCase()], "run_by_any_id");
	if (run) {
		const what = run.runId === id ? `It is a test run of commit ${run.commitSha}` : "It is a commit";
		return new AnswerError("not_found", `${looked} ${what}: ask compare_test_runs with commitSha=${run.commitSha}.`, [
			run.commitSha,
		]);
	}
	const meant = await idsLike(db, id);
	return new AnswerError("not_found", `${looked}${didYouMean(meant)}`, meant);
}

/** The commit of a run, or that begins so. */
const RUN = `
	SELECT run_id AS "runId", commit_sha AS "commitSha" FROM test_runs
	WHERE run_id = $1 OR ($2 ~ '^[0-9a-f]{7,64}$' AND commit_sha LIKE $2 || '%')
	ORDER BY (run_id = $1) DESC, timestamp DESC LIMIT 1`;

/** Traces whose id begins so; or else request ids of the newest logs that are spelled like it. */
async function idsLike(db: Connection, id: string): Promise<string[]> {
	const prefix = id.toLowerCase();
	if (/^[0-9a-f]{6,31}$/.test(prefix)) {
		const traces = await db.query<{ id: string }>(BY_PREFIX, [prefix], "traces_by_prefix");
		if (traces.length > 0) return traces.map((trace) => trace.id);
	}
	const latest = await db.query<{ id: string }>(LATEST, [], "latest_request_ids");
	return nearest(
		id,
		latest.map((request) => request.id),
	);
}

// A range, since the index of the primary key does not serve LIKE in every collation.
const BY_PREFIX = `
	SELECT DISTINCT trace_id AS id FROM (
		SELECT trace_id FROM trace_spans WHERE trace_id >= $1 AND trace_id < $1 || 'g' LIMIT 1000
	) t LIMIT 3`;

const LATEST = `
	SELECT DISTINCT request_id AS id FROM (
		SELECT request_id FROM application_logs ORDER BY timestamp DESC LIMIT 1000
	) l WHERE request_id IS NOT NULL`;
