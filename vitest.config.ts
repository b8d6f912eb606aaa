import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["**/*.test.ts"],
		exclude: ["**/node_modules/**", "**/dist/**"],
		globalSetup: ["test/support/globalSetup.ts"],
		pool: "forks",
		// By default one core is left free: of two, half of the tests' time, most of which is waiting for other processes.
		maxWorkers: availableParallelism(),
		testTimeout: 30_000,
		hookTimeout: 60_000,
	},
});
