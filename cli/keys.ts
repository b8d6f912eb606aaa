import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { z } from "zod";
import { newKey } from "../functions/routes/keys.ts";
import { createKey, type ListedKey, listKeys, revokeKey } from "../schema/keys.ts";
import { oneOf, several, valid } from "./support/optionValues.ts";
import { printJson, printTable } from "./support/print.ts";
import { settings } from "./support/settings.ts";
import { callServer, type Target, withTarget } from "./support/target.ts";
import { absoluteTime } from "./support/times.ts";
import { UserError } from "./support/userError.ts";

const SCOPES = ["ingest", "read", "agent", "admin"] as const;
type Scope = (typeof SCOPES)[number];

export const keys = new Command("keys").description(
	"Make, list and revoke the keys that senders, people and agents use.",
);

keys
	.command("create")
	.description("Make a key. It is shown once.")
	.argument("[name]", "what the key is for", valid(newKey.shape.name), "unnamed")
	.option(
		"-s, --scope <scopes>",
		"ingest: send telemetry and reports; read: ask over HTTP; agent: ask over MCP; admin: everything (default: ingest)",
		oneOf(SCOPES),
	)
	.option("--origin <origins>", "web origins that a browser may use it from", origins)
	.option("--expires <time>", "when it ends, such as 2027-01-31", future)
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
Several scopes or origins go with commas between, or by giving the option again. In a pipe it prints the key alone.

Examples:
  vagus keys create checkout-service
  vagus keys create oncall --scope read,agent --expires 2027-01-31
  vagus keys create shop-frontend --origin https://shop.example.com
  export VAGUS_API_KEY=$(vagus keys create ci)`,
	)
	.action((name: string, options: { scope?: Scope[]; origin?: string[]; expires?: string; json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const scopes = options.scope ?? ["ingest"];
			const given = newKey.safeParse({ name, scopes, origins: options.origin, expiresAt: options.expires });
			if (!given.success) throw new UserError(given.error.issues.map(worded).join(" "));
			const made = await create(target, given.data);
			if (options.json) return printJson(made);
			if (!process.stdout.isTTY) return console.log(made.key);
			console.log(`${pc.bold(made.key)}\n${pc.dim(`${made.keyId}, ${scopes.join(", ")}. It is not shown again.`)}`);
		}),
	);

keys
	.command("list")
	.description("List all keys, those that ended too.")
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
In a pipe it prints a line for each key, with tabs between: id, name, scopes, state, created, last used.

Examples:
  vagus keys list
  vagus keys list --json | jq -r '.[] | select(.lastUsedAt == null) | .keyId'`,
	)
	.action((options: { json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const list = await all(target);
			if (options.json) return printJson(list);
			printTable(
				["id", "name", "scopes", "state", "created", "last used"],
				list.map((key) => [
					key.keyId,
					key.name,
					key.scopes.join(","),
					stateOf(key),
					absoluteTime(key.createdAt),
					key.lastUsedAt ? absoluteTime(key.lastUsedAt) : "never",
				]),
			);
		}),
	);

keys
	.command("revoke")
	.description("End a key at once; by a name, every key of that name.")
	.argument("<key>", "its id or name")
	.option("--json", "print the result as JSON")
	.addHelpText("after", "\nExample:\n  vagus keys revoke checkout-service")
	.action((key: string, options: { json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const revoked = await revoke(target, key);
			if (options.json) return printJson(revoked);
			console.log(`Revoked ${revoked.keyIds.join(", ")}.`);
		}),
	);

const worded = ({ path, message }: z.core.$ZodIssue) => `${path.join(".")} ${message}.`;

function origins(given: string, before?: string[]): string[] {
	return valid<string[]>(newKey.shape.origins)(several(given, before));
}

function future(text: string): string {
	const time = Date.parse(text);
	if (Number.isNaN(time)) throw new InvalidArgumentError("Give a date or time as ISO 8601 has it, such as 2027-01-31.");
	if (time <= Date.now()) throw new InvalidArgumentError("It is past.");
	return new Date(time).toISOString();
}

const madeKey = z.object({ keyId: z.string(), key: z.string() });

async function create(target: Target, wanted: z.output<typeof newKey>): Promise<z.infer<typeof madeKey>> {
	if (target.kind === "server") return madeKey.parse(await callServer(target, "POST", "/api/keys", wanted));
	return createKey(target.db, wanted);
}

async function all(target: Target): Promise<ListedKey[]> {
	if (target.kind === "database") return listKeys(target.db);
	const reply = (await callServer(target, "GET", "/api/keys")) as { keys: ListedKey[] };
	return reply.keys;
}

function stateOf({ revokedAt, expiresAt }: ListedKey): string {
	if (revokedAt) return "revoked";
	return expiresAt && Date.parse(expiresAt) <= Date.now() ? "expired" : "active";
}

const revokedKeys = z.object({ revoked: z.object({ keyIds: z.array(z.string()) }) });

async function revoke(target: Target, key: string): Promise<{ keyIds: string[] }> {
	if (target.kind === "server") {
		const reply = await callServer(target, "DELETE", `/api/keys/${encodeURIComponent(key)}`);
		return revokedKeys.parse(reply).revoked;
	}
	const revoked = await revokeKey(target.db, key);
	if (revoked) return revoked;
	throw new UserError(`No key "${key}" is in use. \`vagus keys list\` shows all keys.`);
}
