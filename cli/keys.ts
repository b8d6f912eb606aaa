import { Command, Option } from "commander";
import pc from "picocolors";
import { createKey, listKeys, revokeKey } from "../schema/keys.ts";
import { printJson, printTable, shortTime } from "./support/print.ts";
import { settings } from "./support/settings.ts";
import { callServer, type Target, withTarget } from "./support/target.ts";
import { UserError } from "./support/userError.ts";

const SCOPES = ["ingest", "read", "agent", "admin"] as const;
type Scope = (typeof SCOPES)[number];

export const keys = new Command("keys").description(
	"Make, list and revoke the keys that senders, people and agents use.",
);

keys
	.command("create")
	.description("Make a key. It is shown once.")
	.argument("[name]", "what the key is for", "unnamed")
	.addOption(
		new Option("-s, --scope <scope...>", "what it may do: send telemetry, ask over HTTP, ask over MCP, everything")
			.choices(SCOPES)
			.default(["ingest"]),
	)
	.option("--origin <origin...>", "web origins that a browser may use it from")
	.option("--expires <time>", "when it ends, as ISO 8601")
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
Examples:
  vagus keys create checkout-service
  vagus keys create oncall-agent --scope agent
  vagus keys create shop-frontend --scope ingest --origin https://shop.example.com`,
	)
	.action((name: string, options: { scope: Scope[]; origin?: string[]; expires?: string; json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const wanted = { name, scopes: options.scope, origins: options.origin, expiresAt: options.expires };
			const made = (await (target.kind === "server"
				? callServer(target, "POST", "/api/keys", wanted)
				: createKey(target.db, wanted))) as { keyId: string; key: string };
			if (options.json) return printJson(made);
			if (!process.stdout.isTTY) return console.log(made.key);
			console.log(
				`${pc.bold(made.key)}\n${pc.dim(`${made.keyId}, ${options.scope.join(", ")}. It is not shown again.`)}`,
			);
		}),
	);

keys
	.command("list")
	.description("List all keys, the revoked ones too.")
	.option("--json", "print the result as JSON")
	.action((options: { json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const list = await allKeys(target);
			if (options.json) return printJson(list);
			printTable(
				["id", "name", "scopes", "state", "created", "last used"],
				list.map((key) => [
					key.keyId,
					key.name,
					key.scopes.join(","),
					key.revokedAt ? "revoked" : key.expiresAt && key.expiresAt < new Date().toISOString() ? "expired" : "active",
					shortTime(key.createdAt),
					shortTime(key.lastUsedAt),
				]),
			);
		}),
	);

keys
	.command("revoke")
	.description("End a key at once.")
	.argument("<key>", "its id or name")
	.option("--json", "print the result as JSON")
	.addHelpText("after", "\nExample:\n  vagus keys revoke checkout-service")
	.action((key: string, options: { json?: boolean }) =>
		withTarget(settings(), async (target) => {
			const revoked =
				target.kind === "server"
					? await callServer(target, "DELETE", `/api/keys/${encodeURIComponent(key)}`)
					: await revokeKey(target.db, key);
			if (!revoked) throw new UserError(`There is no active key "${key}". \`vagus keys list\` shows all.`);
			if (options.json) return printJson(revoked);
			console.log(`Revoked ${key}.`);
		}),
	);

type KeyList = Awaited<ReturnType<typeof listKeys>>;

async function allKeys(target: Target): Promise<KeyList> {
	if (target.kind === "database") return listKeys(target.db);
	const reply = (await callServer(target, "GET", "/api/keys")) as { keys: KeyList };
	return reply.keys;
}
