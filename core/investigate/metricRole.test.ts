import { expect, test } from "vitest";
import { metricRole } from "./metricRole.ts";

test.each([
	["process.cpu.utilization", "resource"],
	["container_memory_working_set_bytes", "resource"],
	["nodejs.eventloop.delay.p99", "resource"],
	["db.client.connection.pending_requests", "resource"],
	["system.load_average.1m", "resource"],
	["gc.duration", "resource"],
	["http.server.request.duration", "latency"],
	["latency-90", "latency"],
	["responseTime", "latency"],
	["http.server.active_requests", "latency"],
	["http_requests_failed_total", "errors"],
	["error", "errors"],
	["istio_requests_total", "traffic"],
	["workload", "traffic"],
	["container_network_receive_bytes", "traffic"],
	["container_network_receive_packets_dropped_total", "resource"],
	["temperature", "other"],
])("%s tells of %s", (name, role) => {
	expect(metricRole(name)).toBe(role);
});
