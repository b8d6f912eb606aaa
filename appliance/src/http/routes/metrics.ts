import { Hono } from "hono";
import type { ApplianceServices } from "../applianceServices.ts";

/** What this process counted and measured, in Prometheus' text format. */
export function metricRoutes({ metrics }: Pick<ApplianceServices, "metrics">): Hono {
	return new Hono().get("/metrics", async (c) =>
		c.body(await metrics.prometheusText(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }),
	);
}
