import { catchUp } from "../embedding/catchUp.ts";
import { countTokens } from "./selfTelemetry/countTokens.ts";
import type { Services } from "./services.ts";

/** Has what waits behind commits done beside requests: whatever this one wrote, an earlier one's may wait too. */
export function deferCatchUp({
	db,
	embedder,
	metrics,
	defer,
}: Pick<Services, "db" | "embedder" | "metrics" | "defer">): void {
	defer("drain", (signal) => catchUp(db, embedder, { signal, onTokens: countTokens(metrics) }));
}
