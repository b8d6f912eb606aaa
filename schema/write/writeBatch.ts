import { activityOf, type Sighting } from "../../core/activity.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { LogRecord } from "../../core/records/log.ts";
import type { MetricSeries } from "../../core/records/metric.ts";
import type { Connection } from "../database.ts";
import { upsertActivity } from "./contents.ts";
import { insertLogs } from "./logs.ts";
import { markLate } from "./markLate.ts";
import { insertPoints, insertSeries } from "./metrics.ts";
import type { LeftOutOfBatch } from "./noteLeftOut.ts";
import { insertResources, insertScopes } from "./sources.ts";
import { writeSpans } from "./spans.ts";
import type { LeftOut } from "./withinHour.ts";
import { writeContents } from "./writeContents.ts";
import { writeRows } from "./writeRows.ts";

/** Writes a batch's rows, whatever was written before. Returns what of them waits for another hour. */
export async function writeBatch(tx: Connection, batch: TelemetryBatch): Promise<LeftOutOfBatch> {
	await writeRows(tx, insertResources, batch.resources.values());
	await writeRows(tx, insertScopes, batch.scopes.values());
	const series = await writeRows<MetricSeries, LeftOut>(tx, insertSeries, batch.series.values());
	const { logs, spans, leftOut: templates } = await writeContents(tx, batch);
	await writeRows(tx, insertLogs, logs);
	const errors = await writeSpans(tx, spans);
	await writeRows(tx, insertPoints, batch.points);
	await writeRows(tx, upsertActivity, activityOf([...logs.map(sighting), ...errors]));
	await markLate(tx, "application_logs", batch.logs);
	await markLate(tx, "metric_points", batch.points);
	return { templates, series };
}

function sighting({ templateId, timestamp, service, environment, level }: LogRecord): Sighting {
	return { contentId: templateId, timestamp, service, environment, level };
}
