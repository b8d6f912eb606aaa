import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** A file without any test fails: these have none where there is no server. */
const NEED_POSTGRES = ["**/*.postgres.test.ts"];

export default defineConfig({
	test: {
		include: ["**/*.test.ts"],
		exclude: ["**/node_modules/**", "**/dist/**", ...(process.env.VAGUS_TEST_POSTGRES_URL ? [] : NEED_POSTGRES)],
		globalSetup: ["test/support/globalSetup.ts"],
		pool: "forks",
		// By default one core is left free: of two, half of the tests' time, most of which is waiting for other processes.
		maxWorkers: availableParallelism(),
		testTimeout: 60_000,
		hookTimeout: 120_000,
	},
});
