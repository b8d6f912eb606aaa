import { activityOf, type Sighting } from "../../core/activity.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { LogRecord } from "../../core/records/log.ts";
import type { Connection } from "../database.ts";
import { insertContents, upsertActivity } from "./contents.ts";
import { insertLogs } from "./logs.ts";
import { markLate } from "./markLate.ts";
import { insertPoints, insertSeries } from "./metrics.ts";
import { insertResources, insertScopes } from "./sources.ts";
import { writeSpans } from "./spans.ts";
import { writeRows } from "./writeRows.ts";

/** Writes a batch's rows, whatever was written before. */
export async function writeBatch(tx: Connection, batch: TelemetryBatch): Promise<void> {
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
}

function sighting(log: LogRecord): Sighting {
	return { ...log, contentId: log.templateId };
}
