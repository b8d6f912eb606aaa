import { expect, test } from "vitest";
import { openTestPglite } from "../../test/support/databases.ts";
import { selfMetrics, writeSelfMetrics } from "./selfMetrics.ts";

test("what was counted becomes samples of the service vagus, of this instance", async () => {
	const db = await openTestPglite();
	const metrics = selfMetrics("one");
	metrics.rows.add(7, { signal: "logs" });
	// Written where texts are embedded.
	metrics.tokens.add(40, { service: "shop" });
	metrics.requests.record(0.02, { "http.route": "/v1/logs" });
	await writeSelfMetrics(db, metrics, new Date());
	const rows = await db.query(
		`SELECT s.metric_name, s.service, s.value, s.count, r.attributes ->> 'service.instance.id' AS instance
		FROM metrics_samples s JOIN resources r USING (resource_id) ORDER BY s.metric_name`,
	);
	expect(rows).toEqual([
		{ metric_name: "http.server.request.duration", service: "vagus", value: null, count: "1", instance: "one" },
		{ metric_name: "vagus.ingest.rows", service: "vagus", value: 7, count: null, instance: "one" },
	]);
	await db.close();
});
