import type { TelemetryBatch } from "./batch.ts";
import { sumOfChanges } from "./changed.ts";

/** The rows of several requests as those of one. What they share, by content id, is in it once. */
export function mergeBatches(batches: TelemetryBatch[]): TelemetryBatch {
	const reasons = batches.map(({ rejected }) => rejected.reason).filter((reason) => reason !== null);
	return {
		resources: merged(batches.map((batch) => batch.resources)),
		scopes: merged(batches.map((batch) => batch.scopes)),
		contents: merged(batches.map((batch) => batch.contents)),
		series: merged(batches.map((batch) => batch.series)),
		logs: batches.flatMap((batch) => batch.logs),
		spans: batches.flatMap((batch) => batch.spans),
		points: batches.flatMap((batch) => batch.points),
		rejected: {
			count: batches.reduce((sum, { rejected }) => sum + rejected.count, 0),
			reason: reasons[0] ?? null,
		},
		changed: sumOfChanges(batches.map(({ changed }) => changed)),
		timed: batches.every((batch) => batch.timed),
	};
}

function merged<Value>(maps: Map<string, Value>[]): Map<string, Value> {
	return new Map(maps.flatMap((map) => [...map]));
}
