import { Hono } from "hono";
import { countEmbeddings } from "../../schema/write/embeddings.ts";
import { authorize } from "../authorize.ts";
import type { AppTypes } from "../services.ts";

/** What this process counted and measured of itself, in Prometheus' text format. */
export const metricRoutes = new Hono<AppTypes>();

metricRoutes.get("/metrics", authorize("read"), async (c) => {
	const { db, embedder, metrics } = c.env.services;
	// While the database is away, the rest is what one wants to see.
	const states = await countEmbeddings(db).catch(() => []);
	for (const { state, count } of states) metrics.embeddings.record(count, { state });
	for (const { name, answers } of embedder.appliances?.() ?? []) {
		if (answers !== null) metrics.appliances.record(Number(answers), { appliance: name });
	}
	return c.body(await metrics.prometheusText(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
});
