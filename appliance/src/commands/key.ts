import { randomBytes } from "node:crypto";
import { Command } from "commander";

/** Prints a new key. */
export const key = new Command("key")
	.description(
		"Make a signing key: for VAGUS_APPLIANCE_KEYS here, and VAGUS_EMBEDDINGS_KEY where Vagus's functions run.",
	)
	.addHelpText(
		"after",
		`
To replace a key without a pause, let the appliance know both for a while:
  VAGUS_APPLIANCE_KEYS=OLD,NEW vagus-appliance start

Example:
  vagus-appliance key`,
	)
	.action(() => console.log(`${randomBytes(4).toString("hex")}:${randomBytes(32).toString("base64url")}`));
