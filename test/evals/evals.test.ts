import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEADLOCK, seedIncident } from "../support/seedIncident.ts";
import { type EvalWorld, startEval, tableIn } from "./support/agent.ts";
import { GUILTY, INCIDENTS, writeIncident } from "./support/incidents.ts";

/**
 * Investigations as an agent does them, that must come to the right answer within so many calls and tokens: a change
 * that makes answers worse, or dearer, fails here. Tokens are counted by `estimateTokens`, arguments and answers together.
 */
describe.each(Object.entries(INCIDENTS))("%s", (_, incident) => {
	const truth = new RegExp(`^${incident.truth}(:\\d+)?$`);
	const entry = incident.services[0]?.name;
	let world: EvalWorld;
	beforeAll(async () => {
		world = await startEval((db) => writeIncident(db, incident));
	});
	afterAll(() => world.close());

	test("from nothing but that something is wrong", async () => {
		const agent = world.agent();
		const found = await agent.ask("investigate", { timeRange: "30m" });
		expect(tableIn(found, "causes")[0]?.service).toMatch(truth);
		expect(tableIn(found, "changes")[0]?.commitSha).toBe(GUILTY);
		expect(agent.spent.tokens).toBeLessThanOrEqual(3_000);
	});

	test("from the service that users complain of", async () => {
		const agent = world.agent();
		await agent.ask("service_health", { service: entry, timeRange: "15m" });
		const found = await agent.ask("investigate", { service: entry, timeRange: "30m" });
		expect(tableIn(found, "causes")[0]?.service).toMatch(truth);
		expect(agent.spent.tokens).toBeLessThanOrEqual(6_000);
	});
});

test("from an error that a user reports to where it was thrown, by the trace that is suggested", async () => {
	const incident = INCIDENTS["code error"];
	const world = await startEval((db) => writeIncident(db, incident));
	const agent = world.agent();
	const errors = await agent.ask("search_errors", { query: "request failed with status 500", timeRange: "1h" });
	const found = await agent.ask("investigate", { error: tableIn(errors, "errors")[0]?.template });
	expect(tableIn(found, "causes")[0]?.service).toBe(incident.ill);
	expect(await agent.follow(found)).toContain(`Failed in ${incident.ill}`);
	expect(agent.spent.calls).toBe(3);
	expect(agent.spent.tokens).toBeLessThanOrEqual(10_000);
	await world.close();
});

test("from an error to the fix that was merged when it was there before", async () => {
	const world = await startEval(seedIncident);
	const agent = world.agent();
	const found = await agent.ask("investigate", { error: DEADLOCK });
	expect(tableIn(found, "causes")[0]?.service).toBe("ledger");
	expect(tableIn(found, "proposals")[0]).toMatchObject({ status: "merged", proposalId: "p1" });
	expect(tableIn(found, "tests")[0]).toMatchObject({ message: DEADLOCK });
	expect(agent.spent.tokens).toBeLessThanOrEqual(2_000);
	await world.close();
});
