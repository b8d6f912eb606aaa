import { setTimeout as after } from "node:timers/promises";
import { type InvestigateResult, investigateResult } from "../../../answers/investigate.ts";
import { startLoad } from "./load.ts";
import { ILL_SECONDS, type Plan, planOf, WELL_SECONDS } from "./plan.ts";
import type { DatabaseFault, Role, ServiceFault } from "./roles.ts";
import { type FaultWorld, startWorld } from "./world.ts";

/** How an investigation of a fault that was injected came out. Places count from 1; null is none. */
export interface RoundOutcome {
	plan: Plan;
	servicePlace: number | null;
	/** Undefined where no change brought the fault. */
	changePlace: number | null | undefined;
	/** How much later than it began the onset was found, in seconds. */
	onsetOffSeconds: number;
	result: InvestigateResult;
}

/** Runs the services under load, well and then ill, and asks what happened about the whole time alone. */
export async function runRound(seed: number, keep?: (world: FaultWorld) => Promise<void>): Promise<RoundOutcome> {
	const plan = planOf(seed);
	const world = await startWorld();
	try {
		const load = startLoad(world.ports.gateway ?? 0);
		// The first requests of new processes are slow.
		await after(2000);
		const from = new Date();
		const distractors = plan.distractors.map(async ({ role, atSeconds }, index) => {
			await after(atSeconds * 1000);
			await report(world, role, `${seed}${index}`);
		});
		await after(WELL_SECONDS * 1000);
		const onset = Date.now();
		const eventId = plan.isReported && "role" in plan.target ? await report(world, plan.target.role, `${seed}`) : null;
		await inject(world, plan);
		await after(ILL_SECONDS * 1000);
		const to = new Date();
		await load.end();
		await Promise.all(distractors);
		await world.endServices();
		const result = await ask(world, from, to);
		await keep?.(world);
		const truth = "role" in plan.target ? plan.target.role : plan.target.database;
		return {
			plan,
			servicePlace: placeOf(result.rootCauses, ({ service }) => service.split(":")[0] === truth),
			changePlace: eventId === null ? undefined : placeOf(result.changes, ({ ids }) => ids.eventId === eventId),
			onsetOffSeconds: (Date.parse(result.onset.at) - onset) / 1000,
			result,
		};
	} finally {
		await world.close();
	}
}

async function inject(world: FaultWorld, { fault, target, brings }: Plan): Promise<void> {
	if ("database" in target) world.breakDatabase(target.database, fault as DatabaseFault);
	else if (fault === "bad deploy") await world.deploy(target.role, "2.0.0", brings);
	else world.breakService(target.role, fault as ServiceFault);
}

/** Reports a deployment of a service as its pipeline would; returns the event's id. */
async function report({ vagus }: FaultWorld, role: Role, commit: string): Promise<string> {
	const response = await fetch(`${vagus.url}/v1/builds`, {
		method: "POST",
		headers: { authorization: `Bearer ${vagus.key}`, "content-type": "application/json" },
		body: JSON.stringify({
			eventType: "deploy_complete",
			status: "success",
			repository: `shop/${role}`,
			branch: "main",
			commitSha: commit.padStart(40, "c"),
			environment: "production",
			service: role,
		}),
	});
	const { eventIds } = (await response.json()) as { eventIds: string[] };
	return eventIds[0] ?? "";
}

async function ask({ vagus }: FaultWorld, from: Date, to: Date): Promise<InvestigateResult> {
	const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
	const response = await fetch(`${vagus.url}/api/investigate?${query}`, {
		headers: { authorization: `Bearer ${vagus.key}` },
	});
	if (!response.ok) throw new Error(`investigate was answered ${response.status}: ${await response.text()}`);
	return investigateResult.parse(await response.json());
}

function placeOf<Item>(items: Item[], isIt: (item: Item) => boolean): number | null {
	const index = items.findIndex(isIt);
	return index === -1 ? null : index + 1;
}
