import { activityOf, type Sighting } from "../../core/activity.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { LogRecord } from "../../core/records/log.ts";
import type { Database } from "../database.ts";
import { claimBatch } from "./claimBatch.ts";
import { insertContents, upsertActivity } from "./contents.ts";
import { insertLogs } from "./logs.ts";
import { markLate } from "./markLate.ts";
import { insertPoints, insertSeries } from "./metrics.ts";
import { insertResources, insertScopes } from "./sources.ts";
import { writeSpans } from "./spans.ts";
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
		await writeRows(tx, insertResources, batch.resources.values());
		await writeRows(tx, insertScopes, batch.scopes.values());
		await writeRows(tx, insertSeries, batch.series.values());
		await writeRows(tx, insertContents, batch.contents.values());
		await writeRows(tx, insertLogs, batch.logs);
		const errors = await writeSpans(tx, batch.spans);
		await writeRows(tx, insertPoints, batch.points);
		await writeRows(tx, upsertActivity, activityOf([...batch.logs.map(sighting), ...errors]));
		await markLate(tx, "application_logs", batch.logs);
		await markLate(tx, "metric_points", batch.points);
		return "written";
	});
}

function sighting(log: LogRecord): Sighting {
	return { ...log, contentId: log.templateId };
}
