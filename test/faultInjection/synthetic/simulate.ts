import type { Chance } from "./chance.ts";
import type { Effect } from "./faults.ts";
import type { SyntheticService } from "./topology.ts";

/** A span as it was simulated. Milliseconds since the beginning. */
export interface SimulatedSpan {
	id: number;
	parent: number | null;
	trace: number;
	service: string;
	name: string;
	kind: "server" | "client" | "internal";
	startMs: number;
	endMs: number;
	error: string | null;
	/** Whom a call is meant for. */
	peer: string | null;
	/** Whether the error was thrown here rather than handed on. */
	thrown: boolean;
}

export interface World {
	services: ReadonlyMap<string, SyntheticService>;
	effectOn(service: string, atMs: number): Effect | null;
	chance: Chance;
}

/** One request through all services that it needs: its spans, those of calls included. */
export function simulateRequest(
	world: World,
	entry: SyntheticService,
	trace: number,
	startMs: number,
): SimulatedSpan[] {
	const spans: SimulatedSpan[] = [];
	serve(world, entry, startMs, { trace, parent: null, spans });
	return spans;
}

interface Place {
	trace: number;
	parent: number | null;
	spans: SimulatedSpan[];
}

/** A service's part of a request; returns when it ended and whether it failed. */
function serve(
	world: World,
	service: SyntheticService,
	startMs: number,
	place: Place,
): { endMs: number; failed: boolean } {
	const { chance } = world;
	const effect = world.effectOn(service.name, startMs);
	const span = open(place, service.name, `GET /${service.name}`, "server", startMs, null);
	const inside = { ...place, parent: span.id };
	const own = chance.spread(service.ownMs, 0.4) * (effect?.ownTimes ?? 1);
	let at = startMs + own / 2;
	if (effect && effect.waitsMs > 0) {
		const wait = open(inside, service.name, "acquire connection", "internal", at, null);
		at += chance.spread(effect.waitsMs, 0.5);
		wait.endMs = at;
	}
	let failed = false;
	if (service.database) {
		const { name, ms } = service.database;
		const query = open(inside, service.name, `SELECT ${service.name}`, "client", at, name);
		at += chance.spread(ms, 0.5) * (effect?.databaseTimes ?? 1);
		query.endMs = at;
		if (query.endMs - query.startMs > service.timeoutMs) {
			at = query.endMs = query.startMs + service.timeoutMs;
			query.error = "query timed out";
			failed = true;
		}
	}
	for (const { to, probability } of service.calls) {
		const callee = world.services.get(to);
		if (failed || !callee || !chance.happens(probability)) continue;
		const call = callTo(world, service, callee, at, inside);
		at = call.endMs;
		failed = call.failed && chance.happens(service.passesOn);
	}
	at += own / 2;
	if (failed) span.error = "upstream request failed";
	if (!failed && chance.happens(service.failing + (effect?.fails ?? 0))) {
		span.error = `unexpected state in ${service.name}`;
		span.thrown = true;
		failed = true;
	}
	span.endMs = at;
	return { endMs: at, failed };
}

function callTo(world: World, caller: SyntheticService, callee: SyntheticService, startMs: number, place: Place) {
	const span = open(place, caller.name, `GET /${callee.name}`, "client", startMs, callee.name);
	if (world.effectOn(callee.name, startMs)?.down) {
		span.endMs = startMs + 1;
		span.error = "connect ECONNREFUSED";
		return { endMs: span.endMs, failed: true };
	}
	const there = startMs + way(world, caller, callee, startMs);
	const answer = serve(world, callee, there, { ...place, parent: span.id });
	span.endMs = answer.endMs + way(world, callee, caller, answer.endMs);
	if (answer.failed) span.error = "500";
	if (span.endMs - startMs > caller.timeoutMs) {
		span.endMs = startMs + caller.timeoutMs;
		span.error = "timeout";
	}
	return { endMs: span.endMs, failed: span.error !== null };
}

/** How long a message takes: what is lost is sent again after 200 ms, then after twice as long. */
function way({ chance, effectOn }: World, from: SyntheticService, to: SyntheticService, atMs: number): number {
	let ms = chance.spread(0.5, 0.3);
	for (const { name } of [from, to]) {
		const effect = effectOn(name, atMs);
		if (!effect) continue;
		ms += name === from.name ? effect.wayMs : 0;
		for (let again = 200; chance.happens(effect.lost) && again < 3200; again *= 2) ms += again;
	}
	return ms;
}

function open(
	{ trace, parent, spans }: Place,
	service: string,
	name: string,
	kind: SimulatedSpan["kind"],
	startMs: number,
	peer: string | null,
): SimulatedSpan {
	const span: SimulatedSpan = {
		id: spans.length + 1,
		parent,
		trace,
		service,
		name,
		kind,
		startMs,
		endMs: startMs,
		error: null,
		peer,
		thrown: false,
	};
	spans.push(span);
	return span;
}
