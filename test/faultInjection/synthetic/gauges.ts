import type { Chance } from "./chance.ts";
import type { Effect } from "./faults.ts";
import type { SimulatedSpan } from "./simulate.ts";

/** A metric of a service, sampled at equal steps. */
export interface Gauge {
	service: string;
	name: string;
	values: number[];
}

/**
 * What is sampled of a service in each step: from the requests that it served and from those whose latency and failure
 * are observed, with noise that is not independent from step to step.
 */
export function gaugesOf(
	service: string,
	{ served: spans, observed }: { served: SimulatedSpan[]; observed: SimulatedSpan[] },
	{ steps, stepMs, onsetMs }: { steps: number; stepMs: number; onsetMs: number },
	{ effect, burst }: { effect: Effect | null; burst: { from: number; to: number } | null },
	chance: Chance,
): Gauge[] {
	const byStep = (of: SimulatedSpan[]) => Map.groupBy(of, ({ endMs }) => Math.floor(endMs / stepMs));
	const over = (of: Map<number, SimulatedSpan[]>) => (value: (step: number, of: SimulatedSpan[]) => number) =>
		Array.from({ length: steps }, (_, step) => value(step, of.get(step) ?? []));
	const [each, eachSeen] = [over(byStep(spans)), over(byStep(observed))];
	const since = (step: number) => (effect && step * stepMs >= onsetMs ? effect : null);
	const idle = chance.even(0.02, 0.1);
	const perRequest = chance.scaled(0.002, 0.02);
	const memory = chance.scaled(5e7, 1e9);
	const disk = chance.happens(0.5) ? chance.scaled(1e3, 1e5) : 0;
	const sockets = chance.even(5, 40);
	const [cpuNoise, memoryNoise, diskNoise] = [0.08, 0.02, 0.5].map((size) => drift(steps, size, chance));
	const bursts = (step: number) => (burst && step >= burst.from && step < burst.to ? 2.5 : 1);
	const length = (of: SimulatedSpan[]) => of.map(({ startMs, endMs }) => endMs - startMs).sort((a, b) => a - b);
	return [
		{
			name: "cpu",
			values: each((step, of) => {
				const own = (idle + perRequest * of.length) * (cpuNoise?.[step] ?? 1) * bursts(step);
				return own * (since(step)?.cpuTimes ?? 1);
			}),
		},
		{
			name: "mem",
			values: each((step) => {
				const ramp = Math.min(1, (step * stepMs - onsetMs) / 90_000);
				return memory * (memoryNoise?.[step] ?? 1) * (1 + ((since(step)?.memoryTimes ?? 1) - 1) * Math.max(0, ramp));
			}),
		},
		{
			name: "diskio",
			values: each((step) => {
				const faulty = since(step)?.diskTimes ?? 1;
				return disk * (diskNoise?.[step] ?? 1) * faulty + (faulty > 1 ? 1e4 * faulty : 0);
			}),
		},
		{
			name: "socket",
			values: each((step, of) => {
				const waiting = of.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / stepMs;
				return Math.round((sockets + waiting + chance.even(0, 3)) * (since(step)?.socketTimes ?? 1));
			}),
		},
		{ name: "workload", values: each((_, of) => of.length / (stepMs / 1000)) },
		{ name: "latency-50", values: eachSeen((_, of) => length(of)[Math.floor(of.length / 2)] ?? 0) },
		{ name: "latency-90", values: eachSeen((_, of) => length(of)[Math.floor(of.length * 0.9)] ?? 0) },
		{
			name: "error",
			values: eachSeen((_, of) => of.filter(({ error }) => error !== null).length / Math.max(1, of.length)),
		},
	].map((gauge) => ({ service, ...gauge }));
}

/** Factors around 1 that drift: each is near to the one before. */
function drift(steps: number, size: number, chance: Chance): number[] {
	let state = 0;
	return Array.from({ length: steps }, () => {
		state = 0.9 * state + Math.sqrt(1 - 0.81) * chance.normal();
		return Math.exp(size * state);
	});
}
