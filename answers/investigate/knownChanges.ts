import type { Change } from "../../core/investigate/rankChanges.ts";
import type { Connection } from "../../schema/database.ts";
import { investigateLimits as limits } from "./limits.ts";

/** Deployments, builds, pushes and runs with failing tests in the days before a moment, the newest first. */
export async function knownChanges(db: Connection, until: number, environment: string | null): Promise<Change[]> {
	const to = new Date(until).toISOString();
	const events = await db.query<EventRow>(EVENTS, [to, environment, DAYS, limits.changes], "changes_before");
	const runs = await db.query<RunRow>(RUNS, [to, DAYS, limits.changes], "failing_runs_before");
	const deployed = new Map(events.map(({ commitSha, service }) => [commitSha, service]));
	return [
		...distinct(events).map(eventChange),
		...runs.map((run) => ({ ...runChange(run), service: deployed.get(run.commitSha) ?? null })),
	];
}

/** How long before an onset its cause is looked for. */
const DAYS = 7;

interface EventRow {
	eventId: string;
	/** When it began, as far as that is known. */
	at: string;
	eventType: string;
	status: string;
	service: string | null;
	environment: string | null;
	repository: string;
	commitSha: string;
}

/** A deployment's start and its end are one change: the start. The rows are newest first. */
function distinct(events: EventRow[]): EventRow[] {
	const kind = ({ eventType }: EventRow) => eventType.split("_")[0];
	const byChange = new Map(
		events.map((event) => [
			`${kind(event)}\0${event.commitSha}\0${event.service}\0${event.environment}\0${event.repository}`,
			event,
		]),
	);
	return [...byChange.values()];
}

function eventChange(event: EventRow): Change {
	const { eventId, at, eventType, status, service, environment, repository, commitSha } = event;
	const kind = KINDS[eventType.split("_")[0] ?? ""] ?? "build";
	const where = environment ? ` to ${environment}` : "";
	return {
		kind,
		service,
		at,
		statement: `${kind} of ${service ?? repository} at ${commitSha.slice(0, 10)}${where}: ${status}.`,
		ids: { eventId, commitSha },
	};
}

const KINDS: Record<string, Change["kind"]> = { deploy: "deployment", build: "build", push: "push" };

const EVENTS = `
	SELECT event_id AS "eventId", coalesce(started_at, timestamp) AS at, event_type AS "eventType", status, service,
		environment, repository, commit_sha AS "commitSha"
	FROM build_events
	WHERE timestamp >= $1::timestamptz - make_interval(days => $3::integer) AND coalesce(started_at, timestamp) <= $1::timestamptz
		AND timestamp <= $1::timestamptz + interval '1 day'
		AND ($2::text IS NULL OR environment IS NULL OR environment = $2)
	ORDER BY timestamp DESC, event_id LIMIT $4`;

interface RunRow {
	runId: string;
	at: string;
	repository: string;
	commitSha: string;
	source: string;
	failed: number;
	total: number;
}

/** A run with failing tests, of whichever service its commit was deployed as. */
function runChange({ runId, at, repository, commitSha, source, failed, total }: RunRow): Omit<Change, "service"> {
	return {
		kind: "failing tests",
		at,
		statement: `${failed} of ${total} tests failed in a ${source} run of ${repository} at ${commitSha.slice(0, 10)}.`,
		ids: { runId, commitSha },
	};
}

const RUNS = `
	SELECT run_id AS "runId", timestamp AS at, repository, commit_sha AS "commitSha", source,
		failed_tests AS failed, total_tests AS total
	FROM test_runs
	WHERE failed_tests > 0 AND source <> 'local'
		AND timestamp >= $1::timestamptz - make_interval(days => $2::integer) AND timestamp <= $1::timestamptz
	ORDER BY timestamp DESC LIMIT $3`;
