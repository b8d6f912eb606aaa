import { contentOf } from "../../core/templates/logContent.ts";
import type { Database } from "../../schema/database.ts";
import { ago, seedLogs, seedRun, seedSpans } from "./seed.ts";

/** Minutes before NOW since when the ledger fails. */
export const ONSET = 20;
export const DEADLOCK = "Deadlock found when updating account";

/**
 * A request each ten seconds of an hour, by which the shop asks the ledger, which fails since the onset; deployments
 * before and after it, a test that failed alike, and a fix that was merged.
 */
export async function seedIncident(db: Database): Promise<void> {
	const minutes = Array.from({ length: 360 }, (_, index) => 60 - index / 6);
	const failing = (minute: number) => minute <= ONSET;
	await seedSpans(
		db,
		minutes.flatMap((minute, index) => {
			const traceId = index.toString(16).padStart(32, "a");
			const id = (place: number) => `${index.toString(16).padStart(15, "b")}${place}`;
			const failed = failing(minute) && { status: "error" as const };
			const at = { traceId, timestamp: ago(minute) };
			const call = { kind: "client" as const, operationName: "GET", durationNs: "9000000" };
			return [
				{ ...at, spanId: id(1), operationName: "GET /pay", durationNs: "10000000", ...failed, statusMessage: "500" },
				{ ...at, ...call, spanId: id(2), parentSpanId: id(1), ...failed, statusMessage: "500" },
				{
					...at,
					spanId: id(3),
					parentSpanId: id(2),
					service: "ledger",
					operationName: "UPDATE accounts",
					durationNs: "8000000",
					...failed,
					statusMessage: "deadlock detected",
				},
			];
		}),
	);
	await seedLogs(
		db,
		minutes.flatMap((minute) => [
			{ message: "Payment began", level: "info" as const, timestamp: ago(minute) },
			...(failing(minute)
				? [{ message: DEADLOCK, level: "error" as const, service: "ledger", timestamp: ago(minute) }]
				: []),
			...(failing(minute) ? [{ message: "Payment failed: 500", level: "error" as const, timestamp: ago(minute) }] : []),
		]),
	);
	await seedRun(db, {
		runId: "ci-1",
		source: "ci",
		commitSha: "abcdef1234567890",
		timestamp: ago(40),
		tests: { "moves money twice": { error: DEADLOCK } },
	});
	await db.query(
		`INSERT INTO build_events (event_id, timestamp, repository, branch, commit_sha, event_type, status, service, environment)
		VALUES ('before', $1, 'acme/ledger', 'main', 'abcdef1234567890', 'deploy_complete', 'success', 'ledger', 'production'),
			('long before', $2, 'acme/shop', 'main', '1111111234567890', 'deploy_complete', 'success', 'shop', 'production'),
			('after', $3, 'acme/ledger', 'main', '2222222234567890', 'deploy_complete', 'success', 'ledger', 'production')`,
		[ago(ONSET + 1), ago(55), ago(ONSET - 5)],
	);
	await db.query(
		`INSERT INTO selfheal_proposals (proposal_id, timestamp, trigger_type, pattern_id, description, diffs, status, template_id)
		VALUES ('p1', $1, 'runtime_error', 'x', 'Lock accounts in the order of their ids', '[]', 'merged', $2)`,
		[ago(60 * 24 * 20), contentOf("log", DEADLOCK).contentId],
	);
}
