import type { TelemetryBatch } from "./records/batch.ts";
import type { LogRecord } from "./records/log.ts";
import { type TimeBounds, timeBounds } from "./timeBounds.ts";

/**
 * Holds a batch's records to the bounds of time, in place. A span or a point that is beyond them is refused, since its
 * time is part of what it is; a log record is kept under the time of its reception, with the time that was sent.
 */
export function boundTimes(batch: TelemetryBatch, receivedAt: Date): TelemetryBatch {
	const bounds = timeBounds(receivedAt);
	for (const log of batch.logs) if (bounds.faultOf(log.timestamp) !== null) correctTime(log, bounds, batch);
	const before = countOf(batch);
	batch.spans = taken(batch, "a span", batch.spans, bounds);
	batch.points = taken(batch, "a data point", batch.points, bounds);
	if (countOf(batch) < before) dropUnused(batch);
	return batch;
}

function correctTime(log: LogRecord, { now, faultOf }: TimeBounds, { changed }: TelemetryBatch): void {
	const { timestamp, observedTimestamp, context } = log;
	log.timestamp = observedTimestamp !== null && faultOf(observedTimestamp) === null ? observedTimestamp : now;
	log.context = `{"${SENT_TIME}":"${timestamp}"${context === "{}" ? "}" : `,${context.slice(1)}`}`;
	changed.time_corrected += 1;
}

/** The attribute that holds a record's own time where it is stored under another one. */
const SENT_TIME = "vagus.sent_time";

const countOf = ({ spans, points }: TelemetryBatch) => spans.length + points.length;

function taken<Row extends { timestamp: string }>(
	{ rejected }: TelemetryBatch,
	what: string,
	rows: Row[],
	{ faultOf }: TimeBounds,
): Row[] {
	const kept = rows.filter(({ timestamp }) => {
		const fault = faultOf(timestamp);
		if (fault === null) return true;
		rejected.count += 1;
		rejected.reason ??= `${what}'s ${fault}`;
		return false;
	});
	return kept.length === rows.length ? rows : kept;
}

/** Leaves out what only refused records refer to, so that nothing is stored and embedded for them. */
function dropUnused(batch: TelemetryBatch): void {
	const series = new Set(batch.points.map(({ seriesId }) => seriesId));
	const contents = new Set([...batch.logs, ...batch.spans].map(({ templateId }) => templateId));
	batch.series = new Map([...batch.series].filter(([id]) => series.has(id)));
	batch.contents = new Map([...batch.contents].filter(([id]) => contents.has(id)));
}
