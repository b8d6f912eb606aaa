import { activityOf } from "../../core/activity.ts";
import type { BuildEvent, BuildRows } from "../../core/records/buildEvent.ts";
import type { Database } from "../database.ts";
import { insertContents, upsertActivity } from "./contents.ts";
import { float, id, insertFromArrays, json, text, time } from "./unnest.ts";
import { writeRows } from "./writeRows.ts";

/**
 * Writes build and deployment events in one transaction. An event whose id is known is left as it is, whichever way
 * round the two came. Returns the ids of those that were written now.
 */
export async function writeBuildEvents(db: Database, rows: BuildRows): Promise<string[]> {
	return db.transaction(async (tx) => {
		await writeRows(tx, insertContents, rows.contents.values());
		const written = await writeRows<BuildEvent, { eventId: string }>(tx, insertBuildEvents, rows.events);
		const ids = written.map(({ eventId }) => eventId);
		await writeRows(tx, upsertActivity, activityOf(ids.flatMap((eventId) => rows.sightings.get(eventId) ?? [])));
		return ids;
	});
}

const insertBuildEvents = insertFromArrays<BuildEvent>(
	"build_events",
	[
		text("event_id", (event) => event.eventId),
		time("timestamp", (event) => event.timestamp),
		text("repository", (event) => event.repository),
		text("branch", (event) => event.branch),
		text("commit_sha", (event) => event.commitSha),
		text("event_type", (event) => event.eventType),
		text("status", (event) => event.status),
		time("started_at", (event) => event.startedAt),
		time("completed_at", (event) => event.completedAt),
		float("duration_ms", (event) => event.durationMs),
		text("ci_provider", (event) => event.ciProvider),
		text("environment", (event) => event.environment),
		text("service", (event) => event.service),
		json("artifacts", (event) => event.artifacts),
		json("metadata", (event) => event.metadata),
		text("error_message", (event) => event.errorMessage),
		id("template_id", (event) => event.templateId),
	],
	{ key: ["event_id"], suffix: 'ON CONFLICT DO NOTHING RETURNING event_id AS "eventId"' },
);
