import { z } from "zod";
import type { Connection } from "../../schema/database.ts";
import type { Window } from "../timeRange.ts";

export const deployment = z.object({
	eventId: z.string(),
	timestamp: z.string(),
	eventType: z.string(),
	status: z.string(),
	service: z.string().nullable().describe("Null where it names none and went to one of this service's environments"),
	environment: z.string().nullable(),
	repository: z.string(),
	branch: z.string(),
	commitSha: z.string(),
	inWindow: z.boolean(),
});
export type Deployment = z.infer<typeof deployment>;

/** The last deployments of a service, or to its environments, in a window and in the days before it, newest first. */
export async function deployments(
	db: Connection,
	service: string,
	environments: string[],
	window: Window,
): Promise<Deployment[]> {
	return db.query<Deployment>(
		DEPLOYMENTS,
		[service, environments, window.from, window.to, DAYS_BEFORE, MOST_DEPLOYMENTS],
		"deployments_of_service",
	);
}

const DAYS_BEFORE = 14;
const MOST_DEPLOYMENTS = 5;

const DEPLOYMENTS = `
	SELECT event_id AS "eventId", timestamp, event_type AS "eventType", status, service, environment, repository, branch,
		commit_sha AS "commitSha", timestamp >= $3::timestamptz AS "inWindow"
	FROM build_events
	WHERE event_type LIKE 'deploy%' AND timestamp >= $3::timestamptz - make_interval(days => $5::integer)
		AND timestamp < $4::timestamptz
		AND (service = $1 OR (service IS NULL AND environment = ANY($2::text[])))
	ORDER BY timestamp DESC, event_id LIMIT $6`;
