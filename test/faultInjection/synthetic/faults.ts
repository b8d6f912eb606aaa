import type { Chance } from "./chance.ts";

export const SYNTHETIC_FAULTS = [
	"cpu",
	"memory",
	"disk",
	"delay",
	"loss",
	"sockets",
	"code error",
	"crash",
	"slow database",
	"pool exhausted",
] as const;
export type SyntheticFault = (typeof SYNTHETIC_FAULTS)[number];

/** What a fault does to the service that has it, as factors and additions to what is usual. */
export interface Effect {
	ownTimes: number;
	/** Added to each message that the service sends or receives, in milliseconds. */
	wayMs: number;
	/** How likely a message is lost, to be sent again after a while. */
	lost: number;
	fails: number;
	down: boolean;
	databaseTimes: number;
	waitsMs: number;
	cpuTimes: number;
	/** At the end of a ramp. */
	memoryTimes: number;
	diskTimes: number;
	socketTimes: number;
}

const NO_EFFECT: Effect = {
	ownTimes: 1,
	wayMs: 0,
	lost: 0,
	fails: 0,
	down: false,
	databaseTimes: 1,
	waitsMs: 0,
	cpuTimes: 1,
	memoryTimes: 1,
	diskTimes: 1,
	socketTimes: 1,
};

/** How hard a fault of a kind hits, by chance. */
export function effectOf(fault: SyntheticFault, chance: Chance): Effect {
	const { even, scaled } = chance;
	const effects: Record<SyntheticFault, () => Partial<Effect>> = {
		cpu: () => ({ cpuTimes: scaled(3, 12), ownTimes: scaled(1.3, 6) }),
		memory: () => ({ memoryTimes: scaled(1.4, 4), ownTimes: even(1, 1.3) }),
		disk: () => ({ diskTimes: scaled(5, 50), ownTimes: even(1.1, 2.5) }),
		delay: () => ({ wayMs: scaled(40, 400) }),
		loss: () => ({ lost: even(0.08, 0.4) }),
		sockets: () => ({ socketTimes: scaled(3, 20), ownTimes: even(1, 1.8), fails: even(0, 0.1) }),
		"code error": () => ({ fails: scaled(0.15, 1) }),
		crash: () => ({ down: true }),
		"slow database": () => ({ databaseTimes: scaled(8, 80) }),
		"pool exhausted": () => ({ waitsMs: scaled(80, 900), socketTimes: even(1.2, 2) }),
	};
	return { ...NO_EFFECT, ...effects[fault]() };
}
