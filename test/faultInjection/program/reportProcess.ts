import { monitorEventLoopDelay } from "node:perf_hooks";
import { metrics } from "@opentelemetry/api";

/** Measures of this process that every service reports, by the names of the semantic conventions. */
export function reportProcess(): void {
	const meter = metrics.getMeter("process");
	let before = { cpu: process.cpuUsage(), at: performance.now() };
	meter.createObservableGauge("process.cpu.utilization", { unit: "1" }).addCallback((result) => {
		const { user, system } = process.cpuUsage(before.cpu);
		const at = performance.now();
		result.observe((user + system) / 1000 / (at - before.at));
		before = { cpu: process.cpuUsage(), at };
	});
	meter
		.createObservableGauge("process.memory.usage", { unit: "By" })
		.addCallback((result) => result.observe(process.memoryUsage.rss()));
	const delay = monitorEventLoopDelay();
	delay.enable();
	meter.createObservableGauge("nodejs.eventloop.delay.p99", { unit: "s" }).addCallback((result) => {
		result.observe(delay.percentile(99) / 1e9);
		delay.reset();
	});
}
