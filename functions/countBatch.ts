import type { TelemetryBatch } from "../core/records/batch.ts";
import { CHANGES } from "../core/records/changed.ts";
import type { WriteOutcome } from "../schema/write/writeTogether.ts";
import type { SelfMetrics } from "./selfTelemetry/selfMetrics.ts";

/** Counts what became of a batch: its rows, what was refused of them and how they were changed, or that it was there before. */
export function countBatch(metrics: SelfMetrics, signal: string, batch: TelemetryBatch, outcome: WriteOutcome): void {
	if (outcome === "duplicate") {
		metrics.duplicates.add(1, { signal });
		return;
	}
	metrics.rows.add(batch.logs.length + batch.spans.length + batch.points.length, { signal });
	if (batch.rejected.count > 0) metrics.rejected.add(batch.rejected.count, { signal });
	for (const reason of CHANGES) {
		if (batch.changed[reason] > 0) metrics.changes.add(batch.changed[reason], { reason, signal });
	}
}
