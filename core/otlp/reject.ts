import type { TelemetryBatch } from "../records/batch.ts";

/** Counts a record that cannot be taken; the sender is told the first reason. */
export function reject(batch: TelemetryBatch, reason: string): void {
	batch.rejected.count += 1;
	batch.rejected.reason ??= reason;
}
