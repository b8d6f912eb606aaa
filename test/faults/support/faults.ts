import { setTimeout as pause } from "node:timers/promises";
import type { TcpProxy } from "../../support/tcpProxy.ts";
import type { OwnPostgres } from "./ownPostgres.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** Something that breaks while telemetry comes in. */
export interface Fault {
	name: string;
	/** Breaks it and mends it again, as far as it does not mend by itself. */
	strike(world: World, random: Random): Promise<void>;
}

export const faults: Fault[] = [
	{
		name: "server killed",
		strike: async ({ server }) => {
			await server.kill();
			await server.start();
		},
	},
	{
		name: "backends terminated",
		strike: async ({ direct }) => {
			await direct.query(TERMINATE);
		},
	},
	...waysOf("database"),
	{
		// Neither end is told: the server's transactions end by its timeout, and those who wait for them give up before.
		name: "database's network forgets connections",
		strike: async ({ databaseWay }) => databaseWay.stall(),
	},
	...waysOf("sender"),
	{
		name: "server killed, its database silent",
		strike: async ({ server, databaseWay }, random) => {
			databaseWay.freeze();
			await pause(random.between(100, 500));
			await server.kill();
			databaseWay.thaw();
			await server.start();
		},
	},
];

/** Faults of a PostgreSQL that the test has for itself, for a database in its tablespace. */
export function faultsOf(postgres: OwnPostgres): Fault[] {
	return [
		{
			name: "PostgreSQL killed",
			strike: async () => {
				await postgres.kill();
				await postgres.start();
			},
		},
		{
			name: "disk full",
			strike: async ({ direct }, random) => {
				await postgres.disk.fill();
				const code = await direct.query(LARGE_TABLE).catch((error) => error.code);
				if (code !== "53100") throw new Error(`The disk is not full: ${code}.`);
				await pause(random.between(100, 2_000));
				await postgres.disk.free();
			},
		},
	];
}

const LARGE_TABLE = "CREATE TABLE large AS SELECT generate_series(1, 1000000)";

const TERMINATE = `
	SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = current_database() AND pid <> pg_backend_pid()`;

/** What happens to a network, on the way to the database or from the senders. */
function waysOf(end: "database" | "sender"): Fault[] {
	const wayOf = (world: World): TcpProxy => (end === "database" ? world.databaseWay : world.senderWay);
	return [
		{
			name: `${end}'s network silent for seconds`,
			strike: async (world, random) => {
				wayOf(world).freeze();
				await pause(random.between(500, 4_000));
				wayOf(world).thaw();
			},
		},
		{
			name: `${end}'s network cut in mid-statement`,
			strike: async (world, random) => wayOf(world).cutAfter(random.between(1, 20_000)),
		},
		{
			name: `${end}'s network reset`,
			strike: async (world) => wayOf(world).reset(),
		},
		{
			name: `${end}'s network refused`,
			strike: async (world, random) => {
				await wayOf(world).cut();
				await pause(random.between(100, 2_000));
				await wayOf(world).restore();
			},
		},
	];
}
