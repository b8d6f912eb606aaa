import type { Chance } from "./chance.ts";

export interface SyntheticService {
	name: string;
	/** Median of its own time, in milliseconds. */
	ownMs: number;
	/** Requests that it fails on its own, always. */
	failing: number;
	/** Whom it calls, and how likely it does so for a request. */
	calls: { to: string; probability: number }[];
	/** A database that it asks, which sends no telemetry. */
	database: { name: string; ms: number } | null;
	/** How likely it passes on the failure of what it calls. */
	passesOn: number;
	timeoutMs: number;
}

/** Services that call each other without circles; the first one is where requests enter. */
export function topologyOf(chance: Chance): SyntheticService[] {
	const names = chance.shuffled(NAMES).slice(0, chance.whole(6, 14));
	return names.map((name, place) => {
		const below = names.slice(place + 1);
		const near = below.slice(0, 6);
		const called = place === 0 ? near.slice(0, chance.whole(2, 4)) : chance.shuffled(near).slice(0, chance.whole(0, 3));
		return {
			name,
			ownMs: chance.scaled(2, 30),
			failing: chance.happens(0.2) ? chance.even(0.002, 0.02) : 0,
			calls: called.map((to) => ({ to, probability: chance.pick([0.4, 0.8, 1, 1]) })),
			database: chance.happens(0.4) ? { name: `${name}-db`, ms: chance.scaled(1, 10) } : null,
			passesOn: chance.pick([0.3, 0.9, 1]),
			timeoutMs: chance.pick([1000, 2000, 5000]),
		};
	});
}

const NAMES = [
	"gateway",
	"accounts",
	"basket",
	"billing",
	"catalog",
	"coupons",
	"delivery",
	"invoices",
	"ledger",
	"mailer",
	"pricing",
	"profiles",
	"quotes",
	"reviews",
	"seats",
	"stations",
	"stock",
	"tickets",
];
