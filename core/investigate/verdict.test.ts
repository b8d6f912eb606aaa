import { expect, test } from "vitest";
import type { Candidate } from "./candidates.ts";
import type { RankedChange } from "./rankChanges.ts";
import { verdict } from "./verdict.ts";

const ONSET = "2026-03-10T12:10:00Z";

const candidate = (service: string, score: number, given: Partial<Candidate> = {}): Candidate => ({
	service,
	score,
	isDependency: false,
	isReached: true,
	parts: [],
	...given,
});

const change = (kind: RankedChange["kind"], score: number): RankedChange => ({
	kind,
	service: "cart",
	at: "2026-03-10T12:09:00Z",
	statement: `${kind} of cart.`,
	ids: {},
	score,
	weight: 1,
	nearness: 1,
	place: 1,
});

test("says how sure it is", () => {
	const second = candidate("shop", 0.3);
	expect(verdict(ONSET, [candidate("cart", 0.8), second], [])).toBe(`It began in cart (score 0.80), since ${ONSET}.`);
	expect(verdict(ONSET, [candidate("cart", 0.32), second], [])).toBe(
		`Likeliest is cart (score 0.32), since ${ONSET}. Close behind: shop.`,
	);
	expect(verdict(ONSET, [candidate("cart", 0.1)], [])).toMatch(/^Weak signs point to cart/);
	expect(verdict(ONSET, [], [])).toBe(`Nothing stands out since ${ONSET}: no service differs from what it was before.`);
});

test("says what was done shortly before, not what came of it", () => {
	const cart = [candidate("cart", 0.8)];
	expect(verdict(ONSET, cart, [change("new message", 0.9), change("deployment", 0.8)])).toContain(
		"Shortly before, at 2026-03-10T12:09:00Z: deployment of cart.",
	);
	expect(verdict(ONSET, cart, [change("deployment", 0.1)])).not.toContain("Shortly before");
});

test("says of a dependency that it sends nothing itself", () => {
	expect(verdict(ONSET, [candidate("cart-db", 0.8, { isDependency: true })], [])).toContain(
		"cart-db, which sends no telemetry of its own",
	);
});
