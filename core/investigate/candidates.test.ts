import { expect, test } from "vitest";
import { candidates } from "./candidates.ts";

const ranked = [
	{ service: "host-agent", score: 0.8, parts: [] },
	{ service: "ledger-db", score: 0.6, parts: [] },
	{ service: "shop", score: 0.3, parts: [] },
	{ service: "mailer", score: 0.01, parts: [] },
];
const callees = new Map([
	["shop", new Set(["ledger"])],
	["ledger", new Set(["ledger-db"])],
]);
const known = new Set(["shop", "ledger", "mailer", "host-agent"]);

const told = (services: string[] | null) =>
	candidates(ranked, { services, callees, known }).map(({ service, score, isReached, isDependency }) => [
		service,
		Math.round(score * 100) / 100,
		isReached,
		isDependency,
	]);

test("without a service that is asked about, all count that have a score to speak of", () => {
	expect(told(null)).toEqual([
		["host-agent", 0.8, true, false],
		["ledger-db", 0.6, true, true],
		["shop", 0.3, true, false],
	]);
});

test("what a service does not call, directly or not, counts less for it", () => {
	expect(told(["shop"])).toEqual([
		["ledger-db", 0.6, true, true],
		["host-agent", 0.32, false, false],
		["shop", 0.3, true, false],
	]);
});

test("of a service whose calls are not known, none counts less", () => {
	expect(told(["mailer"])[0]).toEqual(["host-agent", 0.8, true, false]);
});
