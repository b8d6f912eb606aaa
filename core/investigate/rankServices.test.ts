import { expect, test } from "vitest";
import type { Evidence } from "./evidence.ts";
import { rankServices } from "./rankServices.ts";

const evidence = (service: string, kind: Evidence["kind"], strength: number): Evidence => ({
	service,
	kind,
	strength,
	statement: "",
	at: null,
	ids: {},
});

test("a score is one less the product of what each kind of evidence leaves", () => {
	const [first] = rankServices([evidence("cart", "resource", 0.8), evidence("cart", "failures", 0.5)], new Map());
	expect(first?.score).toBeCloseTo(1 - (1 - 0.75 * 0.8) * (1 - 0.9 * 0.5));
	expect(first?.parts.map(({ kind }) => kind)).toEqual(["resource", "failures"]);
});

test("of one kind the strongest counts, once", () => {
	const [first] = rankServices([evidence("cart", "resource", 0.4), evidence("cart", "resource", 0.8)], new Map());
	expect(first?.score).toBeCloseTo(0.6);
});

test("latency is explained by a callee that shows as much, and the callee's is not", () => {
	const callees = new Map([["shop", new Set(["cart"])]]);
	const [first, second] = rankServices([evidence("shop", "latency", 0.9), evidence("cart", "latency", 0.8)], callees);
	expect([first?.service, second?.service]).toEqual(["cart", "shop"]);
	expect(second?.parts[0]).toMatchObject({ explainedBy: "cart", kept: expect.closeTo(0.29, 2) });
});

test("a change counts only as far as something else speaks for the service", () => {
	const ranked = rankServices([evidence("cart", "change", 1), evidence("shop", "latency", 0.2)], new Map());
	expect(ranked[0]?.service).toBe("shop");
	expect(ranked[1]?.score).toBe(0);
});

test("a silent service is one that nobody calls any more, unless it is missed", () => {
	const callees = new Map([["shop", new Set(["mailer"])]]);
	const [uncalled] = rankServices([evidence("mailer", "silence", 1)], callees);
	expect(uncalled).toMatchObject({ service: "mailer", score: expect.closeTo(0.12) });
	const [missed, caller] = rankServices([evidence("mailer", "silence", 1), evidence("shop", "failures", 0.9)], callees);
	expect(missed).toMatchObject({ service: "mailer", score: expect.closeTo(0.6) });
	expect(caller?.parts).toMatchObject([{ kind: "failures", explainedBy: "mailer", kept: expect.closeTo(0.2) }]);
});
