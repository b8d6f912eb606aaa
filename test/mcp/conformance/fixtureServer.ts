import { McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";

/** The tools, prompts and resources that the conformance suite asks a server for, of the kinds that Vagus has. */
export function fixtureServer(): McpServer {
	const server = new McpServer({ name: "fixtures", version: "1.0.0" });
	for (const [name, content] of Object.entries(CONTENT)) {
		server.registerTool(name, { description: name }, () => ({ content }));
	}
	server.registerTool("test_error_handling", { description: "Fails" }, () => {
		throw new Error("This tool intentionally returns an error for testing");
	});
	server.registerTool("test_tool_with_progress", { description: "Tells how far it is" }, async ({ mcpReq }) => {
		const progressToken = mcpReq._meta?.progressToken;
		for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
			await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
		}
		return { content: [text("Done.")] };
	});
	registerPrompts(server);
	registerResources(server);
	return server;
}

function text(words: string) {
	return { type: "text" as const, text: words };
}

/** One red pixel; no sound at all. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

const IMAGE = { type: "image" as const, data: PNG, mimeType: "image/png" };

function embedded(uri: string, mimeType: string, words: string) {
	return { type: "resource" as const, resource: { uri, mimeType, text: words } };
}

const CONTENT = {
	test_simple_text: [text("This is a simple text response for testing.")],
	test_image_content: [IMAGE],
	test_audio_content: [{ type: "audio" as const, data: WAV, mimeType: "audio/wav" }],
	test_embedded_resource: [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
	test_multiple_content_types: [
		text("Multiple content types test:"),
		IMAGE,
		embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
	],
};

function registerPrompts(server: McpServer): void {
	const user = <Content>(content: Content) => ({ role: "user" as const, content });
	server.registerPrompt("test_simple_prompt", { description: "Simple" }, () => ({
		messages: [user(text("This is a simple prompt for testing."))],
	}));
	server.registerPrompt(
		"test_prompt_with_arguments",
		{ description: "With arguments", argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
		({ arg1, arg2 }) => ({ messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
	);
	server.registerPrompt(
		"test_prompt_with_embedded_resource",
		{ description: "With a resource", argsSchema: z.object({ resourceUri: z.string() }) },
		({ resourceUri }) => ({
			messages: [
				user(embedded(resourceUri, "text/plain", "Embedded resource content for testing.")),
				user(text("Please process the embedded resource above.")),
			],
		}),
	);
	server.registerPrompt("test_prompt_with_image", { description: "With an image" }, () => ({
		messages: [user(IMAGE), user(text("Please analyze the image above."))],
	}));
}

function registerResources(server: McpServer): void {
	server.registerResource("text", "test://static-text", { mimeType: "text/plain" }, ({ href }) => ({
		contents: [{ uri: href, mimeType: "text/plain", text: "This is the content of the static text resource." }],
	}));
	server.registerResource("binary", "test://static-binary", { mimeType: "image/png" }, ({ href }) => ({
		contents: [{ uri: href, mimeType: "image/png", blob: PNG }],
	}));
	const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
	server.registerResource("template", template, { mimeType: "application/json" }, ({ href }, { id }) => {
		const data = { id, templateTest: true, data: `Data for ID: ${id}` };
		return { contents: [{ uri: href, mimeType: "application/json", text: JSON.stringify(data) }] };
	});
}
