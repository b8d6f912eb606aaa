import { activityOf, type Sighting } from "../../core/activity.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { Database } from "../database.ts";
import { claimBatch } from "./claimBatch.ts";
import { insertContents, upsertActivity } from "./contents.ts";
import { insertLogs } from "./logs.ts";
import { insertPoints, insertSeries } from "./metrics.ts";
import { insertResources, insertScopes } from "./sources.ts";
import { insertSpans } from "./spans.ts";
import { writeRows } from "./writeRows.ts";

/**
 * Writes one request's rows in one transaction. `batchHash` is the SHA-256 of the bytes that were sent: where they were
 * accepted before, nothing is written. Returns whether rows were written now.
 */
export async function writeTelemetry(
	db: Database,
	batch: TelemetryBatch,
	batchHash: Uint8Array | null,
): Promise<"written" | "duplicate"> {
	return db.transaction(async (tx) => {
		if (batchHash && !(await claimBatch(tx, batchHash))) return "duplicate";
		await writeRows(tx, insertResources, batch.resources.values(), (row) => row.resourceId);
		await writeRows(tx, insertScopes, batch.scopes.values(), (row) => row.scopeId);
		await writeRows(tx, insertSeries, batch.series.values(), (row) => row.seriesId);
		await writeRows(tx, insertContents, batch.contents.values(), (row) => row.contentId);
		await writeRows(tx, insertLogs, batch.logs);
		await writeRows(tx, insertSpans, batch.spans, (row) => row.traceId + row.spanId);
		await writeRows(tx, insertPoints, batch.points, (row) => row.seriesId + row.timestamp);
		const activity = activityOf(sightings(batch));
		await writeRows(tx, upsertActivity, activity, (row) =>
			[row.contentId, row.bucket, row.service, row.environment, row.level].join(),
		);
		return "written";
	});
}

function* sightings(batch: TelemetryBatch): Generator<Sighting> {
	for (const log of batch.logs) yield { ...log, contentId: log.templateId };
	for (const span of batch.spans) {
		if (span.templateId) yield { ...span, contentId: span.templateId, level: "error" };
	}
}
