/** Vagus as it runs on one runtime. */
export interface Program {
	readonly url: string;
	/** Runs what the runtime's schedule runs. */
	runSchedule(): Promise<void>;
	stop(): Promise<void>;
}

/** The key with every scope that each program is started with. */
export const KEY = "vgs_end_to_end_0123456789";

/** The settings that each program is started with, besides its database. */
export const SETTINGS = { VAGUS_API_KEY: KEY, VAGUS_GITHUB_WEBHOOK_SECRET: "end to end" };

/** The checkout, which everything is run from. */
export const ROOT: string = new URL("../../../", import.meta.url).pathname;
