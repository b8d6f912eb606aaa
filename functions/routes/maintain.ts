import { Hono } from "hono";
import { authorize } from "../authorize.ts";
import { runMaintenance } from "../runMaintenance.ts";
import type { AppTypes } from "../services.ts";

/** Below the time for which clients and what stands before a server wait for a response. */
const BUDGET_MS = 50_000;

/** Maintenance on demand, for a server whose database no other process can open. */
export const maintainRoutes = new Hono<AppTypes>();

maintainRoutes.post("/api/maintain", authorize("admin"), async (c) => {
	const { db, embedder, now, maxBytes } = c.env.services;
	return c.json(await runMaintenance(db, embedder, now(), { budgetMs: BUDGET_MS, maxBytes }));
});
