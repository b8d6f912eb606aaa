import { Hono } from "hono";
import { readyState } from "../../schema/schemaVersion.ts";
import type { AppTypes } from "../services.ts";

/** Liveness and readiness: the only routes that answer without a key. */
export const healthRoutes = new Hono<AppTypes>();

healthRoutes.get("/healthz", (c) => {
	const { embedder } = c.env.services;
	return c.json({ status: "ok", embedder: embedder.model });
});

healthRoutes.get("/readyz", async (c) => {
	const problem = await readyState(c.env.services.db).then(
		(state) => (state.ready ? null : state.reason),
		() => "The database cannot be reached.",
	);
	const checks = [{ name: "database", ready: problem === null, reason: problem ?? undefined }];
	return c.json({ ready: problem === null, checks }, problem === null ? 200 : 503);
});
