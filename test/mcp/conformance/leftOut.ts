/** Scenarios that Vagus does not pass, and why each cannot be. */
export const LEFT_OUT: Record<string, string> = {
	...about("it offers no capability `logging`", ["logging-set-level", "tools-call-with-logging"]),
	...about("it offers no capability `completions`", ["completion-complete"]),
	...about("it asks nothing of its client: it has no sessions, and its tools read", [
		"tools-call-sampling",
		"tools-call-elicitation",
		"elicitation-sep1034-defaults",
		"elicitation-sep1330-enums",
		"input-required-result-basic-elicitation",
		"input-required-result-basic-sampling",
		"input-required-result-basic-list-roots",
		"input-required-result-request-state",
		"input-required-result-multiple-input-requests",
		"input-required-result-multi-round",
		"input-required-result-non-tool-request",
		"input-required-result-result-type",
		"input-required-result-tampered-state",
		"input-required-result-capability-check",
	]),
	...about("its four diagnostic tools log, and ask for what the client has not; the other 24 checks pass", [
		"server-stateless",
	]),
	...about("it offers no subscriptions to resources", ["resources-subscribe", "resources-unsubscribe"]),
	...about("an extension, which it does not offer", [
		"tasks-lifecycle",
		"tasks-capability-negotiation",
		"tasks-wire-fields",
		"tasks-request-state-removal",
		"tasks-mrtr-input",
		"tasks-request-headers",
		"tasks-dispatch-and-envelope",
		"tasks-required-task-error",
		"tasks-mrtr-composition",
	]),
	...about("pending in the suite itself: wants a tool of its own", [
		"json-schema-2020-12",
		"http-custom-header-server-validation",
	]),
};

/** Those that want tools, prompts and resources of the suite's own: the fixtures have them, Vagus itself does not. */
export const OF_FIXTURES = [
	"tools-call-simple-text",
	"tools-call-image",
	"tools-call-audio",
	"tools-call-embedded-resource",
	"tools-call-mixed-content",
	"tools-call-error",
	"tools-call-with-progress",
	"resources-read-text",
	"resources-read-binary",
	"resources-templates-read",
	"prompts-get-simple",
	"prompts-get-with-args",
	"prompts-get-embedded-resource",
	"prompts-get-with-image",
];

function about(why: string, scenarios: string[]): Record<string, string> {
	return Object.fromEntries(scenarios.map((scenario) => [scenario, why]));
}
