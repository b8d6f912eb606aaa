import { type Embedded, EmbedderUnavailable } from "../embedder.ts";
import { ApplianceFailed } from "./applianceFailed.ts";
import type { Address } from "./applianceFetch.ts";
import type { ApplianceHealth } from "./applianceHealth.ts";
import { type Asked, askAppliance } from "./askAppliance.ts";

export interface Appliance {
	address: Address;
	health: ApplianceHealth;
}

export interface Clock {
	/** Milliseconds since some moment. */
	now(): number;
	pause(ms: number): Promise<unknown>;
}

/**
 * Asks the first appliance that may be asked, and after its failure the next one; then waits as long as the appliances ask
 * for or their health says, and begins again at the first, until an answer or the end of `budget` milliseconds. Throws
 * EmbedderUnavailable where none answers, and any other error where one refuses the texts.
 */
export async function askAppliances(
	appliances: readonly Appliance[],
	asked: Asked,
	{ budget, clock = realClock, ask = askAppliance }: { budget: number; clock?: Clock; ask?: typeof askAppliance },
): Promise<Embedded> {
	const end = clock.now() + budget;
	for (let round = 1; ; round += 1) {
		for (const [index, appliance] of appliances.entries()) {
			// One that hangs leaves time for those after it.
			const ms = Math.floor((end - clock.now()) / (appliances.length - index));
			const embedded = await tryOne(appliance, asked, ms, clock, ask);
			if (embedded) return embedded;
		}
		const wait = Math.min(...appliances.map(({ health }) => health.wait(clock.now())));
		if (round === ROUNDS || wait > LONGEST_PAUSE || clock.now() + wait >= end)
			throw new EmbedderUnavailable(reasons(appliances));
		await clock.pause(wait);
	}
}

/** What fails so often is away for longer. */
const ROUNDS = 4;

/** In milliseconds: what would have to wait longer does so in the database. */
const LONGEST_PAUSE = 10_000;

const realClock: Clock = {
	now: () => performance.now(),
	pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** The appliance's answer; null where it is not to be asked now, or fails. */
async function tryOne(
	{ address, health }: Appliance,
	asked: Asked,
	ms: number,
	clock: Clock,
	ask: typeof askAppliance,
): Promise<Embedded | null> {
	const begun = clock.now();
	if (ms <= 0 || !health.admit(begun, ms)) return null;
	try {
		const embedded = await ask(address, asked, ms);
		health.succeeded();
		return embedded;
	} catch (error) {
		if (error instanceof ApplianceFailed) {
			const { message: reason, retryAfter, lasting } = error;
			health.failed(clock.now(), { reason, begun, retryAfter, lasting });
			return null;
		}
		// Who refuses the texts is there.
		health.succeeded();
		throw error;
	}
}

function reasons(appliances: readonly Appliance[]): string {
	return appliances.map(({ address, health }) => `The embedding service at ${address.url} ${health.reason}`).join(" ");
}
