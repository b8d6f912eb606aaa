import { expect, test } from "vitest";
import { type ActivityPart, activityEvidence } from "./serviceActivity.ts";

const INCIDENT = { before: { from: 0, to: 10 }, during: { from: 10, to: 20 } };

const parts = (given: (at: number) => Partial<ActivityPart> | null): ActivityPart[] =>
	Array.from({ length: 20 }, (_, at) => at).flatMap((at) => {
		const part = given(at);
		return part ? [{ at, spans: 10, requests: 10, failed: 0, meanMs: 20 + (at % 3), ...part }] : [];
	});

function kindsOf(activity: Record<string, ActivityPart[]>, alive: string[] = []) {
	const found = activityEvidence(new Map(Object.entries(activity)), INCIDENT, new Set(alive));
	return found.map(({ service, kind, statement }) => [service, kind, statement]);
}

test("tells of later answers and of more failures", () => {
	const ill = parts((at) => (at >= 10 ? { meanMs: 100 + (at % 3), failed: 5 } : {}));
	expect(kindsOf({ cart: ill, shop: parts(() => ({})) })).toEqual([
		["cart", "latency", "Requests to it took 102 ms instead of 21 ms."],
		["cart", "errors", "50 of 100 requests to it failed, 0 of 100 before."],
	]);
});

test("tells of a service that was always heard of and is no more, while others are", () => {
	const gone = parts((at) => (at < 12 ? {} : null));
	expect(kindsOf({ cart: gone, shop: parts(() => ({})) })).toEqual([
		["cart", "silence", expect.stringMatching(/^No span of it/)],
	]);
	expect(kindsOf({ cart: gone })).toEqual([]);
	expect(kindsOf({ cart: gone, shop: parts(() => ({})) }, ["cart"])).toEqual([]);
	const rare = parts((at) => (at === 3 ? {} : null));
	expect(kindsOf({ cart: rare, shop: parts(() => ({})) })).toEqual([]);
});
