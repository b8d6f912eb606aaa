import { Hono } from "hono";
import { authorize } from "../authorize.ts";
import { runMaintenance } from "../runMaintenance.ts";
import { countTokens } from "../selfTelemetry/countTokens.ts";
import type { AppTypes } from "../services.ts";

/** Below the time for which clients and what stands before a server wait for a response. */
const BUDGET_MS = 50_000;

/** Maintenance on demand, for a server whose database no other process can open. */
export const maintainRoutes = new Hono<AppTypes>();

maintainRoutes.post("/api/maintain", authorize("admin"), async (c) => {
	const { db, embedder, metrics, now, maxBytes } = c.env.services;
	const options = { budgetMs: BUDGET_MS, maxBytes, onTokens: countTokens(metrics) };
	return c.json(await runMaintenance(db, embedder, now(), options));
});
