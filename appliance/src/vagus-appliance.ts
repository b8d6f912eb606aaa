#!/usr/bin/env node
import { Command } from "commander";
import { key } from "./commands/key.ts";
import { start } from "./commands/start.ts";

const program = new Command("vagus-appliance")
	.description("The GPU box's service: embeddings in bulk, and a guarded way to vLLM.")
	.addCommand(start)
	.addCommand(key);

try {
	await program.parseAsync();
} catch (error) {
	console.error(`vagus-appliance: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}
