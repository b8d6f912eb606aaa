import { type Chance, chanceOf } from "./chance.ts";
import { type Effect, effectOf, SYNTHETIC_FAULTS, type SyntheticFault } from "./faults.ts";
import { type Gauge, gaugesOf } from "./gauges.ts";
import { type SimulatedSpan, simulateRequest } from "./simulate.ts";
import { type SyntheticService, topologyOf } from "./topology.ts";

/** An incident that never was: what its services sent, and what really happened. Milliseconds since its beginning. */
export interface SyntheticIncident {
	seed: number;
	fault: SyntheticFault;
	services: SyntheticService[];
	/** The service that the fault is of, and what is to be named: that, or its database where that became slow. */
	ill: string;
	truth: string;
	onsetMs: number;
	lengthMs: number;
	stepMs: number;
	/** Spans of the traces that were sampled. */
	spans: SimulatedSpan[];
	/** All requests' spans, of which logs tell. */
	logged: SimulatedSpan[];
	gauges: Gauge[];
	/** Whether calls have spans of their own. */
	hasClientSpans: boolean;
	/** Whether the metrics of latency and errors are as callers see them. */
	seenByCallers: boolean;
}

const LENGTH_MS = 20 * 60_000;
const STEP_MS = 5000;
const PER_SECOND = 4;
/** One trace of so many is sampled. */
const SAMPLED = 6;

export function syntheticIncident(seed: number): SyntheticIncident {
	const chance = chanceOf(seed);
	const services = topologyOf(chance);
	const fault = chance.pick(SYNTHETIC_FAULTS);
	const onsetMs = LENGTH_MS * chance.even(0.4, 0.6);
	const effect = effectOf(fault, chance);
	const ill = chance.pick(candidates(services, fault));
	const all = requests(services, { ill: ill.name, effect, onsetMs }, chance);
	const steps = LENGTH_MS / STEP_MS;
	const bystander = chance.pick(services).name;
	const from = chance.whole(0, steps - 20);
	// A mesh measures latency at the callers, a service its own.
	const seenByCallers = chanceOf(seed + 1_000_003).happens(0.5);
	const served = (name: string) => all.filter(({ service, kind }) => service === name && kind === "server");
	const called = (name: string) => all.filter(({ peer, kind }) => peer === name && kind === "client");
	const gauges = services.flatMap(({ name }) => {
		const down = fault === "crash" && name === ill.name;
		const of = gaugesOf(
			name,
			{ served: served(name), observed: seenByCallers && called(name).length > 0 ? called(name) : served(name) },
			{ steps, stepMs: STEP_MS, onsetMs },
			{ effect: name === ill.name ? effect : null, burst: name === bystander ? { from, to: from + 12 } : null },
			chance,
		);
		return down ? of.map((gauge) => ({ ...gauge, values: gauge.values.slice(0, Math.floor(onsetMs / STEP_MS)) })) : of;
	});
	return {
		seed,
		fault,
		services,
		ill: ill.name,
		truth: fault === "slow database" && ill.database ? ill.database.name : ill.name,
		onsetMs,
		lengthMs: LENGTH_MS,
		stepMs: STEP_MS,
		spans: all.filter(({ trace }) => trace % SAMPLED === 0),
		logged: all,
		gauges,
		hasClientSpans: chance.happens(0.7),
		seenByCallers,
	};
}

/** Services that requests reach, other than the entry, and with a database where that is to be slow. */
function candidates(services: SyntheticService[], fault: SyntheticFault): SyntheticService[] {
	const called = new Set<string>();
	const follow = (service: SyntheticService | undefined): void => {
		for (const { to } of service?.calls ?? []) {
			if (called.has(to)) continue;
			called.add(to);
			follow(services.find(({ name }) => name === to));
		}
	};
	follow(services[0]);
	const reached = services.filter(({ name }) => called.has(name));
	if (fault !== "slow database") return reached;
	const [first, ...rest] = reached;
	if (first && !reached.some(({ database }) => database)) first.database = { name: `${first.name}-db`, ms: 3 };
	return [...(first ? [first] : []), ...rest].filter(({ database }) => database);
}

/** Requests of users who wait for an answer before they ask again: fewer come in where answers are slow. */
function requests(
	services: SyntheticService[],
	{ ill, effect, onsetMs }: { ill: string; effect: Effect; onsetMs: number },
	chance: Chance,
): SimulatedSpan[] {
	const [entry] = services;
	if (!entry) return [];
	const world = {
		services: new Map(services.map((service) => [service.name, service])),
		effectOn: (service: string, atMs: number) => (service === ill && atMs >= onsetMs ? effect : null),
		chance,
	};
	const spans: SimulatedSpan[] = [];
	let usual = 0;
	for (let at = 0, trace = 0; at < LENGTH_MS; trace += 1) {
		const of = simulateRequest(world, entry, trace, at);
		spans.push(...of);
		const took = (of[0]?.endMs ?? at) - at;
		usual = trace < 200 ? Math.max(usual, took) : usual;
		at += (-Math.log(chance.share()) * 1000 * (1 + took / (4 * usual + 1))) / PER_SECOND;
	}
	return spans;
}
