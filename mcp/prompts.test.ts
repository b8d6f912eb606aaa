import { expect, test } from "vitest";
import { promptDefinition, prompts } from "./prompts.ts";
import { tools } from "./tools.ts";

const GIVEN: Record<string, Record<string, string>> = {
	find_cause: { symptom: "payments fail", service: "shop" },
	explain_ci_failure: { commitSha: "9fceb02d" },
	check_service: { service: "shop" },
	check_deployment: { service: "shop", environment: "production" },
	explain_slowness: { service: "o'shop" },
};

test.each(prompts.map((prompt) => [prompt.name, prompt] as const))("%s names tools that there are", (name, prompt) => {
	const text = prompt.write(GIVEN[name]);
	const named = [...text.matchAll(/\b[a-z]+_[a-z_]+\b/g)].map(([word]) => word);
	const known = tools.map(({ definition }) => definition.name);
	expect(known.filter((tool) => text.includes(tool)).length).toBeGreaterThan(1);
	for (const word of named.filter((word) => /^(search|compare|test|log|query|service|error)_/.test(word))) {
		expect(known).toContain(word);
	}
	for (const value of Object.values(GIVEN[name] ?? {})) expect(text.replaceAll("''", "'")).toContain(value);
});

test("lists which arguments are required", () => {
	const [first] = prompts.map(promptDefinition);
	expect(first?.arguments).toEqual([
		{ name: "symptom", description: "What was seen", required: true },
		{ name: "service", description: "Where", required: false },
	]);
});

test("says which argument is wrong", () => {
	expect(() => prompts[0]?.write({})).toThrow("The argument symptom is missing.");
	expect(() => prompts[2]?.write({ service: "shop", servce: "x" })).toThrow("Did you mean service?");
});
