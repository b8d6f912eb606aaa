import { type Changed, unchanged } from "./changed.ts";
import type { Content } from "./content.ts";
import type { LogRecord } from "./log.ts";
import type { MetricPoint, MetricSeries } from "./metric.ts";
import type { ResourceRecord, ScopeRecord } from "./resource.ts";
import type { SpanRecord } from "./span.ts";

/** All rows of one telemetry request, ready to be written in one transaction. Maps are keyed by content id. */
export interface TelemetryBatch {
	resources: Map<string, ResourceRecord>;
	scopes: Map<string, ScopeRecord>;
	contents: Map<string, Content>;
	series: Map<string, MetricSeries>;
	logs: LogRecord[];
	spans: SpanRecord[];
	points: MetricPoint[];
	/** Records that could not be taken, and why (OTLP partial success). */
	rejected: { count: number; reason: string | null };
	/** How often something is stored otherwise than it was sent. */
	changed: Changed;
	/** False where a record has no time of its own: two equal batches are then two events. */
	timed: boolean;
}

export function emptyBatch(): TelemetryBatch {
	return {
		resources: new Map(),
		scopes: new Map(),
		contents: new Map(),
		series: new Map(),
		logs: [],
		spans: [],
		points: [],
		rejected: { count: 0, reason: null },
		changed: unchanged(),
		timed: true,
	};
}
