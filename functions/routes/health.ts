import { type Context, Hono } from "hono";
import { readyState } from "../../schema/schemaVersion.ts";
import { isUnavailable } from "../../schema/unavailable.ts";
import { logError } from "../selfTelemetry/logError.ts";
import type { AppTypes } from "../services.ts";

/** Liveness and readiness, for those who have no key. */
export const healthRoutes = new Hono<AppTypes>();

healthRoutes.get("/healthz", (c) => {
	const { embedder } = c.env.services;
	return c.json({ status: "ok", embedder: embedder.model });
});

healthRoutes.get("/readyz", async (c) => {
	const reason = await Promise.race([databaseProblem(c), silence()]);
	const ready = reason === null;
	return c.json({ ready, checks: [{ name: "database", ready, reason: reason ?? undefined }] }, ready ? 200 : 503);
});

/** Why the database cannot be used; null where it can. */
async function databaseProblem(c: Context<AppTypes>): Promise<string | null> {
	try {
		const state = await readyState(c.env.services.db);
		return state.ready ? null : state.reason;
	} catch (error) {
		if (isUnavailable(error)) return "The database cannot be reached.";
		logError(error, c);
		return "The database refuses to answer. Why has been logged.";
	}
}

/** Below the time that orchestrators give a probe. */
const PATIENCE_MS = 4_000;

function silence(): Promise<string> {
	return new Promise((resolve) => {
		AbortSignal.timeout(PATIENCE_MS).addEventListener("abort", () => {
			resolve(`The database has not answered within ${PATIENCE_MS / 1000} seconds.`);
		});
	});
}
