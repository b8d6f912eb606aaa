import type { TelemetryBatch } from "./records/batch.ts";
import type { LogRecord } from "./records/log.ts";
import { type TimeBounds, type Timed, timeBounds } from "./timeBounds.ts";

/**
 * Holds a batch's records to the bounds of time, in place. A span or a point that is beyond them is refused, since its
 * time is part of what it is. A log record whose clock is impossible is kept under the time of its reception, with the
 * time that was sent; one that is only too old is refused. The sender is told of what is kept for sums alone.
 */
export function boundTimes(batch: TelemetryBatch, receivedAt: Date): TelemetryBatch {
	const bounds = timeBounds(receivedAt);
	for (const log of batch.logs) if (!bounds.isPlausible(log.timestamp)) correctTime(log, bounds, batch);
	const before = countOf(batch);
	batch.logs = taken(batch, "logs", batch.logs, bounds);
	batch.spans = taken(batch, "spans", batch.spans, bounds);
	batch.points = taken(batch, "points", batch.points, bounds);
	if (countOf(batch) < before) dropUnused(batch);
	return batch;
}

function correctTime(log: LogRecord, { now, isPlausible }: TimeBounds, { changed }: TelemetryBatch): void {
	const { timestamp, observedTimestamp, context } = log;
	log.timestamp = observedTimestamp !== null && isPlausible(observedTimestamp) ? observedTimestamp : now;
	log.context = `{"${SENT_TIME}":"${timestamp}"${context === "{}" ? "}" : `,${context.slice(1)}`}`;
	changed.time_corrected += 1;
}

/** The attribute that holds a record's own time where it is stored under another one. */
const SENT_TIME = "vagus.sent_time";

const countOf = ({ logs, spans, points }: TelemetryBatch) => logs.length + spans.length + points.length;

function taken<Row extends { timestamp: string }>(
	{ rejected }: TelemetryBatch,
	what: Timed,
	rows: Row[],
	{ faultOf, warningOf }: TimeBounds,
): Row[] {
	const kept = rows.filter(({ timestamp }) => {
		const fault = faultOf(what, timestamp);
		if (fault === null) return true;
		rejected.count += 1;
		rejected.reason ??= `${NAMES[what]}'s ${fault}`;
		return false;
	});
	for (const { timestamp } of kept) {
		if (rejected.reason !== null) break;
		const warning = warningOf(what, timestamp);
		if (warning !== null) rejected.reason = `${NAMES[what]}'s ${warning}`;
	}
	return kept.length === rows.length ? rows : kept;
}

const NAMES: Record<Timed, string> = { logs: "a log record", spans: "a span", points: "a data point" };

/** Leaves out what only refused records refer to, so that nothing is stored and embedded for them. */
function dropUnused(batch: TelemetryBatch): void {
	const series = new Set(batch.points.map(({ seriesId }) => seriesId));
	const contents = new Set([...batch.logs, ...batch.spans].map(({ templateId }) => templateId));
	batch.series = new Map([...batch.series].filter(([id]) => series.has(id)));
	batch.contents = new Map([...batch.contents].filter(([id]) => contents.has(id)));
}
