import { type Random, randomOf } from "../../faults/support/random.ts";
import {
	DATABASE_FAULTS,
	DATABASES,
	type DatabaseFault,
	type DatabaseName,
	ROLE_NAMES,
	ROLES,
	type Role,
	SERVICE_FAULTS,
	type ServiceFault,
} from "./roles.ts";

/** What is done to the services, and what else happens, decided by a seed. */
export interface Plan {
	seed: number;
	fault: ServiceFault | DatabaseFault | "bad deploy";
	/** Whom the fault is of. */
	target: { role: Role } | { database: DatabaseName };
	/** What goes wrong in the version of a bad deployment. */
	brings: ServiceFault;
	/** Whether a deployment of the service is reported as the fault begins, that brought it. */
	isReported: boolean;
	/** Deployments that have nothing to do with it: of whom, and how many seconds after the beginning. */
	distractors: { role: Role; atSeconds: number }[];
}

/** How long the services do well, and how long there is a fault, in seconds. */
export const WELL_SECONDS = 16;
export const ILL_SECONDS = 14;

export function planOf(seed: number): Plan {
	const random = randomOf(seed);
	const fault = random.pick([...SERVICE_FAULTS, ...DATABASE_FAULTS, "bad deploy"] as const);
	const target = targetOf(fault, random);
	const others = ROLE_NAMES.filter((role) => !("role" in target) || role !== target.role);
	return {
		seed,
		fault,
		target,
		brings: random.pick(["error", "latency"] as const),
		isReported: "role" in target && (fault === "bad deploy" || random.between(0, 2) > 0),
		distractors: [
			{ role: random.pick(others), atSeconds: random.between(1, WELL_SECONDS - 2) },
			{ role: random.pick(others), atSeconds: random.between(1, WELL_SECONDS - 2) },
			{ role: random.pick(others), atSeconds: WELL_SECONDS + random.between(4, ILL_SECONDS - 2) },
		],
	};
}

function targetOf(fault: Plan["fault"], random: Random): Plan["target"] {
	if ((DATABASE_FAULTS as readonly string[]).includes(fault)) return { database: random.pick(DATABASES) };
	return { role: random.pick(ROLE_NAMES.filter((role) => mayHave(role, fault))) };
}

/** Only who asks a database has a pool, and only who calls someone can be told to call the wrong one. */
function mayHave(role: Role, fault: Plan["fault"]): boolean {
	const { calls, database } = ROLES[role];
	if (fault === "pool exhausted") return database !== null;
	if (fault === "bad config") return database !== null || calls.length > 0;
	return true;
}
